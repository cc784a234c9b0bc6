"""The draft of a report: filled by a workbook or by the web form, checked at every save, never half saved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError, StaleVersionError
from reports import workflow
from reports.checks import RULES_VERSION, Found
from reports.checks.cells import READING
from reports.choices import OPEN_STATES, Level, Source, State
from reports.filing import check_run, completion, previous_reports
from reports.filing.draft_rows import store_figures, store_findings
from reports.filing.revisions import SAVED
from reports.models import Finding, Obligation, Report, Upload
from reports.statement.computed import Completed, Computed, complete
from reports.statement.lines import STATEMENT, split_key
from reports.statement.versions import CURRENT

SENT = gettext_lazy("This report was sent already. Withdraw it to change it, as long as it is not under review.")
ACCEPTED = gettext_lazy("This report is accepted. To change it, begin an amendment with its reason.")


def open_version(obligation: Obligation) -> Report | None:
    """The version that is being filled in or looked at, if there is one."""
    found = obligation.reports.filter(state__in=OPEN_STATES).select_related("upload")
    return found.prefetch_related("figures", "findings").first()


def typed_of(report: Report) -> dict[str, int]:
    """The figures that were given, without the totals."""
    return {key: value for key, value in report.values().items() if is_typed(key)}


def is_typed(key: str) -> bool:
    return key in STATEMENT.line(key).input_keys


@dataclass(frozen=True, slots=True)
class Next:
    """How an obligation can go on: by its draft, by a new version (with the figures of `copy_of`), or not now."""

    draft: Report | None = None
    copy_of: Report | None = None
    refusal: str = ""

    @property
    def figures(self) -> dict[str, int]:
        """The typed figures that somebody goes on from."""
        source = self.draft or self.copy_of
        return typed_of(source) if source else {}


def what_next(obligation: Obligation) -> Next:
    """The one answer to whether figures can be typed or uploaded now, and from where."""
    opened = open_version(obligation)
    if opened:
        return Next(draft=opened) if opened.state == State.DRAFT else Next(refusal=str(SENT))
    # What was withdrawn and then thrown away is not brought back; an accepted version needs an amendment.
    sent = obligation.reports.exclude(state=State.WITHDRAWN).select_related("upload")
    newest = sent.first()
    if newest and newest.state == State.RETURNED:
        # An acceptance that was taken back returns an earlier version: what was returned last is corrected.
        returned = sent.filter(state=State.RETURNED).order_by("-decided_at", "-version")
        return Next(copy_of=returned.prefetch_related("figures", "findings").first())
    if obligation.reports.filter(state=State.ACCEPTED).exists():
        return Next(refusal=str(ACCEPTED))
    return Next()


@transaction.atomic
def editable(obligation: Obligation, *, actor, blank: bool = False) -> Report:
    """The draft of an obligation, begun when there is none; a returned report is corrected in a new version, with
    its figures unless `blank`. Raises DomainError when `what_next` refuses.
    """
    obligation = workflow.lock(obligation.pk)
    found = what_next(obligation)
    if found.refusal:
        raise DomainError(found.refusal)
    if found.draft:
        found.draft.obligation = obligation
        return found.draft
    returned = found.copy_of
    return workflow.begin_version(
        obligation,
        actor=actor,
        copy_of=None if blank else returned,
        statement_version=CURRENT,
        source=Source.FORM,
        amendment_reason=returned.amendment_reason if returned else "",
    )


@transaction.atomic
def save_figures(
    report: Report,
    figures: Mapping[str, int | None],
    *,
    actor,
    expected_revision: int | None = None,
    upload: Upload | None = None,
    findings: list[Found] | None = None,
    confirmed: Collection[str] = (),
    reasons: Mapping[str, str] | None = None,
) -> Report:
    """Store the typed figures named in `figures` (None clears one), what follows from them, and check the draft anew.

    With an `upload` its figures replace all others. `confirmed` are keys whose cell could not be read and that
    somebody has said to be blank. A figure that would follow and is named stays as it is given, `reasons` say why;
    None lets it follow again. Raises StaleVersionError when the draft has changed since `expected_revision`,
    DomainError when it is no draft any more.
    """
    obligation = workflow.lock(report.obligation_id)
    before = typed_of(report)
    reasons = dict(reasons or {})
    if upload:
        # What a new file says as the one before did is so for the same reason.
        kept = report.own_figures or {}
        reasons |= {key: text for key, text in kept.items() if before.get(key) == figures.get(key)}
    sent = previous_reports.before(obligation)
    how = completion.rules(obligation, sent)
    # A sheet by itself replaces its own parts alone.
    kept_on = {} if upload and not upload.parts else before
    after = completion.completed(report, how, kept_on, figures, reasons)
    revision = report.revision if expected_revision is None else expected_revision
    fields = {
        "source": Source.WORKBOOK if upload else Source.FORM,
        "upload": upload,
        "statement_version": CURRENT,
        "rules_version": RULES_VERSION,
        "rules_in_force": check_run.rules_in_force(),
        "nil_reason": "",
        "own_figures": after.own,
        "saved_at": timezone.now(),
        "saved_by": actor,
    }
    draft = Report.objects.filter(pk=report.pk, state=State.DRAFT, revision=revision)
    if not draft.update(revision=F("revision") + 1, **fields):
        raise StaleVersionError(_("This draft was changed in another window or by somebody else meanwhile."))
    report.revision = revision + 1
    for name, value in fields.items():
        setattr(report, name, value)
    now = after.figures
    store_figures(report, now)
    if findings is None:
        # A cell that could not be read stays a problem until its line has a figure or is said to be blank.
        unread = [item for item in reading_findings(report) if item.key not in now and item.key not in confirmed]
        findings = check_run.check(report.obligation, now, own=after.own, reading=unread, before=sent)
    store_findings(report, findings, by=actor)
    if before != now:
        # Who takes a file over has not made it alone.
        report.authors.add(*(user for user in (actor, upload and upload.uploaded_by) if user))
    _record_save(report, before, now, actor=actor, upload=upload)
    return report


def _record_save(report: Report, before: Mapping[str, int], now: Mapping[str, int], *, actor, upload=None) -> None:
    """The event of a save, from which earlier revisions are read back (revisions.py)."""
    changed = sorted(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))
    workflow.record(
        SAVED,
        report,
        actor=actor,
        before={key: before.get(key) for key in changed},
        after={key: now.get(key) for key in changed},
        source={"revision": report.revision} | ({"upload": upload.pk, "file": upload.file_name} if upload else {}),
    )


def completed_of(now: Next, how: Mapping[str, Computed]) -> Completed:
    """The figures that somebody goes on from, with all that follows from them."""
    source = now.draft or now.copy_of
    return completion.completed(source, how, typed_of(source)) if source else complete(how, {}, {})


def reading_findings(report: Report) -> list[Found]:
    """What could not be read in the workbook that the draft came from."""
    return [found_of(finding) for finding in report.findings.all() if finding.rule in READING]


def found_of(finding: Finding) -> Found:
    return Found(
        finding.rule, finding.level, finding.key, finding.found, finding.expected, finding.values, finding.cell
    )


@transaction.atomic
def refreshed(report: Report, *, actor) -> Report:
    """A draft whose figures follow from what was sent before, as that stands now: an earlier quarter may have been
    corrected since the last save. Raises DomainError when it was thrown away meanwhile.
    """
    current = workflow.locked(report)
    typed = typed_of(current)
    if current.state != State.DRAFT or current.is_nil:
        return current
    now = completion.completed(current, completion.rules(current.obligation), typed)
    if now.figures == typed:
        return current
    # Nobody has typed: who has made it and the file that it came from stay.
    Report.objects.filter(pk=current.pk).update(revision=F("revision") + 1, own_figures=now.own)
    current.revision, current.own_figures = current.revision + 1, now.own
    store_figures(current, now.figures)
    recheck(current)
    _record_save(current, typed, now.figures, actor=actor)
    return current


@transaction.atomic
def recheck(report: Report) -> list[Finding]:
    """Run the checks of a draft anew: a report of another quarter may have been sent since the last save."""
    cells = report.upload.cells if report.upload else {}
    shown = report.upload.shown_totals if report.upload else {}
    found = check_run.check(
        report.obligation,
        typed_of(report),
        own=report.own_figures,
        in_workbook=shown,
        cells=cells,
        reading=reading_findings(report),
    )
    store_findings(report, found)
    Report.objects.filter(pk=report.pk).update(rules_version=RULES_VERSION, rules_in_force=check_run.rules_in_force())
    return list(report.findings.all())


@transaction.atomic
def explain(report: Report, texts: Mapping[tuple[str, str], str], *, actor) -> list[str]:
    """Keep the explanations of warnings, by rule and key; returns the texts whose warning is no longer there.

    Raises DomainError when the report is no draft any more.
    """
    report = workflow.locked(report)
    if report.state != State.DRAFT:
        raise DomainError(str(SENT))
    warnings = {(f.rule, f.key): f for f in report.findings.filter(level=Level.WARNING)}
    changed = {}
    for place, typed in texts.items():
        finding, text = warnings.get(place), typed.strip()[:2000]
        if finding and (text != finding.explanation or (text and not finding.is_explained)):
            changed[" ".join(place).strip()] = text
            finding.explanation, finding.explained_by_name = text, actor.display_name[:150]
            finding.explained_at = timezone.now()
            finding.save(update_fields=["explanation", "explained_by_name", "explained_at"])
            if finding.rule in ("N6", "N9"):
                _give_reason(report, finding.key, text)
    if changed:
        report.authors.add(actor)
        workflow.record("report.explained", report, actor=actor, after=changed)
    return [text for place, text in texts.items() if place not in warnings and text.strip()]


def _give_reason(report: Report, key: str, text: str) -> None:
    """An explanation of a figure that differs from what would follow is its reason."""
    rules = completion.rules(report.obligation)
    line = split_key(key)[0]
    own = {other: text for other in report.own_figures or {} if other in rules and split_key(other)[0] == line}
    if own:
        report.own_figures = {**report.own_figures, **own}
        report.save(update_fields=["own_figures"])


@transaction.atomic
def discard(report: Report, *, actor) -> None:
    """Throw a draft away; its uploads stay. Raises DomainError when it is no draft any more."""
    report = workflow.locked(report)
    if report.state != State.DRAFT:
        raise DomainError(_("Only a draft can be thrown away."))
    workflow.record("report.discarded", report, actor=actor, before={"figures": typed_of(report)})
    report.delete()
    workflow.settle(report.obligation_id)
