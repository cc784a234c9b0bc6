from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cooperatives import figure_sets, meetings
from cooperatives.choices import Status
from cooperatives.models import Cooperative
from cooperatives.public import drawings
from cooperatives.public.lists import REGISTER
from cooperatives.public.meanings import MEANINGS
from core import office, throttle
from core.lists.response import respond


@login_not_required
@require_safe
@throttle.limited("public_search", when=lambda request: bool(request.GET.get("q")))
@throttle.limited("public_page", when=lambda request: bool(request.GET))
def register(request):
    """The whole register for anybody, by place, kind, group and status. No personal data (DOMAIN.md 3.1, 8.4)."""
    return respond(request, REGISTER, "cooperatives/public/register.html", lambda _listing: _around())


def _around() -> dict:
    """What stands around the rows: the meaning of each status, and the map."""
    statuses = [(Status(status).label, words) for status, words in MEANINGS.items() if status]
    return {"meanings": statuses, "map": drawings.villages()}


@login_not_required
@require_safe
@throttle.limited("public_page")
def record(request, pk: int):
    """One cooperative, at an address that stays: a merged one says into which."""
    rows = Cooperative.objects.select_related("village", "district", "merged_into")
    cooperative = get_object_or_404(rows, pk=pk)
    if cooperative.merged_into:
        return render(request, "cooperatives/public/merged.html", {"cooperative": cooperative})
    context = {
        "cooperative": cooperative,
        "chair": cooperative.chair if office.value("show_chair") else "",
        "said": figure_sets.fold(figure_sets.of_cooperative(cooperative)),
        "meaning": MEANINGS[cooperative.status],
        "is_gone": cooperative.status in (Status.WINDING_UP, Status.DISSOLVED),
        "years": meetings.years_of(cooperative),
    }
    return render(request, "cooperatives/public/record.html", context)
