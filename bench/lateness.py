"""Flags, reminders and the office's home page at any size, in one process: prints its figures as JSON."""

import json
import os
import statistics
import sys
import time
from datetime import date, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

import django

django.setup()

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from bench import data
from cooperatives.models import Cooperative
from core import clock, events
from reports.escalation import cancellation, ladder
from reports.models import Arrears, Obligation, Period, Reminder
from reports.obligations import lateness
from reports.obligations.quarter import Quarter
from reports.office_settings import due_rules

QUARTERS = 20
ROUNDS = 3
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def prepare(count: int) -> dict:
    """A register in which everybody is active and owes twenty quarters, three of ten not filed."""
    call_command("migrate", verbosity=0)
    data.build(count)
    Cooperative.objects.update(status="active")
    User.objects.create_user("bench@solokop.test", None, name="Bench", role="officer")
    quarter = Quarter.of(clock.today()).previous
    for _n in range(QUARTERS):
        due = due_rules().due_on(quarter, set())
        opened = clock.start_of(quarter.next.start)
        Period.objects.create(year=quarter.year, quarter=quarter.number, due_on=due, opened_at=opened)
        quarter = quarter.previous
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reports_obligation"
            " (cooperative_id, period_id, profile, due_on, late_after, standing, by_hand, created_at)"
            " SELECT c.id, p.id, 'savings_loan', p.due_on, p.due_on,"
            " CASE WHEN (c.id * 7 + p.id * 3) % 10 < 7 THEN 'accepted' ELSE 'none' END, false, CURRENT_TIMESTAMP"
            # One quarter after the other, as they are opened.
            " FROM reports_period p, cooperatives_cooperative c ORDER BY p.year, p.quarter, c.id"
        )
    settle()
    return {"obligations": Obligation.objects.count()}


def settle() -> None:
    """Tables as an installation has them after a quiet hour: no dead rows, statistics up to date."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def timed(action) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def begin_anew() -> None:
    Reminder.objects.all().delete()
    Arrears.objects.all().delete()
    Obligation.objects.filter(late_since__isnull=False).update(late_since=None)
    settle()


def by_hand() -> None:
    """The statements that somebody would type who has only the flags in mind."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "UPDATE reports_obligation SET late_since = late_after + 1 WHERE standing IN ('none', 'draft')"
            " AND late_after < CURRENT_DATE AND late_since IS DISTINCT FROM late_after + 1 AND NOT EXISTS ("
            "  SELECT 1 FROM reports_waiver w WHERE w.obligation_id = reports_obligation.id AND w.ended_at IS NULL"
            "  AND (w.expires_on IS NULL OR w.expires_on >= CURRENT_DATE))"
        )
        cursor.execute(
            "INSERT INTO reports_arrears (cooperative_id, quarters, since)"
            " SELECT cooperative_id, COUNT(*), MIN(late_since) FROM reports_obligation WHERE late_since IS NOT NULL"
            " GROUP BY cooperative_id ON CONFLICT (cooperative_id)"
            " DO UPDATE SET quarters = excluded.quarters, since = excluded.since"
        )
        cursor.execute("COMMIT")


def one_by_one() -> None:
    """The same as a loop over the ORM."""
    today = clock.today()
    for cooperative in Cooperative.objects.all():
        late = []
        for owed in cooperative.obligations.all():
            if owed.standing in ("none", "draft") and owed.late_after < today and not owed.active_waiver(today):
                owed.late_since = owed.late_after + timedelta(days=1)
                owed.save(update_fields=["late_since"])
                late.append(owed.late_since)
        if late:
            Arrears.objects.update_or_create(
                cooperative=cooperative, defaults={"quarters": len(late), "since": min(late)}
            )


def flags() -> dict:
    today = clock.today()
    times: dict[str, list[float]] = {"portal": [], "by hand": []}
    for _n in range(ROUNDS):
        for name, action in (("by hand", by_hand), ("portal", lambda: lateness.flag(today))):
            begin_anew()
            times[name].append(timed(action))
    again = timed(lambda: lateness.flag(today))
    found = {name: statistics.median(values) for name, values in times.items()} | {"again": again}
    return found | {"late": Obligation.objects.filter(late_since__isnull=False).count()}


def loop() -> dict:
    begin_anew()
    slow = timed(one_by_one)
    begin_anew()
    return {"loop": slow, "portal": timed(lambda: lateness.flag(clock.today()))}


def reminders() -> dict:
    """The first letter for everybody who is late with the newest quarter, beside the same INSERT typed by hand."""
    Reminder.objects.all().delete()
    newest = Period.objects.first()
    Obligation.objects.exclude(period=newest).update(standing="accepted", late_since=None)
    Obligation.objects.filter(period=newest).update(standing="none")
    settle()
    on = newest.due_on + timedelta(days=10)
    made = timed(lambda: ladder.climb(on))
    n = Reminder.objects.filter(state="new").count()
    settle()
    recalled = timed(lambda: cancellation.recall())
    Reminder.objects.all().delete()
    settle()
    return {"n": n, "portal": made, "by hand": timed(lambda: insert_by_hand(on)), "recall": recalled}


def insert_by_hand(on: date) -> None:
    with connection.cursor() as cursor:
        for code, state, days in (("T0", "overtaken", 0), ("T1", "new", 7)):
            cursor.execute(
                'INSERT INTO reports_reminder (obligation_id, step_id, "on", state, made_at)'
                " SELECT o.id, s.id, %s, %s, now() FROM reports_obligation o JOIN cooperatives_cooperative c"
                " ON c.id = o.cooperative_id, reports_step s WHERE s.code = %s AND o.standing IN ('none', 'draft')"
                " AND o.due_on <= %s AND o.late_after < %s AND c.status IN ('active', 'attention')"
                " AND c.merged_into_id IS NULL AND c.authority = 'city' AND c.filing_type <> 'exempt' AND NOT EXISTS ("
                "  SELECT 1 FROM reports_waiver w WHERE w.obligation_id = o.id AND w.ended_at IS NULL"
                "  AND (w.expires_on IS NULL OR w.expires_on >= %s)) ON CONFLICT DO NOTHING",
                [on, state, code, on - timedelta(days=days), on, on],
            )


def home() -> dict:
    """The officer's home page with nothing remembered, after a write, and again."""
    client = Client()
    client.force_login(User.objects.get(email="bench@solokop.test"), backend=BACKEND)
    client.get("/")
    first = []
    for _n in range(5):
        cache.clear()
        first.append(timed(lambda: client.get("/")))
    written = []
    for _n in range(5):
        with transaction.atomic():
            events.record("bench.written", actor=None, object_type="office", object_id=0, label="")
        written.append(timed(lambda: client.get("/")))
    later = [timed(lambda: client.get("/")) for _n in range(11)]
    late = timed(lambda: client.get("/reports/late/"))
    return {
        "after a write": statistics.median(written),
        "again": statistics.median(later),
        "the very first": statistics.median(first),
        "late list": late,
    }


def main(task: str, count: str = "0") -> None:
    tasks = {"flags": flags, "loop": loop, "reminders": reminders, "home": home}
    found = prepare(int(count)) if task == "prepare" else tasks[task]()
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
