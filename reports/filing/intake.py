"""Taking a workbook in: guarded, read, checked, kept as it came; it never replaces a better draft unasked."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core import events
from core.errors import DomainError, StaleVersionError
from core.storage import files, virus_scan
from core.workbooks import guard
from core.workbooks.guard import RefusedFileError
from reports import workflow
from reports.checks import Found
from reports.checks.cells import READING
from reports.choices import Level, Source
from reports.filing import check_run, drafts, file_contents
from reports.models import Obligation, Report, Upload
from reports.statement.lines import STATEMENT


def receive(chunks: Iterable[bytes], *, name: str, obligation: Obligation, actor) -> Upload:
    """Keep an upload with its result. It becomes the draft when nothing better is there; else it waits for an answer.

    A file that cannot be read is kept as a refusal in words; the draft stays as it is. The same file again, where
    nothing has changed since, is the first one (`is_known`). Raises files.NotStoredError, and then nothing at all has
    changed.
    """
    with files.as_path(chunks, name) as path:
        upload = Upload(
            obligation=obligation,
            file_name=files.short_name(name, 200, "laporan.xlsx"),
            size=path.stat().st_size,
            uploaded_by=actor,
            uploaded_by_name=actor.display_name[:150],
        )
        with path.open("rb") as stream:
            upload.sha256 = files.sha256(stream)
        found: list[Found] = []
        keep = True
        try:
            virus_scan.refuse_infected(path)
            parsed, found = file_contents.read(path, name, obligation)
        except DomainError as refusal:
            upload.outcome, upload.refusal = Upload.Outcome.REFUSED, str(refusal)
            # What the guards turn away is not stored; a wrong template is, to be looked at together.
            keep = isinstance(refusal, file_contents.WrongTemplateError)
        else:
            upload.outcome = Upload.Outcome.WAITING
            upload.statement_version = parsed.version
            upload.rules_in_force = check_run.rules_in_force()
            upload.figures, upload.cells = parsed.figures, parsed.cells
            upload.adapted, upload.shown_totals = parsed.adapted, parsed.shown_totals
            upload.parts = parsed.parts
            upload.findings = [asdict(item) for item in found]
        with transaction.atomic():
            # Uploads of one report come one after the other, so that none is lost and the better one stays.
            workflow.lock(obligation.pk)
            if same := _the_same(upload):
                same.is_known = True
                return same
            if keep:
                with path.open("rb") as stream:
                    files.store(upload.file, f"{uuid.uuid4()}{_ending(path, name)}", stream)
            upload.save()
            if upload.outcome == Upload.Outcome.WAITING:
                _take_if_better(upload, found, actor)
            _event("upload.received", upload, actor)
    return upload


def _ending(path: Path, name: str) -> str:
    """The ending under which a file is kept: what it is by its content."""
    if Path(name).suffix.lower() in file_contents.CSV:
        return ".csv"
    try:
        return f".{guard.inspect(path, max_bytes=settings.UPLOAD_MAX_BYTES)}"
    except RefusedFileError:
        return ".xlsx"


def _the_same(upload: Upload) -> Upload | None:
    """The upload of the very same file that still says what there is to say: it is the draft or the report, waits for
    an answer, or was refused for the same reason. None where it is worth another look.
    """
    earlier = upload.obligation.uploads.filter(sha256=upload.sha256)
    opened = drafts.open_version(upload.obligation)
    for same in earlier:
        same.obligation = upload.obligation
        if same.outcome == Upload.Outcome.REFUSED and same.refusal == upload.refusal:
            return same
        if same.outcome == Upload.Outcome.WAITING and upload.outcome == Upload.Outcome.WAITING:
            return same if same.findings == upload.findings else None
        is_draft = opened and opened.upload_id == same.pk
        if same.outcome == Upload.Outcome.TAKEN and upload.outcome == Upload.Outcome.WAITING and is_draft:
            return same
    return None


def _take_if_better(upload: Upload, found: list[Found], actor) -> None:
    """Make the upload the draft, when there is none, or when the draft came from a workbook that nobody has touched
    since and had no fewer errors; otherwise the board is asked.
    """
    now = drafts.what_next(upload.obligation)
    draft = now.draft
    if now.refusal:
        return
    if draft and draft.figures.all():
        errors = sum(item.level == Level.ERROR for item in found)
        before = sum(item.level == Level.ERROR for item in draft.findings.all())
        if draft.source != Source.WORKBOOK or draft.upload_id is None or errors > before:
            return
    _fill(upload, draft or drafts.editable(upload.obligation, actor=actor), actor)


def _fill(upload: Upload, report: Report, actor) -> None:
    report.obligation = upload.obligation
    found = [Found(**item) for item in upload.findings]
    if not upload.parts:
        drafts.save_figures(report, upload.figures, actor=actor, upload=upload, findings=found)
    else:
        # Beside what the draft has of the other parts by now, read or not.
        unread = [item for item in found if item.rule in READING and _is_of(item, upload)]
        unread += file_contents.unread_elsewhere(report, upload.parts)
        changes = file_contents.changes_of(upload.figures, upload.parts, upload.obligation.profile)
        drafts.save_figures(report, changes, actor=actor, upload=upload, findings=unread)
        drafts.recheck(report)
    Upload.objects.filter(pk=upload.pk).update(outcome=Upload.Outcome.TAKEN)
    upload.outcome = Upload.Outcome.TAKEN


def _is_of(item: Found, upload: Upload) -> bool:
    return not item.key or STATEMENT.line(item.key).part.code in upload.parts


@transaction.atomic
def take(upload: Upload, *, actor, expected_revision: int | None = None) -> None:
    """Make an upload that waits the draft, by the answer of the board. The same answer twice does it once.

    Raises StaleVersionError when the draft has changed since `expected_revision` (0: there was none), DomainError
    when a sent version is open or the file was refused or declined.
    """
    workflow.lock(upload.obligation_id)
    upload.refresh_from_db(fields=["outcome"])
    if upload.outcome == Upload.Outcome.TAKEN:
        return
    if upload.outcome != Upload.Outcome.WAITING:
        raise DomainError(_("This file was not taken over; the draft stayed as it was."))
    draft = drafts.what_next(upload.obligation).draft
    if expected_revision is not None and expected_revision != (draft.revision if draft else 0):
        raise StaleVersionError(_("This draft was changed in another window or by somebody else meanwhile."))
    _fill(upload, drafts.editable(upload.obligation, actor=actor), actor)


@transaction.atomic
def decline(upload: Upload, *, actor) -> None:
    """Leave the draft as it is; the upload and its result are kept."""
    if Upload.objects.filter(pk=upload.pk, outcome=Upload.Outcome.WAITING).update(outcome=Upload.Outcome.DECLINED):
        _event("upload.declined", upload, actor)


def _event(verb: str, upload: Upload, actor) -> None:
    obligation = upload.obligation
    events.record(
        verb,
        actor=actor,
        object_type="upload",
        object_id=upload.pk,
        label=f"{obligation.cooperative.name}, {obligation.period.label}",
        after={"file": upload.file_name, "sha256": upload.sha256, "outcome": upload.outcome},
    )
