from django.core.management.base import BaseCommand

from core import clock
from core.operations.command_options import day, stand_on
from revival import reminders


class Command(BaseCommand):
    help = (
        "Tell whoever coaches of holds that have ended and of steps that are overdue; each once"
        " (the twin of the scheduled task, for cron)."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=day, metavar="DATE", help="as on this day, e.g. 2027-01-21 (demo only)")

    def handle(self, *args, on, **options):
        stand_on(on)
        self.stdout.write(f"told: {reminders.remind(clock.today())}")
