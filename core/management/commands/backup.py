from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from core.operations import backup


class Command(BaseCommand):
    help = "Write the database and all private files into a new folder, while the portal runs, and prove it."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="a folder that is empty or does not exist yet")

        parser.add_argument("--accept-lost", action="store_true", help="although the store has lost files of rows")

    def handle(self, *args, folder, accept_lost, **options):
        try:
            content = backup.take(folder)
            problems = backup.prove(folder)
        except DomainError as error:
            raise CommandError(str(error)) from error
        if content.lost and not accept_lost:
            raise CommandError(
                f"The backup is written, but {len(content.lost)} files that rows name were lost before it: "
                f"{', '.join(content.lost[:20])}. Look for them in an older backup, or give --accept-lost."
            )
        if problems:
            raise CommandError("The backup cannot be restored: " + "; ".join(problems[:20]))
        rows = sum(content.tables.values())
        self.stdout.write(f"{folder}: {rows} rows of {len(content.tables)} tables, {len(content.files)} files, proved")
