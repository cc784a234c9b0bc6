"""Whether the parts of the portal are well, for a monitor: nothing secret, nothing personal."""

from typing import Any

from celery import current_app
from django.db import DatabaseError, connection
from django.utils import timezone

from core.models import OutgoingMail
from core.operations import disks, heartbeat, watchdog


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
    full = [disk.name for disk in disks.all_disks() if disk.is_full]
    found |= {
        "database": "ok",
        "broker": _broker(),
        "disk": "full" if full else "ok",
        "full_disks": full,
    }
    parts = ("database", "broker", "beat", "worker", "mail", "disk")
    return {"ok": all(found[part] == "ok" for part in parts), **found}


def _in_database() -> dict[str, Any]:
    now = timezone.now()
    alive = heartbeat.look()
    oldest = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED).order_by("due_at").first()
    return {
        "beat": "ok" if alive.has_scheduler else "silent",
        "beat_seconds_ago": int((now - alive.beat).total_seconds()) if alive.beat else None,
        "worker": "ok" if alive.has_workers else "silent",
        "workers": alive.workers,
        "mail": "waits" if watchdog.waiting_mail().exists() else "ok",
        "oldest_mail_seconds": max(int((now - oldest.due_at).total_seconds()), 0) if oldest else 0,
    }


def _broker() -> str:
    """One connection, tried once: a monitor must not hang."""
    try:
        with current_app.connection_for_write(connect_timeout=3) as line:
            line.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=3)
    except Exception:
        return "unreachable"
    return "ok"
