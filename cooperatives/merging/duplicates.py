"""Likely pairs: records that share a number, or a name in the same village, or nearly so."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cooperatives.merging import distinct_pairs
from cooperatives.models import Cooperative
from cooperatives.register_import.matching import NEARLY_THE_SAME, Index, likeness


@dataclass(frozen=True, slots=True)
class Pair:
    first: Cooperative
    second: Cooperative
    why: str


def likely_pairs(limit: int = 200) -> list[Pair]:
    """Pairs of current records that may be one cooperative and were not found to be two, the surest first."""
    records = list(Cooperative.objects.current().select_related("village", "district").order_by("pk"))
    found: dict[tuple[int, int], Pair] = {}
    two = distinct_pairs.known()

    def add(one: Cooperative, other: Cooperative, why: str) -> None:
        if (one.pk, other.pk) in two:
            return
        found.setdefault((one.pk, other.pk), Pair(one, other, why))

    for group in _groups(records, lambda c: c.legal_key):
        for one, other in _pairs(group):
            add(one, other, _("same legal-entity number"))
    for group in _groups(records, lambda c: c.name_key and (c.name_key, c.village_id)):
        for one, other in _pairs(group):
            add(one, other, _("same name in the same village"))
    for group in _groups(records, lambda c: c.village_id):
        for one, other in _pairs(group):
            if likeness(one.name_key, other.name_key) >= NEARLY_THE_SAME:
                add(one, other, _("nearly the same name in the same village"))
    return list(found.values())[:limit]


def alike(values: dict[str, Any]) -> list[Cooperative]:
    """Current records that a new one may be: the same numbers, the same name, or nearly so in its village."""
    village = values.get("village")
    match = Index.of_register().match({**values, "village_id": village.pk if village else None})
    ids = match.candidates or ([match.pk] if match.pk else [])
    return list(Cooperative.objects.filter(pk__in=ids).select_related("village", "district"))


def _groups(records: list[Cooperative], key) -> list[list[Cooperative]]:
    groups = defaultdict(list)
    for record in records:
        value = key(record)
        if value:
            groups[value].append(record)
    return [group for group in groups.values() if len(group) > 1]


def _pairs(group: list[Cooperative]):
    return ((one, other) for i, one in enumerate(group) for other in group[i + 1 :])
