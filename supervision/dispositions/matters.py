"""What waits in the office for a signature or a yes: letters, changes of status, cooperatives that were warned."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Capability
from cooperatives.models import Cooperative
from core import areas
from core.papers.official import PaperState
from reports.area import AREA as REPORTS
from reports.models import Letter, Proposal
from revival.area import AREA as REVIVAL
from revival.choices import Stage
from revival.models import Case
from supervision.choices import Matter
from supervision.models import Disposition


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that waits: of which cooperative, what is asked, since when, and where it is decided."""

    matter: Matter
    pk: int
    cooperative: Cooperative
    asked: str
    since: date
    address: str

    @property
    def key(self) -> tuple[str, int]:
        return self.matter.value, self.pk


@dataclass(frozen=True, slots=True)
class MatterKind:
    """`rows` are those that wait, of what somebody sees; `decided_by` is whoever may give the signature or the yes."""

    matter: Matter
    symbol: str
    decided_by: Capability
    rows: Callable[[Any], QuerySet]
    thing: Callable[[Any], Thing]
    area: str

    def things(self, rows: Iterable[Any]) -> list[Thing]:
        return [self.thing(row) for row in rows]


def _letters(user: Any) -> QuerySet[Letter]:
    rows = Letter.objects.filter(state=PaperState.PREPARED, cooperative__in=Cooperative.objects.visible_to(user))
    return rows.select_related("cooperative").order_by("made_on", "pk")


def _letter(row: Letter) -> Thing:
    asked = str(row.get_level_display())
    return Thing(Matter.LETTER, row.pk, row.cooperative, asked, row.made_on, reverse("letter", args=[row.pk]))


def _proposals(user: Any) -> QuerySet[Proposal]:
    return Proposal.objects.visible_to(user).open().select_related("cooperative").order_by("made_on", "pk")


def _proposal(row: Proposal) -> Thing:
    asked = _("to become “{status}”").format(status=row.get_to_display())
    address = f"{reverse('proposals')}?{urlencode({'q': row.cooperative.name})}"
    return Thing(Matter.STATUS, row.pk, row.cooperative, asked, row.made_on, address)


def _warned(user: Any) -> QuerySet[Case]:
    rows = Case.objects.visible_to(user).open().filter(stage=Stage.WARNED)
    return rows.select_related("cooperative").order_by("stage_on", "pk")


def _case(row: Case) -> Thing:
    address = reverse("revival_dissolution", args=[row.pk])
    return Thing(Matter.DISSOLUTION, row.pk, row.cooperative, str(row.get_stage_display()), row.stage_on, address)


KINDS: Sequence[MatterKind] = (
    MatterKind(Matter.LETTER, "stamp", Capability.ISSUE_LETTERS, _letters, _letter, REPORTS.key),
    MatterKind(Matter.STATUS, "scale", Capability.DECIDE_PROPOSALS, _proposals, _proposal, REPORTS.key),
    MatterKind(Matter.DISSOLUTION, "triangle-alert", Capability.DECIDE_DISSOLUTION, _warned, _case, REVIVAL.key),
)
BY_MATTER = {kind.matter.value: kind for kind in KINDS}


def in_use() -> list[MatterKind]:
    """Those of the areas in use."""
    return areas.in_use(KINDS)


def still_waiting(dispositions: QuerySet[Disposition]) -> QuerySet[Disposition]:
    """Those whose letter, proposal or case still waits."""
    thing = {"pk": OuterRef("thing")}
    waits = {
        Matter.LETTER: Letter.objects.filter(state=PaperState.PREPARED, **thing),
        Matter.STATUS: Proposal.objects.open().filter(**thing),
        Matter.DISSOLUTION: Case.objects.open().filter(stage=Stage.WARNED, **thing),
    }
    found = Q(pk__in=[])
    for kind in in_use():
        found |= Q(Exists(waits[kind.matter]), matter=kind.matter)
    return dispositions.open().filter(found)


def outcome(matter: str, pk: int) -> str:
    """What came of one that does not wait any more, in words; "" where it is gone."""
    if matter == Matter.STATUS and (proposal := Proposal.objects.filter(pk=pk).first()):
        parts = (proposal.get_state_display(), proposal.decided_by_name, proposal.reason)
    elif matter == Matter.LETTER and (letter := Letter.objects.filter(pk=pk).first()):
        parts = (letter.get_state_display(), letter.number)
    elif matter == Matter.DISSOLUTION and (case := Case.objects.filter(pk=pk).first()):
        parts = (case.get_stage_display(),)
    else:
        parts = ()
    return ", ".join(str(part) for part in parts if part)[:1000]


def with_person(user: Any) -> QuerySet[Disposition]:
    """What was passed on to somebody and still waits."""
    return still_waiting(Disposition.objects.visible_to(user)).filter(to=user)


def find(matter: str, pk: int, user: Any) -> Thing | None:
    """One thing that still waits; None where it does not, or is not for this user."""
    kind = next((one for one in in_use() if one.matter.value == matter), None)
    row = kind.rows(user).filter(pk=pk).first() if kind else None
    return kind.thing(row) if kind and row else None
