from django.core.management.base import BaseCommand

from core import jobs, once


class Command(BaseCommand):
    help = "Delete the files of exports whose days are over, and forget old form keys (twin of the scheduled task)."

    def handle(self, *args, **options):
        jobs.expire_results()
        once.forget_old()
