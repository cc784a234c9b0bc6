from datetime import date, timedelta

import pytest

from cooperatives import status
from cooperatives.choices import MeetingKind
from cooperatives.merging import records
from cooperatives.models import AnnualMeeting
from core import clock
from reports.models import Obligation
from solokop import training_links
from tests.factories import make_cooperative, village
from tests.reporting import make_obligation
from tests.training import be_there, begin, enrol, make_session
from training.enrolments import invitations
from training.models import Attendance, Enrolment, SessionInvitation
from training.outcomes import effects

pytestmark = pytest.mark.django_db


def share(comparison) -> tuple[tuple[int, int], tuple[int, int]]:
    return (comparison.trained.good, comparison.trained.known), (comparison.others.good, comparison.others.known)


def train(*cooperatives, days_ago: int = 0):
    session = make_session(quota=len(cooperatives) + 2)
    for cooperative in cooperatives:
        enrol(session, cooperative)
    enrol(session, make_cooperative("Tidak datang"))
    begin(session, over=True, days_ago=days_ago)
    for one in session.enrolments.filter(cooperative__in=cooperatives):
        be_there(one)
    return session


def test_seats_are_counted_as_offered_taken_attended_and_by_place_kind_and_status():
    jajar = village("Jajar").district
    here = make_cooperative(district=jajar, kind="consumer", status="passive")
    session = train(here, days_ago=1)
    make_cooperative(district=jajar)
    found = effects.results(session.days.first().date.year, clock.today())
    assert (found.sessions, found.offered, found.taken, found.attended, found.reached) == (1, 3, 2, 1, 1)
    row = next(row for row in found.by["district"] if row.label == jajar.name)
    assert (row.cooperatives, row.taken, row.attended, row.reached, row.percent) == (3, 2, 1, 1, 33)
    for rows in found.by.values():
        assert sum(row.cooperatives for row in rows) == 3
        assert sum(row.taken for row in rows) == 2
    assert found.never == 2


def test_the_next_report_in_time_is_told_of_trained_and_of_others():
    today = date(2026, 9, 1)
    good, late, silent, later = (make_cooperative() for _n in range(4))
    for cooperative in (good, late, silent):
        make_obligation(cooperative=cooperative)
    Obligation.objects.filter(cooperative=later).delete()
    due = Obligation.objects.first().due_on
    Obligation.objects.filter(cooperative=good).update(received_at=clock.now(), days_late=0, late_since=None)
    Obligation.objects.filter(cooperative=late).update(received_at=clock.now(), days_late=3, late_since=None)
    since = dict.fromkeys((one.pk for one in (good, late, silent, later)), due - timedelta(days=10))
    assert training_links.filed_on_time(since, today) == {good.pk: True, late.pk: False, silent.pk: False}
    # A report that fell due before the training says nothing of it, nor does one that is not due yet.
    assert training_links.filed_on_time(dict.fromkeys(since, due), today) == {}
    assert training_links.filed_on_time({silent.pk: due - timedelta(days=9)}, due) == {}
    # Nor is a good end told before a bad one could be, or young trainings would look better than they are.
    assert training_links.filed_on_time({good.pk: due - timedelta(days=9)}, due) == {}


def test_a_meeting_counts_within_a_year_and_is_not_known_before_it_has_passed():
    held, none, fresh = (make_cooperative() for _n in range(3))
    AnnualMeeting.objects.create(cooperative=held, kind=MeetingKind.RAT, book_year=2025, held_on=date(2026, 2, 1))
    since = {held.pk: date(2025, 6, 1), none.pk: date(2025, 6, 1), fresh.pk: date(2026, 6, 1)}
    assert effects._held_rat(since, date(2026, 9, 1)) == {held.pk: True, none.pk: False}
    assert effects._held_rat(since, date(2026, 4, 1)) == {}
    assert effects._held_rat({held.pk: date(2026, 2, 1)}, date(2026, 9, 1)) == {}


def test_who_came_back_is_counted_among_those_that_were_passive(officer):
    back, still, never = make_cooperative(status="passive"), make_cooperative(status="passive"), make_cooperative()
    today = clock.today()
    status.change_status(
        back,
        to="active",
        on=today,
        basis="revived",
        reason="RAT diadakan.",
        expected_version=back.version,
        actor=officer,
    )
    since = dict.fromkeys((back.pk, still.pk, never.pk), today - timedelta(days=30))
    assert effects._came_back(since, today) == {back.pk: True, still.pk: False}


