"""What boards are told about their reports, in the transaction of the change that it tells of."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import OFFICE_ROLES, User
from cooperatives.choices import Channel
from cooperatives.messaging import delivery
from cooperatives.messaging.message import Message, MessageWords
from cooperatives.messaging.outcome import DeliveryOutcome
from cooperatives.messaging.reach import Reach
from core import office
from core.text.formats import local_phone, moment
from reports.choices import State
from reports.models import Report

RECEIPT = gettext_noop("Receipt {number}: {quarter}")
ACCEPTED = gettext_noop("Report accepted: {quarter}")
RETURNED = gettext_noop("Report returned for correction: {quarter}")
REOPENED = gettext_noop("Acceptance taken back, report under review again: {quarter}")
WITHDRAWN = gettext_noop("Report taken back before its review: {quarter}")
ASKED = gettext_noop("Your report is typed in and waits for your yes: {quarter}")

# What the mails begin with: of whose report they speak, and what has happened to it.
OPENINGS = {
    "receipt": gettext_noop(
        "%(name)s\n\nThe report of %(quarter)s has been received.\n\n"
        "Receipt number: %(number)s\nVersion: %(version)s\nReceived: %(time)s"
    ),
    "accepted": gettext_noop(
        "%(name)s\n\nThe report of %(quarter)s (receipt %(number)s) has been reviewed and accepted. Thank you."
    ),
    "returned": gettext_noop(
        "%(name)s\n\nThe report of %(quarter)s (receipt %(number)s) is returned for correction. "
        "It still counts as received on its day."
    ),
    "reopened": gettext_noop(
        "%(name)s\n\nThe acceptance of the report of %(quarter)s (receipt %(number)s) was taken back. "
        "It still counts as received on its day."
    ),
    "withdrawn": gettext_noop(
        "%(name)s\n\nThe report of %(quarter)s (receipt %(number)s) was taken back before its review. "
        "It does not count as received any more."
    ),
}


def address_of(report: Report) -> str:
    """The full address of a version's page."""
    return settings.BASE_URL + _path(report)


def _path(report: Report) -> str:
    return reverse("report_version", args=[report.obligation_id, report.version])


def receipt_address(report: Report) -> str:
    """The public page that says whether the receipt is genuine: what the QR code leads to."""
    return settings.BASE_URL + reverse("receipt", args=[report.receipt_number])


def receipt(report: Report) -> DeliveryOutcome:
    """Tell that a report has been received."""
    return _tell(report, RECEIPT, "receipt", receipt_text)


def withdrawn(report: Report) -> DeliveryOutcome:
    """Tell that a sent report was taken back and counts as missing again."""
    return _tell(report, WITHDRAWN, "withdrawn", _withdrawn_text)


def asked(report: Report) -> DeliveryOutcome:
    """Ask the board for its yes to figures that an officer has typed in."""
    return _tell(report, ASKED, "asked", _asked_text)


def accepted(report: Report) -> DeliveryOutcome:
    return _tell(report, ACCEPTED, "accepted", _accepted_text)


def returned(report: Report) -> DeliveryOutcome:
    """Tell what is to be corrected."""
    return _tell(report, RETURNED, "returned", _returned_text)


def reopened(report: Report, reason: str) -> DeliveryOutcome:
    """Tell that the acceptance was taken back: the board believes that it is done."""
    if report.state == State.RETURNED:
        return _tell(report, RETURNED, "reopened", _returned_text, reason=reason)
    return _tell(report, REOPENED, "reopened", lambda report: _reopened_text(report, reason), reason=reason)


