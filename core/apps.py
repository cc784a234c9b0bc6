from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        from core import words
        from core.operations import celery_signals

        celery_signals.connect()
        words.declare()
        if not settings.ON_SQLITE:
            from core.database import connection_wait

            connection_wait.install()
