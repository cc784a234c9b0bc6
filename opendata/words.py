"""The events of open data in words."""

from django.utils.translation import gettext_lazy as _

from core import event_words
from core.event_words import EventObject

WORDS = {
    "data.published": _("Data set published"),
    "data.rewritten": _("Data set rewritten without what was removed"),
}
THINGS = {
    "dataset": EventObject(_("Data set")),
}


def declare() -> None:
    """Called once, when the app is ready."""
    event_words.declare("opendata", _("Open data"), WORDS)
    event_words.declare_things(THINGS)
