"""Taking a workbook in: guarded, read, checked, kept as it came; it never replaces a better draft unasked."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from cooperatives.models import Cooperative
from core import events, files, virus_scan
from core.errors import DomainError, StaleVersionError
from core.sheets import read_book
from core.workbook_guard import RefusedFileError
from reports import checking, drafts, workflow
from reports.checks import Found
from reports.choices import Level, Profile, Source
from reports.models import Obligation, Report, Upload
from reports.periods import Quarter
from reports.statement.versions import ACCEPTED, CURRENT, is_newer
from reports.workbook.parser import Parsed, parse


class WrongTemplateError(DomainError):
    """A workbook that is not the template of this cooperative and quarter."""


def read(path: Path, name: str, obligation: Obligation) -> tuple[Parsed, list[Found]]:
    """Read a workbook and check it: the parsed figures and all findings, errors first.

    Raises RefusedFileError for a file that is not read at all, WrongTemplateError for another workbook.
    """
    if Path(name).suffix.lower() in (".csv", ".txt", ".tsv"):
        raise RefusedFileError("extension")
    parsed = parse(read_book(path, name))
    refuse_another(parsed, obligation)
    if not parsed.figures and not any(item.level == Level.ERROR for item in parsed.findings):
        raise WrongTemplateError(
            _("The template is still empty. Fill in the yellow cells, save the file, and send it again.")
        )
    found = checking.check(
        obligation, parsed.figures, in_workbook=parsed.shown_totals, cells=parsed.cells, reading=parsed.findings
    )
    return parsed, found


def refuse_another(parsed: Parsed, obligation: Obligation) -> None:
    """Raise WrongTemplateError, naming both sides, unless the workbook is the one of this obligation."""
    quarter = obligation.period.value
    if not parsed.is_template:
        raise WrongTemplateError(
            _(
                "This is not the template of SoloKop. Download the template here, copy your "
                "figures into it and send that."
            )
        )
    if parsed.version not in ACCEPTED:
        text = (
            _(
                "The template has version {found}, which this portal does not know yet (it "
                "knows {known}). Tell the office."
            )
            if is_newer(parsed.version)
            else _(
                "The template has version {found}, which is no longer read. Download it "
                "anew (version {known}) and copy your figures."
            )
        )
        raise WrongTemplateError(text.format(found=parsed.version, known=CURRENT))
    if parsed.cooperative_id != obligation.cooperative_id:
        raise WrongTemplateError(
            _("This is the template of another cooperative ({other}). Download the one of {own}.").format(
                other=_name_of(parsed.cooperative_id), own=obligation.cooperative.legal_name
            )
        )
    if parsed.period != quarter.slug:
        raise WrongTemplateError(
            _("This file is for {found}; the report here is for {expected}. Choose the file of {expected}.").format(
                found=_quarter_label(parsed.period), expected=quarter.label
            )
        )
    if parsed.profile != obligation.profile:
        raise WrongTemplateError(
            _(
                "The template has the lines of “{found}”; this report needs those of “{expected}”. Download it anew."
            ).format(found=_profile_label(parsed.profile), expected=obligation.get_profile_display())
        )


def _name_of(pk: int | None) -> str:
    """The name is no secret: it stands in the public register, and in the sheets of the template."""
    found = Cooperative.objects.filter(pk=pk).values_list("name", flat=True).first()
    return found or _("one that the register does not know")


def _quarter_label(text: str) -> str:
    try:
        return Quarter.parse(text).label
    except ValueError:
        return text[:20]


def _profile_label(text: str) -> str:
    return str(dict(Profile.choices).get(text, text[:20]))


def receive(chunks: Iterable[bytes], *, name: str, obligation: Obligation, actor) -> Upload:
    """Keep an upload with its result. It becomes the draft when nothing better is there; else it waits for an answer.

    A file that cannot be read is kept as a refusal in words; the draft stays as it is. Raises
    files.NotStoredError, and then nothing at all has changed.
    """
    with files.as_path(chunks, name) as path:
        upload = Upload(
            obligation=obligation, file_name=files.short_name(name, 200, "laporan.xlsx"), size=path.stat().st_size,
            uploaded_by=actor, uploaded_by_name=actor.display_name[:150],
        )  # fmt: skip
        with path.open("rb") as stream:
            upload.sha256 = files.sha256(stream)
        found: list[Found] = []
        keep = True
        try:
            virus_scan.refuse_infected(path)
            parsed, found = read(path, name, obligation)
        except DomainError as refusal:
            upload.outcome, upload.refusal = Upload.Outcome.REFUSED, str(refusal)
            # What the guards turn away is not stored; a wrong template is, to be looked at together.
            keep = isinstance(refusal, WrongTemplateError)
        else:
            upload.outcome = Upload.Outcome.WAITING
            upload.statement_version = parsed.version
            upload.rules_in_force = checking.rules_in_force()
            upload.figures, upload.cells = parsed.figures, parsed.cells
            upload.adapted, upload.shown_totals = parsed.adapted, parsed.shown_totals
            upload.findings = [asdict(item) for item in found]
        with transaction.atomic():
            # Uploads of one report come one after the other, so that none is lost and the better one stays.
            workflow.lock(obligation.pk)
            if keep:
                with path.open("rb") as stream:
                    files.store(upload.file, f"{uuid.uuid4()}.xlsx", stream)
            upload.save()
            if upload.outcome == Upload.Outcome.WAITING:
                _take_if_better(upload, found, actor)
            _event("upload.received", upload, actor)
    return upload


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
    drafts.save_figures(report, upload.figures, actor=actor, upload=upload, findings=found)
    Upload.objects.filter(pk=upload.pk).update(outcome=Upload.Outcome.TAKEN)
    upload.outcome = Upload.Outcome.TAKEN


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
        verb, actor=actor, object_type="upload", object_id=upload.pk,
        label=f"{obligation.cooperative.name}, {obligation.period.label}",
        after={"file": upload.file_name, "sha256": upload.sha256, "outcome": upload.outcome},
    )  # fmt: skip
