"""How the form of a report is laid out: a section for each part, groups of lines under their sub-total.

Sections come in an order in which nothing is asked after what follows from it: loans before the balance sheet, whose
loans they are, the surplus before the balance sheet that carries it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.text.formats import thousands
from reports.checks.texts import amount_text
from reports.form.fields import FiguresForm
from reports.statement.computed import CAN_FOLLOW, Computed
from reports.statement.lines import STATEMENT, Line, Part, PartColumn, key_of

# Sub-totals that seldom change: where there is an earlier figure they begin folded, with one tap to take it over.
LASTING = ("A2", "A3", "A4", "K2")
ORDER = ("loan_quality", "surplus", "balance", "cash_flow", "savings_unit", "indicators", "equity_change")


def parts(profile: str) -> list[Part]:
    """The parts of a profile in the order of the form."""
    return sorted(STATEMENT.parts(profile), key=lambda part: ORDER.index(part.code))


@dataclass(frozen=True, slots=True)
class KnownFigures:
    """What the form shows beside the fields: all by key.

    `sums` are the figures as of the last save, with totals. `rules` say what follows, `own` which of those were given
    and why; `others` would hold if the books gave the other column. `before` are earlier figures, `unread` what could
    not be read in a workbook, `used` the lines to show.
    """

    sums: Mapping[str, int]
    rules: Mapping[str, Computed]
    others: Mapping[str, Computed]
    own: Mapping[str, str]
    before: Mapping[str, int]
    unread: Mapping[str, str]
    used: Collection[str]


@dataclass(frozen=True, slots=True)
class FormCell:
    """A place in a row: a field to type into, or a figure that follows and that a field can replace, or a sum."""

    key: str
    column: PartColumn
    field: Any = None
    is_asked: bool = False
    is_own: bool = False
    reason: str = ""
    can_follow: bool = False
    asks_why: bool = False
    total: str = ""
    terms: str = ""
    constant: int = 0
    starts: str = ""
    before: str = ""
    unread: str = ""


@dataclass(frozen=True, slots=True)
class FormRow:
    line: Line
    cells: list[FormCell]
    required: bool

    @property
    def asked(self) -> list[FormCell]:
        return [cell for cell in self.cells if cell.is_asked]

    @property
    def computed(self) -> list[FormCell]:
        return [cell for cell in self.cells if not cell.is_asked]


@dataclass(slots=True)
class LineGroup:
    """Lines under their sub-total, or sums by themselves: `rows` are shown, `others` are one tap away."""

    total: FormRow | None = None
    rows: list[FormRow] = field(default_factory=list)
    others: list[FormRow] = field(default_factory=list)
    sums: list[FormRow] = field(default_factory=list)

    @property
    def with_before(self) -> list[str]:
        """The keys of shown fields that have an earlier figure."""
        return [cell.key for row in self.rows for cell in row.asked if cell.before]

    @property
    def same(self) -> str:
        """What the button sends that takes over all that are empty; nothing for a single field, which has its own."""
        return ",".join(self.with_before) if len(self.with_before) > 1 else ""

    @property
    def has_heading(self) -> bool:
        """Whether its sub-total says more than its only line."""
        return self.total is not None and len(self.rows) != 1

    @property
    def is_folded(self) -> bool:
        """Whether its rows are one tap away, as its figures seldom change and none is typed yet."""
        is_begun = any(cell.field.value() not in (None, "") for row in self.rows for cell in row.asked)
        return self.has_heading and self.total.line.code in LASTING and bool(self.same) and not is_begun


@dataclass(frozen=True, slots=True)
class FormSection:
    part: Part
    groups: list[LineGroup]
    is_open: bool
    is_used: bool

    @property
    def n_others(self) -> int:
        """How many lines are one tap away."""
        return sum(len(group.others) for group in self.groups)

    @property
    def same(self) -> str:
        """What the button sends that takes over all that are empty in the part."""
        return ",".join(key for group in self.groups for key in group.with_before)


def sections(form: FiguresForm, profile: str, chosen: Part, known: KnownFigures) -> list[FormSection]:
    """All parts of the form; only the chosen one is open. An optional part that nobody has used is not in the way."""
    return [_section(form, profile, part, chosen, known) for part in parts(profile)]


def _section(form: FiguresForm, profile: str, part: Part, chosen: Part, known: KnownFigures) -> FormSection:
    lines = STATEMENT.of(profile, part.code)
    heads = _heads(lines, profile)
    groups: list[LineGroup] = []
    places: dict[str, LineGroup] = {}
    placed: set[str] = set()
    waiting: list[Line] = []
    for line in lines:
        if line.is_total:
            waiting.append(line)
        else:
            _group_of(line, heads, groups, places, form, profile, known).append(_row(line, form, profile, known))
            placed.add(line.code)
        # A sum stands behind the last of what it is made of.
        while ready := next((total for total in waiting if placed.issuperset(_codes(total, profile))), None):
            waiting.remove(ready)
            placed.add(ready.code)
            if ready.code not in places:
                groups.append(LineGroup(sums=[_row(ready, form, profile, known)]))
    is_used = not part.optional or any(known.sums.get(key) is not None for line in lines for key in line.input_keys)
    return FormSection(part, _merged(groups), part == chosen, is_used or part == chosen)


def _group_of(
    line: Line, heads, groups: list[LineGroup], places: dict[str, LineGroup], form, profile, known
) -> list[FormRow]:
    """The list of rows in which a line goes: of its sub-total, or of lines without one; of those shown, or not."""
    head = heads.get(line.code)
    if head:
        if head.code not in places:
            places[head.code] = LineGroup(_row(head, form, profile, known))
            groups.append(places[head.code])
        group = places[head.code]
    else:
        if not groups or groups[-1].total or groups[-1].sums:
            groups.append(LineGroup())
        group = groups[-1]
    return group.rows if _is_shown(line, profile, known) else group.others


def _merged(groups: list[LineGroup]) -> list[LineGroup]:
    """Sums that follow each other stand together."""
    found: list[LineGroup] = []
    for group in groups:
        if group.sums and found and found[-1].sums:
            found[-1].sums += group.sums
        else:
            found.append(group)
    return found


def _codes(total: Line, profile: str) -> list[str]:
    return [code for _sign, code in total.terms if profile in STATEMENT.lines[code].profiles]


def _heads(lines: list[Line], profile: str) -> dict[str, Line]:
    """The sub-total of each line: the total that is made of typed lines alone."""
    found = {}
    for total in lines:
        codes = _codes(total, profile)
        if codes and not any(STATEMENT.lines[code].is_total for code in codes):
            found |= dict.fromkeys(codes, total)
    return found


def _is_shown(line: Line, profile: str, known: KnownFigures) -> bool:
    is_given = any(known.sums.get(key) is not None or key in known.unread for key in line.input_keys)
    return profile in line.required_in or line.code in known.used or is_given


def _row(line: Line, form: FiguresForm, profile: str, known: KnownFigures) -> FormRow:
    cells = [_cell(line, column, form, profile, known) for column in line.part.columns]
    required = profile in line.required_in and any(cell.is_asked for cell in cells)
    return FormRow(line, sorted(cells, key=lambda cell: not cell.is_asked and cell.field is not None), required)


def _cell(line: Line, column: PartColumn, form: FiguresForm, profile: str, known: KnownFigures) -> FormCell:
    key = key_of(line.code, column.code)
    total = amount_text(key, known.sums.get(key))
    if key not in form.fields:
        earlier = amount_text(key, known.before.get(key))
        return FormCell(key, column, total=total, terms=_terms(line, column, profile), before=earlier)
    rule, before = known.rules.get(key), known.before.get(key)
    how = rule or known.others.get(key) or Computed()
    return FormCell(
        key,
        column,
        form[key],
        is_asked=rule is None,
        is_own=key in known.own,
        reason=known.own.get(key, ""),
        can_follow=key in CAN_FOLLOW,
        asks_why=how != Computed() and (line.part.code == "surplus" or key == "C5"),
        total=total,
        terms=" ".join(f"{'+' if sign > 0 else '-'}{term}" for sign, term in how.terms),
        constant=how.constant,
        starts="alone" if how.alone else "beside" if how.beside else "",
        before="" if before is None else thousands(before),
        unread=known.unread.get(key, ""),
    )


def _terms(line: Line, column: PartColumn, profile: str) -> str:
    """The sum as the page's script reads it: `+A1.01 -A1.16`."""
    if column.computed:
        return f"+{line.code}:opening +{line.code}:increase -{line.code}:decrease"
    known = [(sign, code) for sign, code in line.terms if profile in STATEMENT.lines[code].profiles]
    return " ".join(f"{'+' if sign > 0 else '-'}{key_of(code, column.code)}" for sign, code in known)
