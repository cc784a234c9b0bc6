"""What a warning is in the next night, and in the night in which a quarter turns."""

from datetime import date, timedelta

import pytest
import time_machine

from cooperatives.merging import records, separation
from cooperatives.models import BoardMember, Cooperative, Merge
from core import clock, office
from reports.filing import drafts, submission
from reports.models import Finding, Obligation
from reports.obligations import lateness
from reports.obligations.quarter import Quarter
from reports.review import decisions
from supervision.flags import CATALOGUE, Raised, look
from supervision.histories import Facts, History
from supervision.models import EarlyWarning
from supervision.warnings import answers, detection, report_sums
from tests.factories import make_cooperative, make_user
from tests.reporting import accepted, make_obligation, submitted
from tests.warned import make_warning

pytestmark = pytest.mark.django_db
PLACE = 4 * 2025 + 2


def state(cooperative) -> dict[str, bool]:
    """The open flags of a cooperative, and whether they are quiet."""
    return dict(EarlyWarning.objects.open().filter(cooperative=cooperative).values_list("flag", "is_quiet"))


def night():
    lateness.flag(clock.today())
    return detection.run(clock.today())


def test_who_is_late_again_and_again_is_so_on_the_first_day_of_a_quarter_too(officer):
    this = Quarter.of(clock.today())
    cooperative = make_cooperative(last_rat_year=clock.today().year, legal_date=date(2010, 1, 1))
    for quarter in (this.previous.previous, this.previous, this):
        make_obligation(quarter=quarter, cooperative=cooperative)
    with time_machine.travel(clock.start_of(this.end) + timedelta(hours=3)):
        night()
        answers.answer(EarlyWarning.objects.get(flag="late"), kind="visited", note="Sudah.", actor=officer)
    with time_machine.travel(clock.start_of(this.end + timedelta(days=1)) + timedelta(hours=3)):
        assert (night().ended, state(cooperative)) == (0, {"late": True})
    last = Obligation.objects.get(period__year=this.year, period__quarter=this.number).late_after
    with time_machine.travel(clock.start_of(last + timedelta(days=1)) + timedelta(hours=3)):
        # One quarter more: it has become worse.
        assert (night().raised, state(cooperative)) == (0, {"late": False})


def test_a_term_that_is_over_for_one_day_more_has_not_become_worse(officer):
    cooperative = make_cooperative(last_rat_year=clock.today().year)
    ended, until = clock.today() - timedelta(days=5), clock.today() + timedelta(days=21)
    BoardMember.objects.create(cooperative=cooperative, name="A", position="chair", term_end=ended)
    detection.run(clock.today())
    note = "Rapat tiga minggu lagi."
    answers.answer(EarlyWarning.objects.get(), kind="watch", note=note, until=until, actor=officer)
    assert detection.run(until - timedelta(days=1)).told_again == 0
    assert detection.run(until).told_again == 1


def test_after_a_quarter_of_profit_no_loss_is_told_though_the_year_so_far_has_one():
    quarters = [Facts(PLACE, {"assets": 1000, "surplus": -100}), Facts(PLACE + 1, {"assets": 1000, "surplus": -40})]
    history = History.of(quarters, profile="savings_loan")
    assert history.surplus() == 60
    assert look(history, {"losses": CATALOGUE["losses"].usual_limits}) == []


def test_a_small_loss_that_nearly_triples_is_told_again(officer):
    warning = make_warning(make_cooperative(), flag="losses", value="0.05")
    answers.answer(warning, kind="explained", note="Musim.", actor=officer)
    [held] = detection._open().values()
    found = look(
        History.of([Facts(PLACE, {"assets": 10**6, "surplus": -1400}), Facts(PLACE - 1, {"surplus": -1000})]),
        {"losses": CATALOGUE["losses"].usual_limits},
    )
    assert detection._wakes(held, found[0], CATALOGUE["losses"].usual_limits, 10, clock.today())


def test_a_limit_that_is_added_below_an_answered_value_is_no_worsening(officer, administrator):
    warning = make_warning(make_cooperative(), flag="bad_loans", value="50", level=2)
    answers.answer(warning, kind="explained", note="Ada jaminan.", actor=officer)
    [held] = detection._open().values()
    same, worse = Raised(CATALOGUE["bad_loans"], 50, 3), Raised(CATALOGUE["bad_loans"], 52, 3)
    assert not detection._wakes(held, same, (3, 5, 10), 10, clock.today())
    assert not detection._wakes(held, worse, (3, 5, 10), 10, clock.today())
    assert detection._wakes(held, worse, (5, 10, 51), 10, clock.today())


def test_a_report_that_was_returned_twice_is_so_when_the_quarter_turns(officer):
    this = Quarter.of(clock.today())
    cooperative = make_cooperative(last_rat_year=clock.today().year, legal_date=date(2010, 1, 1))
    owed = make_obligation(officer, quarter=this.previous, cooperative=cooperative)
    make_obligation(officer, quarter=this, cooperative=cooperative)
    for _n in range(2):
        report = submitted(owed, officer)
        decisions.send_back(report, note="Salah.", actor=make_user("officer"))
    with time_machine.travel(clock.start_of(this.end + timedelta(days=1)) + timedelta(hours=3)):
        night()
        assert "returned" in state(cooperative)


def test_while_the_reports_are_switched_off_nobody_is_late(officer, administrator):
    quarter = Quarter.of(clock.today()).previous
    cooperative = make_cooperative(last_rat_year=clock.today().year, legal_date=date(2010, 1, 1))
    for one in (quarter.previous.previous, quarter.previous):
        make_obligation(officer, quarter=one, cooperative=cooperative)
    night()
    assert "late" in state(cooperative)
    office.change({"area_reports": False}, actor=administrator)
    detection.run(clock.today())
    assert "late" not in state(cooperative)


def test_an_amendment_that_waits_says_nothing_of_the_accepted_version(officer):
    owed = make_obligation(officer)
    accepted(owed, officer, make_user("officer"))
    begun = submission.amend(owed, reason="Salah.", actor=officer)
    begun = drafts.save_figures(begun, drafts.typed_of(begun) | {"I4": 99}, actor=officer)
    waiting = submitted(owed, officer, report=begun)
    Finding.objects.filter(rule="S3").delete()
    Finding.objects.create(report=waiting, rule="S3", level="warning")
    assert report_sums._same(Obligation.objects.all()) == set()
    decisions.accept(waiting, actor=make_user("officer"))
    assert report_sums._same(Obligation.objects.all()) == {owed.pk}


def test_an_answer_goes_along_in_a_merge_and_comes_back_with_its_undoing(officer):
    keep, drop = make_cooperative(), make_cooperative()
    for one, flag in ((keep, "bad_loans"), (drop, "bad_loans"), (drop, "losses")):
        make_warning(one, flag=flag, is_quiet=True, answered_level=2, answered_value="12.5")
    records.merge(keep=keep.pk, drop=drop.pk, reason="Sama.", actor=officer)
    assert state(keep) == {"bad_loans": True, "losses": True}
    separation.undo(Merge.objects.get(), actor=officer)
    assert (state(keep), state(drop)) == ({"bad_loans": True}, {"bad_loans": True, "losses": True})


def test_a_record_that_goes_during_the_night_stops_nobody(monkeypatch):
    gone, stays = (make_cooperative(last_rat_year=clock.today().year - 5) for _n in range(2))
    write = detection._write

    def go_first(*given):
        Cooperative.objects.filter(pk=gone.pk).delete()
        return write(*given)

    monkeypatch.setattr(detection, "_write", go_first)
    detection.run(clock.today())
    assert state(stays) == {"no_meeting": False}
