from django.core.management.base import BaseCommand

from supervision import decided


class Command(BaseCommand):
    help = (
        "End what was passed on and has been decided meanwhile, and tell who passed it on (the twin of the scheduled"
        " task, for cron). Safe to repeat."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"ended: {decided.end_decided()}")
