"""Looking back: what a flag would have said, beside what came after it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cooperatives import status
from core import clock
from reports.models import Obligation
from supervision.backtest import database, plain
from supervision.backtest.looks import BacktestLook, ShareInterval, table
from supervision.histories import place_of
from supervision.limits import usual
from tests.factories import make_cooperative
from tests.reporting import QUARTER, figures, make_obligation, submitted

HEAD = "id,period,failed,assets,equity,surplus\n"


def run(tmp_path, text: str, **options) -> dict:
    path, out = tmp_path / "figures.csv", StringIO()
    path.write_text(text, encoding="utf-8")
    call_command("backtest_warnings", csv=path, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_the_first_part_of_each_quarters_list_is_counted():
    # Fifty in each of two quarters; the one that fails stands first in one and last in the other.
    looks = [
        BacktestLook(place, (-n, 0, 0), frozenset(), {1: n == (50 if place else 1)})
        for place in (0, 1)
        for n in range(1, 51)
    ]
    found = table(looks, 1)
    assert (found.looks, found.failures) == (100, 2)
    assert {part: share.n for part, share in found.first.items()} == {0.02: 1, 0.05: 1, 0.1: 1, 0.2: 1}


def test_a_flag_is_counted_as_right_wrong_or_missed():
    looks = [
        BacktestLook(0, (0, 0, 0), frozenset({"losses"}), {1: True}),
        BacktestLook(0, (0, 0, 0), frozenset({"losses"}), {1: False, 2: True}),
        BacktestLook(0, (0, 0, 0), frozenset(), {1: True, 2: False}),
    ]
    (flag,) = table(looks, 1).flags
    assert (flag.hits, flag.false_alarms, flag.missed) == (1, 1, 1)
    assert table(looks, 2).looks == 2


def test_an_interval_is_wide_of_few_and_narrow_of_many():
    assert ShareInterval(0, 0).interval is None
    low, high = ShareInterval(5, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.237, 0.763)
    low, high = ShareInterval(10, 10).interval
    assert (round(low, 3), high) == (0.722, 1.0)


@pytest.mark.django_db
def test_plain_figures_of_others_are_looked_at_in_the_order_of_the_list(tmp_path):
    rows = [f"{n},2026-2,0,100,40,1" for n in range(49)]
    found = run(tmp_path, HEAD + "\n".join(["bad,2026-2,1,100,3,-5", *rows]))
    assert found["first"] == {"0.02": 1.0, "0.05": 1.0, "0.1": 1.0, "0.2": 1.0}
    assert found["within"]["1"]["flags"]["equity_low"]["hits"] == 1
    assert found["quarters"] == ["2026-2"]


@pytest.mark.django_db
def test_a_known_source_says_its_columns_its_limits_and_from_when_on_is_reported(tmp_path):
    head = "bank,quarter,equity,assets,loans,allowance,net_income_ytd,transaction_deposits,other_deposits,failed_in_next_quarter"
    rows = [f"w{n},2011-3,20,100,50,1,1,60,20,0" for n in range(60)]
    rows += ["1,2011-3,1,100,50,1,-1,60,20,1", "2,2011-4,1,100,50,1,-1,60,20,1", "3,2011-4,20,100,50,1,1,60,20,0"]
    found = run(tmp_path, "\n".join([head, *rows]))
    assert (found["quarters"], found["within"]["1"]["failures"]) == (["2011-4"], 1)
    assert found["limits"] == {"equity_low": [6.0, 4.0, 2.0], "losses": [0.0, 1.0]}
    chosen = run(tmp_path, "\n".join([head, *rows]), choose=True)
    # A flag that helps no more is left out.
    assert list(chosen["limits"]) == ["equity_low"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "found: nothing"),
        ("nama,aset\n", "found: nama, aset"),
        (HEAD + "1,2026-2,0,x,1,1\n2,2026-9,0,1,1,1\n3,2026-2,maybe,1,1,1", "line 2: assets is “x”"),
        (HEAD + "1,2026-2,0,1,1,1\n1,2026-2,0,1,1,1", "line 3: a second row of 1 in 2026-2"),
        (HEAD + "1,2026-2,0,1,inf,1", "line 2: equity is “inf”"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_line_by_line(tmp_path, text, told):
    with pytest.raises(CommandError) as error:
        run(tmp_path, text)
    assert told in str(error.value)
    if "2026-9" in text:
        assert [line.partition(":")[0] for line in str(error.value).splitlines()] == ["line 2", "line 3", "line 4"]


@pytest.mark.django_db
def test_on_the_portals_own_quarters_it_is_known_who_failed_later(officer):
    # Bad in the first quarter, passive in the third.
    bad, well = (make_cooperative(kind="savings_loan") for _n in range(2))
    first = QUARTER.previous
    for cooperative, values in ((bad, None), (well, figures(quarter=first))):
        for quarter in (first, QUARTER, QUARTER.next):
            owed = make_obligation(cooperative=cooperative, quarter=quarter)
            if quarter == first:
                submitted(owed, officer, values or lost_in(first))
            elif cooperative is well:
                submitted(owed, officer, figures(quarter=quarter))
    status.change_status(bad, to="passive", on=QUARTER.next.start, basis="no_business", reason="x", actor=officer)
    looks = list(database.looks(clock.today(), usual()))
    found = {(one.place, "bad_loans" in one.flags): dict(one.failed) for one in looks if "bad_loans" in one.flags}
    place = place_of(first)
    # Seen in the first quarter; the second is without a report, the figures of before still count.
    assert found == {(place, True): {1: False, 2: True}, (place + 1, True): {1: True}}
    assert {one.place: dict(one.failed) for one in looks if "bad_loans" not in one.flags} == {
        place: {1: False, 2: False},
        place + 1: {1: False},
    }
    assert Obligation.objects.count() == 6


def lost_in(quarter):
    found = figures(quarter=quarter)
    loans = found["Q1"] + found["Q4"]
    return found | {"Q4": loans // 2, "Q1": loans - loans // 2}


def test_the_source_files_can_be_read():
    assert [plain.read_source(path).fits(["x"]) for path in sorted(plain.SOURCES.glob("*.json"))] == [False]
