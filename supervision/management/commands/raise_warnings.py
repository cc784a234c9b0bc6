import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from core.operations.command_options import day, stand_on
from supervision.models import EarlyWarning
from supervision.warnings import detection


class Command(BaseCommand):
    help = (
        "Look for the flags of the early warning (the twin of the scheduled task, for cron). Safe to repeat."
        " In the demo, --on moves the office's day."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=day, metavar="DATE", help="as of this day, e.g. 2027-01-21")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args, on, **options):
        on = stand_on(on)
        result = {"on": on.isoformat(), **asdict(detection.run(on)), "open": EarlyWarning.objects.open().count()}
        words = (
            f"{result['on']}: raised {result['raised']}, told again {result['told_again']},"
            f" changed {result['renewed']}, ended {result['ended']}; open now {result['open']}"
        )
        self.stdout.write(json.dumps(result) if options["json"] else words)
