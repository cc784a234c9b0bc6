"""What a page shows of a report: findings in words, figures line by line, key totals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.checks import CATALOGUE
from reports.checks.texts import FindingText, amount_text, tell
from reports.choices import Level, State
from reports.filing import drafts, remedies, submission
from reports.models import Report, Upload
from reports.statement.lines import STATEMENT, Line, Part, key_of

KEY_LINES = ("A", "K", "E", "H.SHU:to_date", "C6", "Q", "IT", "I6")


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding in words with its explanation; `confirmed` when that was given for these very amounts."""

    told: FindingText
    explanation: str
    explained_by: str
    confirmed: bool

    @property
    def field(self) -> str:
        """The name of its field: by rule and line, which outlive a new run of the checks."""
        return f"explain-{self.told.rule}-{self.told.key}"

    @property
    def in_short(self) -> str:
        """The line, where the card says what is wrong with all of them; else what was found in this one."""
        is_told = self.told.rule == remedies.EMPTY or (self.told.found and self.told.expected)
        return self.told.label if is_told else self.told.message


def findings(report: Report, level: str) -> list[Explained]:
    return [
        Explained(tell(drafts.found_of(finding)), finding.explanation, finding.explained_by_name, finding.is_explained)
        for finding in report.findings.all()
        if finding.level == level
    ]


@dataclass(frozen=True, slots=True)
class FindingCause:
    """Findings of one rule, told together; empty lines are one cause for each part. `remedy` is what a button does."""

    rule: str
    part: str
    title: str
    todo: str
    items: list[Explained]
    remedy: str = ""

    @property
    def first(self) -> Explained:
        return self.items[0]


def causes(report: Report, found: list[Explained]) -> list[FindingCause]:
    """Errors by what they have in common, in their order: seventeen lines with one cause are one card."""
    groups: dict[tuple[str, str], list[Explained]] = {}
    for item in found:
        told = item.told
        part = STATEMENT.line(told.key).part.code if told.rule == remedies.EMPTY and told.key else ""
        groups.setdefault((told.rule, part), []).append(item)
    return [
        FindingCause(rule, part, str(CATALOGUE[rule].title), items[0].told.todo, items, _remedy(report, rule))
        for (rule, part), items in groups.items()
    ]


def _remedy(report: Report, rule: str) -> str:
    if rule == remedies.EMPTY:
        return "zeros"
    return "computed" if remedies.computed_otherwise(report, rule) else ""


def of(report: Report) -> dict[str, Any]:
    """The findings of a draft by level, and whether it can be sent."""
    upload, replaced, asked = report.upload, replaced_by(report), asked_before(report)
    errors = findings(report, Level.ERROR)
    return {
        "asked": asked,
        "suspicion": suspected(report),
        "causes": causes(report, errors),
        "unchanged": bool(asked) and drafts.typed_of(asked) == drafts.typed_of(report),
        "obstacles": submission.obstacles(report),
        "replaced": replaced,
        "amended": changes(replaced.values(), report.values(), report.profile) if replaced else [],
        "errors": errors,
        "warnings": findings(report, Level.WARNING),
        "infos": findings(report, Level.INFO),
        "ready": not submission.obstacles(report),
        "has_figures": report.figures.exists(),
        "upload": upload,
        "adapted": adapted(upload),
        "totals": key_lines(report),
    }


def suspected(report: Report) -> dict[str, Any] | None:
    """The question whether figures are in thousands, with every figure that a yes would change."""
    found = remedies.suspicion(report)
    if found is None:
        return None
    typed = drafts.typed_of(report)
    changed = [
        (STATEMENT.label(key), amount_text(key, typed[key]), amount_text(key, now))
        for key, now in found.changes.items()
    ]
    return {"factor": found.factor, "changes": changed, "quarter": report.obligation.period.value.previous.short_label}


def adapted(upload: Upload | None) -> list[tuple[str, str, str, str]]:
    """Label, cell, what was typed and how it was read, where the two look different."""
    return [
        (STATEMENT.label(key), upload.cells.get(key, ""), text, amount_text(key, upload.figures.get(key)))
        for key, text in (upload.adapted if upload else {}).items()
    ]


def changes(old: Mapping[str, int], new: Mapping[str, int], profile: str) -> list[tuple[str, str, str]]:
    """Label, figure before and figure now of the typed lines that differ."""
    keys = [key for line in STATEMENT.of(profile) for key in line.input_keys]
    return [
        (STATEMENT.label(key), amount_text(key, old.get(key)) or "–", amount_text(key, new.get(key)) or "–")
        for key in keys
        if old.get(key) != new.get(key)
    ]


def asked_before(report: Report) -> Report | None:
    """The returned version that this one corrects: with what the reviewer asked for."""
    before = report.obligation.reports.filter(version=report.version - 1, state=State.RETURNED)
    return before.prefetch_related("comments", "figures").first()


def replaced_by(report: Report) -> Report | None:
    """The accepted version that an amendment is to replace."""
    if not report.is_amendment:
        return None
    return report.obligation.reports.filter(state=State.ACCEPTED).exclude(pk=report.pk).first()


def key_lines(report: Report) -> list[tuple[str, str]]:
    """Label and amount of the totals that people look at first."""
    values = report.values()
    return [
        (STATEMENT.label(key).removesuffix(")").split(" (")[0], amount_text(key, values[key]))
        for key in KEY_LINES
        if key in values
    ]


@dataclass(slots=True)
class FigureRow:
    """A line of a report as a page shows it: one text a column, with what belongs to it."""

    line: Line
    amounts: list[tuple[str, str]]
    keys: list[str]
    others: list[tuple[str, str]] = field(default_factory=list)
    changed: bool = False
    comments: list[Any] = field(default_factory=list)
    findings: list[Explained] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Nothing to be seen in any column, and nothing said of it."""
        return (
            {text for _label, text in (*self.amounts, *self.others)} == {"–"}
            and not self.comments
            and not self.findings
        )


def without_blanks(found: list[tuple[Part, list[FigureRow]]]) -> list[tuple[Part, list[FigureRow]]]:
    """The parts with the rows that say something."""
    return [(part, [row for row in rows if not row.is_blank]) for part, rows in found]


def parts(report: Report) -> list[tuple[Part, list[FigureRow]]]:
    """All lines of a report by part, blank ones too."""
    values = report.values()
    return [
        (part, [_row(line, values) for line in STATEMENT.of(report.profile, part.code)])
        for part in STATEMENT.parts(report.profile)
    ]


def _row(line: Line, values: Mapping[str, int]) -> FigureRow:
    keys = [key_of(line.code, column.code) for column in line.part.columns]
    labels = [str(column.label) for column in line.part.columns]
    return FigureRow(
        line, [(label, amount_text(key, values.get(key)) or "–") for label, key in zip(labels, keys, strict=True)], keys
    )
