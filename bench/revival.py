"""Opening many cases beside the same SQL by hand, and “Whom first?”, in one process: prints its figures as JSON."""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from accounts.models import User
from bench import data
from bench.pages import cold_and_warm
from cooperatives.models import Cooperative
from revival.cases import opening

ROUNDS = 5
BY_HAND = (
    "SELECT id FROM cooperatives_cooperative WHERE id <= {most} AND merged_into_id IS NULL"
    " AND authority IN ('city', '') AND status NOT IN ('winding_up', 'dissolved') ORDER BY id{hold}",
    "INSERT INTO revival_opening (reason, rule, at, actor_name) VALUES ('bench', '{}', CURRENT_TIMESTAMP, 'bench')",
    "INSERT INTO revival_case (cooperative_id, opened_on, reason, stage, stage_on, step, hold_reason, outcome,"
    " outcome_text, revision, opening_id, adviser_id, previous_id)"
    " SELECT c.id, CURRENT_DATE, 'bench', 'found', CURRENT_DATE, 'bench', '', '', '', 1,"
    " (SELECT max(id) FROM revival_opening),"
    " (SELECT user_id FROM revival_teammember t JOIN accounts_user u ON u.id = t.user_id"
    " WHERE t.district_id = c.district_id AND t.leads AND u.is_active LIMIT 1),"
    " (SELECT id FROM revival_case e WHERE e.cooperative_id = c.id ORDER BY closed_on DESC, id DESC LIMIT 1)"
    " FROM cooperatives_cooperative c"
    " WHERE c.id <= {most} AND c.merged_into_id IS NULL AND c.authority IN ('city', '')"
    " AND c.status NOT IN ('winding_up', 'dissolved') AND NOT EXISTS (SELECT 1 FROM revival_case o"
    " WHERE o.cooperative_id = c.id AND o.closed_on IS NULL)",
    "SELECT cooperative_id, adviser_id FROM revival_case WHERE opening_id = (SELECT max(id) FROM revival_opening)",
    "UPDATE cooperatives_cooperative SET in_revival = {true}, version = version + 1 WHERE id IN (SELECT cooperative_id"
    " FROM revival_case WHERE opening_id = (SELECT max(id) FROM revival_opening)) AND NOT in_revival",
    "INSERT INTO core_event (at, actor_name, request_id, verb, object_type, object_id, label, before, after, reason,"
    " source) SELECT CURRENT_TIMESTAMP, 'bench', '', 'revival.opened', 'cooperative', id, name,"
    " '{\"in_revival\": false}', '{\"in_revival\": true}', 'bench', '{}' FROM cooperatives_cooperative"
    " WHERE id IN (SELECT cooperative_id FROM revival_case WHERE opening_id = (SELECT max(id) FROM revival_opening))",
)


class UndoneError(Exception):
    """What was measured is undone, so that each round finds the same."""


def seconds(work) -> float:
    """Of the best of some rounds, each undone."""
    found = []
    for _round in range(ROUNDS):
        try:
            with transaction.atomic():
                start = time.perf_counter()
                work()
                found.append(time.perf_counter() - start)
                raise UndoneError
        except UndoneError:
            pass
    return min(found)


def openings(officer: User, n: int) -> dict[str, float]:
    """The portal's opening of n cases, and the same statements by hand."""
    keys = list(Cooperative.objects.order_by("pk").values_list("pk", flat=True)[:n])
    postgresql = connection.vendor == "postgresql"
    words = {
        "{most}": str(keys[-1]),
        "{true}": "true" if postgresql else "1",
        "{hold}": " FOR NO KEY UPDATE" if postgresql else "",
    }

    def by_hand() -> None:
        with connection.cursor() as cursor:
            for statement in BY_HAND:
                for word, meant in words.items():
                    statement = statement.replace(word, meant)
                cursor.execute(statement)
                if statement.startswith("SELECT"):
                    cursor.fetchall()

    return {
        "portal": seconds(lambda: opening.open_cases(keys, reason="bench", actor=officer)),
        "by_hand": seconds(by_hand),
    }


def main(size: int, most: int) -> None:
    call_command("migrate", verbosity=0)
    data.build(size)
    Cooperative.objects.update(status="passive")
    officer = User.objects.create_user("bench@solokop.test", None, name="Bench", role="officer")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = cold_and_warm(officer, reverse("revival_candidates"), ROUNDS) | openings(officer, min(most, size))
    print(json.dumps(found | {"opened": min(most, size)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
