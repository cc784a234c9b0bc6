"""Which quarterly reports of a cooperative have come, for its public record; shown where the office has chosen so."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.models import Cooperative
from cooperatives.public.facts import Fact
from core import clock, office
from reports.area import AREA
from reports.models import Obligation

SETTING = "show_reports_received"
QUARTERS = 8


def _received(cooperative: Cooperative) -> Sequence[str]:
    """The last eight quarters whose day has come, the newest first; one that was waived is not asked for."""
    if not office.value(SETTING):
        return ()
    today = clock.today()
    owed = Obligation.objects.current().filter(cooperative=cooperative, period__due_on__lt=today)
    owed = owed.not_waived_on(today).select_related("period").order_by("-period__year", "-period__quarter")[:QUARTERS]
    words = {True: _("received"), False: _("not received")}
    return [f"{one.period.value.short_label}: {words[one.received_at is not None]}" for one in owed]


RECEIVED = Fact(gettext_lazy("Quarterly reports"), _received, AREA.key)
