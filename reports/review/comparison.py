"""What a reviewer sees beside a report: last quarter, the same quarter last year, the peers, the ratios."""

from collections.abc import Iterable
from typing import Any

from reports.checks.texts import amount_text
from reports.filing import previous_reports
from reports.models import LineComment, Report
from reports.report_page import FigureRow, asked_before, findings, replaced_by
from reports.statement.lines import Part
from reports.summary import peers, ratios


def add_comments(parts: list[tuple[Part, list[FigureRow]]], comments: Iterable[LineComment]) -> None:
    """Put each comment at its line."""
    by_line: dict[str, list] = {}
    for comment in comments:
        by_line.setdefault(comment.key, []).append(comment)
    for _part, rows in parts:
        for row in rows:
            row.comments = [comment for key in row.keys for comment in by_line.get(key, [])]


def of(report: Report, parts: list[tuple[Part, list[FigureRow]]]) -> dict[str, Any]:
    """Fill the rows with what they are compared with, and give the ratios."""
    quarter = report.obligation.period.value
    known = previous_reports.accepted(report.obligation.cooperative_id, {quarter.previous, quarter.a_year_before})
    last, year = known.get(quarter.previous), known.get(quarter.a_year_before)
    median, n_peers = peers.medians(report)
    values = report.values()
    replaced = replaced_by(report) or asked_before(report)
    old = replaced.values() if replaced else None
    columns = [
        (quarter.previous.short_label, last),
        (quarter.a_year_before.short_label, year),
        (f"Median ({n_peers})", median or None),
    ]
    if replaced and old is not None:
        columns.insert(0, (f"v{replaced.version}", old))
    columns = [(label, figures) for label, figures in columns if figures]
    told: dict[str, list] = {}
    for level in ("error", "warning", "info"):
        for item in findings(report, level):
            told.setdefault(item.told.key, []).append(item)
    for part, rows in parts:
        for row in rows:
            # Flows are compared by the year to date, balances by their only column.
            key = row.keys[-1]
            row.others = [(label, amount_text(key, (figures or {}).get(key)) or "–") for label, figures in columns]
            # What grows over the year by its nature is not marked; a quarter's flow is compared with a quarter's.
            flow = next((k for k in row.keys if k.endswith(":quarter")), key)
            grows = part.code in ("cash_flow", "equity_change") or row.line.code == "I6"
            row.changed = last is not None and not grows and _moved(values.get(flow), last.get(flow))
            if old is not None:
                row.changed = any(values.get(k) != old.get(k) for k in row.keys)
            row.findings = [item for k in row.keys for item in told.get(k, [])]
    return {
        "columns": [label for label, _figures in columns],
        "asked": asked_before(report),
        "n_peers": n_peers,
        "peers_needed": peers.AT_LEAST,
        "ratios": ratios.measure(values, profile=report.profile, quarter=quarter, year_before=year) if values else [],
        "replaced": replaced,
    }


def _moved(now: int | None, before: int | None) -> bool:
    """Whether a figure moved by more than a tenth: what the eye should fall on."""
    if now is None or before is None:
        return (now is None) != (before is None)
    return abs(now - before) * 10 > abs(before)
