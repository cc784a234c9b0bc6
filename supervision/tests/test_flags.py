"""Each flag at both ends of its limits, and where nothing can be said."""

from fractions import Fraction

import pytest
from django.urls import reverse

from supervision import limits
from supervision.flags import CATALOGUE, look
from supervision.histories import History
from tests.warned import history

LOANS = {"loans": 1000, "assets": 2000, "equity": 400}


def value(key: str, *quarters, **about):
    return CATALOGUE[key].measure(history(*quarters, **about))


def level(key: str, *quarters, **about) -> int:
    """How many of the usual limits are passed."""
    found = look(history(*quarters, **about), {key: CATALOGUE[key].usual_limits})
    return found[0].level if found else 0


@pytest.mark.parametrize(
    ("key", "quarters", "expected"),
    [
        ("bad_loans", [LOANS | {"substandard": 20, "doubtful": 20, "lost": 10}], 0),
        ("bad_loans", [LOANS | {"substandard": 20, "doubtful": 20, "lost": 11}], 1),
        ("bad_loans", [LOANS | {"lost": 101}], 2),
        ("bad_loans_rising", [LOANS | {"lost": 10}, {}, {}, {}, LOANS | {"lost": 30}], 0),
        ("bad_loans_rising", [LOANS | {"lost": 10}, {}, {}, {}, LOANS | {"lost": 31}], 1),
        ("allowance_short", [LOANS | {"lost": 10, "allowance": 10}], 0),
        ("allowance_short", [LOANS | {"lost": 10, "allowance": 9}], 1),
        ("allowance_short", [LOANS | {"lost": 10}], 2),
        ("savings_falling", [{"savings": 100}, {"savings": 90}], 0),
        ("savings_falling", [{"savings": 1000}, {"savings": 899}], 1),
        ("bank_loans", [{"assets": 100, "borrowed": 40}], 0),
        ("bank_loans", [{"assets": 100, "borrowed": 41}], 1),
        ("loans_outgrow_savings", [{"loans": 100, "savings": 50}, {}, {}, {}, {"loans": 121, "savings": 49}], 1),
        ("loans_outgrow_savings", [{"loans": 100, "savings": 50}, {}, {}, {}, {"loans": 121, "savings": 50}], 0),
        ("equity_low", [{"assets": 100, "equity": 10}], 0),
        ("equity_low", [{"assets": 1000, "equity": 99}], 1),
        ("equity_low", [{"assets": 1000, "equity": -1}], 3),
        ("equity_falling", [{"equity": 4}, {"equity": 3}, {"equity": 2}, {"equity": 1}], 1),
        ("equity_falling", [{"equity": 3}, {"equity": 3}, {"equity": 2}, {"equity": 1}], 0),
        ("losses", [{"assets": 100, "surplus": -1}, {"assets": 100, "surplus": -2}], 1),
        ("losses", [{"assets": 100, "surplus": -1}, {"assets": 100, "surplus": 0}], 0),
        ("cash_low", [{"cash": 10, "current_liabilities": 100}], 0),
        ("cash_low", [{"cash": 9, "current_liabilities": 100}], 1),
        ("members_capital_eaten", [{"equity": 100, "member_capital": 100}], 0),
        ("members_capital_eaten", [{"equity": 119, "participation": 20, "member_capital": 100}], 1),
        ("members_capital_eaten", [{"equity": 49, "member_capital": 100}], 2),
        ("late", [{"is_late": True}, {}], 0),
        ("late", [{}, {"is_late": True}], 0),
        ("late", [{"is_late": True}, {"is_late": True}], 1),
        ("returned", [{"returned": 1}], 0),
        ("returned", [{"returned": 2}], 1),
        ("same_figures", [{}, {"is_same": True}], 1),
        ("same_figures", [{"is_same": True}, {"is_same": True}], 2),
        ("same_figures", [{"is_same": True}, {}], 0),
    ],
)
def test_a_flag_counts_the_limits_that_are_passed(key, quarters, expected):
    assert level(key, *quarters) == expected


