import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from core.operations.command_options import day, stand_on
from reports import nightly
from reports.models import Arrears, Obligation


class Command(BaseCommand):
    help = (
        "Open the quarter that has begun, flag what is late, count the quarters in arrears and make proposals"
        " (the twin of the scheduled task, for cron). Safe to repeat. In the demo, --on moves the office's day."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=day, metavar="DATE", help="as of this day, e.g. 2027-01-21")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args, on, **options):
        on = stand_on(on)
        done = nightly.run(on)
        result = {
            "on": on.isoformat(),
            "opened": {one.period.slug: one.created for one in done.opened},
            **asdict(done.flagged),
            "late": Obligation.objects.filter(late_since__isnull=False).count(),
            "in_arrears": Arrears.objects.count(),
            "proposals": asdict(done.proposed),
        }
        self.stdout.write(json.dumps(result) if options["json"] else _in_words(result))


def _in_words(result: dict) -> str:
    opened = ", ".join(f"{slug} ({n} obligations)" for slug, n in result["opened"].items()) or "none"
    return (
        f"{result['on']}: quarters opened: {opened}; newly late {result['flagged']}, lifted {result['lifted']};"
        f" late now {result['late']} reports of {result['in_arrears']} cooperatives;"
        f" proposals made {result['proposals']['made']}, lapsed {result['proposals']['lapsed']}"
    )
