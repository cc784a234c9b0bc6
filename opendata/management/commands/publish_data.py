from django.core.management.base import BaseCommand

from opendata import publication


class Command(BaseCommand):
    help = "Make today's files of the open data. A second run on the same day makes nothing."

    def handle(self, *args, **options):
        done = publication.publish()
        self.stdout.write(f"{done.datasets} data sets published, {done.changed} of them changed.")
