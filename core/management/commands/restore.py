from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from core.operations import backup


class Command(BaseCommand):
    help = "Put a backup into the database and the file store of this installation. Stop the services first."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="replace everything that is there")

    def handle(self, *args, folder, overwrite, **options):
        try:
            content = backup.restore(folder, overwrite=overwrite)
        except DomainError as error:
            raise CommandError(str(error)) from error
        for name, n in content.tables.items():
            self.stdout.write(f"{n:>10}  {name}")
        self.stdout.write(f"restored as of {content.made_at}, {len(content.files)} files")
