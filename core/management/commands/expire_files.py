from django.core.management.base import BaseCommand

from core.database import idempotency
from core.operations import failures, jobs


class Command(BaseCommand):
    help = "Delete files of exports that have expired, old form keys and failures (the twin of the scheduled task)."

    def handle(self, *args, **options):
        jobs.expire_results()
        idempotency.forget_old()
        failures.forget_old()
