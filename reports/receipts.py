"""The receipt of a report: as a QR code and as a PDF. Its public page says whether it is genuine."""

from django.utils.translation import gettext as _

from core import office, paper, qr
from core.formats import moment
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
        (_("Fingerprint (SHA-256)"), report.sha256),
    ]
    if obligation.received_at and report.submitted_at == obligation.received_at:
        text = _("in time") if not lateness else _("{n} days late").format(n=lateness)
        rows.insert(6, (_("Punctuality"), text))
    return rows


def pdf(report: Report) -> bytes:
    """One A4 page."""
    page = paper.blank(f"{_('Receipt')} {report.receipt_number}")
    page.add_page()
    page.set_text_color(*paper.BROWN)
    page.set_font("sans", "B", 20)
    page.cell(0, 10, _("Receipt of a quarterly report"), new_x="LMARGIN", new_y="NEXT")
    page.set_font("sans", "", 11)
    page.cell(0, 6, office.value("name"), new_x="LMARGIN", new_y="NEXT")
    page.cell(0, 6, office.value("address"), new_x="LMARGIN", new_y="NEXT")
    paper.line(page)
    page.ln(9)
    page.set_text_color(*paper.INK)
    for label, value in lines_of(report):
        page.set_font("sans", "B", 11)
        page.cell(52, 8, label)
        page.set_font("sans", "", 11)
        page.multi_cell(
            0, 8, value, new_x="LMARGIN", new_y="NEXT", wrapmode="CHAR" if value == report.sha256 else "WORD"
        )
    page.ln(4)
    address = receipt_address(report)
    top = page.get_y()
    page.image(qr.png(address), x=22, y=top, w=38)
    page.set_xy(66, top + 4)
    page.multi_cell(0, 6, _("Anybody can check here whether this receipt is genuine:"), new_x="LEFT", new_y="NEXT")
    page.set_font("sans", "B", 11)
    page.multi_cell(0, 6, address, new_x="LEFT", new_y="NEXT", wrapmode="CHAR")
    return bytes(page.output())
