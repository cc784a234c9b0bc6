"""The list of those on their way out; as Excel, what goes to the ministry."""

from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperatives.lists import district_filter
from core import clock
from core.lists.declaration import ListColumn, ListOf
from core.lists.filters import Filter, cases
from core.papers.official import PaperState
from core.text.formats import long_date
from revival.cases.stages import WAY_OUT
from revival.choices import CaseOutcome, LegalStepKind, Stage
from revival.dissolution import law, turns
from revival.models import Case, Dissolution, Evidence, LegalStep, Move, ObligationsAnswer, Visit, WarningLetter

K = LegalStepKind
SHOWN = {
    "warned": _("Warned"),
    "proposed": _("Proposed for dissolution"),
    "winding_up": _("Being wound up"),
    "dissolved": _("Dissolved"),
}


def _rows(request: HttpRequest):
    # What is gone without a proposal, as the register has said, is none of it.
    gone = Q(outcome=CaseOutcome.DISSOLVED, pk__in=Dissolution.objects.values("case"))
    rows = Case.objects.visible_to(request.user).filter(Q(closed_on=None, stage__in=WAY_OUT) | gone)
    return rows.select_related("cooperative__district", "cooperative__village", "adviser").prefetch_related(
        Prefetch("dissolutions", Dissolution.objects.filter(withdrawn_reason="")),
        Prefetch("dissolutions__steps", LegalStep.objects.filter(taken_back_at=None)),
        Prefetch("warnings", WarningLetter.objects.filter(state=PaperState.ISSUED).order_by("step")),
        Prefetch("evidence", Evidence.objects.filter(dropped_at=None)),
        Prefetch("obligations_answers", ObligationsAnswer.objects.all()),
        Prefetch("visits", Visit.objects.prefetch_related("records")),
        Prefetch("moves", turns.ways_back(Move.objects.all())),
    )


def _describe(rows: list[Case]) -> list[Case]:
    today = clock.today()
    for row in rows:
        found = row.dissolutions.all()
        row.proposal = found[0] if found else None
        row.legal = {step.kind: step for step in row.proposal.steps.all()} if row.proposal else {}
        back = [move.at for move in row.moves.all()]
        row.out = [letter for letter in row.warnings.all() if letter.turn == len(back)]
        answers = [one for one in row.obligations_answers.all() if not back or one.at > max(back)]
        row.owed = str(answers[0].get_left_display()) if answers else ""
        row.limit = next(iter(_limits(row)), None)
        row.is_late = bool(row.limit and row.limit[1] and row.limit[1] < today)
    return rows


def _limits(row: Any) -> list[tuple[str, Any]]:
    """What runs, the next day first: by the law once it is proposed, else the days to answer a warning."""
    if row.proposal:
        limits = [] if row.closed_on else law.limits(row.legal)
        today = clock.today()
        # What somebody only may do is over with its day.
        running = [one for one in limits if not one.is_met and (one.span.is_duty or not one.is_past(today))]
        found = sorted(((str(one.span.label), one.on) for one in running), key=lambda one: one[1])
        # Without a day that runs: what has to happen next.
        following = [] if row.closed_on else law.offered(row.proposal, row.legal)
        return found or [(str(kind.label), None) for kind in following]
    if row.out:
        label = _("Warning {n} to be answered until")
        return [(str(label).format(n=row.out[-1].roman), row.out[-1].answer_by)]
    return []


def _step(kind: str):
    return lambda row: row.legal[kind].on if kind in row.legal else None


def _number(kind: str):
    return lambda row: row.legal[kind].number if kind in row.legal else ""


def _visit(row: Case) -> str:
    visits = row.visits.all()
    if not visits:
        return ""
    numbers = [record.number for record in visits[0].records.all() if record.state == PaperState.ISSUED]
    return ", ".join([long_date(visits[0].on), *numbers])


def _papers(row: Case) -> str:
    return "; ".join(f"{paper.get_kind_display()} ({long_date(paper.on)})" for paper in row.evidence.all())


