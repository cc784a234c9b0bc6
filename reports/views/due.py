from django.core.paginator import Paginator
from django.shortcuts import render

from accounts.permissions import Capability, requires
from core import clock
from core.lists.response import respond
from reports.lists import QUEUE
from reports.models import Obligation, Report

PER_PAGE = 50


def home(request):
    """What is due, for a manager; what waits for review, for the office."""
    if request.user.is_of_office:
        return queue(request)
    today = clock.today()
    owed = Obligation.objects.visible_to(request.user).select_related("cooperative", "period")
    owed = owed.with_filing_state(today).with_paper()
    coming = [item for item in owed if item.period.value.end >= today]
    owed = [item for item in owed if item.period.value.end < today]
    waiting = [item for item in owed if item.filing_state in ("late", "draft", "due", "returned")]
    waiting.sort(key=lambda item: (item.period.year, item.period.quarter))
    done = [item for item in owed if item not in waiting]
    context = {
        "waiting": waiting,
        "done": Paginator(done, PER_PAGE).get_page(request.GET.get("page")),
        "coming": coming,
        "amendments": Report.objects.visible_to(request.user).amendments_begun(),
        "today": today,
    }
    return render(request, "reports/due.html", context)


@requires(Capability.READ_REPORTS)
def queue(request):
    """Reports that wait for a reviewer, the oldest first; filters in the address."""
    everything = Report.objects.visible_to(request.user).waiting()
    return respond(request, QUEUE, "reports/queue.html", lambda _listing: {"everything": everything.count()})
