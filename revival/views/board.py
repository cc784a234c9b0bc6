from django.shortcuts import get_object_or_404, render

from accounts.permissions import Capability, may
from cooperatives.models import Cooperative
from core import clock
from revival.models import Case


def panel(request, pk: int):
    """The coaching of a cooperative, for its page on the floor below; a board sees the next step and who comes."""
    cooperative = get_object_or_404(Cooperative.objects.visible_to(request.user), pk=pk)
    cases = Case.objects.visible_to(request.user).filter(cooperative=cooperative).select_related("adviser")
    found = cases.open().first()
    context = {
        "cooperative": cooperative,
        "case": found,
        "on_hold": found is not None and found.is_on_hold(clock.today()),
        "earlier": cases.exclude(closed_on=None) if may(request.user, Capability.READ_REVIVAL) else [],
    }
    return render(request, "revival/_panel.html" if request.htmx else "revival/panel_page.html", context)
