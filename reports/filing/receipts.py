"""The receipt of a report: as a QR code and as a PDF. Its public page says whether it is genuine."""

from django.utils.translation import gettext as _

from core.papers.typesetting import TypesetPaper
from core.text.formats import moment
from reports.arrivals.receipt import day_of
from reports.filing import receipt_paper
from reports.models import Report
from reports.notifications import receipt_address


def lines_of(report: Report) -> list[tuple[str, str]]:
    """What a receipt says, label by label."""
    obligation = report.obligation
    rows = [
        (_("Receipt number"), report.receipt_number),
        (_("Cooperative"), obligation.cooperative.legal_name),
        (_("Legal-entity number"), obligation.cooperative.legal_number or "–"),
        (_("Report"), f"{obligation.period.label}, {obligation.period.value.position_label}"),
        (_("Version"), str(report.version)),
        (_("Received"), moment(report.submitted_at)),
    ]
    if arrival := report.arrival:
        text = _("{day} ({way}), number {number}; it counts as received on this day")
        told = text.format(day=day_of(arrival), way=arrival.get_way_display(), number=arrival.number)
        rows.append((_("Arrived on paper"), told))
    if obligation.received_at and report.counts_from == obligation.received_at:
        late = obligation.days_late
        rows.append((_("Punctuality"), _("{n} days late").format(n=late) if late else _("in time")))
    rows.append((_("Signed by"), f"{report.signer_name}, {report.get_signer_position_display()}"))
    if page := report.signed_page:
        rows.append((_("Signature"), _("on paper, page {n} of {number}").format(n=page.number, number=page.arrival)))
    return [*rows, *_who(report), (_("Fingerprint (SHA-256)"), report.sha256)]


def _who(report: Report) -> list[tuple[str, str]]:
    """Who has entered it: an officer for the board, the board, or an officer whose figures the board has sent."""
    name = report.submitted_by_name
    if report.on_behalf:
        return [(_("Entered by"), _("{name}, officer, on behalf of the cooperative").format(name=name))]
    if report.asked_by_name:
        typed = _("{name}, officer; the board has said yes").format(name=report.asked_by_name)
        return [(_("Typed in by"), typed), (_("Sent by"), name)]
    return [(_("Entered by"), name)]


def pdf(report: Report) -> TypesetPaper:
    return receipt_paper.pdf(
        _("Receipt of a quarterly report"),
        title=" ".join([_("Receipt"), report.receipt_number or ""]),
        lines=lines_of(report),
        address=receipt_address(report),
    )
