from django.core.management.base import BaseCommand

from solokop import demo


class Command(BaseCommand):
    help = "Fill an empty database with the demo: five users and the register (demo mode only)."

    def handle(self, *args, **options):
        self.stdout.write("demo built" if demo.build() else "users exist already: nothing changed")
