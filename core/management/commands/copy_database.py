from django.core.management.base import BaseCommand, CommandError

from core.database import database_copy
from core.errors import DomainError


class Command(BaseCommand):
    help = (
        "Copy all rows into an empty database, for instance from SQLite to PostgreSQL; counts every table before and"
        " after. Stop the services first, and set DATABASE_URL to the new database afterwards."
    )

    def add_arguments(self, parser):
        parser.add_argument("url", help="DATABASE_URL of the new database, e.g. postgres://user:password@host/name")

    def handle(self, *args, url, **options):
        try:
            before = database_copy.counts("default")
            database_copy.prepare(url)
            with database_copy.database(url) as alias:
                if database_copy.is_in_use(alias):
                    raise CommandError("Somebody has an account in that database; give an empty one.")
                after = database_copy.copy("default", alias)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{'before':>10}  {'after':>10}  table")
        for name, n in before.items():
            self.stdout.write(f"{n:>10}  {after[name]:>10}  {name}{'' if n == after[name] else '   DIFFERENT'}")
        if before != after:
            raise CommandError(
                "Rows were written meanwhile: stop the services, then copy into an empty database again."
            )
        self.stdout.write(f"{sum(after.values())} rows of {len(after)} tables are the same")
