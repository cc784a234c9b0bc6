from django.core.management.base import BaseCommand

from supervision.dispositions import outcomes


class Command(BaseCommand):
    help = (
        "End what was passed on and has been decided meanwhile, and tell who passed it on (the twin of the scheduled"
        " task, for cron). Safe to repeat."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"ended: {outcomes.end_decided()}")
