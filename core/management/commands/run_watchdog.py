from django.core.management.base import BaseCommand

from core.operations import heartbeat, jobs, watchdog


class Command(BaseCommand):
    help = "Start again what has lost its worker and name what is stuck (the twin of the scheduled task, for cron)."

    def handle(self, *args, **options):
        # Where cron calls this there is no scheduler and no worker that could show a heartbeat.
        heartbeat.beat(heartbeat.CRON)
        done = watchdog.run()
        self.stdout.write(f"sent again: {done['rescued']}, expired files: {jobs.expire_results()}")
        for trouble in watchdog.troubles():
            self.stdout.write(f"{trouble.code}: {trouble.text}")
