from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse

from core import clock, ical
from reports.obligations import due_calendar


@login_not_required
def due_dates(request):
    """Public: when the quarters are due; nothing of any cooperative."""
    return HttpResponse(due_calendar.quarters(clock.today()), content_type=ical.TYPE)


@login_not_required
def own(request, token: str):
    """Somebody's own due dates; calendars on telephones cannot sign in, the address itself is the key."""
    user = due_calendar.owner_of(token)
    if user is None:
        raise Http404
    response = HttpResponse(due_calendar.own(user), content_type=ical.TYPE)
    response["Cache-Control"] = "private, no-store"
    return response
