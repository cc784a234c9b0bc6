from django.core.management.base import BaseCommand

from cooperatives.public import complaints
from core import clock
from core.operations.command_options import day, stand_on


class Command(BaseCommand):
    help = "Forget how complainants can be reached when their time is over (the twin of the scheduled task, for cron)."

    def add_arguments(self, parser):
        parser.add_argument("--on", type=day, metavar="DATE", help="as on this day, e.g. 2027-01-21 (demo only)")

    def handle(self, *args, on, **options):
        stand_on(on)
        self.stdout.write(f"forgotten: {complaints.forget_contacts(clock.today())}")
