"""The day on the phone: its page without a connection, what goes along, and what comes back."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Capability, requires
from core.offline.answers import UnreadableEntriesError, answer, entries_of
from revival.views.days import day_to_change
from revival.visits import phone
from revival.visits.forms import VisitForm
from revival.visits.photos import MOST

MOST_ENTRIES = 100


@login_not_required
@require_safe
def shell(request):
    """The page that the service worker keeps: the form of a visit, and nothing of anybody. Whose day lies on the phone
    its script finds out there.
    """
    return render(None, "revival/visits/phone.html", {"form": VisitForm(), "most_photos": MOST})


@requires(Capability.COACH)
def luggage(request, pk: int):
    """The day for the phone, as it is now."""
    found = day_to_change(request, pk)
    if found.cancelled_at:
        return answer("refused", _("This day was called off."))
    return answer("done", luggage=phone.luggage(found))


@require_POST
@requires(Capability.COACH)
def take(request):
    """Visits and photos of a phone as JSON; an answer for each, in their order. An entry counts once."""
    try:
        given = entries_of(request, MOST_ENTRIES)
    except UnreadableEntriesError:
        given = [None]
    if not all(isinstance(one, dict) for one in given):
        return answer("refused", _("What the phone has sent cannot be read."), status=400)
    outcomes = [phone.take(one, actor=request.user) for one in given]
    return answer("done", outcomes=[{"result": one.result, "text": one.text} for one in outcomes])
