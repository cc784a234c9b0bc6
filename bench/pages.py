"""How long a page takes with nothing remembered, and again."""

import statistics
import time

from django.core.cache import cache
from django.test import Client

from accounts.models import User
from cooperatives import places
from core import events, office
from core.cache import remembered

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def forget() -> None:
    """As in a process that has just been started, after a write that everything remembered depends on."""
    cache.clear()
    remembered.held.clear()
    places.forget()
    office.store("phone", "0271")
    # Of nothing that a page counts.
    events.record("task.retried", actor=None, object_type="task", object_id=0)


def cold_and_warm(user: User, url: str, rounds: int) -> dict[str, float]:
    """Medians in seconds: after a write that makes everything forgotten, and once more."""
    client, cold, warm = Client(), [], []
    client.force_login(user, backend=BACKEND)
    client.get(url)
    for _round in range(rounds):
        forget()
        for found in (cold, warm):
            start = time.perf_counter()
            client.get(url).getvalue()
            found.append(time.perf_counter() - start)
    return {"cold": statistics.median(cold), "warm": statistics.median(warm)}
