"""The register as Excel and CSV: the selection of the screen, row for row."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Count, Max, Min
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cooperatives import choices
from cooperatives.completeness import percent
from cooperatives.facets import label_of
from cooperatives.filters import FACET_BY_KEY, Selection
from cooperatives.listing import selected
from cooperatives.personal import PERSONAL, hidden_from
from core import areas, jobs, office, scratch
from core.downloads import Trace
from core.formats import local_phone, long_date, moment
from core.workbook_write import Column, write_workbook
from core.workbook_write import write_csv as write_csv_table

WORK = "cooperatives.exports.run"
PROGRESS_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Exported:
    """A column of the export: the record's column, and how it is written. One of an area goes out while that is on."""

    field: str
    title: Any
    kind: str = "text"
    width: int = 16
    show: Callable[[Any], Any] | None = None
    area: str = ""

    @property
    def personal(self) -> bool:
        return self.field in PERSONAL


def _words(enum) -> Callable[[Any], str]:
    labels: dict[str, Any] = dict(enum.choices)
    return lambda value: str(labels.get(value, value))


COLUMNS: list[Exported] = [
    Exported("pk", gettext_lazy("Number"), "count", 9),
    Exported("name", gettext_lazy("Name of the cooperative"), width=42),
    Exported("legal_number", gettext_lazy("Legal-entity number"), width=30),
    Exported("legal_date", gettext_lazy("Date of legal entity"), "date", 13),
    Exported("national_number", gettext_lazy("Nomor Induk Koperasi"), width=18),
    Exported("status", gettext_lazy("Status"), width=22, show=_words(choices.Status)),
    Exported("status_on", gettext_lazy("Status since"), "date", 13),
    Exported("form", gettext_lazy("Form"), width=10, show=_words(choices.Form)),
    Exported("kind", gettext_lazy("Kind"), width=16, show=_words(choices.Kind)),
    Exported("group", gettext_lazy("Group"), width=18),
    Exported("pattern", gettext_lazy("Pattern"), width=14, show=_words(choices.Pattern)),
    Exported("sector", gettext_lazy("Business sector"), width=20),
    Exported("address", gettext_lazy("Address"), width=42),
    Exported("village__name", gettext_lazy("Village (kelurahan)"), width=18),
    Exported("district__name", gettext_lazy("District (kecamatan)"), width=16),
    Exported("postcode", gettext_lazy("Postcode"), width=9),
    Exported("members_male", gettext_lazy("Members, male"), "count", 10),
    Exported("members_female", gettext_lazy("Members, female"), "count", 10),
    Exported("members", gettext_lazy("Members"), "count", 10),
    Exported("employees", gettext_lazy("Employees"), "count", 10),
    Exported("managers", gettext_lazy("Managers"), "count", 10),
    Exported("own_capital", gettext_lazy("Own capital"), "number", 18),
    Exported("outside_capital", gettext_lazy("Outside capital"), "number", 18),
    Exported("assets", gettext_lazy("Assets"), "number", 18),
    Exported("turnover", gettext_lazy("Turnover"), "number", 18),
    Exported("surplus", gettext_lazy("Surplus (SHU)"), "number", 16),
    Exported("figures_as_of", gettext_lazy("Figures as of"), "date", 13),
    Exported("figures_source", gettext_lazy("Source of the figures"), width=18, show=_words(choices.FigureSource)),
    Exported("last_rat_on", gettext_lazy("Last annual meeting (RAT)"), "date", 13),
    Exported("last_rat_year", gettext_lazy("Year of the last annual meeting"), width=11),
    Exported("authority", gettext_lazy("Supervising authority"), width=14, show=_words(choices.Authority)),
    Exported("filing_type", gettext_lazy("Filing"), width=18, show=_words(choices.FilingType)),
    Exported("missing", gettext_lazy("Completeness (%)"), "count", 12, show=percent),
    Exported("chair", gettext_lazy("Chair"), width=26),
    Exported("phone", gettext_lazy("Telephone / WhatsApp"), width=20, show=local_phone),
    Exported("email", gettext_lazy("E-mail"), width=32),
    Exported("npwp", gettext_lazy("Tax number (NPWP)"), width=20),
    Exported("bank_account", gettext_lazy("Bank account"), width=24),
]


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


def headings(columns: list[Exported]) -> list[Column]:
    return [Column(str(column.title), column.kind, column.width) for column in columns]


def rows_of(rows, columns: list[Exported], progress: Callable[[int], None] = lambda done: None) -> Iterable[list[Any]]:
    """The rows as lists, fetched piece by piece: memory does not grow with their number."""
    shown = [(index, column.show) for index, column in enumerate(columns) if column.show]
    fields = [column.field for column in columns]
    for number, row in enumerate(rows.values_list(*fields).iterator(chunk_size=2000), start=1):
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
    progress: Callable[[int], None] = lambda done: None,
) -> Trace:
    """Write the workbook of a selection; returns what the event of its download tells."""
    rows = selected(user, selection)
    columns = columns_for(user, chosen)
    count = rows.count()
    written = write_workbook(
        path,
        cover=[*cover(user, selection, count), *_coverage(rows), *_warning(columns)],
        sheets=[(_("Register"), headings(columns), rows_of(rows, columns, progress))],
    )
    return _trace(selection, written, columns)


def write_csv(stream, *, user: User, selection: Selection, chosen: Collection[str] = ()) -> Trace:
    """The same as CSV."""
    columns = columns_for(user, chosen)
    written = write_csv_table(stream, headings(columns), rows_of(selected(user, selection), columns))
    return _trace(selection, written, columns)


def run(
    progress: jobs.Progress, *, user_id: int, query: str, language: str = "id", chosen: Collection[str] = ()
) -> jobs.Result:
    """The work of an export job: the same workbook, in a private file that expires."""
    user = User.objects.get(pk=user_id)
    selection = Selection.from_query(QueryDict(query))
    with translation.override(language):
        total = selected(user, selection).count()
        with scratch.result(".xlsx") as path:
            made = write(
                path, user=user, selection=selection, chosen=chosen, progress=lambda done: progress(done, total)
            )
            made.record(user)
        return jobs.Result(file=path, name=file_name(timezone.localdate(), "xlsx"))


def cover(user: User, selection: Selection, rows: int) -> list[tuple[str, Any]]:
    """Who took what, when, by which filter."""
    return [
        (_("Office"), office.value("name")),
        (_("Content"), _("Register of cooperatives")),
        (_("Selection"), in_words(selection)),
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


def in_words(selection: Selection) -> str:
    parts = [_("search: “{q}”").format(q=selection.q)] if selection.q else []
    for key, values in selection.chosen.items():
        facet = FACET_BY_KEY[key]
        parts.append(f"{facet.label}: {', '.join(label_of(facet, value) for value in values)}")
    return "; ".join(parts) or _("the whole register")


def file_name(day: date, ending: str) -> str:
    return f"koperasi-{day.isoformat()}.{ending}"


def _trace(selection: Selection, rows: int, columns: list[Exported]) -> Trace:
    personal = [column.field for column in columns if column.personal]
    after = {"query": selection.query_string(), "rows": rows, "personal": personal}
    return Trace("register.exported", "register", label=_("Register of cooperatives"), after=after)
