from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Capability, refuse_unless, requires
from cooperatives.choices import Kind
from cooperatives.handover.declaration import as_row
from cooperatives.models import District
from core import clock
from core.errors import DomainError
from core.operations import jobs
from core.storage import downloads, scratch
from core.text.parsing import whole
from core.workbooks.writer import SheetColumn
from reports.checks.texts import amount_text
from reports.choices import FilingState
from reports.forms import KnownOnForm, OpenPeriodForm
from reports.models import Period, Report
from reports.obligations.opening import open_period
from reports.obligations.quarter import Quarter
from reports.statement.lines import key_of
from reports.summary import aggregation as joints
from reports.summary import period_charts, provincial_row
from reports.summary import period_statistics as overviews
from reports.summary import provincial_recap as recaps
from reports.summary import quarter_workbook as summaries
from reports.views.common import period_or_404

PER_PAGE = 50


@requires(Capability.READ_REPORTS)
def period_list(request):
    """The quarters that were opened, with their numbers; officers open the next one here."""
    today = clock.today()
    before = Quarter.of(today).previous
    form = OpenPeriodForm(request.POST or None, initial={"year": before.year, "quarter": before.number})
    if request.method == "POST":
        refuse_unless(request.user, Capability.SET_DEADLINES)
    if request.method == "POST" and form.is_valid():
        try:
            quarter = Quarter(form.cleaned_data["year"], form.cleaned_data["quarter"])
            opened = open_period(quarter, actor=request.user, with_time_to_answer=True)
        except DomainError as error:
            form.add_error("year", str(error))
        else:
            messages.success(request, opened.in_words(today))
            return redirect("period", quarter=opened.period.slug)
    page = Paginator(Period.objects.all(), 12).get_page(request.GET.get("page"))
    rows = [(period, overviews.city(period, request.user, today)) for period in page.object_list]
    context = {"page": page, "rows": rows, "form": form}
    context["filed"] = period_charts.by_quarter(rows) if len(rows) > 1 else None
    return render(request, "reports/period_list.html", context)


@requires(Capability.READ_REPORTS)
def overview(request, quarter: Quarter):
    """A quarter in numbers, each a link to its list."""
    period = period_or_404(quarter)
    context = {"period": period} | overviews.of(period, request.user, clock.today())
    context["far"] = period_charts.far(period, context["city"])
    context["states"] = period_charts.by_district(period, context["districts"])
    context |= {"recap": recaps.of(period), "recap_title": recaps.title(), "known_on": KnownOnForm()}
    context["extensions"] = period.extensions.select_related("cooperative", "district")
    context["neighbours"] = {
        "previous": Period.objects.filter(year=quarter.previous.year, quarter=quarter.previous.number).first(),
        "next": Period.objects.filter(year=quarter.next.year, quarter=quarter.next.number).first(),
    }
    return render(request, "reports/period.html", context)


@requires(Capability.READ_REPORTS)
@require_safe
def province_row(request, quarter: Quarter):
    """The row for the province to copy, with how many cooperatives stand behind each figure."""
    period = period_or_404(quarter)
    found = recaps.of(period)
    given = list(provincial_row.given(found))
    context = {"period": period, "recap": found, "given": given, "row": as_row(given)}
    return render(request, "reports/province_row.html", context)


@requires(Capability.READ_REPORTS)
def obligations(request, quarter: Quarter):
    """The list behind a number; filters in the address."""
    period = period_or_404(quarter)
    today = clock.today()
    owed = overviews.selection(period, request.user, today, request.GET)
    page = Paginator(owed, PER_PAGE).get_page(request.GET.get("page"))
    labels = dict(FilingState.choices)
    context = {
        "period": period,
        "page": page,
        "rows": [(item, labels[item.filing_state], _days_late(item, today)) for item in page.object_list],
        "states": [
            ("asked", _("Asked for")),
            ("filed", _("Filed")),
            ("waiting", _("Waiting for review")),
            ("open", _("Not yet due")),
            *FilingState.choices,
        ],
        "districts": District.objects.order_by("name"),
        "kinds": Kind.choices,
        "chosen": {name: request.GET.get(name, "") for name in ("state", "district", "kind", "q")},
    }
    return render(request, "reports/period_list_rows.html", context)


def _in_words(params) -> str:
    """The filters of a list as a person reads them."""
    states = {
        **dict(FilingState.choices),
        "asked": _("Asked for"),
        "filed": _("Filed"),
        "waiting": _("Waiting for review"),
        "open": _("Not yet due"),
    }
    parts = [str(states.get(params["state"], params["state"]))] if params.get("state") else []
    if district := District.objects.filter(pk=whole(params.get("district", "")) or 0).first():
        parts.append(district.name)
    if params.get("kind"):
        parts.append(str(dict(Kind.choices).get(params["kind"], params["kind"])))
    if params.get("q"):
        parts.append(f"“{params['q']}”")
    return ", ".join(parts) or _("all")


