from django.db import transaction
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
