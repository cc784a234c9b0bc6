"""Mail about reports: written into the outbox in the transaction of the change that it tells of."""

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import office
from core.formats import moment
from reports.models import Report


def recipients(report: Report) -> list[str]:
    """The linked managers, or the cooperative's own address where nobody is linked; and who has sent it."""
    cooperative = report.obligation.cooperative
    today = timezone.localdate()
    linked = cooperative.memberships.filter(Q(until=None) | Q(until__gt=today), user__is_active=True)
    found = list(linked.values_list("user__email", flat=True)) or [cooperative.email]
    if report.submitted_by and not report.submitted_by.is_of_office:
        found.append(report.submitted_by.email)
    return sorted({address for address in found if address})


def address_of(report: Report) -> str:
    """The full address of a version's page."""
    return settings.BASE_URL + reverse("report_version", args=[report.obligation_id, report.version])


def receipt_address(report: Report) -> str:
    """The public page that says whether the receipt is genuine: what the QR code leads to."""
    return settings.BASE_URL + reverse("receipt", args=[report.receipt_number])


def receipt(report: Report) -> None:
    _send(report, gettext_noop("Receipt {number}: {quarter}"), "reports/mail/receipt.txt")


def accepted(report: Report) -> None:
    _send(report, gettext_noop("Report accepted: {quarter}"), "reports/mail/accepted.txt")


def returned(report: Report) -> None:
    _send(report, gettext_noop("Report returned for correction: {quarter}"), "reports/mail/returned.txt")


def _send(report: Report, subject: str, template: str) -> None:
    to = recipients(report)
    if not to:
        return
    # Boards are written to in Indonesian, whatever the language of whoever presses the button.
    with translation.override(settings.LANGUAGE_CODE):
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
        line = _(subject).format(number=report.receipt_number, quarter=quarter)
        send_mail(line, render_to_string(template, context), settings.DEFAULT_FROM_EMAIL, to)


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
