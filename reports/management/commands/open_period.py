from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import DomainError
from reports.obligations.opening import open_begun, open_period
from reports.obligations.quarter import Quarter


class Command(BaseCommand):
    help = (
        "Open a quarter for filing: one obligation for every cooperative that must report. Without a year, the one"
        " that has begun and those missed before it (the twin of the scheduled task, for cron). Safe to repeat."
    )

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, nargs="?")
        parser.add_argument("quarter", type=int, nargs="?")

    def handle(self, *args, year, quarter, **options):
        if year and not quarter:
            raise CommandError("give the year and the quarter, for instance: open_period 2026 2")
        try:
            opened = [open_period(Quarter(year, quarter))] if year else open_begun(clock.today())
        except (ValueError, DomainError) as error:
            raise CommandError(str(error)) from None
        for one in opened:
            self.stdout.write(
                f"{one.period.slug}: {one.created} obligations made, {one.total} in all, due {one.period.due_on}"
            )
        if not opened:
            self.stdout.write("nothing to open")
