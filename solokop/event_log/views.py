from core.lists.response import respond
from solokop.event_log.event_list import EVENTS


def event_log(request):
    """Everything that was ever written down, for administrators: what, by whom, about what, when."""
    return respond(request, EVENTS, "log/events.html")