def _warned(row: Any) -> str:
    return "; ".join(f"{letter.roman}: {letter.number}, {long_date(letter.issued_on)}" for letter in row.out)


CELLS = (
    ListColumn(_("Cooperative"), lambda row: row.cooperative.legal_name, width=42),
    ListColumn(_("Legal number"), lambda row: row.cooperative.legal_number, width=28),
    ListColumn(_("National number (NIK)"), lambda row: row.cooperative.national_number, width=18),
    ListColumn(_("Chair"), lambda row: row.cooperative.chair, width=28),
    ListColumn(_("Kind"), lambda row: str(row.cooperative.get_kind_display()), width=18),
    ListColumn(_("Address"), lambda row: row.cooperative.address, width=42),
    ListColumn(_("Village (kelurahan)"), lambda row: str(row.cooperative.village or "")),
    ListColumn(_("District (kecamatan)"), lambda row: str(row.cooperative.district or "")),
    ListColumn(_("Members"), lambda row: row.cooperative.members, "number", 10),
    ListColumn(_("Last RAT"), lambda row: row.cooperative.last_rat_year, "number", 10),
    ListColumn(_("Assets"), lambda row: row.cooperative.assets, "money", 18),
    ListColumn(_("Stage"), lambda row: str(row.get_stage_display()), width=24),
    ListColumn(_("Ground"), lambda row: str(row.proposal.get_ground_display()) if row.proposal else "", width=36),
    ListColumn(_("Reason"), lambda row: row.proposal.reason if row.proposal else "", width=60),
    ListColumn(_("Visited, record (berita acara)"), _visit, width=36),
    ListColumn(_("Warnings"), _warned, width=48),
    ListColumn(_("Obligations"), lambda row: row.owed, width=26),
    ListColumn(_("Signed papers"), _papers, width=60),
    ListColumn(_("Proposed on"), lambda row: row.proposal.proposed_on if row.proposal else None, "date", 12),
    ListColumn(_("Number of the letter"), lambda row: row.proposal.number if row.proposal else "", width=28),
    ListColumn(K.TOLD.label, _step(K.TOLD), "date", 14),
    ListColumn(K.OBJECTED.label, _step(K.OBJECTED), "date", 14),
    ListColumn(K.ANSWERED.label, _step(K.ANSWERED), "date", 14),
    ListColumn(K.DECIDED.label, _step(K.DECIDED), "date", 14),
    ListColumn(_("Number of the decision"), _number(K.DECIDED), width=24),
    ListColumn(K.CREDITORS.label, _step(K.CREDITORS), "date", 14),
    ListColumn(K.ANNOUNCED.label, _step(K.ANNOUNCED), "date", 14),
    ListColumn(_("Number in the Berita Negara"), _number(K.ANNOUNCED), width=24),
    ListColumn(_("What comes next"), lambda row: row.limit[0] if row.limit else "", width=36),
    ListColumn(_("Until"), lambda row: row.limit[1] if row.limit else None, "date", 12),
)
DISSOLUTIONS = ListOf(
    name="dissolutions",
    title=_("Warnings and dissolution"),
    rows=_rows,
    cells=CELLS,
    orders={
        "since": ("-stage_on", "cooperative__name_key"),
        "name": ("cooperative__name_key",),
        "stage": ("stage", "cooperative__name_key"),
    },
    search=("cooperative__name", "cooperative__legal_number"),
    search_label=_("Name or legal number"),
    filters=(
        Filter(
            key="show",
            label=_("How far"),
            condition=cases(
                {
                    "warned": Q(stage=Stage.WARNED),
                    "proposed": Q(stage=Stage.PROPOSED),
                    "winding_up": Q(stage=Stage.WINDING_UP),
                    "dissolved": Q(outcome=CaseOutcome.DISSOLVED),
                }
            ),
            choices=SHOWN,
            empty="",
            kind="tabs",
        ),
        district_filter("cooperative__district"),
    ),
    describe=_describe,
    called=lambda row: row.cooperative.legal_name,
    file_name="teguran-dan-pembubaran",
)
