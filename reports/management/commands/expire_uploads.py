from django.core.management.base import BaseCommand

from reports.filing import upload_expiry


class Command(BaseCommand):
    help = "Deletes the files of old uploads that no report was made of (the twin of the scheduled task, for cron)."

    def handle(self, *args, **options):
        self.stdout.write(f"files deleted: {upload_expiry.expire()}")
