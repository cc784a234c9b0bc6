"""How long a page takes with nothing remembered, and again."""

import statistics
import time

from django.core.cache import cache
from django.test import Client

from accounts.models import User
from core import office

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def cold_and_warm(user: User, url: str, rounds: int) -> dict[str, float]:
    """Medians in seconds: after a write that makes everything forgotten, and once more."""
    client, cold, warm = Client(), [], []
    client.force_login(user, backend=BACKEND)
    client.get(url)
    for _round in range(rounds):
        cache.clear()
        office.store("phone", "0271")
        for found in (cold, warm):
            start = time.perf_counter()
            client.get(url).getvalue()
            found.append(time.perf_counter() - start)
    return {"cold": statistics.median(cold), "warm": statistics.median(warm)}
