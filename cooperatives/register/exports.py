"""The register as Excel and CSV: the selection of the screen, row for row."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Count, Expression, Max, Min, OuterRef, Subquery
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cooperatives.choices import Position
from cooperatives.models import BoardMember
from cooperatives.personal import hidden_from
from cooperatives.querysets import CooperativeQuerySet
from cooperatives.record.completeness import percent
from cooperatives.register.listing import REGISTER, in_words, selected
from cooperatives.register_fields import FIELDS
from cooperatives.register_fields import cells as writing
from cooperatives.register_fields.declaration import FieldKind, RegisterField
from core import areas, office
from core.lists.selection import Selection
from core.operations import jobs
from core.storage import scratch
from core.storage.downloads import Trace
from core.text.formats import long_date, moment
from core.workbooks.writer import SheetColumn, write_workbook
from core.workbooks.writer import write_csv as write_csv_table

WORK = "register_export"
PROGRESS_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Exported:
    """A column of the export: the record's column, and how it is written.

    `value` is how to get at it, where the record has no such column. One of an area goes out while that is on.
    """

    field: str
    title: Any
    kind: str = "text"
    width: int = 16
    show: Callable[[Any], Any] | None = None
    # As its field declares it (cooperatives/personal.py); "" for what is about nobody.
    personal: str = ""
    value: Expression | None = None
    area: str = ""


# How each kind is written into a workbook, and how wide.
CELLS = {
    FieldKind.DATE: ("date", 13),
    FieldKind.YEAR: ("text", 11),
    FieldKind.NUMBER: ("text", 11),
    FieldKind.COUNT: ("count", 10),
    FieldKind.MONEY: ("number", 18),
}


def _of_field(declared: RegisterField) -> Exported:
    """The column of a field of the register."""
    kind, width = CELLS.get(declared.kind, ("text", declared.width))
    return Exported(
        declared.path or declared.name,
        declared.heading,
        kind,
        width,
        writing.cell(declared),
        declared.personal,
        _on_the_board(declared.position) if declared.position and declared.position != Position.CHAIR else None,
    )


def _on_the_board(position: str) -> Subquery:
    """The name of whoever holds a position now, the same that an import would compare with."""
    members = BoardMember.objects.filter(cooperative=OuterRef("pk"), position=position, left_on=None)
    return Subquery(members.order_by("-name").values("name")[:1])


def _columns() -> list[Exported]:
    fields = [_of_field(declared) for declared in FIELDS if not declared.not_exported]
    return [
        *(column for column in fields if not column.personal),
        Exported("missing", gettext_lazy("Completeness (%)"), "count", 12, show=percent),
        *(column for column in fields if column.personal),
    ]


COLUMNS: list[Exported] = _columns()


def declare(*columns: Exported) -> None:
    """Add columns of a higher floor, before the personal ones; called once, when its app is ready."""
    first_personal = next(index for index, column in enumerate(COLUMNS) if column.personal)
    COLUMNS[first_personal:first_personal] = columns


# What fits on a page of paper.
FOR_PRINT = (
    "name",
    "legal_number",
    "status",
    "kind",
    "village__name",
    "district__name",
    "members",
    "assets",
    "figures_as_of",
    "last_rat_year",
)


def columns_for(user: User, chosen: Collection[str] = ()) -> list[Exported]:
    """The chosen columns, or all: of personal ones those that the user may see."""
    hidden = hidden_from(user)
    may = [column for column in areas.in_use(COLUMNS) if column.field not in hidden]
    return [column for column in may if column.field in chosen] or may


def headings(columns: list[Exported]) -> list[SheetColumn]:
    return [SheetColumn(str(column.title), column.kind, column.width) for column in columns]


def values_of(rows, columns: list[Exported]):
    """The values of the columns as the database has them."""
    made = {column.field: column.value for column in columns if column.value is not None}
    return rows.annotate(**made).values_list(*(column.field for column in columns))


def rows_of(rows, columns: list[Exported], progress: Callable[[int], None] = lambda done: None) -> Iterable[list[Any]]:
    """The rows as lists, fetched piece by piece: memory does not grow with their number."""
    shown = [(index, column.show) for index, column in enumerate(columns) if column.show]
    for number, row in enumerate(values_of(rows, columns).iterator(chunk_size=2000), start=1):
        cells = list(row)
        for index, show in shown:
            if cells[index] not in (None, ""):
                cells[index] = show(cells[index])
        if number % PROGRESS_EVERY == 0:
            progress(number)
        yield cells


def write(
    path: Path,
    *,
    user: User,
    selection: Selection,
    chosen: Collection[str] = (),
    rows: CooperativeQuerySet | None = None,
    words: str = "",
    progress: Callable[[int], None] = lambda done: None,
) -> Trace:
    """Write the workbook of a selection, or of some `rows` of it that `words` tell of; returns what the event of its
    download says.
    """
    words = words or in_words(selection)
    rows = selected(user, selection) if rows is None else rows
    columns = columns_for(user, chosen)
    count = rows.count()
    written = write_workbook(
        path,
        cover=[*cover(user, words, count), *_coverage(rows), *_warning(columns)],
        sheets=[(_("Register"), headings(columns), rows_of(rows, columns, progress))],
    )
    return _trace(selection, words, written, columns)


def write_csv(stream, *, user: User, selection: Selection, chosen: Collection[str] = ()) -> Trace:
    """The same as CSV."""
    columns = columns_for(user, chosen)
    written = write_csv_table(stream, headings(columns), rows_of(selected(user, selection), columns))
    return _trace(selection, in_words(selection), written, columns)


def run(
    progress: jobs.Progress, *, user_id: int, query: str, language: str = "id", chosen: Collection[str] = ()
) -> jobs.Result:
    """The work of an export job: the same workbook, in a private file that expires."""
    user = User.objects.get(pk=user_id)
    selection = Selection.read(REGISTER, QueryDict(query))
    with translation.override(language):
        total = selected(user, selection).count()
        with scratch.result(".xlsx") as path:
            made = write(
                path, user=user, selection=selection, chosen=chosen, progress=lambda done: progress(done, total)
            )
            made.record(user)
        return jobs.Result(file=path, name=file_name(timezone.localdate(), "xlsx"))


def cover(user: User, words: str, rows: int) -> list[tuple[str, Any]]:
    """Who took what, when, by which filter."""
    return [
        (_("Office"), office.value("name")),
        (_("Content"), _("Register of cooperatives")),
        (_("Selection"), words),
        (_("Rows"), rows),
        (_("Made on"), moment(timezone.now())),
        (_("Made by"), user.display_name),
    ]


def _warning(columns: list[Exported]) -> list[tuple[str, str]]:
    if not any(column.personal for column in columns):
        return []
    return [(_("Remark"), _("Holds personal data of boards. Use it for the work of the office only."))]


def _coverage(rows) -> list[tuple[str, str]]:
    """Of how many of the rows the sums are, and of which days: a blank cell is no zero."""
    found = rows.order_by().aggregate(
        n=Count("pk", distinct=True),
        members_of=Count("members"),
        assets_of=Count("assets"),
        first=Min("figures_as_of"),
        last=Max("figures_as_of"),
    )
    said = _("Members are known of {members} of {n} cooperatives, assets of {assets} of {n}.").format(
        members=found["members_of"], assets=found["assets_of"], n=found["n"]
    )
    if found["first"]:
        said += " " + _("The figures are of {first} to {last}, each row says its day and source.").format(
            first=long_date(found["first"]), last=long_date(found["last"])
        )
    return [(_("Figures"), said)]


def file_name(day: date, ending: str) -> str:
    return f"koperasi-{day.isoformat()}.{ending}"


def _trace(selection: Selection, words: str, rows: int, columns: list[Exported]) -> Trace:
    personal = [column.field for column in columns if column.personal]
    after = {"query": selection.query_string(), "selection": words, "rows": rows, "personal": personal}
    return Trace("register.exported", "register", label=_("Register of cooperatives"), after=after)
