"""Mail and messages about reports: written into the outbox in the transaction of the change that it tells of.

Each way that was taken is an entry of the cooperative's contact log, so that the screen can say who is told, and how.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import OFFICE_ROLES, User
from cooperatives import reaching
from cooperatives.choices import Channel, ContactState
from cooperatives.models import Contact, Membership
from core import clock, inbox, office, outbox
from core.formats import local_phone, moment
from core.models import OutgoingMail
from reports.choices import State
from reports.models import Report

RETURNED = gettext_noop("Report returned for correction: {quarter}")
REOPENED = gettext_noop("Acceptance taken back, report under review again: {quarter}")


def managers_of(report: Report) -> list[User]:
    """Those who can sign in for the cooperative, and the one who has sent the report."""
    memberships = Membership.objects.in_force().filter(cooperative=report.obligation.cooperative_id)
    linked = Q(pk__in=memberships.values("user"))
    sender = Q(pk=report.submitted_by_id) & ~Q(role__in=OFFICE_ROLES)
    return list(User.objects.filter(linked | sender, is_active=True).order_by("email"))


def address_of(report: Report) -> str:
    """The full address of a version's page."""
    return settings.BASE_URL + _path(report)


def _path(report: Report) -> str:
    return reverse("report_version", args=[report.obligation_id, report.version])


def receipt_address(report: Report) -> str:
    """The public page that says whether the receipt is genuine: what the QR code leads to."""
    return settings.BASE_URL + reverse("receipt", args=[report.receipt_number])


def receipt(report: Report) -> list[Contact]:
    """Tell that a report has been received: an older message that asks for it is no longer needed."""
    _call_off(report, RETURNED)
    return _tell(report, gettext_noop("Receipt {number}: {quarter}"), "receipt")


def _call_off(report: Report, subject: str) -> None:
    """Let nobody send a prepared message of this quarter that is no longer true."""
    with translation.override(settings.LANGUAGE_CODE):
        title = _(subject).format(quarter=report.obligation.period.label)
    asked = report.obligation.cooperative.contacts.filter(channel=Channel.WHATSAPP, subject=title, result="")
    asked.filter(state__in=[ContactState.PREPARED, ContactState.FAILED]).update(state=ContactState.CANCELLED)


def accepted(report: Report) -> list[Contact]:
    _call_off(report, REOPENED)
    return _tell(report, gettext_noop("Report accepted: {quarter}"), "accepted")


def returned(report: Report) -> list[Contact]:
    """Tell what is to be corrected. Where no mail leads, a WhatsApp text waits for an officer's hand; where nothing
    leads, finding a way is an officer's task.
    """
    _call_off(report, REOPENED)
    return _tell_surely(report, RETURNED, "returned", _returned_text(report))


def reopened(report: Report, reason: str) -> list[Contact]:
    """Tell that the acceptance was taken back, as surely as a return: the board believes that it is done."""
    if report.state == State.RETURNED:
        return _tell_surely(report, RETURNED, "reopened", _returned_text(report), reason=reason)
    return _tell_surely(report, REOPENED, "reopened", _reopened_text(report, reason), reason=reason)


def _tell_surely(report: Report, subject: str, what: str, whatsapp: str, **values: str) -> list[Contact]:
    """The same, with a WhatsApp text or an officer's task where no mail leads. `values` are for the mail's text."""
    told = _tell(report, subject, what, **values)
    if not told:
        cooperative = report.obligation.cooperative
        phone = reaching.of([cooperative])[cooperative.pk].phone
        state = ContactState.PREPARED if reaching.is_mobile(phone) else ContactState.FAILED
        title, _text = _words(report, subject, what, settings.LANGUAGE_CODE, **values)
        told.append(_contact(report, Channel.WHATSAPP, phone, title, whatsapp, state=state))
    return told


def _tell(report: Report, subject: str, what: str, **values: str) -> list[Contact]:
    """A mail and a message in the inbox for each manager in their own language; the cooperative's own address where
    nobody is linked. Returns the mails as entries of the contact log; none when there is no address.
    """
    managers, told = managers_of(report), []
    for user in managers:
        title, text = _words(report, subject, what, user.language, **values)
        told.append(_mail(report, title, text, user.email))
        inbox.put([user], key=_key(report, what), title=title, text=text, url=_path(report))
    if not managers and report.obligation.cooperative.email:
        title, text = _words(report, subject, what, settings.LANGUAGE_CODE, **values)
        told.append(_mail(report, title, text, report.obligation.cooperative.email))
    return told


