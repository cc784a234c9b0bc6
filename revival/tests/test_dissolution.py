"""The way out: a proposal after a visit and its papers, the days of the law, the way back."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from cooperatives import status
from cooperatives.merging import records
from cooperatives.models import Cooperative, StatusChange
from core import clock, office
from core.errors import DomainError
from revival.cases import stages
from revival.dissolution import law, ministry_proposal, obligations, sheet
from revival.models import Case, Dissolution
from tests.factories import make_cooperative
from tests.leaving import DAY, make_answer, make_evidence, make_proposal, make_ready, make_step, make_warning, where
from tests.visiting import make_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.mark.parametrize("left_out", ["visit", "answer", "evidence"])
def test_nothing_is_proposed_while_something_needed_is_missing(case, officer, left_out):
    make_warning(case, officer)
    if left_out != "visit":
        make_visit(case, officer)
    case.refresh_from_db()
    if left_out != "answer":
        make_answer(case, officer)
    for kind in () if left_out == "evidence" else obligations.BOARD_FOUND:
        make_evidence(case, officer, kind)
    case.refresh_from_db()
    with pytest.raises(DomainError):
        ministry_proposal.propose(case, ground="no_survival", on=DAY, number="", reason="x", actor=officer)
    assert (where(case), Dissolution.objects.count()) == (("warned", "passive"), 0)


@pytest.mark.parametrize("left", ["some", "unknown"])
def test_a_newer_answer_that_something_is_owed_counts(case, officer, left):
    make_ready(case, officer)
    make_answer(case, officer, left)
    case.refresh_from_db()
    with pytest.raises(DomainError):
        ministry_proposal.propose(case, ground="no_survival", on=DAY, number="", reason="x", actor=officer)


def test_where_nobody_is_found_a_witness_stands_for_the_board(case, officer):
    make_warning(case, officer)
    make_visit(case, officer, met="", office_found="no", board_reachable="no")
    case.refresh_from_db()
    assert obligations.missing(case) == ["witness"]
    make_answer(case, officer)
    make_evidence(case, officer, "witness")
    case.refresh_from_db()
    ministry_proposal.propose(case, ground="no_survival", on=DAY, number="", reason="x", actor=officer)
    assert where(case) == ("proposed", "proposed_dissolution")


def test_a_paper_that_is_set_by_counts_no_more_and_stays(case, officer):
    make_ready(case, officer)
    paper = case.evidence.get(kind="statement")
    obligations.drop(case, paper=paper.pk, reason="Tidak ditandatangani.", actor=officer)
    assert obligations.missing(case) == ["statement"]
    assert case.evidence.get(pk=paper.pk).dropped_reason == "Tidak ditandatangani."
    again = make_evidence(case, officer, "statement")
    with pytest.raises(DomainError):
        make_evidence(case, officer, "statement")
    assert case.evidence.filter(dropped_at=None, kind="statement").get() == again


def test_the_days_of_the_law_are_computed_from_those_of_the_ministry(case, officer, on_the_day):
    found = make_proposal(case, officer)
    assert found.conditions[0][2] is True
    on_the_day.move_to(date(2027, 6, 30))
    # 30 and 31 days, and a month that has fewer.
    make_step(case, officer, "told", date(2026, 12, 31))
    days = {limit.span.key: limit.on for limit in law.limits(law.noted(found))}
    assert days == {"object": date(2027, 2, 28), "decide": date(2027, 4, 30)}
    make_step(case, officer, "objected", date(2027, 1, 31))
    make_step(case, officer, "answered", date(2027, 2, 20), is_upheld=False)
    make_step(case, officer, "decided", date(2027, 4, 1))
    assert where(case) == ("winding_up", "winding_up")
    make_step(case, officer, "creditors", date(2027, 4, 10))
    law.set_team(Case.objects.get(pk=case.pk), lines="Budi, Lurah\nSiti", actor=officer)
    shown = [(line.what, line.on) for line in sheet.lines(Dissolution.objects.get(), clock.today())]
    assert [on for _what, on in shown] == sorted(on for _what, on in shown)
    assert ("Kreditor dapat menagih sampai", date(2027, 7, 10)) in shown
    with pytest.raises(DomainError, match="10 Juli 2027"):
        make_step(case, officer, "announced", date(2027, 6, 30), number="BN-12/2027")
    make_step(case, officer, "announced", date(2027, 6, 30), number="BN-12/2027", words="Tidak ada kreditor.")
    assert where(case) == ("ended", "dissolved")
    case.refresh_from_db()
    assert (case.outcome, Dissolution.objects.get().team) == ("dissolved", [["Budi", "Lurah"], ["Siti", ""]])


def test_steps_come_in_their_order(case, officer):
    make_proposal(case, officer)
    for kind in ("decided", "objected", "answered", "creditors", "announced"):
        with pytest.raises(DomainError):
            make_step(case, officer, kind)
    make_step(case, officer, "told")
    for given in ({"on": DAY + timedelta(days=1)}, {"on": DAY - timedelta(days=1)}, {"number": ""}):
        with pytest.raises(DomainError):
            make_step(case, officer, "decided", **given)
    make_step(case, officer, "objected")
    with pytest.raises(DomainError):
        make_step(case, officer, "decided")
    with pytest.raises(DomainError):
        make_step(case, officer, "answered")
    make_step(case, officer, "answered", is_upheld=True)
    # The ministry has followed the objection: the way leads back.
    with pytest.raises(DomainError):
        make_step(case, officer, "decided")
    ministry_proposal.withdraw(Case.objects.get(pk=case.pk), by="ministry", reason="Keberatan diterima.", actor=officer)
    assert where(case) == ("plan", "passive")


def test_a_decision_of_its_own_meeting_needs_no_notice(case, officer):
    make_proposal(case, officer, ground="own_meeting")
    assert StatusChange.objects.latest("pk").basis == "board_request"
    make_step(case, officer, "decided")
    assert where(case) == ("winding_up", "winding_up")


@pytest.mark.parametrize(
    ("by", "basis"), [("board", "board_request"), ("ministry", "ministry"), ("error", "correction")]
)
def test_the_way_back_gives_the_register_what_it_had(case, officer, by, basis):
    make_proposal(case, officer)
    case.refresh_from_db()
    ministry_proposal.withdraw(case, by=by, reason="Anggota mau lanjut.", actor=officer)
    # One that was proposed by mistake stands where it stood before.
    assert where(case) == ("warned" if by == "error" else "plan", "passive")
    assert StatusChange.objects.latest("pk").basis == basis
    assert ministry_proposal.current(case) is None
    assert case.dissolutions.get().withdrawn_reason == "Anggota mau lanjut."
    with pytest.raises(DomainError):
        stages.take_back(case, reason="x", actor=officer)
    # What was asked and signed before the way back is asked anew for the next proposal.
    met = [one.is_met for one in ministry_proposal.conditions(case) if one.is_needed]
    assert met == ([True] * 3 if by == "error" else [True, False, False])


def test_after_the_decision_only_the_ministry_takes_it_back(case, officer):
    make_proposal(case, officer)
    make_step(case, officer, "told")
    make_step(case, officer, "decided")
    case.refresh_from_db()
    with pytest.raises(DomainError):
        ministry_proposal.withdraw(case, by="board", reason="Kami mau lagi.", actor=officer)
    law.take_back(case, reason="Nomor salah.", actor=officer)
    assert where(case) == ("proposed", "proposed_dissolution")
    make_step(case, officer, "decided")
    case.refresh_from_db()
    ministry_proposal.withdraw(case, by="ministry", reason="Dicabut.", actor=officer)
    assert where(case) == ("plan", "passive")


def test_a_case_on_its_way_out_is_not_ended_or_moved_beside_it(case, officer):
    make_proposal(case, officer)
    case.refresh_from_db()
    with pytest.raises(DomainError):
        stages.end(case, outcome="other", text="x", actor=officer)
    with pytest.raises(DomainError):
        stages.take_back(case, reason="x", actor=officer)
    assert stages.moves_of(case) == ()


def test_the_register_is_not_changed_by_hand_beside_a_proposal(case, officer):
    own = case.cooperative
    given = {"on": DAY, "reason": "x", "actor": officer}
    with pytest.raises(DomainError):
        status.change_status(own, to="proposed_dissolution", basis="ministry", **given)
    make_proposal(case, officer)
    own.refresh_from_db()
    with pytest.raises(DomainError):
        status.change_status(own, to="winding_up", basis="ministry", **given)
    free = make_cooperative("KSP Bebas", status="passive")
    with pytest.raises(DomainError):
        status.change_status(free, to="proposed_dissolution", basis="rat_missed", **given)
    status.change_status(free, to="proposed_dissolution", basis="ministry", **given)


def test_a_correction_of_the_register_asks_the_case_too(case, officer):
    make_proposal(case, officer)
    own = Cooperative.objects.get(pk=case.cooperative_id)
    entry = StatusChange.objects.latest("pk")
    with pytest.raises(DomainError):
        status.correct(entry, to="active", on=DAY, reason="x", actor=officer)
    own.refresh_from_db()
    assert own.status == "proposed_dissolution"


def test_two_records_do_not_become_one_while_one_of_them_is_dissolved(case, officer):
    make_proposal(case, officer)
    other = make_cooperative("KSP Kembar", status="passive")
    for keep, drop in ((other.pk, case.cooperative_id), (case.cooperative_id, other.pk)):
        with pytest.raises(DomainError):
            records.merge(keep=keep, drop=drop, reason="Ganda.", actor=officer)
    assert where(case) == ("proposed", "proposed_dissolution")


def test_a_register_that_is_behind_its_case_comes_after(case, officer):
    """As old cases do, which were moved by hand before a proposal was a record of its own."""
    make_proposal(case, officer)
    Cooperative.objects.filter(pk=case.cooperative_id).update(status="passive")
    make_step(case, officer, "told")
    make_step(case, officer, "decided")
    assert where(case) == ("winding_up", "winding_up")
    Cooperative.objects.filter(pk=case.cooperative_id).update(status="active")
    make_step(case, officer, "creditors")
    make_step(case, officer, "announced", words="Tidak ada kreditor.")
    assert where(case) == ("ended", "dissolved")


def test_with_the_area_off_the_register_is_changed_by_hand(case, officer):
    office.store("area_revival", False)
    given = {"on": DAY, "reason": "x", "actor": officer, "basis": "no_business"}
    status.change_status(case.cooperative, to="proposed_dissolution", **given)


def test_a_proposal_is_not_older_than_what_it_stands_on(case, officer, on_the_day):
    on_the_day.move_to(DAY + timedelta(days=10))
    make_ready(case, officer)
    with pytest.raises(DomainError):
        ministry_proposal.propose(case, ground="no_survival", on=DAY, number="", reason="x", actor=officer)


def test_an_objection_that_is_followed_ends_the_days_of_the_ministry(case, officer):
    found = make_proposal(case, officer)
    make_step(case, officer, "told")
    make_step(case, officer, "objected")
    make_step(case, officer, "answered", is_upheld=True)
    assert [limit for limit in law.limits(law.noted(found)) if not limit.is_met] == []


def test_cases_of_before_get_their_proposal_once_and_go_on(case, officer):
    """What the migration does on a database in which they were moved by hand, and the register was not."""
    take_over = import_module("revival.migrations.0007_earlier_dissolutions").take_over
    for stage in ("visited", "decided", "proposed"):
        stages.move(case, stage, reason="Seperti dulu.", actor=officer)
    for _twice in range(2):
        take_over(apps, None)
    found = Dissolution.objects.get()
    assert (found.reason, found.actor, found.proposed_on) == ("Seperti dulu.", officer, DAY)
    make_step(case, officer, "told")
    make_step(case, officer, "decided")
    assert where(case) == ("winding_up", "winding_up")
