from django.core.management.base import BaseCommand

from core.messages import outbox


class Command(BaseCommand):
    help = "Deliver the mail that is due (the twin of the scheduled task, for cron)."

    def handle(self, *args, **options):
        self.stdout.write(str(outbox.deliver_due()))
