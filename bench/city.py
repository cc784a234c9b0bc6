"""The city page, the list of warnings and the provincial recap at any size, in one process: prints figures as JSON."""

import json
import os
import statistics
import sys
import time
from datetime import timedelta
from itertools import islice
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

import django

django.setup()

from django.db import connection

from accounts.models import User
from bench import lateness
from bench.pages import cold_and_warm
from cooperatives.models import Cooperative, StatusChange
from core import clock
from reports import workflow
from reports.models import Period, Report
from reports.summary import provincial_recap
from solokop.city import page
from solokop.city.day import Look
from solokop.city.figures.kept_counts import CityCounts
from supervision.models import EarlyWarning
from supervision.warnings import detection, report_sums

ROUNDS = 3
SQL = Path(__file__).with_name("city.sql")


def timed(action) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def median(action) -> float:
    return statistics.median(timed(action) for _round in range(ROUNDS))


def prepare(count: int) -> None:
    """Twenty quarters, seven of ten reports accepted, three of a hundred late; each status with its entry."""
    lateness.prepare(count)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reports_report (obligation_id, version, state, revision, source, profile, statement_version,"
            " rules_version, rules_in_force, nil_reason, amendment_reason, own_figures, unit_confirmed, created_at,"
            " saved_at, asked_by_name, receipt_number, sha256, submitted_at, submitted_by_name, on_behalf, signer_name,"
            " signer_position, signer_exception, attestation, reviewer_name, decided_at, decision_note, accepted_alone,"
            " assets, liabilities, equity, own_capital, outside_capital, turnover, surplus, members, loans)"
            " SELECT o.id, 1, 'accepted', 1, 'form', o.profile, '2026.1', '2026.1', '{}', '', '', '{}', false,"
            " o.created_at, o.created_at, '', 'B' || o.id, '', p.opened_at, 'x', false, 'x', 'chair', '', '', 'x',"
            " p.opened_at, '', false, c.assets + o.id % 1000, c.outside_capital, c.own_capital, c.own_capital,"
            " c.outside_capital, c.turnover, c.surplus, c.members, c.assets / 2"
            " FROM reports_obligation o JOIN cooperatives_cooperative c ON c.id = o.cooperative_id"
            " JOIN reports_period p ON p.id = o.period_id WHERE o.standing = 'accepted' ORDER BY o.id"
        )
        cursor.execute(
            "INSERT INTO supervision_reportsums (report_id, assets, equity, loans, savings, cash, surplus)"
            " SELECT id, assets, equity, loans, assets / 3, assets / 30, surplus FROM reports_report"
        )
        cursor.execute(
            "UPDATE reports_obligation SET received_at = (SELECT opened_at FROM reports_period p WHERE p.id = period_id),"
            " days_late = CASE WHEN id % 100 < 3 THEN 9 ELSE 0 END WHERE standing = 'accepted'"
        )
    # A third is passive: they are coached, and not warned of.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cooperatives_cooperative SET status = 'passive' WHERE id % 3 = 0")
    columns = Cooperative.objects.values_list("pk", "status", "status_on").iterator()
    entries = (StatusChange(cooperative_id=pk, new=new, on=on, basis="register", reason="x") for pk, new, on in columns)
    while batch := list(islice(entries, 5000)):
        StatusChange.objects.bulk_create(batch, batch_size=400)
    lateness.settle()


def by_hand(look: Look) -> float:
    """The statements of city.sql one after the other."""
    words = {
        ":DAY": look.day.isoformat(),
        ":END": look.end.isoformat(),
        ":YEAR": f"{look.day.year}-01-01",
        ":PLACES": ", ".join(str(quarter.year * 4 + quarter.number) for quarter in look.quarters),
        ":THREE": ", ".join(
            str(one.year * 4 + one.number)
            for last in [look.quarters[-2]]
            for one in (last, last.previous, last.a_year_before)
        ),
    }
    statements = SQL.read_text()
    for word, value in words.items():
        statements = statements.replace(word, value)

    def run() -> None:
        with connection.cursor() as cursor:
            for statement in filter(str.strip, statements.split(";")):
                cursor.execute(statement)
                cursor.fetchall()

    return median(run)


def touch() -> None:
    """Something happens to a report of the newest quarter, as it does all day."""
    report = Report.objects.filter(obligation__period=Period.objects.first()).first()
    workflow.record("report.commented", report, actor=None)


def main(count: str) -> None:
    prepare(int(count))
    user = User.objects.get(email="bench@solokop.test")
    today = clock.today()
    night = timed(lambda: detection.run(today))
    lateness.settle()
    look, earlier = Look(today, today), Look(today - timedelta(days=200), today)
    found = {
        "reports": Report.objects.count(),
        "warnings": EarlyWarning.objects.count(),
        "sums of a night": report_sums.take_missed(),
        "night": night,
        "city, nothing kept": cold_and_warm(user, "/city/", ROUNDS),
        "keeping": timed(page.keep),
        "city": cold_and_warm(user, "/city/", ROUNDS),
        "city, the end of last year": cold_and_warm(user, f"/city/?on={today.year - 1}-12-31", ROUNDS),
        "city, 200 days ago": cold_and_warm(user, f"/city/?on={earlier.day}", ROUNDS),
        "warnings page": cold_and_warm(user, "/warnings/", ROUNDS),
        "home": cold_and_warm(user, "/", ROUNDS),
        "counted": median(lambda: page.count(look, CityCounts())),
        "by hand": by_hand(look),
        "recap": median(lambda: provincial_recap.of(Period.objects.first())),
    }
    touch()
    found["city, a quarter touched"] = cold_and_warm(user, "/city/", ROUNDS)
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
