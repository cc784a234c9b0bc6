from django.core.management.base import BaseCommand

from core import heartbeat, jobs


class Command(BaseCommand):
    help = "Start again what has lost its worker (the twin of the scheduled task, for cron)."

    def handle(self, *args, **options):
        heartbeat.beat("beat")
        self.stdout.write(f"sent again: {jobs.rescue_lost()}, expired files: {jobs.expire_results()}")
