"""What a file says that was sent for a report: read, told apart from what it is not, and checked."""

from collections.abc import Collection, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from cooperatives.keys import name_key
from cooperatives.models import Cooperative
from core.errors import DomainError
from core.workbooks.guard import RefusedFileError
from core.workbooks.tables import Book, read_book
from reports.checks import Found
from reports.choices import Level, Profile
from reports.filing import check_run, completion, drafts
from reports.models import Obligation, Report
from reports.obligations.quarter import Quarter
from reports.statement.computed import Completed, complete
from reports.statement.lines import STATEMENT
from reports.statement.versions import ACCEPTED, CURRENT, is_newer
from reports.workbook import refusals
from reports.workbook.parser import ParsedWorkbook, parse, parse_sheets
from reports.workbook.single_sheets import heading_of

CSV = (".csv", ".txt", ".tsv")


class WrongTemplateError(DomainError):
    """A workbook that is not the template of this cooperative and quarter."""


def read(path: Path, name: str, obligation: Obligation) -> tuple[ParsedWorkbook, list[Found]]:
    """Read a workbook and check it: the parsed figures and all findings, errors first.

    A CSV is one sheet: the checks look at its figures beside those that the draft has of the other parts. Raises
    RefusedFileError for a file that is not read at all, WrongTemplateError for another workbook.
    """
    try:
        book = read_book(path, name)
    except RefusedFileError as refusal:
        raise refusals.fitting(refusal, path) from None
    if Path(name).suffix.lower() in CSV:
        parsed = _single_sheet(book, obligation)
    else:
        parsed = parse(book)
        refuse_another(parsed, obligation)
    if not parsed.figures and not any(item.level == Level.ERROR for item in parsed.findings):
        raise WrongTemplateError(
            _("The template is still empty. Fill in the yellow cells, save the file, and send it again.")
        )
    figures, own, reading = parsed.figures, None, parsed.findings
    if parsed.parts:
        draft = drafts.what_next(obligation).draft
        would_be = as_it_would_be(obligation, parsed.figures, parsed.parts)
        figures, own = would_be.figures, would_be.own
        reading = [*parsed.findings, *(unread_elsewhere(draft, parsed.parts) if draft else [])]
    found = check_run.check(
        obligation, figures, own=own, in_workbook=parsed.shown_totals, cells=parsed.cells, reading=reading
    )
    return parsed, found


def changes_of(figures: Mapping[str, int], parts: Collection[str], profile: str) -> dict[str, int | None]:
    """What a sheet by itself says of its parts, key by key: None for a cell that is blank in it."""
    lines = [line for line in STATEMENT.of(profile) if line.part.code in parts]
    return {key: figures.get(key) for line in lines for key in line.input_keys}


def as_it_would_be(obligation: Obligation, figures: Mapping[str, int], parts: Collection[str]) -> Completed:
    """The figures of a report once a sheet by itself is taken over, with all that follows from them."""
    now, how = drafts.what_next(obligation), completion.rules(obligation)
    source, changes = now.draft or now.copy_of, changes_of(figures, parts, obligation.profile)
    if source:
        return completion.completed(source, how, drafts.typed_of(source), changes)
    return complete(how, changes, dict.fromkeys(figures, ""))


def unread_elsewhere(draft: Report, parts: Collection[str]) -> list[Found]:
    """What could not be read in the other parts of a draft, and still has no figure."""
    typed = drafts.typed_of(draft)
    return [
        item
        for item in drafts.reading_findings(draft)
        if item.key and item.key not in typed and STATEMENT.line(item.key).part.code not in parts
    ]


def _single_sheet(book: Book, obligation: Obligation) -> ParsedWorkbook:
    """A sheet that was saved as CSV. Raises WrongTemplateError when it is no part of this report's template."""
    heading, parsed = heading_of(book), parse_sheets(book, obligation.profile)
    if heading is None or not parsed.parts:
        raise WrongTemplateError(
            _(
                "This CSV is not a sheet with figures of the template. Save each yellow sheet as CSV and send them one "
                "by one, or send the whole file as “Excel Workbook (*.xlsx)”."
            )
        )
    cooperative, quarter = obligation.cooperative, obligation.period.value
    if name_key(heading.name) not in {name_key(cooperative.legal_name), name_key(cooperative.name)}:
        raise WrongTemplateError(_another_cooperative(heading.name, obligation))
    if heading.quarter != quarter:
        raise WrongTemplateError(_another_quarter(heading.quarter.label, obligation))
    return parsed


def refuse_another(parsed: ParsedWorkbook, obligation: Obligation) -> None:
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
        raise WrongTemplateError(_another_cooperative(_name_of(parsed.cooperative_id), obligation))
    if parsed.period != quarter.slug:
        raise WrongTemplateError(_another_quarter(_quarter_label(parsed.period), obligation))
    if parsed.profile != obligation.profile:
        raise WrongTemplateError(
            _(
                "The template has the lines of “{found}”; this report needs those of “{expected}”. Download it anew."
            ).format(found=_profile_label(parsed.profile), expected=obligation.get_profile_display())
        )


def _another_cooperative(name: str, obligation: Obligation) -> str:
    text = _("This is the template of another cooperative ({other}). Download the one of {own}.")
    return text.format(other=name, own=obligation.cooperative.legal_name)


def _another_quarter(label: str, obligation: Obligation) -> str:
    text = _("This file is for {found}; the report here is for {expected}. Choose the file of {expected}.")
    return text.format(found=label, expected=obligation.period.value.label)


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
