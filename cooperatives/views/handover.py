"""Lists that the office hands over to the ministry and the province, and their fields to copy."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Capability, requires
from cooperatives.handover.declaration import HandOver, as_row
from cooperatives.handover.lists import COMPLETE, HANDOVERS, LISTS
from cooperatives.handover.papers import PAPERS
from cooperatives.models import Cooperative
from cooperatives.views.common import visible_or_404
from core import areas
from core.lists.response import respond
from core.lists.selection import Selection


@requires(Capability.CHANGE_REGISTER)
@require_safe
def index(request):
    """Whom the office hands lists over to, and how complete each of them is."""
    rows = Cooperative.objects.visible_to(request.user)
    found = [(one, *_counted(one, rows)) for one in HANDOVERS.values()]
    papers = [(paper, paper.address()) for paper in areas.in_use(PAPERS)]
    return render(request, "cooperatives/handover/index.html", {"handovers": found, "papers": papers})


def _counted(of: HandOver, rows) -> tuple[int, int]:
    """How many cooperatives are on it, and of how many nothing is missing."""
    among = of.rows(rows)
    complete = Selection(LISTS[of.key], chosen={"missing": [COMPLETE]})
    return among.count(), complete.filter(among).count()


@requires(Capability.CHANGE_REGISTER)
def one_list(request, key: str):
    """A list with what is missing of each cooperative, and its workbook in the columns of the other side."""
    if key not in LISTS:
        raise Http404
    return respond(request, LISTS[key], "cooperatives/handover/list.html", lambda _listing: {"of": HANDOVERS[key]})


@requires(Capability.CHANGE_REGISTER)
@require_safe
def fields(request, pk: int, key: str):
    """One cooperative, field by field, to copy into the form of the other side."""
    cooperative = visible_or_404(request, pk)
    of = HANDOVERS.get(key)
    if of is None or not of.rows(Cooperative.objects.filter(pk=pk)).exists():
        raise Http404
    given = list(of.of(cooperative))
    context = {"cooperative": cooperative, "of": of, "given": given, "row": as_row(given)}
    return render(request, "cooperatives/handover/fields.html", context)
