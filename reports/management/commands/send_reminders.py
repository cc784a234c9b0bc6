from django.core.management.base import BaseCommand

from core import clock
from core.operations.command_options import day, stand_on
from reports.escalation import ladder, reminders


class Command(BaseCommand):
    help = (
        "Make the reminders and warnings that are due, and tell the cooperatives of them (the twin of the scheduled"
        " task, for cron). Safe to repeat. In the demo, --on moves the office's day."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=day, metavar="DATE", help="as of this day, e.g. 2027-01-21")
        parser.add_argument("--dry-run", action="store_true", help="say what is due; write nothing")

    def handle(self, *args, on, dry_run, **options):
        on = (on or clock.today()) if dry_run else stand_on(on)
        climbed = ladder.look(on) if dry_run else ladder.climb(on)
        if climbed.quiet:
            self.stdout.write(f"{on}: the office rests, nothing is sent")
            return
        steps = ", ".join(f"{code} {n}" for code, n in climbed.by_step.items() if n) or "none"
        self.stdout.write(f"{on}: {'would be due' if dry_run else 'due'}: {steps}")
        if not dry_run:
            told = reminders.tell(on)
            ways = ", ".join(f"{channel} {n}" for channel, n in sorted(told.by_channel.items())) or "none"
            self.stdout.write(
                f"told {told.cooperatives} cooperatives ({ways}); new letters to sign {told.letters};"
                f" without a working contact {told.unreachable}"
            )
