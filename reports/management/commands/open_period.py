from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from reports.obligations import open_period
from reports.periods import Quarter


class Command(BaseCommand):
    help = "Open a quarter for filing: one obligation for every cooperative that must report. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("quarter", type=int)

    def handle(self, *args, year, quarter, **options):
        try:
            value = Quarter(year, quarter)
            opened = open_period(value)
        except (ValueError, DomainError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{value.slug}: {opened.created} obligations made, {opened.total} in all, due {opened.period.due_on}"
        )
