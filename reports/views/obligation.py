from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify

from accounts.permissions import Capability, may
from cooperatives.models import Cooperative
from core import clock
from core.storage import downloads, scratch
from reports import obligation_page
from reports.choices import State
from reports.escalation import worklist
from reports.filing import drafts, previous_reports
from reports.forms import OneExtensionForm, ReportReasonForm, WaiverForm, WorkbookForm
from reports.models import Obligation
from reports.obligations import extensions, opening
from reports.statement.lines import STATEMENT
from reports.summary import timeline
from reports.views.common import for_filers, may_file, obligation_or_404
from reports.workbook.template import TemplateSubject, write


def detail(request, pk: int):
    """One page for a cooperative's quarter: what to do next, the versions, the uploads with their results."""
    return show(request, obligation_or_404(request, pk))


def show(request, obligation: Obligation, **extra):
    """The page of an obligation; `extra` are forms that come back with what was typed into them."""
    reports = list(obligation.reports.prefetch_related("comments"))
    now = drafts.what_next(obligation)
    files = may_file(request.user, obligation)
    uploads, arrivals = list(obligation.uploads.all()[:20]), list(obligation.arrivals.all())
    facts = obligation_page.ObligationFacts(
        states=[report.state for report in reports],
        filing_state=obligation.state_on(),
        waived=obligation.active_waiver() is not None,
        may_file=files,
        may_fill=files and not now.refusal,
        sets_deadlines=may(request.user, Capability.SET_DEADLINES),
        lines_differ=not reports and opening.profile_of(obligation.cooperative) != obligation.profile,
        has_papers=bool(arrivals),
        has_uploads=bool(uploads),
    )
    context = {
        "obligation": obligation,
        "cooperative": obligation.cooperative,
        "panels": obligation_page.panels(facts),
        "state": facts.filing_state,
        "waiver": obligation.active_waiver(),
        "reports": reports,
        "draft": next((report for report in reports if report.state == State.DRAFT), None),
        "newest": next((report for report in reports if report.state not in (State.DRAFT, State.WITHDRAWN)), None),
        "accepted": next((report for report in reports if report.state == State.ACCEPTED), None),
        "may_fill": facts.may_fill,
        "may_file": files,
        "uploads": uploads,
        "upload_form": WorkbookForm(),
        "arrivals": arrivals,
        "waiver_form": WaiverForm(),
        "extension_form": OneExtensionForm(),
        "amend_form": ReportReasonForm(),
        "parts": STATEMENT.parts(obligation.profile),
        "extension": extensions.last_for(obligation),
    } | extra
    return render(request, "reports/obligation.html", context)


@for_filers
def template(request, pk: int):
    """The template of this cooperative and quarter; `?filled=1` puts the draft's figures in."""
    obligation = obligation_or_404(request, pk)
    draft = drafts.open_version(obligation) if request.GET.get("filled") else None
    quarter = obligation.period.value
    subject = TemplateSubject(
        cooperative_id=obligation.cooperative_id,
        cooperative=obligation.cooperative.legal_name,
        legal_number=obligation.cooperative.legal_number,
        quarter=quarter,
        profile=obligation.profile,
        profile_label=obligation.get_profile_display(),
        previous=previous_reports.accepted(obligation.cooperative_id, {quarter.previous}).get(quarter.previous),
        filled=drafts.typed_of(draft) if draft else None,
    )
    with scratch.folder() as folder:
        path = folder / "laporan.xlsx"
        write(path, subject)
        content = path.read_bytes()
    name = f"laporan-{quarter.slug}-{slugify(obligation.cooperative.name)[:60]}.xlsx"
    trace = downloads.Trace("template.downloaded", "obligation", pk, obligation.cooperative.name)
    return downloads.send(request, content, name, trace=trace)


def panel(request, pk: int):
    """The cooperative's quarters, for its page on the floor below: asked for by address, not imported there."""
    cooperative = get_object_or_404(Cooperative.objects.visible_to(request.user), pk=pk)
    owed = Obligation.objects.visible_to(request.user).filter(cooperative=cooperative)
    context = {"cooperative": cooperative} | timeline.of(owed)
    if may(request.user, Capability.READ_REPORTS):
        (row,) = worklist.describe([cooperative], clock.today())
        context |= {"late": row, "next": worklist.next_in_words(row)}
    return render(request, "reports/_panel.html" if request.htmx else "reports/panel_page.html", context)
