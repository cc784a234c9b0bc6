"""Warning letters from before the portal: level, number and day; kept in the contact log."""

import re
from typing import Any

from cooperatives.record_lists.reading import ListKind, Problem, Row, day_or_problem
from core import clock
from core.reading import tidy

WORDS = re.compile(r"surat|teguran|peringatan|ke|tingkat|[-. ]")
LEVELS = {"1": 1, "i": 1, "2": 2, "ii": 2, "3": 3, "iii": 3}


def _read(row: Row, problems: list[Problem]) -> list[dict[str, Any]]:
    day = day_or_problem(row, "on", problems, today=clock.today())
    if day is None:
        if not tidy(row.value("on") or ""):
            problems.append(row.problem("on", "date_text"))
        return []
    level, number = (tidy(row.value(column) or "") for column in ("level", "number"))
    return [{"on": day, "level": _level(level), "number": number[:80]}]


def _level(text: str) -> int:
    """1 to 3 of `II`, `ke-2`, `Teguran 2`; 0 where it is not said."""
    said = re.findall(r"[0-9]+|[ivx]+", WORDS.sub(" ", text.lower()))
    return LEVELS.get(said[0], 0) if said else 0


WARNINGS = ListKind(
    key="warnings",
    words={
        "on": ("tanggal surat", "tgl surat", "tanggal", "tanggal teguran", "date"),
        "number": ("nomor surat", "no surat", "nomor teguran", "letter number"),
        "level": ("tingkat", "teguran", "teguran ke", "surat teguran", "peringatan", "level"),
    },
    needs=lambda columns: "on" in columns and bool({"number", "level"} & columns),
    read=_read,
)
