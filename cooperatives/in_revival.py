"""The mark that a case of coaching is open: written by the floor that keeps the cases (revival/)."""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from cooperatives.models import Cooperative


def mark(cooperatives: Iterable[int] | QuerySet, value: bool) -> None:
    """Set or take off the mark, as a new version of each record. Call inside the transaction of the case's event."""
    rows = Cooperative.objects.filter(pk__in=cooperatives, in_revival=not value)
    rows.update(in_revival=value, version=F("version") + 1)
