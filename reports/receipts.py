"""The receipt of a report: as a QR code and as a PDF. Its public page says whether it is genuine."""

from django.utils.translation import gettext as _

from core.formats import moment
from core.papers.typesetting import Paper
from reports import receipt_paper
from reports.arrivals.receipt import day_of
from reports.models import Report
from reports.notices import receipt_address


def lines_of(report: Report) -> list[tuple[str, str]]:
    """What a receipt says, label by label."""
    obligation = report.obligation
    lateness = obligation.days_late
    rows = [
        (_("Receipt number"), report.receipt_number),
        (_("Cooperative"), obligation.cooperative.legal_name),
        (_("Legal-entity number"), obligation.cooperative.legal_number or "–"),
        (_("Report"), f"{obligation.period.label}, {obligation.period.value.position_label}"),
        (_("Version"), str(report.version)),
        (_("Received"), moment(report.submitted_at)),
        (_("Signed by"), f"{report.signer_name}, {report.get_signer_position_display()}"),
        (
            _("Entered by"),
            _("{name}, officer, on behalf of the cooperative").format(name=report.submitted_by_name)
            if report.on_behalf
            else report.submitted_by_name,
        ),
        *(
            [(_("Typed in by"), _("{name}, officer; the board has said yes").format(name=report.asked_by_name))]
            if report.asked_by_name and not report.on_behalf
            else []
        ),
        (_("Fingerprint (SHA-256)"), report.sha256),
    ]
    if obligation.received_at and report.counts_from == obligation.received_at:
        text = _("in time") if not lateness else _("{n} days late").format(n=lateness)
        rows.insert(6, (_("Punctuality"), text))
    if arrival := report.arrival:
        text = _("{day} ({way}), number {number}; it counts as received on this day")
        told = text.format(day=day_of(arrival), way=arrival.get_way_display(), number=arrival.number)
        rows.insert(6, (_("Arrived on paper"), told))
    if page := report.signed_page:
        rows.insert(
            -2, (_("Signature"), _("on paper, page {n} of {number}").format(n=page.number, number=page.arrival))
        )
    return rows


def pdf(report: Report) -> Paper:
    return receipt_paper.pdf(
        _("Receipt of a quarterly report"),
        title=f"{_('Receipt')} {report.receipt_number}",
        lines=lines_of(report),
        address=receipt_address(report),
    )
