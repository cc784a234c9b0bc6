"""Whether the parts of the portal are well, for a monitor: nothing secret, nothing personal."""

from typing import Any

from celery import current_app
from django.db import DatabaseError, connection
from django.utils import timezone

from core import watchdog
from core.models import Heartbeat, OutgoingMail


def report(*, database_only: bool = False) -> dict[str, Any]:
    """Each part `ok` or what is wrong with it; `ok` when all are. A proxy asks for the database alone."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if database_only:
            return {"ok": True, "database": "ok"}
        found = _in_database()
    except DatabaseError:
        return {"ok": False, "database": "unreachable"}
    found |= {
        "database": "ok",
        "broker": _broker(),
        "disk": "ok" if watchdog.free_disk() >= watchdog.FREE_DISK else "full",
    }
    parts = ("database", "broker", "beat", "mail", "disk")
    return {"ok": all(found[part] == "ok" for part in parts), **found}


def _in_database() -> dict[str, Any]:
    now = timezone.now()
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    beat = seen.pop("beat", None)
    workers = sum(now - at < watchdog.SILENCE for name, at in seen.items() if name.startswith("worker"))
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED).order_by("created_at").first()
    oldest = int((now - waiting.created_at).total_seconds()) if waiting else 0
    return {
        "beat": "ok" if beat and now - beat < watchdog.SILENCE else "silent",
        "beat_seconds_ago": int((now - beat).total_seconds()) if beat else None,
        "workers": workers,
        "mail": "ok" if oldest < watchdog.MAIL_WAITS.total_seconds() else "waits",
        "oldest_mail_seconds": oldest,
    }


def _broker() -> str:
    """One connection, tried once: a monitor must not hang."""
    try:
        with current_app.connection_for_write(connect_timeout=3) as line:
            line.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=3)
    except Exception:
        return "unreachable"
    return "ok"
