"""The city page as a workbook: the same numbers, a sheet for each table."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core import areas, clock, office
from core.storage import scratch
from core.text.formats import long_date, moment
from core.workbooks.writer import SheetColumn, write_workbook
from revival.area import AREA as REVIVAL
from revival.choices import CaseOutcome
from solokop.city import tables
from solokop.city.day import Look
from solokop.city.figures.reporting import ReportingRow
from solokop.city.figures.sums import KINDS
from solokop.city.page import HEADLINES, CityPage
from solokop.city.words import STATE_LABELS
from supervision.area import AREA as SUPERVISION
from training.area import AREA as TRAINING

Sheet = tuple[str, list[SheetColumn], list[list[Any]]]


def workbook(look: Look, found: CityPage, user) -> bytes:
    cover = [
        (_("Office"), office.value("name")),
        (_("Content"), _("The city")),
        (_("As of"), long_date(look.day)),
        (_("Made on"), moment(clock.now())),
        (_("Made by"), user.display_name),
    ]
    with scratch.folder() as folder:
        path = folder / "city.xlsx"
        write_workbook(path, cover=cover, sheets=sheets(look, found))
        return path.read_bytes()


def sheets(look: Look, found: CityPage) -> list[Sheet]:
    reporting = found.reporting
    return [
        _register(look, found),
        *([_reports(found)] if any(row.due for row in reporting.quarters.values()) else []),
        *([_figures(found)] if reporting.shown else []),
        *(
            _table(table)
            for table in (
                tables.by_district(look, found.register, reporting),
                tables.by_village(look, found.register, reporting),
                tables.by_kind(look, found.register, reporting),
                tables.by_size(look, found.register),
            )
        ),
        _programmes(found),
        _indicators(found),
    ]


def _columns(first: str, others: Sequence[str], kind: str = "count") -> list[SheetColumn]:
    return [SheetColumn(first, width=36), *(SheetColumn(head, kind, 18) for head in others)]


def _register(look: Look, found: CityPage) -> Sheet:
    heads = [long_date(one.day) for one in (look, look.a_quarter_ago, look.a_year_ago)]
    rows = [
        [label, delta.now, delta.a_quarter_ago, delta.a_year_ago]
        for label, delta in zip(tables.heads(), (found.deltas[name] for name in HEADLINES), strict=True)
    ]
    return _("Register"), _columns(_("How many"), heads), rows


def _reports(found: CityPage) -> Sheet:
    heads = [_("Had to report"), *(str(label) for label in STATE_LABELS.values()), _("Accepted")]
    rows = [
        [quarter.label, *(_numbers(row) if row.due else [None] * len(heads))]
        for quarter, row in found.reporting.quarters.items()
    ]
    return _("Quarterly reports"), _columns(_("Quarter"), heads), rows


def _numbers(row: ReportingRow) -> list[int]:
    return [row.due, *(row.states[state] for state in STATE_LABELS), row.accepted]


def _figures(found: CityPage) -> Sheet:
    """A row for each figure and quarter; what has changed, for the quarter that is shown."""
    heads = [_("Quarter"), _("Sum"), _("Said by")]
    columns = [SheetColumn(_("Figure"), width=24), SheetColumn(heads[0], width=18), SheetColumn(heads[1], "money", 22)]
    columns.append(SheetColumn(heads[2], "count", 12))
    rows: list[list[Any]] = []
    for kind in KINDS:
        for quarter, sums in found.figures.quarters[kind.key].items():
            rows.append([str(kind.label), quarter.label, sums.total, sums.n])
        for change in found.figures.changes[kind.key]:
            since = _("change since {quarter}").format(quarter=change.since.short_label)
            rows.append([str(kind.label), since, change.raw, None])
            same = _("of the same cooperatives since {quarter}").format(quarter=change.since.short_label)
            rows.append([str(kind.label), same, change.same, change.n])
    return _("Money and members"), columns, rows


def _table(table: tables.CityTable) -> Sheet:
    heads = list(table.heads)
    rows: list[list[Any]] = [[line.name, *(cell.n for cell in line.cells)] for line in table.lines]
    if any(line.cells[-1].of is not None for line in table.lines):
        heads.append(_("Had to report"))
        for row, line in zip(rows, table.lines, strict=True):
            row.append(line.cells[-1].of)
    return table.title, _columns(table.heading, heads), rows


def _programmes(found: CityPage) -> Sheet:
    """What the page says of coaching, training, warnings and Merah Putih in sentences, as numbers."""
    coaching, training, kkmp = found.coaching, found.training, found.kkmp
    rows: list[list[Any]] = []
    if areas.is_on(REVIVAL.key):
        if coaching.programme and coaching.pace:
            rows += [
                [_("Cases opened of the programme"), coaching.pace.n],
                [_("Target of the programme"), coaching.pace.target],
                [_("Target at an even pace by this day"), coaching.pace.by_now],
            ]
        rows.append([_("In coaching"), coaching.open])
        rows += [
            [_("Cases ended this year: {outcome}").format(outcome=outcome.label), coaching.outcomes.get(outcome, 0)]
            for outcome in CaseOutcome
        ]
    if areas.is_on(TRAINING.key):
        rows += [
            [_("Sessions of training this year"), training.sessions],
            [_("People who came"), training.people],
            [_("Their cooperatives"), training.cooperatives],
            [_("Certificates given"), training.certificates],
        ]
    if areas.is_on(SUPERVISION.key):
        rows.append([_("Cooperatives with an early warning"), found.warned.n])
    rows += [
        [_("Merah Putih cooperatives"), kkmp.total],
        [_("Merah Putih cooperatives that are active"), kkmp.active],
        [_("Merah Putih cooperatives that held the RAT this year"), kkmp.with_rat],
    ]
    return _("Coaching and training"), [SheetColumn(_("What"), width=64), SheetColumn(_("How many"), "count", 14)], rows


def _indicators(found: CityPage) -> Sheet:
    columns = [
        SheetColumn(_("Indicator"), width=28),
        SheetColumn(_("Formula"), width=70),
        SheetColumn(_("How many"), "count", 12),
        SheetColumn(_("of"), "count", 12),
        SheetColumn(_("Stands at"), width=14),
        SheetColumn(_("Target"), width=12),
    ]
    rows = [
        [
            str(one.indicator.label),
            str(one.indicator.formula),
            one.value.n,
            one.value.of,
            one.text,
            one.target_text,
        ]
        for one in found.indicators
    ]
    return _("Indicators"), columns, rows
