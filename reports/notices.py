"""Mail and messages about reports: written into the outbox in the transaction of the change that it tells of."""

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import OFFICE_ROLES, User
from cooperatives.models import Membership
from core import inbox, office
from core.formats import moment
from reports.models import Report


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


def receipt(report: Report) -> None:
    _send(report, gettext_noop("Receipt {number}: {quarter}"), "receipt")


def accepted(report: Report) -> None:
    _send(report, gettext_noop("Report accepted: {quarter}"), "accepted")


def returned(report: Report) -> None:
    _send(report, gettext_noop("Report returned for correction: {quarter}"), "returned")


def _send(report: Report, subject: str, what: str) -> None:
    """A mail and a message in the inbox for each manager in their own language; the cooperative's own address where
    nobody is linked.
    """
    managers = managers_of(report)
    for user in managers:
        title, text = _words(report, subject, what, user.language)
        send_mail(title, text, settings.DEFAULT_FROM_EMAIL, [user.email])
        inbox.put([user], key=f"report-{report.pk}-{what}", title=title, text=text, url=_path(report))
    if not managers and report.obligation.cooperative.email:
        title, text = _words(report, subject, what, settings.LANGUAGE_CODE)
        send_mail(title, text, settings.DEFAULT_FROM_EMAIL, [report.obligation.cooperative.email])


def _words(report: Report, subject: str, what: str, language: str) -> tuple[str, str]:
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
        }
        title = _(subject).format(number=report.receipt_number, quarter=quarter)
        return title, render_to_string(f"reports/mail/{what}.txt", context)


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
