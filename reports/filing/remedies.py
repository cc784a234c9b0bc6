"""What one button of the check mends: empty lines, figures that the portal computes otherwise, figures in thousands."""

from django.db import transaction

from core.errors import DomainError
from reports import workflow
from reports.choices import Level, State
from reports.filing import completion, drafts, previous_reports
from reports.form import units
from reports.models import Report
from reports.statement.lines import STATEMENT, split_key

EMPTY = "N13"
# The rules of figures that the portal computes otherwise: its own figure is one tap away.
COMPUTED = ("N4", "N6", "N8", "N9")


def suspicion(report: Report) -> units.Suspicion | None:
    """Whether the figures look as if they were in thousands or millions, and nobody has said that they are not."""
    if report.unit_confirmed or report.is_nil:
        return None
    known = previous_reports.before(report.obligation)
    completed = completion.completed(report, completion.rules(report.obligation, known), drafts.typed_of(report))
    return units.suspected(drafts.typed_of(report), known.last, completed.following)


def computed_otherwise(report: Report, rule: str) -> dict[str, None]:
    """The figures of a rule's findings that would follow if they were not given, by key."""
    if rule not in COMPUTED:
        return {}
    lines = {split_key(finding.key)[0] for finding in report.findings.all() if finding.rule == rule}
    if rule == "N8":
        # The finding stands at the sum of the qualities; the loans of the balance sheet follow from it.
        lines = {"A1.06"}
    known = drafts.typed_of(report) if report.own_figures is None else report.own_figures
    rules = completion.rules(report.obligation)
    return dict.fromkeys(key for key in known if key in rules and split_key(key)[0] in lines)


@transaction.atomic
def type_zeros(report: Report, part: str, *, actor) -> int:
    """Type 0 into the required lines of a part that are empty; returns how many. Raises DomainError for no draft."""
    report = _draft(report)
    empty = [
        finding.key
        for finding in report.findings.all()
        if finding.rule == EMPTY and finding.level == Level.ERROR and STATEMENT.line(finding.key).part.code == part
    ]
    if empty:
        drafts.save_figures(report, dict.fromkeys(empty, 0), actor=actor)
    return len(empty)


@transaction.atomic
def take_computed(report: Report, rule: str, *, actor) -> int:
    """Let the figures of a rule's findings follow again; returns how many. Raises DomainError for no draft."""
    report = _draft(report)
    changes = computed_otherwise(report, rule)
    if changes:
        drafts.save_figures(report, changes, actor=actor)
    return len(changes)


@transaction.atomic
def multiply(report: Report, factor: int, *, actor) -> int:
    """Turn thousands or millions into rupiah, if the figures still look so; returns how many figures have changed.

    Raises DomainError for no draft.
    """
    report = _draft(report)
    found = suspicion(report)
    if found is None or found.factor != factor:
        return 0
    drafts.save_figures(report, found.changes, actor=actor)
    return len(found.changes)


@transaction.atomic
def confirm_unit(report: Report, *, actor) -> None:
    """Note that the figures are in full rupiah, small as they are. Raises DomainError for no draft."""
    report = _draft(report)
    if Report.objects.filter(pk=report.pk, unit_confirmed=False).update(unit_confirmed=True):
        workflow.record("report.unit_confirmed", report, actor=actor)


def _draft(report: Report) -> Report:
    found = workflow.locked(report)
    if found.state != State.DRAFT:
        raise DomainError(str(drafts.SENT))
    return found
