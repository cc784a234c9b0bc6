from datetime import timedelta

import pytest

from accounts import open_work
from core import clock, office
from core.errors import DomainError, StaleVersionError
from core.models import Event
from revival.cases import in_charge, stages
from revival.choices import Stage
from revival.models import Case, Move, TeamMember
from tests.coaching import make_case
from tests.factories import make_cooperative, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(officer) -> Case:
    return make_case(make_cooperative(status="passive"), officer)


def go(case: Case, actor, *way: str) -> None:
    for stage in way:
        stages.move(case, stage, actor=actor, reason="Karena begitu.")


def test_every_stage_but_an_ended_one_leads_back_to_the_plan():
    assert [stage for stage, moves in stages.MOVES.items() if "plan" not in moves] == ["plan", "ended"]
    assert set(stages.MOVES) == set(Stage.values)
    assert {to for moves in stages.MOVES.values() for to in moves} == set(Stage.values) - {"found", "ended"}


def test_a_move_keeps_its_reason_and_the_day_of_the_stage_before(case, officer):
    Case.objects.update(stage_on=clock.today() - timedelta(days=9))
    case.refresh_from_db()
    stages.move(case, "clarified", reason=" Ditelepon. ", actor=officer)
    made = Move.objects.get()
    assert (made.old, made.new, made.reason, made.old_on) == (
        "found",
        "clarified",
        "Ditelepon.",
        clock.today() - timedelta(days=9),
    )
    assert (case.stage, case.stage_on, case.revision) == ("clarified", clock.today(), 2)
    event = Event.objects.get(verb="revival.moved")
    assert (event.before, event.after) == ({"stage": "found"}, {"stage": "clarified"})


@pytest.mark.parametrize(
    ("way", "to"), [((), "active_again"), (("clarified",), "found"), (("plan", "coached"), "proposed"), ((), "ended")]
)
def test_what_the_table_does_not_allow_is_refused(case, officer, way, to):
    go(case, officer, *way)
    before = Case.objects.values().get()
    with pytest.raises(DomainError):
        stages.move(case, to, reason="x", actor=officer)
    assert Case.objects.values().get() == before


def test_a_way_back_and_a_warning_need_their_reason(case, officer):
    go(case, officer, "plan", "coached")
    for to in ("plan", "warned"):
        with pytest.raises(DomainError):
            stages.move(case, to, reason=" ", actor=officer)
    stages.move(case, "meeting_held", actor=officer)


def test_who_looked_at_an_old_state_moves_nothing(case, officer):
    seen = case.revision
    other = Case.objects.get(pk=case.pk)
    stages.move(other, "clarified", seen=seen, actor=officer)
    with pytest.raises(StaleVersionError):
        stages.move(case, "visited", seen=seen, actor=officer)
    assert Move.objects.count() == 1


def test_the_last_move_is_taken_back_with_a_reason_and_stays_to_be_read(case, officer):
    go(case, officer, "clarified", "warned")
    with pytest.raises(DomainError):
        stages.take_back(case, reason="", actor=officer)
    stages.take_back(case, reason="Salah tekan.", actor=officer)
    assert case.stage == "clarified"
    assert Move.objects.exclude(taken_back_at=None).get().taken_back_reason == "Salah tekan."
    stages.take_back(case, reason="Juga.", actor=officer)
    assert case.stage == "found"
    with pytest.raises(DomainError):
        stages.take_back(case, reason="Lagi.", actor=officer)


