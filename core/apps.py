from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        from core import celery_signals

        celery_signals.connect()
        if not settings.ON_SQLITE:
            from core import database_wait

            database_wait.install()
