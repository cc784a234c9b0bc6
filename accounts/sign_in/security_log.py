"""The security log: who came in or tried to, and which keys were changed (accounts.models.SecurityEntry)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from accounts.models import SecurityEntry, User
from core import office
from core.middleware import current_request_id
from core.models import Event
from core.requests import client

Kind = SecurityEntry.Kind
# From so many networks at once in an hour nobody guesses by mistake: then only known networks are still answered.
MOST_NETWORKS = 40
KNOWN_FOR = timedelta(days=90)
# So many wrong tries in a day, from wherever and however slowly, and the owner is told.
WORTH_A_WARNING = 6
TRIES = (Kind.FAILED, Kind.OLD_FAILED, Kind.CODE_FAILED)


def note(kind: str, *, request, user: User | None, by: User | None = None, note: str = "") -> None:
    """Add a line. `by` is who did it to the account, where that is not its owner."""
    SecurityEntry.objects.create(kind=kind, **_details(request, user, by, note))


def note_merged(kind: str, *, request, user: User | None, note: str = "") -> None:
    """Add a line, or count it to that of the same account, address and hour. Safe for many at once."""
    now = timezone.now()
    details = _details(request, user, None, note)
    key = {"kind": kind, "hour": _hour(now), "account": details["account"], "network": details["network"]}
    if SecurityEntry.objects.filter(**key).update(times=F("times") + 1, last_at=now):
        return
    try:
        with transaction.atomic():
            SecurityEntry.objects.create(kind=kind, hour=key["hour"], **details)
    except IntegrityError:
        SecurityEntry.objects.filter(**key).update(times=F("times") + 1, last_at=now)


def _details(request, user: User | None, by: User | None, note: str) -> Mapping[str, Any]:
    return {
        "user": user,
        "account": user.sign_in_name if user else "",
        "address": client.current_address() or "",
        "network": client.network_of(client.current_address() or ""),
        "agent": (request.headers.get("User-Agent", "") if request else "")[:200],
        "by_name": by.display_name[:150] if by else "",
        "note": note[:300],
        "request_id": current_request_id(),
    }


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def is_guessed_at(user: User | None) -> bool:
    """Whether an account is guessed from so many networks that only one it is used from may still try.

    The owner comes in from where the owner has been before, and from anywhere after setting a new password.
    """
    if user is None:
        return False
    since = _hour(timezone.now())
    failed = SecurityEntry.objects.filter(kind=Kind.FAILED, account=user.sign_in_name, hour__gte=since)
    if failed.values("network").distinct().count() < MOST_NETWORKS:
        return False
    if SecurityEntry.objects.filter(kind=Kind.PASSWORD_SET, user=user, at__gte=since).exists():
        return False
    return not is_known(user)


def is_known(user: User) -> bool:
    """Whether the account was used from the client's network lately."""
    network = client.network_of(client.current_address() or "")
    known = SecurityEntry.objects.filter(kind=Kind.SIGNED_IN, user=user, network=network)
    return known.filter(last_at__gte=timezone.now() - KNOWN_FOR).exists()


def is_worth_a_warning(user: User) -> bool:
    """Whether there were so many wrong tries at an account within a day that its owner should know."""
    since = timezone.now() - timedelta(days=1)
    tries = SecurityEntry.objects.filter(kind__in=TRIES, account=user.sign_in_name, last_at__gte=since)
    return (tries.aggregate(n=Sum("times"))["n"] or 0) >= WORTH_A_WARNING


def claim_warning(user: User, *, request) -> bool:
    """Whether the owner of an account is to be warned now: once a day, whoever guesses how often."""
    day = _hour(timezone.now()).replace(hour=0)
    details = {**_details(request, user, None, ""), "address": "", "network": ""}
    try:
        with transaction.atomic():
            SecurityEntry.objects.create(kind=Kind.WARNED, hour=day, **details)
    except IntegrityError:
        return False
    return True


def expire() -> int:
    """Delete lines older than the office keeps them, and the addresses of older events. Returns how many lines."""
    until = timezone.now() - timedelta(days=office.value("security_log_days"))
    Event.objects.filter(at__lt=until, address__isnull=False).update(address=None)
    return SecurityEntry.objects.filter(last_at__lt=until).delete()[0]
