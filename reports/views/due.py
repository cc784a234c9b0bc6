from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import render

from cooperatives.choices import Kind
from cooperatives.models import District
from core import clock
from core.reading import whole
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


def _of_quarter(reports, text: str):
    try:
        return reports.of_quarter(Quarter.parse(text))
    except ValueError:
        return reports.none()