def _tell(report: Report, subject: str, what: str, short: Callable[[Report], str], **values: str) -> DeliveryOutcome:
    """By mail and into the inbox; where neither leads to anybody, by a `short` text for WhatsApp without figures.
    `values` are for the mail.
    """

    def compose(way: str, _reach: Reach) -> MessageWords:
        words = _words(report, subject, what, **values)
        return words._replace(text=short(report)) if way == Channel.WHATSAPP else words

    message = Message(
        compose,
        about=f"obligation-{report.obligation_id}",
        cooperative=report.obligation.cooperative,
        users=_sender(report),
        ways=(Channel.EMAIL, Channel.INBOX),
        otherwise=(Channel.WHATSAPP,),
        # A report that was opened again may be accepted or returned a second time: each decision is told.
        key=f"report-{report.pk}-{what}-{report.revision}",
        url=_path(report),
    )
    return delivery.send([message])


def _sender(report: Report) -> list[User]:
    """Who has sent it, if not an officer: he may manage the cooperative no longer."""
    found = User.objects.filter(pk=report.submitted_by_id, is_active=True).exclude(role__in=OFFICE_ROLES)
    return list(found)


def _words(report: Report, subject: str, what: str, **values: str) -> MessageWords:
    """Title and text of the mail, in the language that is in force."""
    quarter = report.obligation.period.label
    context: dict[str, Any] = {
        "report": report,
        "obligation": report.obligation,
        "cooperative": report.obligation.cooperative,
        "opening": _opening(report, what),
        "quarter": quarter,
        "office": office.values(),
        "address": address_of(report),
        "obligation_address": _obligation_address(report),
        "receipt_address": receipt_address(report) if report.receipt_number else "",
    }
    title = _(subject).format(number=report.receipt_number, quarter=quarter)
    return MessageWords(title, render_to_string(f"reports/mail/{what}.txt", context | values))


def _opening(report: Report, what: str) -> str:
    """The first lines of a mail; "" for one that has its own."""
    if what not in OPENINGS:
        return ""
    return _(OPENINGS[what]) % {
        "name": report.obligation.cooperative.name,
        "quarter": report.obligation.period.label,
        "number": report.receipt_number,
        "version": report.version,
        "time": moment(report.submitted_at),
    }


def _obligation_address(report: Report) -> str:
    return settings.BASE_URL + reverse("obligation", args=[report.obligation_id])


def _short(report: Report, text: str, **values: str) -> str:
    """A message for WhatsApp: who is spoken to, what has happened, whom to ask."""
    said = text.format(quarter=report.obligation.period.label, address=_obligation_address(report), **values)
    sender = f"{office.value('name')}, {local_phone(office.value('phone'))}"
    return "\n".join([report.obligation.cooperative.legal_name, said, sender])


def _accepted_text(report: Report) -> str:
    return _short(report, _("Your report of {quarter} is accepted. Thank you. You need not do anything now."))


def _withdrawn_text(report: Report) -> str:
    text = _("Your report of {quarter} was taken back before its review. Please send it again: {address}")
    return _short(report, text)


def _asked_text(report: Report) -> str:
    text = _(
        "We have typed in your report of {quarter}. It counts only with your yes.\n"
        "Look at it and send it here: {address}\n"
        "Or sign it on paper and send us a photo of it."
    )
    return _short(report, text)


def _returned_text(report: Report) -> str:
    text = _(
        "Your report of {quarter} is returned for correction.\n{note}\n"
        "Correct it here: {address}\nOr come to us, we help."
    )
    return _short(report, text, note=report.decision_note)


def _reopened_text(report: Report, reason: str) -> str:
    text = _(
        "The acceptance of your report of {quarter} was taken back; we review it once more. "
        "You need not do anything now.\n{note}"
    )
    return _short(report, text, note=reason)


def receipt_text(report: Report) -> str:
    """The receipt as a message for WhatsApp: short, without figures."""
    return _(
        "Receipt {number}\n{cooperative}\n{quarter}, version {version}\nReceived {time}\nCheck it: {address}"
    ).format(
        number=report.receipt_number,
        cooperative=report.obligation.cooperative.legal_name,
        quarter=report.obligation.period.label,
        version=report.version,
        time=moment(report.submitted_at),
        address=receipt_address(report),
    )
