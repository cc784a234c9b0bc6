"""Figures that follow from others and from what was reported before, so that nobody is asked for them.

The other column of the statement of surplus (DOMAIN.md 4.4 N9), cash at the start of the book year (N6), and the lines
whose `follows` stands in `lines.csv`: the surplus of the balance sheet (N4), loans from their qualities (N8).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.obligations.quarter import Quarter
from reports.statement.lines import STATEMENT, Terms, key_of
from reports.statement.totals import with_totals

Figures = Mapping[str, int]
QUARTER, TO_DATE = "quarter", "to_date"
CASH = ("A1.01", "A1.02")


@dataclass(frozen=True, slots=True)
class Computed:
    """How a figure is computed: the sum of its terms and a constant in rupiah.

    The constant is an earlier figure. Where no term is given it makes a figure by itself when `alone`, or as soon as
    one of the keys `beside` is given: a year to date goes on when nothing was added in a quarter that was reported.
    """

    terms: Terms = ()
    constant: int = 0
    alone: bool = False
    beside: tuple[str, ...] = ()

    def value(self, figures: Mapping[str, int | None]) -> int | None:
        """The figure in rupiah, None where nothing is given that it could follow from."""
        given = [(sign, figures.get(key)) for sign, key in self.terms]
        begun = self.alone or any(figures.get(key) is not None for key in self.beside)
        if not begun and all(value is None for _sign, value in given):
            return None
        return self.constant + sum(sign * (value or 0) for sign, value in given)


def rules(
    profile: str, quarter: Quarter, column: str, last: Figures | None, end_of_year: Figures | None
) -> dict[str, Computed]:
    """How each figure that need not be asked for follows, by key, in an order that has sources first.

    `column` is the one that the books of the cooperative give, `quarter` or `to_date`. `last` are the figures of the
    last quarter that was sent, or what goes on over one without figures, `end_of_year` those of the end of last year,
    with totals.
    """
    found = _surplus(profile, quarter, column, last)
    opening = _opening_cash(quarter, last, end_of_year)
    if opening is not None:
        found["C5"] = Computed(constant=opening, alone=True)
    for line in STATEMENT.of(profile):
        terms = tuple((sign, key) for sign, key in line.follows if profile in STATEMENT.line(key).profiles)
        if terms and not line.is_total:
            found[line.code] = Computed(terms)
    return found


def _surplus(profile: str, quarter: Quarter, column: str, last: Figures | None) -> dict[str, Computed]:
    if quarter.number > 1 and last is None:
        return {}
    found = {}
    lines = [line for line in STATEMENT.of(profile, "surplus") if not line.is_total]
    asked = tuple(key_of(line.code, QUARTER) for line in lines)
    for line in lines:
        this, to_date = key_of(line.code, QUARTER), key_of(line.code, TO_DATE)
        before = 0 if quarter.number == 1 else (last or {}).get(to_date) or 0
        if column == TO_DATE and quarter.number > 1:
            found[this] = Computed(((1, to_date),), -before)
        else:
            found[to_date] = Computed(((1, this),), before, beside=asked if before else ())
    return found


def _opening_cash(quarter: Quarter, last: Figures | None, end_of_year: Figures | None) -> int | None:
    if quarter.number > 1 and last and last.get("C5") is not None:
        return last["C5"]
    if not end_of_year:
        return None
    closing = end_of_year.get("C6")
    return closing if closing is not None else sum(end_of_year.get(key) or 0 for key in CASH)


# Every figure that can follow, whatever is known of earlier quarters and whichever column the books give.
CAN_FOLLOW = frozenset(
    key
    for line in STATEMENT.lines.values()
    for key in line.input_keys
    if line.part.code == "surplus" or line.follows or key == "C5"
)


@dataclass(frozen=True, slots=True)
class Completed:
    """Figures with those that follow. `own` are those that can follow and that somebody has given, with the reason
    where one differs; `following` are the keys of those that were computed.
    """

    figures: dict[str, int]
    own: dict[str, str]
    following: frozenset[str]


def complete(how: Mapping[str, Computed], typed: Mapping[str, int | None], own: Mapping[str, str]) -> Completed:
    """Fill in what follows. A figure in `own` was given by somebody and stays; one that equals what would follow goes
    on following. One that nothing follows from now is remembered as given, for when it is otherwise.
    """
    figures = {key: value for key, value in typed.items() if value is not None}
    kept = {key: text for key, text in own.items() if key in figures and key in CAN_FOLLOW and key not in how}
    following = set()
    for key, rule in how.items():
        given = figures.pop(key, None)
        value = rule.value(with_totals(figures) if key in STATEMENT.lines else figures)
        if key in own and given is not None and given != value:
            figures[key], kept[key] = given, own[key]
            continue
        following.add(key)
        if value is not None:
            figures[key] = value
    return Completed(figures, kept, frozenset(following))
