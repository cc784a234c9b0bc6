"""Whose paper is it: cooperatives by name or number, with what they owe and can be put in for now."""

from dataclasses import dataclass

from django.db.models import Q

from cooperatives.models import Cooperative
from cooperatives.register.search import search
from core import clock
from reports.models import Obligation

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Owing:
    """A cooperative and the quarters for which a paper can be put in, the oldest first."""

    cooperative: Cooperative
    owed: list[Obligation]


def found(user, query: str) -> list[Owing]:
    """The cooperatives that a user may see and a query names; nothing for a query of fewer than two letters."""
    if len(query) < 2:
        return []
    seen = search(Cooperative.objects.visible_to(user).current(), query).order_by("name_key")[:SHOWN]
    rows = {row.pk: Owing(row, []) for row in seen}
    owed = Obligation.objects.ended_on(clock.today()).filter(cooperative__in=rows)
    for item in owed.filter(_is_open()).select_related("period").order_by("period__year", "period__quarter"):
        item.cooperative = rows[item.cooperative_id].cooperative
        rows[item.cooperative_id].owed.append(item)
    return list(rows.values())


def _is_open() -> Q:
    """That figures can be typed now: what was sent waits for its review, what is accepted is amended."""
    return Q(standing__in=("none", "draft", "returned"))
