from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from core.operations import backup


class Command(BaseCommand):
    help = "Restore a backup into a database that is thrown away, and compare every table and file with its list."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder, **options):
        try:
            content, problems = backup.read(folder), backup.prove(folder)
        except DomainError as error:
            raise CommandError(str(error)) from error
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} differences: this backup cannot be relied upon")
        self.stdout.write(f"{folder}, made {content.made_at}: every table and file is there")
