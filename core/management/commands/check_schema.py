from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core.catch_up import differences


class Command(BaseCommand):
    help = "Whether the tables of the database are those of this code. Ends with 1 and says what differs when not."
    requires_system_checks = []

    def handle(self, *args, **options):
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        found = [f"{migration.app_label}.{migration.name}: not run yet" for migration, _backwards in waiting]
        if not found:
            models = [
                model
                for config in apps.get_app_configs()
                for model in config.get_models(include_auto_created=True)
                if model._meta.managed and not model._meta.proxy
            ]
            found = [line for model in models for line in differences(model, connection)]
        for line in found:
            self.stderr.write(line)
        if found:
            self.stderr.write("The database is not that of this version. Run: python manage.py migrate")
            raise SystemExit(1)
