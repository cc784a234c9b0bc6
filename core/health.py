from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from core.models import Heartbeat, OutgoingMail

BEAT_SILENCE = timedelta(minutes=5)


def report() -> dict[str, Any]:
    """Database, last beat of the scheduler, oldest waiting mail; `ok` is about the database alone."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        beat = Heartbeat.objects.filter(name="beat").values_list("at", flat=True).first()
        waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED).order_by("created_at").first()
    except DatabaseError:
        return {"ok": False, "database": "unreachable"}
    now = timezone.now()
    return {
        "ok": True,
        "database": "ok",
        "beat_seconds_ago": int((now - beat).total_seconds()) if beat else None,
        "beat": "ok" if beat and now - beat < BEAT_SILENCE else "silent",
        "oldest_mail_seconds": int((now - waiting.created_at).total_seconds()) if waiting else 0,
    }