def test_the_comparison_stands_beside_those_never_trained_from_the_middle_day():
    one, other = make_cooperative(), make_cooperative()
    session = train(one, days_ago=2)
    found = effects.results(session.days.first().date.year, clock.today())
    assert (found.n_trained, found.n_others, found.middle) == (1, 2, session.days.order_by("date").first().date)
    assert [comparison.outcome.key for comparison in found.comparisons] == ["filed", "rat", "active"]
    assert other.pk not in Attendance.objects.values_list("enrolment__cooperative", flat=True)


def test_nothing_held_is_no_error():
    found = effects.results(2031, clock.today())
    assert (found.sessions, found.n_trained, found.middle) == (0, 0, None)
    assert [comparison.trained.percent for comparison in found.comparisons] == [None] * 3


def test_passive_and_never_trained_are_found_and_invited_once(officer):
    trained, fresh, active = make_cooperative(status="passive"), make_cooperative(status="passive"), make_cooperative()
    train(trained)
    session = make_session(statuses=["passive"])
    chosen = invitations.candidates(session, {"status": "passive", "trained": "never"})
    assert list(chosen) == [fresh]
    assert invitations.invite(session, [fresh.pk, active.pk], actor=officer) == 1
    assert invitations.invite(session, [fresh.pk], actor=officer) == 0
    assert list(invitations.candidates(session, {})) == [trained]
    assert list(invitations.candidates(session, {"trained": "sometimes"})) == []
    assert SessionInvitation.objects.get().cooperative == fresh


def test_an_invitation_opens_a_session_that_is_for_names_only(officer):
    session, cooperative = make_session(only_named=True), make_cooperative()
    assert cooperative in invitations.candidates(session, {})
    invitations.invite(session, [cooperative.pk], actor=officer)
    assert enrol(session, cooperative).state == "confirmed"


def test_a_merged_record_hands_its_people_on_and_nobody_sits_twice(officer):
    kept, dropped = make_cooperative(), make_cooperative()
    session, other = make_session(per_cooperative=3), make_session()
    enrol(session, kept, "Sri")
    enrol(session, dropped, "Sri")
    enrol(session, dropped, "Budi")
    enrol(other, dropped, "Sri")
    records.merge(keep=kept.pk, drop=dropped.pk, reason="Data ganda.", actor=officer)
    assert set(Enrolment.objects.values_list("cooperative", flat=True)) == {kept.pk}
    live = Enrolment.objects.live().order_by("pk")
    assert [(one.session_id, one.name) for one in live] == [
        (session.pk, "Sri"),
        (session.pk, "Budi"),
        (other.pk, "Sri"),
    ]


def test_a_merge_keeps_the_better_seat_and_what_was_attended(officer):
    kept, dropped = make_cooperative(), make_cooperative()
    full = make_session(quota=1)
    seat, waiting = enrol(full, dropped, "Sri"), enrol(full, kept, "Sri")
    third = enrol(full, make_cooperative())
    past = make_session(quota=4)
    absent, present = enrol(past, kept, "Budi"), enrol(past, dropped, "Budi")
    begin(past, over=True)
    be_there(present)
    records.merge(keep=kept.pk, drop=dropped.pk, reason="Data ganda.", actor=officer)
    found = dict(Enrolment.objects.values_list("pk", "state"))
    assert (found[seat.pk], found[waiting.pk], found[third.pk]) == ("confirmed", "cancelled", "waitlisted")
    assert (found[present.pk], found[absent.pk]) == ("confirmed", "cancelled")


def test_the_register_is_filtered_by_training(as_user, officer):
    one, other = make_cooperative("KSP Terlatih"), make_cooperative("KSP Belum")
    train(one)
    client = as_user(officer)
    page = client.get("/cooperatives/?trained=1").content.decode()
    assert (one.name in page, other.name in page) == (True, False)
    page = client.get("/cooperatives/?trained=none").content.decode()
    assert (one.name in page, other.name in page) == (False, True)
