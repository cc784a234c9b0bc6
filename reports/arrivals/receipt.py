"""The receipt of arrival: what came, when and how, and that it is not yet a report."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.papers.typesetting import TypesetPaper
from core.text.formats import long_date, moment
from reports.filing import receipt_paper
from reports.models import Arrival


def day_of(arrival: Arrival) -> str:
    """The day on which a paper arrived, in words."""
    return long_date(timezone.localdate(arrival.arrived_at))


def address_of(arrival: Arrival) -> str:
    """The public page that says whether the receipt is genuine: what the QR code leads to."""
    return settings.BASE_URL + reverse("receipt", args=[arrival.number])


def lines_of(arrival: Arrival) -> list[tuple[str, str]]:
    """What the receipt says, label by label."""
    obligation = arrival.obligation
    entered = _("{name}, on {moment}").format(name=arrival.recorded_by_name, moment=moment(arrival.recorded_at))
    rows = [
        (_("Number"), arrival.number),
        (_("Cooperative"), obligation.cooperative.legal_name),
        (_("Report"), f"{obligation.period.label}, {obligation.period.value.position_label}"),
        (_("Day of arrival"), day_of(arrival)),
        (_("Way"), str(arrival.get_way_display())),
        (_("Pages"), str(arrival.pages.count())),
        (_("Recorded by"), entered),
        (_("State"), arrival.state_in_words),
    ]
    if arrival.note:
        rows.insert(6, (_("Remark"), arrival.note))
    return rows


def warning() -> str:
    """What a receipt of arrival is not."""
    return _(
        "This is not yet a report. It counts as received on the day of arrival once the office has typed it in and the "
        "board’s signature or yes is there."
    )


def pdf(arrival: Arrival) -> TypesetPaper:
    """One A4 page; what it is not is said as long as it waits."""
    return receipt_paper.pdf(
        _("Receipt of arrival"),
        title=" ".join([_("Receipt of arrival"), arrival.number]),
        lines=lines_of(arrival),
        address=address_of(arrival),
        warning=warning() if arrival.is_waiting else "",
    )
