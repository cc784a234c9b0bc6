from django.core.management.base import BaseCommand

from core.operations.command_options import day, stand_on
from reports.escalation import digest


class Command(BaseCommand):
    help = (
        "Write the summary of the day before to every officer who wants it, once; none when nothing happened"
        " (the twin of the scheduled task, for cron)."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=day, metavar="DATE", help="as on the morning of this day, e.g. 2027-01-21")

    def handle(self, *args, on, **options):
        self.stdout.write(f"summaries written: {digest.send(stand_on(on))}")
