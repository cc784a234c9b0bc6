from django.core.management.base import BaseCommand

from solokop.demo import contents


class Command(BaseCommand):
    help = "Fill an empty database with the demo: five users and the register (demo mode only)."

    def handle(self, *args, **options):
        self.stdout.write("demo built" if contents.build() else "users exist already: nothing changed")
