"""Locks by name, kept in the database: for the length of a transaction, or for the length of a run."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.models import Lock


def hold(name: str) -> None:
    """Wait for, and hold until the end of the transaction, the named lock.

    An UPDATE locks the row on PostgreSQL; on SQLite the IMMEDIATE transaction already
    excludes every other writer (docs/adr/0002).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a lock is held by a transaction: call hold() inside atomic()")
    if not Lock.objects.filter(name=name).update(taken_at=timezone.now()):
        Lock.objects.get_or_create(name=name)
        Lock.objects.filter(name=name).update(taken_at=timezone.now())


@dataclass(slots=True)
class Turn:
    """A run that goes on without a transaction, alone among all processes as long as it shows that it lives."""

    name: str
    taken_at: datetime

    def keep(self) -> bool:
        """Show that the run lives. False when it was silent for too long and another has begun."""
        now = timezone.now()
        kept = Lock.objects.filter(name=self.name, taken_at=self.taken_at).update(taken_at=now)
        self.taken_at = now
        return bool(kept)

    def end(self) -> None:
        Lock.objects.filter(name=self.name, taken_at=self.taken_at).update(taken_at=None)


def take_turn(name: str, seconds: int) -> Turn | None:
    """Begin a run of which there is one at a time; None while another one lives.

    A run that has shown nothing for `seconds` has died.
    """
    now, name = timezone.now(), f"turn-{name}"
    Lock.objects.get_or_create(name=name)
    free = Q(taken_at=None) | Q(taken_at__lt=now - timedelta(seconds=seconds))
    return Turn(name, now) if Lock.objects.filter(free, name=name).update(taken_at=now) else None
