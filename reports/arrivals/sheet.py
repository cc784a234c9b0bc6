"""A draft as a paper: what the board signs where it has no way into the portal."""

from django.utils.translation import gettext as _

from core import office
from core.papers import typesetting
from core.papers.head import head
from core.papers.typesetting import TypesetPaper
from reports import report_page
from reports.models import Report


def pdf(report: Report) -> TypesetPaper:
    """All lines that say something, the statement of the board, and the place of its signature."""
    obligation, heading = report.obligation, _("Quarterly report to sign")
    return typesetting.pdf(
        "sheet",
        {
            "title": f"{heading}: {obligation.cooperative.legal_name}, {obligation.period.label}",
            "head": head(),
            "heading": heading,
            "lines": [
                [str(_("Cooperative")), obligation.cooperative.legal_name],
                [str(_("Legal-entity number")), obligation.cooperative.legal_number or "–"],
                [str(_("Report")), f"{obligation.period.label}, {obligation.period.value.position_label}"],
            ],
            "parts": [
                _part(part, rows) for part, rows in report_page.without_blanks(report_page.parts(report)) if rows
            ],
            "attestation": office.value("report_attestation"),
            "place": _("Place and date") + ": ........................................",
            "position": _("On behalf of the board, position") + ": ...................",
            "name": _("Name and signature"),
            "foot": f"{obligation.cooperative.legal_name}, {obligation.period.value.short_label}",
        },
    )


def _part(part, rows) -> dict[str, object]:
    return {
        "title": str(part.label),
        "columns": [label for label, _amount in rows[0].amounts],
        "rows": [
            {
                "label": str(row.line.label),
                "amounts": [amount for _label, amount in row.amounts],
                "total": row.line.is_total,
            }
            for row in rows
        ],
    }