def test_an_ended_case_stays_ended(case, officer):
    go(case, officer, "clarified")
    in_charge.hold(case, until=clock.today() + timedelta(days=5), reason="Minta waktu.", actor=officer)
    stages.end(case, outcome="active", text="Sudah RAT.", actor=officer)
    case.cooperative.refresh_from_db()
    assert (case.stage, case.closed_on, case.hold_until) == ("ended", clock.today(), None)
    assert case.cooperative.in_revival is False
    before = Case.objects.values().get()
    for act in (
        lambda: stages.end(case, outcome="active", text="", actor=officer),
        lambda: stages.move(case, "plan", reason="x", actor=officer),
        lambda: stages.take_back(case, reason="x", actor=officer),
        lambda: in_charge.set_step(case, step="x", due=clock.today(), actor=officer),
        lambda: in_charge.hold(case, until=clock.today() + timedelta(days=5), reason="x", actor=officer),
    ):
        with pytest.raises(DomainError):
            act()
    assert Case.objects.values().get() == before


@pytest.mark.parametrize(("outcome", "text"), [("", ""), ("nothing", "x"), ("other", " ")])
def test_an_end_without_its_outcome_is_refused(case, officer, outcome, text):
    with pytest.raises(DomainError):
        stages.end(case, outcome=outcome, text=text, actor=officer)


def test_a_hold_leaves_the_list_and_comes_back_by_itself(case, officer):
    today = clock.today()
    in_charge.set_step(case, step="Telepon", due=today - timedelta(days=1), actor=officer)
    assert list(Case.objects.overdue(today)) == [case]
    in_charge.hold(case, until=today + timedelta(days=5), reason="Minta waktu.", actor=officer)
    assert (list(Case.objects.to_do(today)), list(Case.objects.on_hold(today))) == ([], [case])
    later = today + timedelta(days=5)
    assert (list(Case.objects.overdue(later)), list(Case.objects.on_hold(later))) == ([case], [])
    in_charge.release(case, actor=officer)
    assert list(Case.objects.overdue(today)) == [case]


@pytest.mark.parametrize("days", [0, -3, 5000])
def test_a_hold_ends_after_today_and_not_in_a_far_year(case, officer, days):
    with pytest.raises(DomainError):
        in_charge.hold(case, until=clock.today() + timedelta(days=days), reason="x", actor=officer)


def test_the_cases_of_somebody_whose_access_is_stopped_go_to_the_leader_of_the_team(case, officer, administrator):
    leader, leaving = make_user("adviser"), make_user("adviser")
    TeamMember.objects.create(district=case.cooperative.district, user=leader, leads=True)
    in_charge.hand_over(Case.objects.all(), to=leaving, actor=officer)
    assert [work.label for work in open_work.of(leaving)] == [f"Pembinaan {case.cooperative.name}"]
    open_work.give_back(leaving, actor=administrator)
    case.refresh_from_db()
    assert case.adviser == leader


def test_nobody_who_does_not_coach_is_put_in_charge(case, officer, head):
    with pytest.raises(DomainError):
        in_charge.hand_over(Case.objects.all(), to=head, actor=officer)


def test_a_field_adviser_changes_only_his_own_cases(case, officer, adviser, head):
    assert [in_charge.may_change(user, case) for user in (officer, adviser, head)] == [True, False, False]
    in_charge.hand_over(Case.objects.all(), to=adviser, actor=officer)
    case.refresh_from_db()
    assert in_charge.may_change(adviser, case)


def test_access_is_stopped_although_the_area_of_coaching_is_off(case, officer, administrator):
    leader, leaving = make_user("adviser"), make_user("adviser")
    TeamMember.objects.create(district=case.cooperative.district, user=leader, leads=True)
    in_charge.hand_over(Case.objects.all(), to=leaving, actor=officer)
    office.change({"area_revival": False}, actor=administrator)
    open_work.give_back(leaving, actor=administrator)
    case.refresh_from_db()
    assert case.adviser == leader


def test_a_case_that_somebody_has_taken_meanwhile_is_not_taken_again(case, officer, adviser):
    free = Case.objects.filter(pk=case.pk, adviser=None)
    assert in_charge.hand_over(free, to=adviser, actor=adviser) == 1
    assert in_charge.hand_over(free, to=officer, actor=officer) == 0
    case.refresh_from_db()
    assert case.adviser == adviser
