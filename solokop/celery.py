"""The Celery application: a scheduler that shows it is alive, workers that do, ids of requests that go along."""

import os
import time

from celery import Celery
from celery.beat import PersistentScheduler
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solokop.settings")

# Whatever the address of the broker says of its socket, the transports are those of this house.
TRANSPORT_ALIASES |= {
    "filesystem": "core.operations.file_broker:Transport",
    "redis": "core.operations.redis_broker:Transport",
    "rediss": "core.operations.redis_broker:Transport",
}
app = Celery("solokop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
BEAT_SECONDS = 20


class Scheduler(PersistentScheduler):
    """Celery's own, which notes its heartbeat as it ticks: a scheduler that hangs falls silent."""

    noted = float("-inf")

    def tick(self, *args, **kwargs):
        wait = super().tick(*args, **kwargs)
        if time.monotonic() - self.noted > BEAT_SECONDS:
            from core.operations import heartbeat

            heartbeat.beat_safely("beat")
            self.noted = time.monotonic()
        return min(wait, BEAT_SECONDS) if wait else wait
