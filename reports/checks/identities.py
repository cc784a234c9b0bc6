"""N1 to N13: what must hold in every report (DOMAIN.md 4.4). Rounding of one rupiah is allowed."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from reports.checks.base import Data, Hit, check
from reports.choices import Level
from reports.statement.lines import STATEMENT, key_of

ROUNDING = 1
COPY = _("Compare the two figures with your books and correct the one that is wrong.")


def differs(found: int, expected: int) -> bool:
    return abs(found - expected) > ROUNDING


def _typed_totals(data: Data, part: str) -> Iterator[Hit]:
    for line in data.lines(part):
        for key in line.keys if line.is_total else ():
            shown, computed = data.in_workbook.get(key), data.get(key)
            if shown is not None and computed is not None and differs(shown, computed):
                yield Hit(key, shown, computed)


RECOMPUTED = {
    "message": _("{label} shows {found} in the workbook, its lines add up to {expected}."),
    "todo": _("The portal takes the sum of the lines. Check whether a line is missing or wrong."),
}


@check(
    "N1",
    Level.INFO,
    lines=("A", "K", "E", "H.SHU"),
    title=_("Totals are the sum of their lines"),
    why=_("Totals are calculated by the portal and never typed; lines that reduce an asset are subtracted."),
    **RECOMPUTED,
)
def totals_are_sums(data: Data) -> Iterator[Hit]:
    for part in ("balance", "surplus", "loan_quality", "savings_unit"):
        yield from _typed_totals(data, part)


@check(
    "N2",
    Level.ERROR,
    lines=("A", "KE", "U", "UKE"),
    title=_("Assets equal liabilities and equity"),
    why=_("What a cooperative owns was paid for by debts or by its own capital: both sides are equal."),
    message=_(
        "The balance sheet does not balance: assets {found}, liabilities and equity {expected}, "
        "difference {difference}."
    ),
    todo=_(
        "Look for a figure that is missing, doubled, or typed with the wrong sign. Reducing lines are typed positive."
    ),
)
def balance_sheet_balances(data: Data) -> Iterator[Hit]:
    for left, right in (("A", "KE"), ("U", "UKE")):
        # A side of which nothing is given is told by its required lines (N13), not as one of Rp 0.
        found, expected = data.get(left), data.get(right)
        if found is not None and expected is not None and differs(found, expected):
            yield Hit(left, found, expected)


# A line that reduces others, and the lines that it cannot exceed.
GROSS = {
    "A1.09": ("A1.08",),
    "A1.16": ("A1.06", "A1.07", "A1.08", "A1.10", "A1.11", "A1.12", "A1.13", "A1.14", "A1.15"),
    "A3.05": ("A3.02", "A3.03", "A3.04"),
    "U3": ("U2",),
}


@check(
    "N3",
    Level.ERROR,
    lines=tuple(GROSS),
    title=_("Reducing lines are positive and not larger than what they reduce"),
    why=_("Depreciation and allowances are typed as positive figures; the portal subtracts them."),
    message=_("{label} is {found}; it must lie between 0 and {expected}, the lines that it reduces."),
    todo=_("Type the figure without a minus sign, and check the lines that it belongs to."),
)
def contra_lines_fit(data: Data) -> Iterator[Hit]:
    for code, gross in GROSS.items():
        value = data.get(code)
        if value is not None and not 0 <= value <= max(data.sum(*gross), 0):
            yield Hit(code, value, max(data.sum(*gross), 0))


@check(
    "N4",
    Level.ERROR,
    lines=("E.09", "H.SHU", "U10", "U.SHU"),
    title=_("The surplus of the balance sheet is that of the statement of surplus"),
    why=_("The current-year surplus stands in both parts and must be the same."),
    message=_("{label} is {found}, but the statement of surplus gives {expected} to date; difference {difference}."),
    todo=COPY,
)
def surplus_agrees(data: Data) -> Iterator[Hit]:
    for code, source in (("E.09", "H.SHU:to_date"), ("U10", "U.SHU")):
        value, expected = data.get(code), data.get(source)
        if value is not None and expected is not None and differs(value, expected):
            yield Hit(code, value, expected)


CASH = ("A1.01", "A1.02")
CASH_LIKE = (*CASH, "A1.03")


@check(
    "N5",
    Level.ERROR,
    lines=("C6", *CASH_LIKE),
    title=_("Closing cash of the cash flow is the cash of the balance sheet"),
    why=_("Cash and bank of the balance sheet; time deposits may be counted as cash."),
    message=_("{label} is {found}, but cash and bank of the balance sheet are {expected}; difference {difference}."),
    todo=_("Check the three cash flow lines and the opening cash."),
)
def closing_cash_agrees(data: Data) -> Iterator[Hit]:
    value = data.get("C6")
    if value is None or not data.given(*CASH_LIKE):
        return
    if differs(value, data.sum(*CASH)) and differs(value, data.sum(*CASH_LIKE)):
        yield Hit("C6", value, data.sum(*CASH))


@check(
    "N6",
    Level.ERROR,
    lines=("C5",),
    title=_("Opening cash is the closing cash of last year"),
    why=_("Compared with the accepted report of quarter IV of the year before, if there is one."),
    message=_("{label} is {found}; the report of the end of last year had {expected}; difference {difference}."),
    todo=_("Take the opening cash from the balance sheet of 31 December."),
)
def opening_cash_agrees(data: Data) -> Iterator[Hit]:
    value, before = data.get("C5"), data.end_of_last_year
    # Within a book year it is that of the quarter before, which was compared and explained then.
    if value is None or before is None or (data.quarter.number > 1 and "C5" in data.following):
        return
    expected = [sum(before.get(key) or 0 for key in keys) for keys in (CASH, CASH_LIKE)]
    if all(differs(value, amount) for amount in expected):
        yield Hit("C5", value, expected[0], reason=data.reasons.get("C5", ""))


@check(
    "N7",
    Level.INFO,
    lines=("C4", "C6"),
    title=_("Net change and closing cash are calculated"),
    why=_("Net change is the sum of the three activities; closing cash is opening cash and net change."),
    **RECOMPUTED,
)
def cash_totals_are_sums(data: Data) -> Iterator[Hit]:
    yield from _typed_totals(data, "cash_flow")


# The financing lines of each profile that the loan quality part splits up.
LOANS = {
    "savings_loan": (("A1.06", "A1.07"), ()),
    "real_with_unit": (("A1.06", "A1.07"), ()),
    "sharia": (("A1.08", "A1.10", "A1.11", "A1.12", "A1.13"), ("A1.09",)),
}


def gross_loans(data: Data) -> int:
    """All loans or financing before the allowance; deferred margin is taken off."""
    added, taken = LOANS.get(data.profile, ((), ()))
    return data.sum(*added) - data.sum(*taken)


@check(
    "N8",
    Level.ERROR,
    lines=("Q", "A1.06", "A1.07", "A1.08", "A1.09", "A1.10", "A1.11", "A1.12", "A1.13"),
    title=_("The four loan qualities add up to the loans of the balance sheet"),
    why=_("Every loan has one quality. The allowance is not taken off; deferred murabahah margin is."),
    message=_("{label} is {found}, but the loans of the balance sheet are {expected}; difference {difference}."),
    todo=_("Compare the list of loan balances with the list of loan quality."),
)
def loan_quality_adds_up(data: Data) -> Iterator[Hit]:
    value = data.get("Q")
    added, _taken = LOANS.get(data.profile, ((), ()))
    # Where a line of loans is required and empty, that is told (N13); where none is, no loans are none.
    awaited = any(data.profile in STATEMENT.lines[code].required_in for code in added) and not data.given(*added)
    if value is not None and data.profile in LOANS and not awaited and differs(value, gross_loans(data)):
        yield Hit("Q", value, gross_loans(data))


@check(
    "N9",
    Level.ERROR,
    lines=("H1", "H2", "H4", "H5", "H7", "H8", "H9", "H11"),
    title=_("Year to date is last quarter’s year to date and this quarter"),
    why=_("In quarter I both are equal; later it is checked when the report of the last quarter was sent."),
    message=_(
        "{label} is {found}; last quarter’s year to date and this quarter give {expected}; difference {difference}."
    ),
    blank=_("{label} is empty; last quarter’s year to date and this quarter give {expected}."),
    todo=COPY,
)
def year_to_date_adds_up(data: Data) -> Iterator[Hit]:
    last = data.carried if data.previous is None else data.previous
    if data.quarter.number > 1 and last is None:
        return
    for line in data.lines("surplus"):
        quarter, to_date = (data.typed.get(key_of(line.code, column)) for column in ("quarter", "to_date"))
        if line.is_total or (quarter is None and to_date is None):
            continue
        key = key_of(line.code, "to_date")
        expected = (0 if data.quarter.number == 1 else (last or {}).get(key) or 0) + (quarter or 0)
        if differs(to_date or 0, expected):
            reason = data.reasons.get(key) or data.reasons.get(key_of(line.code, "quarter"), "")
            yield Hit(key, to_date, expected, reason=reason)


EQUITY_LINES = {
    "P1": ("E.01",),
    "P2": ("E.02",),
    "P3": ("E.04",),
    "P4": ("E.06", "E.07"),
    "P5": ("E.08", "E.09"),
}


@check(
    "N10",
    Level.ERROR,
    lines=tuple(EQUITY_LINES),
    title=_("The change in equity ends at the balance sheet"),
    why=_(
        "Opening balance plus increase less decrease is the closing balance; only checked for rows that are filled in."
    ),
    message=_("{label} comes to {found}, but the balance sheet has {expected}; difference {difference}."),
    todo=COPY,
)
def change_in_equity_agrees(data: Data) -> Iterator[Hit]:
    for code, lines in EQUITY_LINES.items():
        value = data.get(key_of(code, "closing"))
        if value is not None and differs(value, data.sum(*lines)):
            yield Hit(key_of(code, "closing"), value, data.sum(*lines))


@check(
    "N11",
    Level.INFO,
    lines=("IT", "I1", "I2", "I3"),
    title=_("Members are men and women together"),
    why=_("The number of members is calculated; candidate members are counted apart."),
    **RECOMPUTED,
)
def members_are_the_sum_by_sex(data: Data) -> Iterator[Hit]:
    yield from _typed_totals(data, "indicators")


@check(
    "N12",
    Level.ERROR,
    title=_("What cannot be negative is not"),
    why=_(
        "Cash, savings, income, costs and people are typed as positive figures. "
        "Only surplus and cash flow may be negative."
    ),
    message=_("{label} is {found}; it cannot be negative."),
    todo=_("Type the figure without a minus sign or brackets. The portal subtracts costs and reducing lines itself."),
)
def nothing_is_negative_that_cannot_be(data: Data) -> Iterator[Hit]:
    for line in data.lines():
        for key in line.input_keys if line.sign == "positive" and not line.contra else ():
            value = data.typed.get(key)
            if value is not None and value < 0:
                yield Hit(key, value)


@check(
    "N13",
    Level.ERROR,
    title=_("Required lines are filled in"),
    why=_("An empty field is not zero: it says that nothing is known."),
    message=_("{label} is empty."),
    todo=_("Type the amount, or 0 if there is none."),
)
def required_lines_are_filled_in(data: Data) -> Iterator[Hit]:
    for key in STATEMENT.required_keys(data.profile):
        # What follows is empty as long as that is which it follows from.
        if data.typed.get(key) is None and key not in data.following:
            yield Hit(key)
