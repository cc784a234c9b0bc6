"""The way out of one case: warnings, obligations, proposal and the days of the law; and the list of all of them."""

from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, requires
from accounts.sign_in.upload_limits import uploads_limited
from core import clock
from core.errors import DomainError
from core.lists.response import respond
from core.papers import dispatch
from core.storage import downloads
from core.text.parsing import whole
from revival.cases import in_charge
from revival.choices import OBLIGATIONS_LOOK, EvidenceKind, LegalStepKind
from revival.dissolution import law, ministry_proposal, obligations, pdf, sheet, warning_letters
from revival.dissolution.forms import (
    DissolutionTeamForm,
    DropForm,
    EvidenceForm,
    LegalBackForm,
    LegalStepForm,
    ObligationsForm,
    ProposeForm,
    WithdrawForm,
)
from revival.dissolution.listing import DISSOLUTIONS
from revival.models import Case, Dissolution, Evidence, ObligationsAnswer
from revival.views.case_page import CasePage, about, acted, of
from revival.views.common import case_or_404


@requires(Capability.READ_REVIVAL)
def listing(request):
    """All that are on their way out, and how far."""
    context = {"today": clock.today()}
    return respond(request, DISSOLUTIONS, "revival/dissolution/list.html", lambda _listing: context)


def show(request: HttpRequest, found: Case, *, status: int = 200, **failed: BaseForm):
    """The page of one way out, with the form that could not be carried out, open."""
    today, proposal = clock.today(), ministry_proposal.current(found)
    steps = law.noted(proposal) if proposal else {}
    forms: dict[str, BaseForm] = {
        "obligations_form": ObligationsForm(initial={"on": today}),
        "evidence_form": EvidenceForm(initial={"on": today}),
        "propose_form": ProposeForm(case=found),
        "step_form": LegalStepForm(case=found, dissolution=proposal),
        "step_back_form": LegalBackForm(case=found),
        "withdraw_form": WithdrawForm(case=found, is_decided=LegalStepKind.DECIDED in steps),
        "team_form": DissolutionTeamForm(case=found, initial={"lines": _lines(proposal)}),
        "drop_form": DropForm(),
    }
    answer = obligations.newest(found)
    may_change = in_charge.may_change(request.user, found)
    may_decide = in_charge.may_propose(request.user, found)
    conditions = ministry_proposal.conditions(found)
    context: dict[str, Any] = {
        "case": found,
        "cooperative": found.cooperative,
        "may_change": may_change,
        "is_in_vain": bool(failed)
        and not _is_drawn(next(iter(failed)), found, proposal, may_change=may_change, may_decide=may_decide),
        "warnings": found.warnings.all(),
        "counting": warning_letters.counting(found),
        "next_warning": _next_warning(found),
        "answer": answer,
        "answer_look": OBLIGATIONS_LOOK[answer.left] if answer else None,
        "answers": found.obligations_answers.all(),
        "slots": _slots(found),
        "set_by": found.evidence.exclude(pk__in=obligations.counting(found)),
        "dropping": _dropping(found, failed.get("drop_form")),
        "conditions": conditions,
        "lacking": [one for one in conditions if one.is_needed and not one.is_met] if proposal else [],
        "is_board_found": obligations.is_board_found(found),
        # The ministry has followed the objection: the case goes back.
        "is_upheld": any(step.is_upheld for step in steps.values()),
        "may_propose": found.stage in ministry_proposal.FROM,
        "may_decide": may_decide,
        "proposal": proposal,
        "lines": sheet.lines(proposal, today) if proposal else [],
        "has_steps": bool(steps),
        "earlier": _earlier(found, proposal, today),
        "open_form": next(iter(failed), ""),
        "typed_in_vain": next(iter(failed.values()), None),
    }
    drawn = forms | failed
    for name, form in drawn.items():
        form.auto_id = f"{name}_%s"
    return render(request, "revival/dissolution/page.html", context | drawn, status=status)


def _is_drawn(name: str, found: Case, proposal: Dissolution | None, *, may_change: bool, may_decide: bool) -> bool:
    """Whether the form of a name stands on the page now: the case may have gone on while somebody typed."""
    if name == "propose_form":
        return may_decide and found.stage in ministry_proposal.FROM
    if not may_change:
        return False
    if name == "step_form":
        return proposal is not None and bool(law.offered(proposal, law.noted(proposal)))
    if name == "drop_form":
        return obligations.counting(found).exists()
    return name in ("obligations_form", "evidence_form") or proposal is not None


def _lines(proposal: Dissolution | None) -> str:
    return "\n".join(", ".join(filter(None, person)) for person in proposal.team) if proposal else ""


def _next_warning(found: Case) -> tuple[int, str, str]:
    """The step that comes next, "", and its Roman figure; or 0 and why none does."""
    try:
        step = warning_letters.next_step(found)
    except DomainError as error:
        return 0, str(error), ""
    return step, "", "I" * step


def _slots(found: Case) -> list[tuple[EvidenceKind, bool, list[Evidence]]]:
    """Each kind of paper: whether it is needed, and what is there of it."""
    needed, kept = obligations.slots(found), list(obligations.counting(found))
    rows = [(kind, kind in needed, [one for one in kept if one.kind == kind]) for kind in EvidenceKind]
    return [row for row in rows if row[2] or row[0] in obligations.SLOTS]


def _dropping(found: Case, form: BaseForm | None) -> Evidence | None:
    """The paper whose form could not be carried out."""
    key = whole(form.data.get("paper", "")) if form else None
    return found.evidence.filter(pk=key).first() if key else None


