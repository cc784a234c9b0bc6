"""The order in which some cooperatives are visited: always on to the nearest, from where the drive begins."""

from collections.abc import Iterable
from math import cos, hypot, radians
from typing import NamedTuple

from cooperatives.models import Cooperative
from cooperatives.places import centres
from revival.models import Case, Visit

# The town hall (Balai Kota Surakarta): where a drive begins.
BEGIN = (-7.569, 110.830)


class GeoPoint(NamedTuple):
    latitude: float
    longitude: float

    def to(self, other: "GeoPoint") -> float:
        """The distance as the crow flies, in degrees of latitude: enough to compare two within a city."""
        return hypot(self.latitude - other.latitude, (self.longitude - other.longitude) * cos(radians(self.latitude)))


def in_order(cases: Iterable[Case]) -> list[Case]:
    """The cases in the order of the drive; those of which no place is known come last, by name."""
    found = list(cases)
    known = _visited([case.cooperative_id for case in found])
    places = {case: known.get(case.cooperative_id) or of_village(case.cooperative) for case in found}
    left = {case: place for case, place in places.items() if place}
    order: list[Case] = []
    here = GeoPoint(*BEGIN)
    while left:
        # Of two as near the name decides: the same cases give the same order.
        nearest = min(left, key=lambda case: (here.to(left[case]), case.cooperative.name_key, case.pk))
        here = left.pop(nearest)
        order.append(nearest)
    lost = (case for case in found if not places[case])
    return order + sorted(lost, key=lambda case: (case.cooperative.name_key, case.pk))


def of_village(cooperative: Cooperative) -> GeoPoint | None:
    """The middle of its kelurahan."""
    centre = centres().get(cooperative.village.code) if cooperative.village else None
    return GeoPoint(*centre) if centre else None


def _visited(cooperatives: list[int]) -> dict[int, GeoPoint]:
    """Where an adviser has stood before, by the newest visit with a position."""
    rows = Visit.objects.filter(case__cooperative__in=cooperatives, latitude__isnull=False).order_by("on", "pk")
    found = rows.values_list("case__cooperative", "latitude", "longitude")
    return {key: GeoPoint(float(latitude), float(longitude)) for key, latitude, longitude in found}