@pytest.mark.parametrize(
    ("key", "before", "now", "expected"),
    [
        ("stock_rising", {"stock": 100, "income": 50}, {"stock": 121, "income": 49}, 1),
        ("stock_rising", {"stock": 100, "income": 50}, {"stock": 121, "income": 50}, 0),
        ("receivables_rising", {"receivables": 100, "income": 50}, {"receivables": 121, "income": 49}, 1),
        ("receivables_rising", {"receivables": 100, "income": 50}, {"receivables": 120, "income": 49}, 0),
    ],
)
def test_a_flag_of_trade_looks_at_a_year_in_which_less_was_sold(key, before, now, expected):
    assert level(key, before, {}, {}, {}, now, profile="real_sector") == expected


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({"term_over_days": 0}, {}),
        ({"term_over_days": 1}, {"term_over": 1}),
        ({"term_over_days": 366}, {"term_over": 2}),
        ({"years_without_meeting": 0}, {}),
        ({"years_without_meeting": 1}, {"no_meeting": 1}),
        ({"years_without_meeting": 2}, {"no_meeting": 2}),
    ],
)
def test_what_the_register_says_is_flagged_without_any_report(about, expected):
    assert {one.flag.key: one.level for one in look(history(**about), limits.usual())} == expected


def test_a_flag_of_savings_is_none_of_a_shop_and_the_other_way_round():
    sums = LOANS | {"lost": 500, "stock": 10}
    assert "bad_loans" not in {one.flag.key for one in look(history(sums, profile="real_sector"), limits.usual())}
    assert "bad_loans" in {one.flag.key for one in look(history(sums, profile="real_with_unit"), limits.usual())}


def test_a_gap_is_no_change_and_nothing_is_said_of_a_whole_that_is_zero():
    for key in ("savings_falling", "equity_falling", "bad_loans_rising", "loans_outgrow_savings"):
        assert not value(
            key, {"savings": 100, "equity": 100, "loans": 10}, None, {"savings": 1, "equity": 1, "loans": 9}
        )
    for key in CATALOGUE:
        assert value(key, dict.fromkeys(("assets", "loans", "savings", "member_capital"), 0)) in (None, 0)
        assert CATALOGUE[key].measure(History()) is None


def test_the_surplus_of_a_quarter_is_what_has_come_to_the_year_to_date():
    # LAST is the second quarter: the year to date less that of the first, which is a quarter of its own.
    sums = [{"surplus": 9}, {"surplus": -2}, {"surplus": -5}]
    assert [history(*sums).surplus(back) for back in (0, 1, 2)] == [-3, -2, None]
    assert value("losses", {"assets": 100, "surplus": -2}, {"assets": 100, "surplus": -5}) == 5


def test_a_report_without_one_before_it_tells_of_a_loss_from_the_second_quarter_on():
    assert value("losses", {"assets": 200, "surplus": -5}) == Fraction(5, 2)
    assert value("losses", {"assets": 200, "surplus": -5}, None) is None


def test_the_newest_report_counts_though_a_later_quarter_is_missing():
    assert value("equity_low", {"assets": 100, "equity": 5}, None) == 5


def test_a_sentence_names_the_value_and_the_hardest_limit_passed():
    flag = CATALOGUE["bad_loans"]
    assert flag.say(Fraction(25, 2), flag.usual_limits, 2) == "12,5% pinjaman tersendat atau macet; batasnya 10%."
    assert flag.say(Fraction(51, 10), flag.usual_limits, 1) == "5,1% pinjaman tersendat atau macet; batasnya 5%."


def test_a_flag_without_limits_is_switched_off():
    assert look(history(LOANS | {"lost": 900}), {"bad_loans": ()}) == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["5; 10; x", "10; 5", "5; 5", "1; 2; 3; 4; 5", "1e3", "٥", "0.00001", "9999999999"])
def test_limits_that_are_no_numbers_or_in_the_wrong_order_are_refused(text, as_user, administrator):
    client, url = as_user(administrator), reverse("warning_limits")
    kept = {name: client.get(url).context["form"][name].value() for name in limits.KEYS}
    answer = client.post(url, kept | {"warning_bad_loans": text})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["warning_bad_loans"])
    assert client.post(url, kept | {"warning_bad_loans": "", "warning_equity_low": "7,5; 0"}).status_code == 302
    in_force = limits.in_force()
    assert (in_force["bad_loans"], in_force["equity_low"]) == ((), (Fraction(15, 2), Fraction(0)))
