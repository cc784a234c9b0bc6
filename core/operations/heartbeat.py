"""Who of the schedulers and workers was alive when, for the health page."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from core.models import Heartbeat

log = logging.getLogger(__name__)
SECONDS = 10
SILENCE = timedelta(minutes=5)
# A worker beats much oftener than that: what it holds is started again by another.
GONE = timedelta(seconds=40)
# A clock that runs ahead a little is no clock of tomorrow.
AHEAD = timedelta(minutes=1)
BEAT, CRON, WORKER = "beat", "cron", "worker"


@dataclass(frozen=True, slots=True)
class Alive:
    """When the scheduler was alive last, and how many workers are; cron stands for both where it does their work."""

    beat: datetime | None
    workers: int
    by_cron: bool

    @property
    def has_scheduler(self) -> bool:
        return self.by_cron or is_fresh(self.beat)

    @property
    def has_workers(self) -> bool:
        return self.by_cron or self.workers > 0


def is_fresh(at: datetime | None) -> bool:
    """Whether a heartbeat is of the last minutes; one that is dated ahead says nothing."""
    return at is not None and -AHEAD <= timezone.now() - at < SILENCE


def is_gone(name: str) -> bool:
    """Whether a worker has died or ended."""
    at = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    return at is None or not -AHEAD <= timezone.now() - at < GONE


def name_of(hostname: str) -> str:
    """The name under which a worker shows that it is alive."""
    return f"{WORKER} {hostname}"[:60]


def look() -> Alive:
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    # The worker for mail alone does no job.
    jobs = {name: at for name, at in seen.items() if name.startswith(WORKER) and not name.startswith(name_of("mail@"))}
    workers = sum(map(is_fresh, jobs.values()))
    return Alive(seen.get(BEAT), workers, is_fresh(seen.get(CRON)))


def beat(name: str) -> None:
    """Note that a scheduler or worker is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def beat_safely(name: str) -> None:
    """The same from a process that must go on while the database is away; its connection is closed again."""
    try:
        beat(name)
    except DatabaseError:
        log.warning("no heartbeat of %s: the database does not answer", name)
    finally:
        connection.close()


def forget(name: str) -> None:
    """A worker that ends in order leaves no row that would look like a dead one."""
    try:
        Heartbeat.objects.filter(name=name).delete()
    except DatabaseError:
        log.warning("the heartbeat of %s stays behind", name)
    finally:
        connection.close()


class Pulse(threading.Thread):
    """Beats for a worker beside its work, until it is stopped."""

    def __init__(self, name: str):
        super().__init__(daemon=True, name=f"pulse-{name}")
        self.of = name
        self.over = threading.Event()

    def run(self) -> None:
        beat_safely(self.of)
        while not self.over.wait(SECONDS):
            beat_safely(self.of)

    def stop(self) -> None:
        self.over.set()
        self.join(5)
        forget(self.of)
