"""The public list beside Datasette on the same rows, and the register as open data beside bare writers: JSON on paper.

Datasette reads a table with the columns of the open data, indexed by what the portal filters by, in a file of its own.
"""

import asyncio
import csv
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

import django

django.setup()

import xlsxwriter
from datasette.app import Datasette
from django.test import Client

from bench import stack_room
from bench.measure import peak_megabytes
from bench.pages import forget
from cooperatives.models import Cooperative
from core import clock
from opendata.choices import Format
from opendata.datasets.register import REGISTER
from opendata.writers import WRITERS

ROUNDS = 9
# The same question to both; twenty-five rows each.
PORTAL = {
    "list": "/register/",
    "filter on two": "/register/?status=passive&district=33.72.04",
    "search": "/register/?q=langgeng+amanah",
}
DATASETTE = {
    "list": "/rows/register?_size=25&_sort=name",
    "filter on two": "/rows/register?_size=25&_sort=name&status=passive&district_code=33.72.04",
    "search": "/rows/register?_size=25&_sort=name&name__contains=Langgeng+Amanah",
}
INDEXES = ("name", "status", "kind", "district_code", "village_code")


def rows(path: Path) -> None:
    """The file for Datasette."""
    names = [column.name for column in REGISTER.columns]
    with sqlite3.connect(path) as database:
        columns = ", ".join(f'"{name}"' for name in names)
        database.execute(f"CREATE TABLE register ({columns}, PRIMARY KEY (id))")
        places = ", ".join("?" * len(names))
        values = ([_plain(value) for value in row] for row in REGISTER.rows(clock.today()))
        database.executemany(f"INSERT INTO register VALUES ({places})", values)  # noqa: S608
        for name in INDEXES:
            database.execute(f"CREATE INDEX by_{name} ON register ({name})")
        # Another table, so that the templates of Datasette are compiled before its list is asked for.
        database.execute("CREATE TABLE other AS SELECT * FROM register LIMIT 30")
        database.execute("ANALYZE")


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def portal(path: str, client: Client) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(path)
        if answer.status_code != 200 or not answer.getvalue():
            raise RuntimeError(f"{path}: {answer.status_code}")

    return ask


async def datasette(file: Path, *, suggests: bool) -> dict[str, dict[str, float]]:
    """Medians in seconds: the first time that a new one is asked, and again."""
    found: dict[str, dict[str, list[float]]] = {name: {"cold": [], "warm": []} for name in DATASETTE}
    for _round in range(ROUNDS):
        for name, path in DATASETTE.items():
            one = Datasette([str(file)], settings={"suggest_facets": suggests})
            await one.invoke_startup()
            await one.client.get("/rows/other?_size=25")
            for which in ("cold", "warm"):
                start = time.perf_counter()
                answer = await one.client.get(path)
                found[name][which].append(time.perf_counter() - start)
                if answer.status_code != 200 or "register" not in answer.text:
                    raise RuntimeError(f"{path}: {answer.status_code}")
    return _medians(found)


def of_portal() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, list[float]]] = {name: {"cold": [], "warm": []} for name in PORTAL}
    client = Client()
    for name, path in PORTAL.items():
        ask = portal(path, client)
        ask()
        for _round in range(ROUNDS):
            forget()
            for which in ("cold", "warm"):
                start = time.perf_counter()
                stack_room.within(ask)
                found[name][which].append(time.perf_counter() - start)
    return _medians(found)


def _medians(found: dict[str, dict[str, list[float]]]) -> dict[str, dict[str, float]]:
    return {name: {which: statistics.median(one) for which, one in times.items()} for name, times in found.items()}


def pages() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.db"
        rows(file)
        return {
            "n": Cooperative.objects.count(),
            "portal": of_portal(),
            "suggests nothing": asyncio.run(datasette(file, suggests=False)),
            "suggests facets": asyncio.run(datasette(file, suggests=True)),
        }


def _bare_csv(path: Path) -> None:
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows(REGISTER.rows(clock.today()))


def _bare_json(path: Path) -> None:
    with path.open("w") as stream:
        for row in REGISTER.rows(clock.today()):
            stream.write(json.dumps([_plain(value) for value in row], ensure_ascii=False) + "\n")


def _bare_xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(REGISTER.rows(clock.today())):
            for column, value in enumerate(row):
                sheet.write(at, column, _plain(value))


BARE = {Format.CSV: _bare_csv, Format.JSON: _bare_json, Format.XLSX: _bare_xlsx}


def file(of: str, which: str) -> dict[str, float]:
    """The register in one form, by the portal or by a bare writer, out of the same rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"out.{of}"
        # What a process loads at its first call is not counted.
        list(zip(range(10), REGISTER.rows(clock.today()), strict=False))
        before, start = peak_megabytes(), time.perf_counter()
        if which == "portal":
            WRITERS[Format(of)](path, REGISTER, REGISTER.rows(clock.today()))
        else:
            BARE[Format(of)](path)
        return {"seconds": time.perf_counter() - start, "megabytes": peak_megabytes() - before}


if __name__ == "__main__":
    print(json.dumps(pages() if sys.argv[1] == "pages" else file(*sys.argv[2:])))
