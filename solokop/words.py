"""The events of the top floor in words."""

from django.utils.translation import gettext_lazy as _

from core import event_words

WORDS = {
    "city.pictured": _("Picture of the city taken along"),
    "city.printed": _("Page of the city printed"),
}


def declare() -> None:
    """Called once, when the app is ready."""
    event_words.declare("city", _("City"), WORDS)
