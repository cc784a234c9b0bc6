"""The rows of a draft: its figures with their totals, and what the checks have found."""

from collections.abc import Mapping

from django.utils import timezone

from reports.checks import Found
from reports.models import Figure, Finding, Report
from reports.models.reports import CELL_LENGTH
from reports.statement.lines import split_key
from reports.statement.totals import with_totals


def store_figures(report: Report, typed: Mapping[str, int]) -> None:
    """Replace the figures, and the totals that follow from them."""
    Figure.objects.filter(report=report).delete()
    forget(report, "figures")
    rows = []
    for key, amount in with_totals(typed).items():
        line, column = split_key(key)
        rows.append(Figure(report=report, line=line, column=column, amount=amount))
    Figure.objects.bulk_create(rows)


def store_findings(report: Report, found: list[Found], *, by=None) -> None:
    """Replace the findings. An explanation stays with the check and line that it was given for; when the amounts
    have changed since, it is shown again and must be confirmed. The reason of an own figure explains it.
    """
    explained = {(f.rule, f.key): f for f in report.findings.all() if f.explanation}
    Finding.objects.filter(report=report).delete()
    rows = []
    for item in found:
        row = Finding(
            report=report,
            rule=item.rule,
            level=item.level,
            key=item.key,
            cell=item.cell[:CELL_LENGTH],
            found=storable(item.found),
            expected=storable(item.expected),
            values=item.values,
        )
        if old := explained.get((item.rule, item.key)):
            row.explanation, row.explained_by_name = old.explanation, old.explained_by_name
            if (row.found, row.expected) == (old.found, old.expected):
                row.explained_at = old.explained_at
        if item.reason and item.reason != row.explanation:
            row.explanation, row.explained_at = item.reason, timezone.now()
            row.explained_by_name = by.display_name[:150] if by else ""
        rows.append(row)
    Finding.objects.bulk_create(rows)
    forget(report, "findings")


def storable(amount: int | None) -> int | None:
    """An amount as the database keeps it; one beyond its range is left out of the finding."""
    return amount if amount is not None and abs(amount) < 2**63 else None


def forget(report: Report, name: str) -> None:
    """Drop what was prefetched of a report: it is no longer true."""
    getattr(report, "_prefetched_objects_cache", {}).pop(name, None)
