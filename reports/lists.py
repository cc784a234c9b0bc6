"""The lists of the office about reports: what waits for review, who is late, letters, proposals."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import four_eyes
from accounts.permissions import Capability, allowed
from cooperatives.choices import Kind
from cooperatives.lists import district_filter
from cooperatives.messaging import outcome
from cooperatives.models import Cooperative
from cooperatives.register.bulk import CALL
from core import clock
from core.errors import DomainError
from core.lists.declaration import Action, ListColumn, ListOf, Said
from core.lists.filters import NOTHING, Filter, cases, choice_of
from core.text.formats import local_phone
from reports.choices import Level, ProposedStatus, State
from reports.escalation import proposals, worklist
from reports.models import Period, Proposal, Report
from reports.obligations.quarter import Quarter
from reports.review import decisions

WAITING = {State.SUBMITTED.value: State.SUBMITTED.label, State.IN_REVIEW.value: State.IN_REVIEW.label}


def _district(cooperative: Cooperative) -> str:
    return cooperative.district.name if cooperative.district else ""


def quarters() -> Mapping[str, Any]:
    return {period.slug: period.label for period in Period.objects.all()[:12]}


def of_quarters(values: list[str]) -> Q:
    found = NOTHING
    for value in values:
        try:
            quarter = Quarter.parse(value)
        except ValueError:
            continue
        found |= Q(obligation__period__year=quarter.year, obligation__period__quarter=quarter.number)
    return found


def _waiting(request: HttpRequest):
    rows = Report.objects.visible_to(request.user).waiting()
    rows = rows.select_related("obligation__cooperative__district", "obligation__period")
    return rows.annotate(warnings=Count("findings", filter=Q(findings__level=Level.WARNING)))


def _accept(request: HttpRequest, rows, said: Said) -> str:
    """Those with nothing to be looked at; of the others it is said why they stay."""
    pks = [row.pk for row in rows]
    reports = Report.objects.filter(pk__in=pks).prefetch_related("findings")
    with outcome.noted() as told:
        done, left = decisions.accept_clean(
            reports.select_related("obligation__cooperative", "obligation__period"), actor=request.user
        )
    own = [report for report in left if four_eyes.is_own_work(request.user, report.made_by)]
    for text, stay in (
        (_("These need a look of their own: {names}"), [report for report in left if report not in own]),
        (_("You have worked on these yourself; somebody else accepts them: {names}"), own),
    ):
        if stay:
            names = ", ".join(report.obligation.cooperative.legal_name for report in stay[:5])
            messages.warning(request, text.format(names=names))
    text = ngettext("{n} report is accepted.", "{n} reports are accepted.", done).format(n=done)
    return f"{text} {told.in_words()}".strip() if done else ""


QUEUE = ListOf(
    name="queue",
    title=gettext_lazy("Reports to review"),
    rows=_waiting,
    cells=(
        ListColumn(gettext_lazy("Cooperative"), lambda row: row.obligation.cooperative.legal_name, width=42),
        ListColumn(gettext_lazy("District (kecamatan)"), lambda row: _district(row.obligation.cooperative)),
        ListColumn(gettext_lazy("Quarter"), lambda row: row.obligation.period.value.short_label, width=12),
        ListColumn(gettext_lazy("Received"), lambda row: timezone.localdate(row.submitted_at), "date", 12),
        ListColumn(gettext_lazy("State"), lambda row: str(row.get_state_display()), width=24),
        ListColumn(gettext_lazy("Unusual figures"), lambda row: row.warnings, "count", 12),
        ListColumn(gettext_lazy("Assets"), lambda row: row.assets, "number", 20),
        ListColumn(gettext_lazy("Reviewer"), lambda row: row.reviewer_name, width=24),
    ),
    orders={
        "waits": ("submitted_at",),
        "name": ("obligation__cooperative__name_key",),
        "quarter": ("-obligation__period__year", "-obligation__period__quarter"),
        "unusual": ("-warnings", "submitted_at"),
        "assets": ("-assets",),
    },
    search=("obligation__cooperative__name", "receipt_number"),
    search_label=gettext_lazy("Name or receipt number"),
    filters=(
        Filter(key="quarter", label=gettext_lazy("Quarter"), condition=of_quarters, choices=quarters, empty=""),
        choice_of("state", gettext_lazy("State"), WAITING),
        district_filter("obligation__cooperative__district"),
        choice_of("kind", gettext_lazy("Kind"), dict(Kind.choices), "obligation__cooperative__kind"),
        Filter(
            key="findings",
            label=gettext_lazy("Unusual figures"),
            condition=cases({"none": Q(warnings=0), "some": Q(warnings__gt=0)}),
            choices={"none": gettext_lazy("None"), "some": gettext_lazy("With explanations")},
            empty="",
        ),
    ),
    actions=(
        Action(
            "accept",
            gettext_lazy("Accept the chosen ones"),
            "check-check",
            _accept,
            allowed(Capability.REVIEW_REPORTS),
            each=True,
            warning=gettext_lazy("Only reports without unusual figures can be accepted together."),
        ),
    ),
    called=lambda row: f"{row.obligation.cooperative.legal_name}, {row.obligation.period.label}",
    file_name="antrean-laporan",
)


def _steps() -> Mapping[str, Any]:
    return {worklist.NOT_TOLD: _("no step yet"), **{step.code: step.name for step in worklist.rungs()}}


LATE = ListOf(
    name="late",
    title=gettext_lazy("Late cooperatives"),
    rows=lambda request: worklist.visible_to(request.user, clock.today()),
    cells=(
        ListColumn(gettext_lazy("Cooperative"), lambda row: row.cooperative.legal_name, width=42),
        ListColumn(gettext_lazy("District (kecamatan)"), lambda row: _district(row.cooperative)),
        ListColumn(gettext_lazy("Telephone / WhatsApp"), lambda row: local_phone(row.cooperative.phone), width=18),
        ListColumn(gettext_lazy("Quarters late"), lambda row: len(row.owed), "count", 9),
        ListColumn(
            gettext_lazy("Missing"), lambda row: ", ".join(o.period.value.short_label for o in row.owed), width=40
        ),
        ListColumn(gettext_lazy("Late since"), lambda row: row.since, "date", 12),
        ListColumn(gettext_lazy("Told last"), lambda row: row.told.step.name if row.told else "", width=30),
        ListColumn(gettext_lazy("Told on"), lambda row: row.told.on if row.told else None, "date", 12),
        ListColumn(gettext_lazy("Next step"), worklist.next_in_words, width=34),
        ListColumn(gettext_lazy("Next step on"), lambda row: row.next_on, "date", 12),
    ),
    orders={
        "since": ("arrears__since", "name_key"),
        "name": ("name_key",),
        "quarters": ("-arrears__quarters", "arrears__since"),
    },
    search=("name", "legal_number"),
    search_label=gettext_lazy("Name or number"),
    filters=(
        Filter(
            key="step",
            label=gettext_lazy("Step"),
            condition=worklist.at_steps,
            choices=_steps,
            empty="",
        ),
        district_filter("district"),
    ),
    actions=(CALL,),
    describe=lambda rows: worklist.describe(rows, clock.today()),
    key=lambda row: row.cooperative.pk,
    called=lambda row: row.cooperative.legal_name,
    file_name="terlambat",
)


def _decide(act):
    def decide(request: HttpRequest, rows, said: Said) -> str:
        """Each is a decision of its own: one that has changed since it was looked at stays."""
        done, problems = 0, []
        for proposal in rows:
            if said.looked_at and proposals.seen(proposal) not in said.looked_at:
                problems.append(proposals.stale(proposal))
                continue
            try:
                act(proposal, reason=said.text, actor=request.user)
                done += 1
            except DomainError as error:
                problems.append(str(error))
        for problem in problems[:5]:
            messages.warning(request, problem)
        text = ngettext("{n} proposal is decided.", "{n} proposals are decided.", done)
        return text.format(n=done) if done else ""

    return decide


def _decision(name: str, label: Any, icon: str, act, warning: Any = "") -> Action:
    reason = gettext_lazy("Reason of the decision")
    return Action(
        name, label, icon, _decide(act), allowed(Capability.DECIDE_PROPOSALS), asks=reason, warning=warning, each=True
    )


PROPOSALS = ListOf(
    name="proposals",
    title=gettext_lazy("Proposed status"),
    rows=lambda request: Proposal.objects.visible_to(request.user).open().select_related("cooperative__district"),
    cells=(
        ListColumn(gettext_lazy("Cooperative"), lambda row: row.cooperative.legal_name, width=42),
        ListColumn(gettext_lazy("District (kecamatan)"), lambda row: _district(row.cooperative)),
        ListColumn(gettext_lazy("Status"), lambda row: row.cooperative.status_label, width=22),
        ListColumn(gettext_lazy("Proposed"), lambda row: str(row.get_to_display()), width=22),
        ListColumn(gettext_lazy("Quarters late"), lambda row: row.quarters, "count", 10),
        ListColumn(gettext_lazy("Late since"), lambda row: row.late_since, "date", 12),
        ListColumn(gettext_lazy("Annual meetings missed"), lambda row: row.rat_missed, "count", 12),
        ListColumn(gettext_lazy("Last RAT"), lambda row: row.last_rat_year, width=9),
        ListColumn(gettext_lazy("Proposed on"), lambda row: row.made_on, "date", 12),
    ),
    orders={
        "weight": ("-to", "-rat_missed", "-quarters", "cooperative__name_key"),
        "name": ("cooperative__name_key",),
        "rat": ("-rat_missed", "cooperative__name_key"),
        "quarters": ("-quarters", "cooperative__name_key"),
    },
    search=("cooperative__name",),
    search_label=gettext_lazy("Name"),
    filters=(
        choice_of("to", gettext_lazy("Proposed"), dict(ProposedStatus.choices)),
        district_filter("cooperative__district"),
    ),
    actions=(
        _decision("confirm", gettext_lazy("Change the status as proposed"), "check", proposals.confirm),
        _decision(
            "dismiss",
            gettext_lazy("Leave the status as it is"),
            "x",
            proposals.dismiss,
            gettext_lazy("A dismissed proposal comes again only when the evidence has grown."),
        ),
    ),
    called=lambda row: row.cooperative.legal_name,
    seen=proposals.seen,
    file_name="usulan-status",
)
