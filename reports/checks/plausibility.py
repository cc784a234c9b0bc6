"""S1 to S13: what is unusual and must be explained (DOMAIN.md 4.4). Compared with the last report that was sent."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from reports.checks.base import Data, Hit, check
from reports.checks.identities import EQUITY_LINES, gross_loans
from reports.choices import Level
from reports.statement.lines import key_of

LAST_QUARTER = _("Last quarter")
EXPLAIN = _("Correct the figure, or explain in words what happened.")
MILLION = 1_000_000
CENT = 100
# Weights of substandard, doubtful and loss loans in percent (Permen 14/2009, DOMAIN.md 4.6).
RISK = {"Q2": 50, "Q3": 75, "Q4": 100}
ROUND_FROM = 5
# The surplus builds up over the year and is divided by the annual meeting: it moves by its nature (N4, S8, S9).
BUILT_UP = ("E.08", "E.09")


def exceeds(part: int, percent: int, whole: int) -> bool:
    """Whether a part is more than so many percent of a positive whole."""
    return whole > 0 and part * CENT > percent * whole


@check(
    "S1",
    Level.WARNING,
    against=LAST_QUARTER,
    title=_("A line has moved much since the last quarter"),
    why=_("By more than half and by more than Rp 50 million, unless the office has set other limits."),
    message=_("{label} was {expected} in the last quarter and is {found} now: a change of {difference}."),
    blank=_("{label} was {expected} in the last quarter and is empty now."),
    todo=EXPLAIN,
)
def line_has_moved_much(data: Data) -> Iterator[Hit]:
    if data.previous is None:
        return
    keys = [key for line in data.lines("balance") for key in line.input_keys if key not in BUILT_UP]
    keys += [key for line in data.lines("surplus") for key in line.input_keys if key.endswith(":quarter")]
    for key in keys:
        now, before = data.typed.get(key), data.previous.get(key)
        if now is None and before is None:
            continue
        # A line that has appeared or vanished has moved by all of it.
        was = before or 0
        moved = abs((now or 0) - was)
        if moved > data.limits.move_rupiah and moved * CENT > data.limits.move_percent * abs(was):
            yield Hit(key, now, was)


@check(
    "S2",
    Level.WARNING,
    lines=("A",),
    against=LAST_QUARTER,
    title=_("Figures are in full rupiah"),
    why=_("Total assets more than a hundred times larger or smaller than last quarter point to thousands or millions."),
    message=_("{label} was {expected} in the last quarter and is {found} now. Are all figures in full rupiah?"),
    todo=_("Type all figures in full rupiah, not in thousands or millions."),
)
def unit_is_rupiah(data: Data) -> Iterator[Hit]:
    now, before = data.get("A"), (data.previous or {}).get("A")
    if now and before and before > 0 and (now * CENT < before or now > before * CENT):
        yield Hit("A", now, before)


@check(
    "S3",
    Level.WARNING,
    title=_("The report differs from the last one"),
    why=_("A business that runs changes its figures in a quarter."),
    message=_("All figures are those of the last quarter."),
    todo=_("Was last quarter’s file sent again? Send the new figures, or explain why nothing has changed."),
)
def report_differs_from_the_last(data: Data) -> Iterator[Hit]:
    given = {key: value for key, value in data.typed.items() if value is not None and key not in data.following}
    if data.previous and given and all(data.previous.get(key) == value for key, value in given.items()):
        yield Hit()


@check(
    "S4",
    Level.WARNING,
    lines=("E.01", "IT"),
    title=_("Principal savings follow the number of members"),
    why=_("Principal savings fall only when members leave, and each member pays the same."),
    message=_("{label} is {found}; by the last report it should be about {expected}."),
    todo=EXPLAIN,
)
def principal_savings_follow_members(data: Data) -> Iterator[Hit]:
    before = data.previous or {}
    now, was = data.get("E.01"), before.get("E.01")
    members, members_before = data.get("IT"), before.get("IT")
    if now is None or not was:
        return
    if now < was:
        yield Hit("E.01", now, was)
    elif (
        members
        and members_before
        and not exceeds(abs(members - members_before), data.limits.members_percent, members_before)
    ):
        # With a leap of the members it would be the wrong figure to ask about (S5 does).
        expected = was * members // members_before
        if exceeds(abs(now - expected), data.limits.move_percent, expected):
            yield Hit("E.01", now, expected)


@check(
    "S5",
    Level.WARNING,
    lines=("IT",),
    against=LAST_QUARTER,
    title=_("The number of members changes slowly"),
    why=_("A change of more than a fifth in a quarter is unusual."),
    message=_("{label} was {expected} in the last quarter and is {found} now."),
    todo=EXPLAIN,
)
def members_change_slowly(data: Data) -> Iterator[Hit]:
    now, was = data.get("IT"), (data.previous or {}).get("IT")
    if now is not None and was and exceeds(abs(now - was), data.limits.members_percent, was):
        yield Hit("IT", now, was)


@check(
    "S6",
    Level.WARNING,
    lines=("A1.16", "Q2", "Q3", "Q4"),
    title=_("Bad loans are provided for"),
    why=_(
        "Half of the substandard, three quarters of the doubtful and all of the lost loans "
        "are at risk (Permen 14/2009)."
    ),
    message=_("{label} is {found}; by the quality of the loans about {expected} are at risk."),
    todo=EXPLAIN,
)
def bad_loans_are_provided_for(data: Data) -> Iterator[Hit]:
    if not data.has("Q"):
        return
    bad = data.sum("Q2", "Q3", "Q4")
    needed = sum(weight * data.sum(code) for code, weight in RISK.items()) // CENT
    allowance = data.sum("A1.16")
    none_at_all = allowance == 0 and exceeds(bad, data.limits.npl_percent, gross_loans(data))
    if none_at_all or allowance < needed:
        yield Hit("A1.16", allowance, needed)


@check(
    "S7",
    Level.WARNING,
    lines=("E",),
    title=_("Equity is positive"),
    why=_("Losses have used up the members’ capital when equity is negative."),
    message=_("{label} is negative: {found}."),
    todo=EXPLAIN,
)
def equity_is_positive(data: Data) -> Iterator[Hit]:
    value = data.get("E")
    if value is not None and value < 0:
        yield Hit("E", value)


@check(
    "S8",
    Level.WARNING,
    lines=("H.SHU",),
    title=_("The year’s surplus is positive"),
    why=_("A loss is possible and wants a word of explanation."),
    message=_("{label} is negative: {found}."),
    todo=EXPLAIN,
)
def surplus_is_positive(data: Data) -> Iterator[Hit]:
    value = data.get("H.SHU:to_date")
    if value is not None and value < 0:
        yield Hit("H.SHU:to_date", value)


@check(
    "S9",
    Level.WARNING,
    lines=("E.08",),
    title=_("Last year’s surplus is distributed by the annual meeting"),
    why=_("The annual meeting (RAT) is due by 30 June and decides on the surplus (UU 25/1992 art. 26, 45)."),
    message=_("{label} is still {found} after 30 June."),
    todo=_("Hold the RAT, or explain why the surplus is not distributed yet."),
)
def last_surplus_is_distributed(data: Data) -> Iterator[Hit]:
    value = data.get("E.08")
    if data.quarter.number >= 3 and value:
        yield Hit("E.08", value)


@check(
    "S10",
    Level.WARNING,
    lines=("A1.01", "A"),
    title=_("Not too much cash in the till"),
    why=_("More than half of all assets in cash is a risk."),
    message=_("{label} is {found}, more than half of the assets of {expected}."),
    todo=EXPLAIN,
)
def till_is_not_too_full(data: Data) -> Iterator[Hit]:
    if exceeds(data.sum("A1.01"), data.limits.cash_percent, data.sum("A")):
        yield Hit("A1.01", data.sum("A1.01"), data.sum("A"))


@check(
    "S11",
    Level.WARNING,
    lines=("K1.07", "K2.01", "K2.02", "E.05", "A"),
    against=_("Limit"),
    title=_("Savings cooperatives do not live on outside money"),
    why=_("Bank loans at most 40%, participation capital at most 25% of assets (Permenkop 8/2023 art. 65, 68)."),
    message=_("{what}: {found}; the limit is {expected} ({percent}% of assets)."),
    todo=EXPLAIN,
)
def outside_money_is_limited(data: Data) -> Iterator[Hit]:
    if data.profile not in ("savings_loan", "sharia"):
        return
    assets = data.sum("A")
    bank = data.sum("K1.07", "K2.01", "K2.02")
    for key, amount, percent in (
        ("K2.01", bank, data.limits.bank_loan_percent),
        ("E.05", data.sum("E.05"), data.limits.participation_percent),
    ):
        if exceeds(amount, percent, assets):
            values = {"percent": percent, "what": "bank" if key == "K2.01" else "participation"}
            yield Hit(key, amount, assets * percent // CENT, values)


@check(
    "S12",
    Level.INFO,
    title=_("Figures are exact"),
    why=_("Only round figures point to estimates. The reviewer sees this; nothing has to be done."),
    message=_("All {n} amounts are whole millions."),
    todo=_("Take the figures from the books to the rupiah."),
)
def figures_are_exact(data: Data) -> Iterator[Hit]:
    amounts = [
        value
        for line in data.lines()
        if line.unit == "rupiah"
        for key in line.input_keys
        if (value := data.typed.get(key))
    ]
    if len(amounts) >= ROUND_FROM and all(amount % MILLION == 0 for amount in amounts):
        yield Hit(values={"n": len(amounts)})


@check(
    "S13",
    Level.WARNING,
    lines=tuple(EQUITY_LINES),
    title=_("Opening balances are those that the annual meeting approved"),
    why=_("After the RAT the opening balances equal the closing balances of last year’s report."),
    message=_("{label} is {found}; last year ended with {expected}; difference {difference}."),
    todo=EXPLAIN,
)
def opening_balances_are_those_of_the_meeting(data: Data) -> Iterator[Hit]:
    before, held = data.end_of_last_year, data.meeting_held_on
    if before is None or held is None or held > data.quarter.end or held.year != data.quarter.year:
        return
    for code, lines in EQUITY_LINES.items():
        opening = data.get(key_of(code, "opening"))
        closed = sum(before.get(line) or 0 for line in lines)
        if opening is not None and opening != closed:
            yield Hit(key_of(code, "opening"), opening, closed)
