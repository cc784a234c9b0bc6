from django.core.management.base import BaseCommand

from core import clock
from core.operations.command_options import day, stand_on
from training.enrolments import waitlist


class Command(BaseCommand):
    help = (
        "End the offers of seats that are over, offer free seats to the next on the waiting lists, and close the lists"
        " of sessions that have begun (the twin of the scheduled task, for cron)."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=day, metavar="DATE", help="as on this day, e.g. 2027-01-21 (demo only)")

    def handle(self, *args, on, **options):
        stand_on(on)
        done = waitlist.advance(clock.now())
        self.stdout.write(f"sessions looked at: {done.sessions}, seats offered: {done.offered}, lapsed: {done.lapsed}")
