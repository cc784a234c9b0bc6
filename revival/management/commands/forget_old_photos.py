from django.core.management.base import BaseCommand

from core import clock
from core.operations.command_options import day, stand_on
from revival.visits import photo_retention


class Command(BaseCommand):
    help = "Delete photos of visits whose time is over (the twin of the scheduled task, for cron)."

    def add_arguments(self, parser):
        parser.add_argument("--on", type=day, metavar="DATE", help="as on this day, e.g. 2027-01-21 (demo only)")

    def handle(self, *args, on, **options):
        stand_on(on)
        self.stdout.write(f"deleted: {photo_retention.forget_old(clock.today())}")
