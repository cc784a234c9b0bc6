"""The joint statement: each line of all accepted reports of a quarter summed, with how many stand behind it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Sum

from core import events
from reports.choices import State
from reports.models import Figure, Period
from reports.statement.lines import STATEMENT, Line, Part, key_of

KEPT = 3600


@dataclass(slots=True)
class Joint:
    """Sums and numbers of reports by group (a kind or a district, "" for all) and key."""

    sums: dict[Any, dict[str, int]] = field(default_factory=dict)
    counts: dict[Any, dict[str, int]] = field(default_factory=dict)

    def amount(self, key: str, group: Any = "") -> int | None:
        return self.sums.get(group, {}).get(key)

    def count(self, key: str, group: Any = "") -> int:
        return self.counts.get(group, {}).get(key, 0)


GROUP_COLUMNS = {
    "kind": "report__obligation__cooperative__kind",
    "district": "report__obligation__cooperative__district__name",
}


def of(period: Period, *, by: str) -> Joint:
    """The joint statement of a quarter by kind or district, with the whole under "": one statement of SQL.

    Remembered until the next committed write.
    """
    key = f"joint-{period.pk}-{by}-{events.revision()}"
    found = cache.get(key)
    if found is None:
        found = _compute(period, by)
        cache.set(key, found, KEPT)
    return found


def _compute(period: Period, by: str) -> Joint:
    rows = (
        Figure.objects.filter(
            report__state=State.ACCEPTED,
            report__obligation__period=period,
            report__obligation__cooperative__merged_into=None,
        )
        .order_by()
        .values_list(GROUP_COLUMNS[by], "line", "column")
        .annotate(total=Sum("amount"), n=Count("pk"))
    )
    joint = Joint()
    for group, line, column, total, n in rows:
        key = key_of(line, column)
        for name in ("", group or "–"):
            sums, counts = joint.sums.setdefault(name, {}), joint.counts.setdefault(name, {})
            sums[key] = sums.get(key, 0) + int(total)
            counts[key] = counts.get(key, 0) + n
    return joint


def parts(joint: Joint) -> Iterable[tuple[Part, list[Line]]]:
    """The parts and lines that at least one report has filled in."""
    known = joint.sums.get("", {})
    for part in {line.part.code: line.part for line in STATEMENT.lines.values()}.values():
        lines = [
            line for line in STATEMENT.lines.values() if line.part is part and any(key in known for key in line.keys)
        ]
        if lines:
            yield part, lines
