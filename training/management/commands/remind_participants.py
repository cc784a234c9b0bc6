from django.core.management.base import BaseCommand

from core import clock
from core.operations.command_options import day, stand_on
from training import reminders


class Command(BaseCommand):
    help = (
        "Remind participants of sessions that begin soon, and ask how it was after the last day; each once"
        " (the twin of the scheduled task, for cron)."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=day, metavar="DATE", help="as on this day, e.g. 2027-01-21 (demo only)")

    def handle(self, *args, on, **options):
        stand_on(on)
        self.stdout.write(f"told: {reminders.remind(clock.now())}")
