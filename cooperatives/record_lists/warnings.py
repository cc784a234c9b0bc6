"""Warning letters from before the portal: level, number and day; kept in the contact log."""

import re
from typing import Any

from django.utils.translation import gettext as _

from cooperatives.record_lists.rows import ListKind, ListRow, RowProblem, day_or_problem
from core import clock
from core.text.parsing import tidy

# As a list writes a level: a number, a Roman one, or a word; `SP1` and `ST-II` too.
LEVELS = {
    1: ("1", "i", "pertama", "satu", "kesatu"),
    2: ("2", "ii", "kedua", "dua"),
    3: ("3", "iii", "ketiga", "tiga"),
}
MEANT = {word: level for level, words in LEVELS.items() for word in words}


def _read(row: ListRow, problems: list[RowProblem]) -> list[dict[str, Any]]:
    day = day_or_problem(row, "on", problems, today=clock.today())
    if day is None:
        if not tidy(row.value("on") or ""):
            problems.append(row.problem("on", "date_text"))
        return []
    level, number = (tidy(row.value(column) or "") for column in ("level", "number"))
    found = _levels(level)
    if level and len(found) != 1:
        wrong = _("It is not clear which warning this was.")
        problems.append(RowProblem(row.where("level"), level[:80], wrong, _("Write I, II or III, or leave it empty.")))
        return []
    return [{"on": day, "level": found.pop() if found else 0, "number": number[:80]}]


def _levels(text: str) -> set[int]:
    """The levels that a cell names: `II`, `ke-2`, `Surat Teguran Kedua`, `SP1`."""
    words = re.findall(r"[0-9]+|[a-z]+", text.lower())
    return {MEANT[word] for word in words if word in MEANT}


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
