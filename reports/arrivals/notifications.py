"""What boards are told about a paper that came in, in the transaction of the change that it tells of."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cooperatives.choices import Channel
from cooperatives.messaging import delivery
from cooperatives.messaging.message import Message, MessageWords
from cooperatives.messaging.outcome import DeliveryOutcome
from cooperatives.messaging.reach import Reach
from core import clock, office
from core.text.formats import local_phone
from reports.arrivals.receipt import day_of
from reports.models import Arrival

ARRIVED = gettext_noop("Your papers have arrived ({number}): {quarter}")
RESTORED = gettext_noop("Your papers can be used after all ({number}): {quarter}")
SET_ASIDE = gettext_noop("Your papers could not be used ({number}): {quarter}")


def arrived(arrival: Arrival) -> DeliveryOutcome:
    """The receipt of arrival: that it came and on which day, and that it is not yet a report."""
    return _tell(arrival, ARRIVED, "arrived", arrived_text)


def set_aside(arrival: Arrival) -> DeliveryOutcome:
    """Why what came is no report, and what to do."""
    return _tell(arrival, SET_ASIDE, "set-aside", _set_aside_text)


def restored(arrival: Arrival) -> DeliveryOutcome:
    """That what was set aside waits again: nothing need be sent in its place."""
    return _tell(arrival, RESTORED, f"restored-{clock.now().isoformat()}", arrived_text)


def _tell(arrival: Arrival, subject: str, what: str, text) -> DeliveryOutcome:
    """By mail and into the inbox; where neither leads to anybody, by a text for WhatsApp."""

    def compose(_way: str, _reach: Reach) -> MessageWords:
        title = _(subject).format(number=arrival.number, quarter=arrival.obligation.period.label)
        return MessageWords(title, text(arrival))

    message = Message(
        compose,
        about=f"obligation-{arrival.obligation_id}",
        cooperative=arrival.obligation.cooperative,
        ways=(Channel.EMAIL, Channel.INBOX),
        otherwise=(Channel.WHATSAPP,),
        key=f"arrival-{arrival.pk}-{what}-{arrival.closed_at or ''}",
        url=reverse("arrival", args=[arrival.obligation_id, arrival.pk]),
    )
    return delivery.send([message])


def arrived_text(arrival: Arrival) -> str:
    """The receipt of arrival as a message: short, without figures."""
    text = _(
        "Receipt of arrival {number}\n{cooperative}\nPapers of {quarter}, arrived {day}.\n"
        "This is not yet a report: the office types it in and asks for the board’s signature where it is missing."
    )
    return _with_office(arrival, text)


def _set_aside_text(arrival: Arrival) -> str:
    text = _(
        "{cooperative}\nThe papers of {quarter} that arrived {day} cannot be used ({number}):\n{reason}\n"
        "Your report is still missing. Send other papers or fill it in here: {address}"
    )
    return _with_office(arrival, text)


def _with_office(arrival: Arrival, text: str) -> str:
    said = text.format(
        number=arrival.number,
        cooperative=arrival.obligation.cooperative.legal_name,
        quarter=arrival.obligation.period.label,
        day=day_of(arrival),
        reason=arrival.reason,
        address=settings.BASE_URL + reverse("obligation", args=[arrival.obligation_id]),
    )
    return f"{said}\n{office.value('name')}, {local_phone(office.value('phone'))}"