def _earlier(found: Case, proposal: Dissolution | None, today) -> list[tuple[Dissolution, list[sheet.SheetLine]]]:
    """Proposals that have ended, each with its days."""
    rows = found.dissolutions.exclude(pk=proposal.pk if proposal else None)
    return [(one, sheet.lines(one, today)) for one in rows]


PAGE = CasePage("revival_dissolution", show)


@require_safe
@requires(Capability.READ_REVIVAL)
def dissolution(request, pk: int):
    return show(request, case_or_404(request, pk))


@require_safe
@requires(Capability.READ_REVIVAL)
def days_pdf(request, pk: int):
    """The sheet of what comes when."""
    found = case_or_404(request, pk)
    proposal = ministry_proposal.current(found) or found.dissolutions.order_by("-pk").first()
    if proposal is None:
        raise Http404
    trace = downloads.Trace("revival.days_printed", "case", found.pk, found.cooperative.name)
    return dispatch.send(request, lambda: pdf.days(proposal), f"jadwal-pembubaran-{pk}.pdf", trace=trace, inline=True)


@require_POST
@requires(Capability.COACH)
def answer(request, pk: int):
    """Keep what was answered to whether anything is owed."""

    def act(found: Case, data: dict[str, Any]) -> str:
        obligations.answer(found, said=ObligationsAnswer(**data), actor=request.user)
        return _("Saved.")

    return acted(request, pk, "obligations_form", of(ObligationsForm), act, PAGE)


@require_POST
@requires(Capability.COACH)
@uploads_limited
def evidence_add(request, pk: int):
    def act(found: Case, data: dict[str, Any]) -> str:
        scan = data.pop("upload")
        obligations.keep(found, paper=Evidence(**data), scan=scan, actor=request.user)
        return _("The paper is kept.")

    def form_of(data: QueryDict, _found: Case) -> BaseForm:
        return EvidenceForm(data, request.FILES)

    return acted(request, pk, "evidence_form", form_of, act, PAGE)


@require_POST
@requires(Capability.COACH)
def evidence_drop(request, pk: int):
    """Set a paper by: it does not count."""

    def act(found: Case, data: dict[str, Any]) -> str:
        obligations.drop(found, **data, actor=request.user)
        return _("The paper does not count any more; it stays to be read.")

    return acted(request, pk, "drop_form", of(DropForm), act, PAGE)


@require_safe
@requires(Capability.READ_REVIVAL)
def evidence(request, pk: int, paper: int):
    """A signed paper, as it was uploaded."""
    found = get_object_or_404(Evidence, pk=paper, case=case_or_404(request, pk))
    trace = downloads.Trace(
        "evidence.downloaded",
        "case",
        pk,
        found.case.cooperative.name,
        {"file": found.file_name, "sha256": found.sha256},
    )
    return downloads.send(request, found.file, found.file_name, trace=trace, content_type=downloads.OCTETS)


@require_POST
@requires(Capability.DECIDE_DISSOLUTION)
def propose(request, pk: int):
    """Note that the dissolution is proposed to the ministry."""

    def act(found: Case, data: dict[str, Any]) -> str:
        ministry_proposal.propose(found, **data, actor=request.user)
        return _("Proposed for dissolution. The register says so now.")

    return acted(request, pk, "propose_form", about(ProposeForm), act, PAGE, may_act=in_charge.may_propose)


@require_POST
@requires(Capability.RUN_REVIVAL)
def step(request, pk: int):
    """Note a day of the law."""

    def form_of(data: QueryDict, found: Case) -> BaseForm:
        return LegalStepForm(data, case=found, dissolution=ministry_proposal.current(found))

    def act(found: Case, data: dict[str, Any]) -> str:
        made = law.note(found, **{"is_upheld": None} | data, actor=request.user)
        return _("Noted: {step}.").format(step=made.get_kind_display())

    return acted(request, pk, "step_form", form_of, act, PAGE)


@require_POST
@requires(Capability.RUN_REVIVAL)
def step_back(request, pk: int):
    """Take back the newest day that was noted."""

    def act(found: Case, data: dict[str, Any]) -> str:
        law.take_back(found, **data, actor=request.user)
        return _("Taken back.")

    return acted(request, pk, "step_back_form", about(LegalBackForm), act, PAGE)


@require_POST
@requires(Capability.RUN_REVIVAL)
def withdraw(request, pk: int):
    """Bring the case back to its plan."""

    def form_of(data: QueryDict, found: Case) -> BaseForm:
        proposal = ministry_proposal.current(found)
        is_decided = proposal is not None and LegalStepKind.DECIDED in law.noted(proposal)
        return WithdrawForm(data, case=found, is_decided=is_decided)

    def act(found: Case, data: dict[str, Any]) -> str:
        ministry_proposal.withdraw(found, **data, actor=request.user)
        text = _("The case is “{stage}” again. The register has the status of before.")
        return text.format(stage=found.get_stage_display())

    return acted(request, pk, "withdraw_form", form_of, act, PAGE)


@require_POST
@requires(Capability.RUN_REVIVAL)
def team(request, pk: int):
    """Keep who winds it up."""

    def act(found: Case, data: dict[str, Any]) -> str:
        law.set_team(found, **data, actor=request.user)
        return _("Saved.")

    return acted(request, pk, "team_form", about(DissolutionTeamForm), act, PAGE)
