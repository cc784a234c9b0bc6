"""What waits in the office for a signature or a yes, first on the page for its head: as of now, whatever the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.papers.official import PaperState
from reports.models import Letter, Proposal
from revival.choices import Stage
from revival.models import Case


@dataclass(frozen=True, slots=True)
class Waits:
    """So many of a kind; `address` is their list."""

    label: Any
    symbol: str
    n: int
    address: str


def of(user) -> Sequence[Waits]:
    """Three statements."""
    letters = Letter.objects.filter(state=PaperState.PREPARED)
    warned = Case.objects.visible_to(user).open().filter(stage=Stage.WARNED)
    return [
        Waits(_("letters to sign"), "stamp", letters.count(), reverse("letters")),
        Waits(
            _("changes of status to decide"),
            "scale",
            Proposal.objects.visible_to(user).open().count(),
            reverse("proposals"),
        ),
        Waits(
            _("warned, on the way to dissolution"),
            "triangle-alert",
            warned.count(),
            reverse("revival_dissolutions") + "?show=warned",
        ),
    ]