def _key(report: Report, what: str) -> str:
    """A report that was opened again may be accepted or returned a second time: each decision is told."""
    return f"report-{report.pk}-{what}-{report.revision}"


def _mail(report: Report, title: str, text: str, address: str) -> Contact:
    mail = OutgoingMail.objects.create(
        to=[address], subject=title, body=text, from_email=settings.DEFAULT_FROM_EMAIL, due_at=timezone.now()
    )
    transaction.on_commit(outbox.wake, robust=True)
    return _contact(report, Channel.EMAIL, address, title, text, mail=mail)


def _contact(report: Report, channel: str, to: str, title: str, text: str, **fields: Any) -> Contact:
    return Contact.objects.create(
        cooperative=report.obligation.cooperative,
        channel=channel,
        to=to[:254],
        subject=title[:250],
        text=text,
        made_at=clock.now(),
        **fields,
    )


def in_words(told: list[Contact]) -> str:
    """Who is told, and how, for the screen of whoever has decided."""
    mails = [contact.to for contact in told if contact.channel == Channel.EMAIL]
    if mails:
        return _("An e-mail goes to {addresses}.").format(addresses=", ".join(mails))
    for contact in told:
        if contact.state == ContactState.PREPARED:
            text = _("No e-mail address is known. A WhatsApp message to {number} is prepared: send it from “{page}”.")
            return text.format(number=local_phone(contact.to), page=_("WhatsApp messages to send"))
    if told:
        text = _("Nobody is told yet: no e-mail address and no mobile number are known. It stands among “{page}”.")
        return text.format(page=_("No working contact"))
    return _("Nobody is told: no e-mail address is known.")


def _words(report: Report, subject: str, what: str, language: str, **values: str) -> tuple[str, str]:
    """Title and text, whatever the language of whoever presses the button."""
    with translation.override(language):
        quarter = report.obligation.period.label
        context = {
            "report": report,
            "obligation": report.obligation,
            "cooperative": report.obligation.cooperative,
            "quarter": quarter,
            "office": office.values(),
            "address": address_of(report),
            "obligation_address": settings.BASE_URL + reverse("obligation", args=[report.obligation_id]),
            "receipt_address": receipt_address(report),
        } | values
        title = _(subject).format(number=report.receipt_number, quarter=quarter)
        return title, render_to_string(f"reports/mail/{what}.txt", context)


def _returned_text(report: Report) -> str:
    """What is to be done, as a message for WhatsApp: in the office's language, without figures of the report."""
    with translation.override(settings.LANGUAGE_CODE):
        return _(
            "{cooperative}\nYour report of {quarter} is returned for correction.\n{note}\n"
            "Correct it here: {address}\nOr come to us, we help: {office}, {phone}"
        ).format(
            cooperative=report.obligation.cooperative.name,
            quarter=report.obligation.period.label,
            note=report.decision_note,
            address=settings.BASE_URL + reverse("obligation", args=[report.obligation_id]),
            office=office.value("name"),
            phone=office.value("phone"),
        )


def _reopened_text(report: Report, reason: str) -> str:
    """That the report is under review again, as a message for WhatsApp, without figures of the report."""
    with translation.override(settings.LANGUAGE_CODE):
        return _(
            "{cooperative}\nThe acceptance of your report of {quarter} was taken back; we review it once more. "
            "You need not do anything now.\n{note}\n{office}, {phone}"
        ).format(
            cooperative=report.obligation.cooperative.name,
            quarter=report.obligation.period.label,
            note=reason,
            office=office.value("name"),
            phone=office.value("phone"),
        )


def receipt_text(report: Report) -> str:
    """The receipt as a message for WhatsApp: short, without figures."""
    return _(
        "Receipt {number}\n{cooperative}\n{quarter}, version {version}\nReceived {time}\nCheck it: {address}"
    ).format(
        number=report.receipt_number,
        cooperative=report.obligation.cooperative.name,
        quarter=report.obligation.period.label,
        version=report.version,
        time=moment(report.submitted_at),
        address=receipt_address(report),
    )
