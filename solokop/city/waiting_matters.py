"""What waits in the office for a signature or a yes, in short, for the top of the page: as of now, whatever the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from supervision.dispositions import matters


@dataclass(frozen=True, slots=True)
class Waits:
    """So many of a kind; `address` is where they stand."""

    label: Any
    symbol: str
    n: int
    address: str


def of(user) -> Sequence[Waits]:
    """Four statements."""
    page = reverse("decisions")
    found = [
        Waits(kind.matter.label, kind.symbol, kind.rows(user).count(), f"{page}#{kind.matter.value}")
        for kind in matters.in_use()
    ]
    mine = matters.with_person(user).count()
    return [*found, Waits(_("Passed on to you"), "forward", mine, f"{page}#mine")]
