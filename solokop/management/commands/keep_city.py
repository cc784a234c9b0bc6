from django.core.management.base import BaseCommand

from solokop.city import page


class Command(BaseCommand):
    help = (
        "Count the quarters of the city page and keep it (the twin of the scheduled task, for cron). Safe to repeat:"
        " nothing is counted while nothing has changed."
    )

    def handle(self, *args, **options):
        self.stdout.write("counted" if page.keep() else "nothing has changed")
