import sys

from django.core.management.base import BaseCommand

from core.messages import bounces


class Command(BaseCommand):
    help = "Read one bounced mail from standard input; a mail server pipes what comes back to it (docs/deploy.md)."

    def handle(self, *args, **options):
        mail = bounces.take(sys.stdin.buffer.read())
        self.stdout.write(f"mail {mail.pk} marked as failed" if mail else "no bounce of a mail of this portal")
