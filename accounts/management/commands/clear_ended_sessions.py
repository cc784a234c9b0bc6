from django.core.management.base import BaseCommand

from accounts.sign_in import security_log, sessions


class Command(BaseCommand):
    help = "Clears away sessions that have run out, and lines of the security log that are older than the office keeps."

    def handle(self, *args, **options):
        self.stdout.write(f"sessions {sessions.clear_ended()}, lines of the security log {security_log.expire()}")
