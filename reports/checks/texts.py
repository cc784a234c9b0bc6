"""A finding in words, in the language of whoever reads it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text.formats import rupiah, thousands
from reports.checks.base import CATALOGUE, Found
from reports.choices import Level
from reports.statement.lines import STATEMENT, split_key

WHAT = {"bank": gettext_lazy("Bank and LPDB loans"), "participation": gettext_lazy("Participation capital")}


@dataclass(frozen=True, slots=True)
class FindingText:
    """What a page, a mail or the marked workbook says of a finding."""

    rule: str
    level: str
    level_label: str
    key: str
    part: str
    label: str
    cell: str
    found: str
    expected: str
    difference: str
    message: str
    todo: str
    against: str


def amount_text(key: str, amount: int | None) -> str:
    """An amount in the unit of its line; empty where there is none."""
    if amount is None:
        return ""
    line = STATEMENT.lines.get(split_key(key)[0])
    return thousands(amount) if line and line.unit == "count" else rupiah(amount)


def tell(found: Found) -> FindingText:
    rule = CATALOGUE[found.rule]
    known = split_key(found.key)[0] in STATEMENT.lines
    label = STATEMENT.label(found.key) if known else ""
    amounts = {
        "found": amount_text(found.key, found.found),
        "expected": amount_text(found.key, found.expected),
        "difference": amount_text(found.key, found.difference),
    }
    values: dict[str, Any] = {**found.values, **amounts, "label": label}
    if "what" in values:
        values["what"] = str(WHAT[values["what"]])
    return FindingText(
        rule=found.rule,
        level=found.level,
        level_label=str(Level(found.level).label),
        key=found.key,
        part=str(STATEMENT.line(found.key).part.label) if known else _("Whole report"),
        label=label or _("Whole report"),
        cell=found.cell,
        message=str(rule.blank if rule.blank and found.found is None else rule.message).format(**values),
        todo=str(rule.todo).format(**values),
        against=str(rule.against),
        **amounts,
    )
