"""The results of five years of coaching beside the same SQL by hand, in one process: prints its figures as JSON."""

import json
import os
import statistics
import sys
import time
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from accounts.models import User
from bench import coached, data
from bench.pages import cold_and_warm
from cooperatives.models import Cooperative
from core import clock
from revival.models import Case
from revival.results import comparison, counts
from revival.views import results

ROUNDS = 3
KEYS = (
    "reached",
    "answered",
    "willing",
    "visited",
    "planned",
    "trained",
    "met",
    "active",
    "active_2",
    "active_4",
    "dissolved",
)


def timed(work) -> float:
    """The median of some rounds, in seconds."""
    found = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


MEDIANS = {
    "postgresql": "SELECT m.old, COUNT(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY"
    " (m.at AT TIME ZONE 'Asia/Jakarta')::date - m.old_on) FROM revival_move m WHERE m.taken_back_at IS NULL GROUP BY 1",
    "sqlite": "SELECT old, MAX(n), AVG(days) FROM (SELECT m.old, julianday(date(m.at, '+7 hours'))"
    " - julianday(m.old_on) AS days, ROW_NUMBER() OVER (PARTITION BY m.old ORDER BY julianday(date(m.at, '+7 hours'))"
    " - julianday(m.old_on)) AS place, COUNT(*) OVER (PARTITION BY m.old) AS n FROM revival_move m"
    " WHERE m.taken_back_at IS NULL) WHERE place IN ((n + 1) / 2, (n + 2) / 2) GROUP BY old",
}


def statements(today: date) -> list[str]:
    """The statements of bench/results.sql, filled in."""
    words = {
        ":MEDIANS": MEDIANS[connection.vendor],
        ":TWO_QUARTERS": str(today - timedelta(days=183)),
        ":FOUR_QUARTERS": str(today - timedelta(days=365)),
        ":YEAR": str(today.year),
        ":SINCE": str(today - comparison.YEAR),
        ":HALF": "k.opened_on + 182" if connection.vendor == "postgresql" else "date(k.opened_on, '+182 days')",
        ":WORKED": str(today - timedelta(days=comparison.HALF_A_YEAR)),
    }
    text = (Path(__file__).parent / "results.sql").read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    for word, meant in words.items():
        text = text.replace(word, meant)
    return [statement for statement in text.split(";") if statement.strip()]


def by_hand(today: date) -> list[list]:
    with connection.cursor() as cursor:
        found = []
        for statement in statements(today):
            cursor.execute(statement)
            found.append(cursor.fetchall())
    return found


def agree(officer: User, today: date) -> bool:
    """Whether both count the same cases as active again, and as many in each group of the comparison."""
    tally = counts.tally(Case.objects.visible_to(officer)).all
    rows = by_hand(today)
    groups = {row[0]: row[1:] for row in rows[4]}
    portal = comparison.compare(today)
    same = all(sum(row[4 + n] for row in rows[0]) == tally[key] for n, key in enumerate(KEYS))
    of_coached = (portal.coached.n, portal.coached.active, portal.coached.met)
    return same and tuple(groups.get("coached", (0, 0, 0))) == of_coached


def main(size: int) -> None:
    call_command("migrate", verbosity=0)
    data.build(size)
    Cooperative.objects.update(status="passive")
    today = clock.today()
    coached.build(today)
    officer = User.objects.create_user("bench@solokop.test", None, name="Bench", role="officer")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    chosen = results.CaseSelection(None, None)

    def counted() -> None:
        results.counted(officer, chosen)
        comparison.compare(today)

    counted()
    found = cold_and_warm(officer, reverse("revival_results"), ROUNDS) | {
        "portal": timed(counted),
        "by_hand": timed(lambda: by_hand(today)),
    }
    print(json.dumps(found | {"agree": agree(officer, today)}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
