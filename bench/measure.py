"""One size in one process: prints its figures as JSON. Called by `python -m bench`."""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from openpyxl import Workbook

from accounts.models import User
from bench import data, stack_room
from cooperatives.models import District
from cooperatives.register import exports
from cooperatives.register.listing import REGISTER, selected
from core.lists.selection import Selection
from core.models import Event

ROUNDS = 15


def seconds(action, rounds: int = ROUNDS) -> float:
    """The median time of an action, after one round that is not counted."""
    stack_room.within(action)
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        stack_room.within(action)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def peak_megabytes() -> float:
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


def pages(user: User) -> dict[str, float]:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    district = District.objects.get(name="Jebres").pk

    def get(path: str):
        response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")

    def after_a_change():
        Event.objects.create(verb="bench", object_type="bench", object_id=0, actor_name="bench")
        get("/cooperatives/?status=passive&district=Jebres")

    return {
        "list": seconds(lambda: get("/cooperatives/?status=passive&district=Jebres")),
        "list, first after a change": seconds(after_a_change, 5),
        "list, admin": seconds(
            lambda: get(f"/bench-admin/cooperatives/cooperative/?status__exact=passive&district__id__exact={district}"),
            7,
        ),
        "search": seconds(lambda: get("/cooperatives/?q=langgeng+amanah")),
        "search, admin": seconds(lambda: get("/bench-admin/cooperatives/cooperative/?q=langgeng+amanah"), 7),
    }


def write_portal(path: Path, user: User, selection: Selection) -> None:
    exports.write(path, user=user, selection=selection)


def write_bare(path: Path, user: User, selection: Selection) -> None:
    columns = exports.columns_for(user)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Register")
    for row in exports.values_of(selected(user, selection), columns).iterator(chunk_size=2000):
        sheet.append(row)
    book.save(path)


def export(user: User, which: str) -> dict[str, float]:
    """The whole register as a workbook: the portal's, or a bare write-only loop over the same values."""
    path = Path(tempfile.mkdtemp()) / "out.xlsx"
    action = write_portal if which == "portal" else write_bare
    # Once over a few rows, so that what a process loads at its first call is not counted.
    action(path, user, Selection.read(REGISTER, QueryDict("q=langgeng amanah 1")))
    before = peak_megabytes()
    start = time.perf_counter()
    action(path, user, Selection.read(REGISTER, QueryDict()))
    return {"seconds": time.perf_counter() - start, "megabytes": peak_megabytes() - before}


def main(task: str, count: str = "0") -> None:
    if task == "build":
        call_command("migrate", verbosity=0)
        data.build(int(count))
        User.objects.create_user("bench@solokop.test", None, name="Bench", role="officer")
        with connection.cursor() as cursor:
            # On PostgreSQL what autovacuum does within a minute.
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        result = {}
    else:
        user = User.objects.get(email="bench@solokop.test")
        result = pages(user) if task == "pages" else export(user, task.removeprefix("export-"))
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
