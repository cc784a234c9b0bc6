"""The draft of a report: filled by a workbook or by the web form, checked at every save, never half saved."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError, StaleVersionError
from reports import checking, workflow
from reports.checks import RULES_VERSION, Found
from reports.checks.reading import READING
from reports.choices import OPEN_STATES, Level, Source, State
from reports.models import Figure, Finding, Obligation, Report, Upload
from reports.statement.lines import STATEMENT, split_key
from reports.statement.totals import with_totals
from reports.statement.versions import CURRENT


def open_version(obligation: Obligation) -> Report | None:
    """The version that is being filled in or looked at, if there is one."""
    found = obligation.reports.filter(state__in=OPEN_STATES).select_related("upload")
    return found.prefetch_related("figures", "findings").first()


def typed_of(report: Report) -> dict[str, int]:
    """The figures that were given, without the totals."""
    return {key: value for key, value in report.values().items() if is_typed(key)}


def is_typed(key: str) -> bool:
    return key in STATEMENT.line(key).input_keys


@transaction.atomic
def editable(obligation: Obligation, *, actor) -> Report:
    """The draft of an obligation, begun when there is none; a returned report is corrected in a new version.

    Raises DomainError when a sent version is open, or the report is accepted (that needs an amendment).
    """
    report = open_version(obligation)
    if report is None:
        newest = obligation.reports.order_by("-version").first()
        if newest and newest.state == State.ACCEPTED:
            raise DomainError(_("This report is accepted. To change it, begin an amendment with its reason."))
        report = workflow.begin_version(
            obligation, actor=actor, copy_of=newest, statement_version=CURRENT,
            source=Source.FORM, amendment_reason=newest.amendment_reason if newest else "",
        )  # fmt: skip
    elif report.state != State.DRAFT:
        raise DomainError(
            _("This report was sent already. Withdraw it to change it, as long as it is not under review.")
        )
    return report


@transaction.atomic
def save_figures(
    report: Report,
    figures: Mapping[str, int | None],
    *,
    actor,
    expected_revision: int | None = None,
    upload: Upload | None = None,
    findings: list[Found] | None = None,
) -> Report:
    """Store the typed figures named in `figures` (None clears one) and check the whole draft anew.

    With an `upload` its figures replace all others. Raises StaleVersionError when the draft has changed since
    `expected_revision`, DomainError when it is no draft any more.
    """
    revision = report.revision if expected_revision is None else expected_revision
    fields = {
        "source": Source.WORKBOOK if upload else Source.FORM,
        "upload": upload,
        "statement_version": CURRENT,
        "rules_version": RULES_VERSION,
        "rules_in_force": checking.rules_in_force(),
        "nil_reason": "",
        "saved_at": timezone.now(),
        "saved_by": actor,
    }
    draft = Report.objects.filter(pk=report.pk, state=State.DRAFT, revision=revision)
    if not draft.update(revision=F("revision") + 1, **fields):
        raise StaleVersionError(_("This draft was changed in another window or by somebody else meanwhile."))
    report.revision = revision + 1
    for name, value in fields.items():
        setattr(report, name, value)
    before = typed_of(report)
    after = dict(figures) if upload else {**before, **figures}
    after = {key: value for key, value in after.items() if value is not None}
    _store(report, after)
    if findings is None:
        # A cell that could not be read stays a problem until its line has been looked at in the form.
        unread = [item for item in reading_findings(report) if item.key and item.key not in figures]
        findings = checking.check(report.obligation, after, reading=unread)
    store_findings(report, findings)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    workflow.record(
        "report.saved",
        report,
        actor=actor,
        before={key: before.get(key) for key in sorted(changed)},
        after={key: after.get(key) for key in sorted(changed)},
        source={"upload": upload.pk, "file": upload.file_name} if upload else {},
    )
    return report


def _store(report: Report, typed: Mapping[str, int]) -> None:
    Figure.objects.filter(report=report).delete()
    forget(report, "figures")
    rows = []
    for key, amount in with_totals(typed).items():
        line, column = split_key(key)
        rows.append(Figure(report=report, line=line, column=column, amount=amount))
    Figure.objects.bulk_create(rows)


def store_findings(report: Report, found: list[Found]) -> None:
    """Replace the findings; an explanation stays with the check and line that it was given for."""
    explained = {(f.rule, f.key): f for f in report.findings.all() if f.explanation}
    Finding.objects.filter(report=report).delete()
    rows = []
    for item in found:
        row = Finding(
            report=report, rule=item.rule, level=item.level, key=item.key, cell=item.cell, found=item.found,
            expected=item.expected, values=item.values,
        )  # fmt: skip
        if old := explained.get((item.rule, item.key)):
            row.explanation, row.explained_at = old.explanation, old.explained_at
            row.explained_by_name = old.explained_by_name
        rows.append(row)
    Finding.objects.bulk_create(rows)
    forget(report, "findings")


def forget(report: Report, name: str) -> None:
    """Drop what was prefetched of a report: it is no longer true."""
    getattr(report, "_prefetched_objects_cache", {}).pop(name, None)


def reading_findings(report: Report) -> list[Found]:
    """What could not be read in the workbook that the draft came from."""
    return [found_of(finding) for finding in report.findings.all() if finding.rule in READING]


def found_of(finding: Finding) -> Found:
    return Found(
        finding.rule, finding.level, finding.key, finding.found, finding.expected, finding.values, finding.cell
    )  # fmt: skip


@transaction.atomic
def recheck(report: Report) -> list[Finding]:
    """Run the checks anew: a report of another quarter may have been accepted since the last save."""
    cells = report.upload.cells if report.upload else {}
    shown = report.upload.shown_totals if report.upload else {}
    found = checking.check(
        report.obligation, typed_of(report), in_workbook=shown, cells=cells, reading=reading_findings(report)
    )
    store_findings(report, found)
    Report.objects.filter(pk=report.pk).update(rules_version=RULES_VERSION, rules_in_force=checking.rules_in_force())
    return list(report.findings.all())


@transaction.atomic
def explain(report: Report, texts: Mapping[int, str], *, actor) -> int:
    """Keep the explanations of warnings, by the finding's id; returns how many have changed."""
    changed = {}
    for finding in report.findings.filter(pk__in=texts, level=Level.WARNING):
        text = texts[finding.pk].strip()[:2000]
        if text != finding.explanation:
            changed[f"{finding.rule} {finding.key}".strip()] = text
            finding.explanation, finding.explained_by_name = text, actor.display_name
            finding.explained_at = timezone.now()
            finding.save(update_fields=["explanation", "explained_by_name", "explained_at"])
    if changed:
        forget(report, "findings")
        workflow.record("report.explained", report, actor=actor, after=changed)
    return len(changed)


@transaction.atomic
def discard(report: Report, *, actor) -> None:
    """Throw a draft away; its uploads stay. Raises DomainError when it is no draft any more."""
    workflow.record("report.discarded", report, actor=actor, before={"figures": typed_of(report)})
    obligation_id = report.obligation_id
    deleted, _rows = Report.objects.filter(pk=report.pk, state=State.DRAFT).delete()
    if not deleted:
        raise DomainError(_("Only a draft can be thrown away."))
    workflow.settle(obligation_id)