def _days_late(item, today) -> int:
    """Days over the due date of a report that is missing; none while it is waived."""
    return item.days_overdue_on(today) if item.filing_state == FilingState.LATE else 0


@requires(Capability.READ_REPORTS)
def export(request, quarter: Quarter):
    """Exactly the rows of the list, as Excel."""
    period = period_or_404(quarter)
    today = clock.today()
    labels, kinds = dict(FilingState.choices), dict(Kind.choices)
    owed = overviews.selection(period, request.user, today, request.GET)
    columns = [
        SheetColumn(_("Name of the cooperative"), width=42),
        SheetColumn(_("Legal-entity number"), width=30),
        SheetColumn(_("Kind"), width=16),
        SheetColumn(_("District (kecamatan)"), width=16),
        SheetColumn(_("State"), width=28),
        SheetColumn(_("Due date"), "date", 13),
        SheetColumn(_("Received"), "date", 13),
        SheetColumn(_("Days late"), "count", 10),
    ]
    rows = (
        [
            item.cooperative.legal_name,
            item.cooperative.legal_number,
            str(kinds.get(item.cooperative.kind, "")),
            item.cooperative.district.name if item.cooperative.district else "",
            str(labels[item.filing_state]),
            item.due_on,
            timezone.localtime(item.received_at).date() if item.received_at else None,
            item.days_late if item.received_at else _days_late(item, today),
        ]
        for item in owed.iterator(chunk_size=1000)
    )
    return downloads.send_table(
        request,
        title=_("Reports of {quarter}").format(quarter=period.label),
        columns=columns,
        rows=rows,
        name=f"laporan-{period.slug}",
        selection=_in_words(request.GET),
    )


@requires(Capability.READ_REPORTS)
def summary(request, quarter: Quarter):
    """The quarter as one workbook; many reports are written by a worker, with a progress page."""
    period, form = period_or_404(quarter), KnownOnForm(request.GET)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["known_on"]))
        return redirect("period", quarter=period.slug)
    known_on = form.cleaned_data["known_on"]
    accepted = Report.objects.current().filter(obligation__period=period).count()
    if accepted > settings.JOB_ABOVE_ROWS:
        with transaction.atomic():
            job = jobs.start(
                summaries.WORK,
                owner=request.user,
                in_background=True,
                title=_("Summary of {quarter}").format(quarter=period.label),
                params={
                    "user_id": request.user.pk,
                    "quarter": period.slug,
                    "language": get_language(),
                    "known_on": known_on.isoformat() if known_on else "",
                },
            )
        return redirect("job", pk=job.pk)
    with scratch.folder() as folder:
        path = folder / "summary.xlsx"
        trace = summaries.write(path, period=period, user=request.user, known_on=known_on)
        return downloads.send(request, path.read_bytes(), summaries.file_name(period, known_on), trace=trace)


@requires(Capability.READ_REPORTS)
def joint(request, quarter: Quarter):
    """The joint balance sheet and statement of surplus of all accepted reports, by kind or by district."""
    period = period_or_404(quarter)
    by = request.GET.get("by") if request.GET.get("by") in joints.GROUP_COLUMNS else "kind"
    found = joints.of(period, by=by)
    labels = {str(key): str(value) for key, value in Kind.choices}
    groups = ["", *sorted(group for group in found.sums if group)]
    parts = [(part, _joint_rows(found, lines, groups)) for part, lines in joints.parts(found)]
    context = {
        "period": period,
        "by": by,
        "parts": parts,
        "groups": [labels.get(group, group) if group else _("All") for group in groups],
        "accepted": Report.objects.current().filter(obligation__period=period).count(),
        "owed": period.obligations.visible_to(request.user).count(),
    }
    context["assets"] = period_charts.joint_assets(period, found, by)
    return render(request, "reports/joint.html", context)


def _joint_rows(found: joints.Joint, lines, groups: list[str]) -> list[tuple]:
    """Line, column, the amount of each group, and how many reports fill the line in."""
    rows = []
    for line in lines:
        for column in line.part.columns:
            key = key_of(line.code, column.code)
            if found.count(key):
                amounts = [amount_text(key, found.amount(key, group)) or "–" for group in groups]
                rows.append((line, column, amounts, found.count(key)))
    return rows
