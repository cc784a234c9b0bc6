"""The tables of the city page: by kecamatan, kelurahan, kind and size; each number with its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cooperatives import places
from cooperatives.choices import Kind
from reports.obligations.as_of import DUE
from solokop.city.day import Look
from solokop.city.figures.register import NO_SIZE, SIZES, RegisterNumbers, RegisterTally
from solokop.city.figures.reporting import Reporting, ReportingRow
from solokop.city.words import SIZE_LABELS

# The columns of the register, by the name of the tab that shows their rows.
COLUMNS = ("", "active", "not_active", "coached", "with_rat")


@dataclass(frozen=True, slots=True)
class Number:
    """`n`, of `of` where it is a part; `address` leads to as many rows."""

    n: int
    address: str
    of: int | None = None


@dataclass(frozen=True, slots=True)
class TableLine:
    name: str
    cells: list[Number]


@dataclass(frozen=True, slots=True)
class CityTable:
    key: str
    title: str
    heading: str
    heads: Sequence[str]
    lines: list[TableLine] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, Number]]]]:
        """The name of each line, and its cells with their headings: on a phone a line is a card."""
        return [(line.name, list(zip(self.heads, line.cells, strict=True))) for line in self.lines]


def numbers(tally: RegisterTally, look: Look, **chosen: str) -> list[Number]:
    """The numbers of the register of some cooperatives, which `chosen` selects in their list."""
    values = (tally.total, tally.active, tally.not_active, tally.coached, tally.with_rat)
    return [
        Number(n, look.address("city_cooperatives", **({"show": name} if name else {}), **chosen))
        for name, n in zip(COLUMNS, values, strict=True)
    ]


def _sent(row: ReportingRow, look: Look, reporting: Reporting, **chosen: str) -> Number:
    """How many have sent the report of the quarter that is shown, of those that are due."""
    quarter = reporting.shown.slug if reporting.shown else ""
    return Number(row.sent, look.address("city_reports", quarter=quarter, show="sent", **chosen), row.due)


def heads(reporting: Reporting | None = None) -> list[str]:
    found = [_("Registered"), _("Active"), _("Not active"), _("In coaching"), _("RAT held")]
    if reporting and reporting.shown:
        found.append(_("Sent for {quarter}").format(quarter=reporting.shown.short_label))
    return found


def by_district(look: Look, register: RegisterNumbers, reporting: Reporting) -> CityTable:
    names = {pk: district.name for pk, district in places.districts().items()}
    return _table("district", _("By kecamatan"), names, look, register, reporting)


def by_village(look: Look, register: RegisterNumbers, reporting: Reporting) -> CityTable:
    names = {pk: village.name for pk, village in places.villages().items()}
    return _table("village", _("By kelurahan"), names, look, register, reporting)


def by_kind(look: Look, register: RegisterNumbers, reporting: Reporting) -> CityTable:
    return _table("kind", _("By kind"), dict(Kind.choices), look, register, reporting)


def by_size(look: Look, register: RegisterNumbers) -> CityTable:
    """By the assets that were known on the day; no report is counted by them."""
    counted = register.by("size")
    names = {**SIZE_LABELS, NO_SIZE: _("not known")}
    lines = [
        TableLine(str(names[size]), numbers(counted[size], look, size=size or "none"))
        for size in (*SIZES, NO_SIZE)
        if size in counted
    ]
    return CityTable("size", _("By size (assets)"), _("Size by assets"), heads(), lines)


HEADINGS: Mapping[str, Callable[[], str]] = {
    "district": lambda: _("Kecamatan"),
    "village": lambda: _("Kelurahan"),
    "kind": lambda: _("Kind"),
}


def _table(
    name: str, title: str, names: Mapping[Any, Any], look: Look, register: RegisterNumbers, reporting: Reporting
) -> CityTable:
    """A line for each name of which there is something, and one for those of which it is not known."""
    counted, sent = register.by(name), reporting.by[name]
    known = sorted((str(label), key) for key, label in names.items() if key in counted or key in sent)
    unknown = [(_("not known"), key) for key in {*counted, *sent} if key not in names]
    lines = []
    for label, key in [*known, *unknown]:
        chosen = {name: str(key) if key else "none"}
        cells = numbers(counted.get(key, RegisterTally()), look, **chosen)
        if reporting.shown:
            cells.append(_sent(sent.get(key, ReportingRow()), look, reporting, **chosen))
        lines.append(TableLine(label, cells))
    return CityTable(name, title, HEADINGS[name](), heads(reporting), lines)


def of_quarter(row: ReportingRow, look: Look, slug: str) -> list[Number]:
    """Due, in time, late, missing, not yet due and accepted of one quarter."""
    values = {"due": row.due, **{state: row.states[state] for state in DUE}, "accepted": row.accepted}
    return [Number(n, look.address("city_reports", quarter=slug, show=name)) for name, n in values.items()]
