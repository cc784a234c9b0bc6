from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Capability, requires
from cooperatives.choices import Kind
from cooperatives.models import District
from core import clock, downloads
from core.reading import whole
from core.workbook_write import Column
from reports.choices import Level, State
from reports.models import Obligation, Period, Report
from reports.periods import Quarter

PER_PAGE = 50


def home(request):
    """What is due, for a manager; what waits for review, for the office."""
    if request.user.is_of_office:
        return queue(request)
    today = clock.today()
    owed = Obligation.objects.visible_to(request.user).select_related("cooperative", "period").with_filing_state(today)
    coming = [item for item in owed if item.period.value.end >= today]
    owed = [item for item in owed if item.period.value.end < today]
    waiting = [item for item in owed if item.filing_state in ("late", "draft", "due", "returned")]
    waiting.sort(key=lambda item: (item.period.year, item.period.quarter))
    done = [item for item in owed if item not in waiting]
    context = {
        "waiting": waiting,
        "done": Paginator(done, PER_PAGE).get_page(request.GET.get("page")),
        "coming": coming,
        "today": today,
    }
    return render(request, "reports/due.html", context)


@requires(Capability.READ_REPORTS)
def queue(request):
    """Reports that wait for a reviewer, the oldest first; filters in the address."""
    chosen = {name: request.GET.get(name, "") for name in ("state", "district", "kind", "quarter", "findings")}
    reports = (
        Report.objects.visible_to(request.user)
        .waiting()
        .select_related("obligation__cooperative__district", "obligation__period")
        .annotate(warnings=Count("findings", filter=Q(findings__level=Level.WARNING)))
    )
    everything = reports.count()
    if chosen["state"] in (State.SUBMITTED, State.IN_REVIEW):
        reports = reports.filter(state=chosen["state"])
    if (district := whole(chosen["district"])) is not None:
        reports = reports.filter(obligation__cooperative__district=district)
    if chosen["kind"] in Kind.values:
        reports = reports.filter(obligation__cooperative__kind=chosen["kind"])
    if chosen["quarter"]:
        reports = _of_quarter(reports, chosen["quarter"])
    if chosen["findings"] == "none":
        reports = reports.filter(warnings=0)
    elif chosen["findings"] == "some":
        reports = reports.filter(warnings__gt=0)
    if request.GET.get("format") == "xlsx":
        return _export(request, reports)
    page = Paginator(reports, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "chosen": chosen,
        "everything": everything,
        "districts": District.objects.order_by("name"),
        "kinds": Kind.choices,
        "periods": Period.objects.all()[:12],
        "states": [(State.SUBMITTED, State.SUBMITTED.label), (State.IN_REVIEW, State.IN_REVIEW.label)],
    }
    return render(request, "reports/queue.html", context)


def _export(request, reports):
    columns = [
        Column(_("Cooperative"), width=42), Column(_("District (kecamatan)"), width=16), Column(_("Quarter"), width=12),
        Column(_("Received"), "date", 12), Column(_("State"), width=24), Column(_("Unusual figures"), "count", 12),
        Column(_("Assets"), "number", 20), Column(_("Reviewer"), width=24),
    ]  # fmt: skip
    rows = (
        [
            report.obligation.cooperative.name,
            report.obligation.cooperative.district.name if report.obligation.cooperative.district else "",
            report.obligation.period.value.short_label, timezone.localdate(report.submitted_at),
            str(report.get_state_display()), report.warnings, report.assets, report.reviewer_name,
        ]
        for report in reports.iterator(chunk_size=500)
    )  # fmt: skip
    return downloads.send_table(
        request, title=_("Reports to review"), columns=columns, rows=rows, name="antrean-laporan"
    )


def _of_quarter(reports, text: str):
    try:
        return reports.of_quarter(Quarter.parse(text))
    except ValueError:
        return reports.none()
