"""What was passed on and has been decided meanwhile ends by itself, and who passed it on is told what came of it."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import events
from core.database import named_locks
from core.messages import inbox
from supervision.choices import DispositionEnd
from supervision.dispositions import matters
from supervision.dispositions.dispositions import LOCK, address_of, close, details
from supervision.models import Disposition

PORTAL = "SoloKop"


@transaction.atomic
def end_decided() -> int:
    """Says how many have ended. Safe to repeat; nothing while the area of a matter is switched off."""
    named_locks.hold(LOCK)
    open_ones = Disposition.objects.open().filter(matter__in=[kind.matter for kind in matters.in_use()])
    waiting = matters.still_waiting(Disposition.objects.all()).values("pk")
    ended = list(open_ones.exclude(pk__in=waiting).select_related("cooperative", "by"))
    for one in ended:
        what = matters.outcome(one.matter, one.thing)
        close(one, DispositionEnd.DONE, what, PORTAL)
        events.record("disposition.decided", actor=None, **details(one), reason=what)
        if one.by is not None:
            with translation.override(one.by.language):
                title = _("Decided: {name}").format(name=one.cooperative.legal_name)
                text = matters.outcome(one.matter, one.thing)
                inbox.put([one.by], key=f"disposition-done-{one.pk}", title=title, text=text, url=address_of(one))
    return len(ended)
