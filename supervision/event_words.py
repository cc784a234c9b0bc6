"""The events of early warnings and dispositions in words."""

from django.utils.translation import gettext_lazy as _

from core import event_words

WORDS = {
    "warning.answered": _("Early warning answered"),
    "warning.told_again": _("Early warning told again"),
    "warnings.raised": _("Early warnings raised by the night’s work"),
    "disposition.made": _("Passed on to somebody"),
    "disposition.done": _("Disposition done"),
    "disposition.taken_back": _("Disposition taken back"),
    "disposition.decided": _("Disposition ended: it was decided"),
}
# Whom it was passed on to is kept as a key.
LABELS = {
    "disposition.by": _("to be done by"),
    "disposition.to": None,
    "warnings.raised": _("newly raised"),
    "warnings.told_again": _("told again"),
    "warnings.ended": _("ended"),
}


def declare() -> None:
    """Called once, when the app is ready."""
    event_words.declare("supervision", _("Early warning"), WORDS)
    event_words.declare_labels(LABELS)
