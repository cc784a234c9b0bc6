from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from cooperatives import memberships, merging
from cooperatives.models import BoardMember, Contact
from core import clock
from core.errors import DomainError
from core.formats import moment
from core.models import Event, Notice, OutgoingMail
from tests.factories import make_cooperative, make_user
from tests.reporting import make_obligation
from tests.training import begin, enrol, make_session
from training import deciding, eligibility, enrolment, putting_right, scheduling, seats, waitlist, wording
from training.choices import News
from training.enrolment import NotAllowedError, Person
from training.models import Enrolment, Session, Told

pytestmark = pytest.mark.django_db


def states(session) -> list[str]:
    return list(session.enrolments.order_by("pk").values_list("state", flat=True))


def test_seats_go_to_the_first_and_the_others_wait_in_order():
    session = make_session(quota=2)
    people = [enrol(session, make_cooperative()) for _n in range(4)]
    assert states(session) == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    assert list(session.enrolments.in_line()) == people[2:]


def test_a_second_click_gets_the_enrolment_of_the_first(officer):
    session, cooperative = make_session(), make_cooperative()
    first = enrolment.enrol(session, cooperative=cooperative, person=Person("Sri Lestari"), actor=officer)
    again = enrolment.enrol(session, cooperative=cooperative, person=Person("sri  LESTARI."), actor=officer)
    assert (first[1], again[1]) == (True, False)
    assert first[0].pk == again[0].pk
    assert Told.objects.count() == 1
    assert Event.objects.filter(verb="enrolment.made").count() == 1


def test_the_same_person_cannot_sit_twice_by_two_cooperatives(officer):
    session = make_session()
    enrol(session, make_cooperative(), "Sri Lestari", phone="0812 3456 7890")
    with pytest.raises(NotAllowedError, match="Sri Lestari"):
        enrol(session, make_cooperative(), "Sri Lestari", phone="+6281234567890")
    # Two people of one name and two telephones are two people.
    assert enrol(session, make_cooperative(), "Sri Lestari", phone="0813 3456 7890").state == "confirmed"


def test_the_database_holds_one_seat_a_person_and_whole_offers():
    session = make_session()
    one = enrol(session, make_cooperative())
    twin = {"session": session, "cooperative": one.cooperative, "name": one.name, "name_key": one.name_key}
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(**twin, state="waitlisted", code="AAAA0001")
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(**twin | {"name_key": "X"}, state="offered", code="AAAA0002")
    assert Enrolment.objects.create(**twin, state="cancelled", code="AAAA0003").pk


def test_seats_per_cooperative_hold_and_an_officer_passes_over_them_with_a_reason(officer, manager):
    session, cooperative = make_session(per_cooperative=1), make_cooperative()
    memberships.link(manager, cooperative, actor=officer)
    enrol(session, cooperative, actor=manager)
    with pytest.raises(NotAllowedError, match="1"):
        enrol(session, cooperative, actor=manager)
    with pytest.raises(NotAllowedError):
        enrol(session, cooperative, actor=manager, override="saya minta")
    second = enrol(session, cooperative, actor=officer, override="Bendahara baru ikut belajar.")
    assert (second.state, second.override_reason) == ("confirmed", "Bendahara baru ikut belajar.")


def test_an_override_never_makes_a_seat(officer):
    session = make_session(quota=1)
    enrol(session, make_cooperative())
    assert enrol(session, make_cooperative(), actor=officer, override="penting").state == "waitlisted"


def test_all_that_stands_in_the_way_is_said_at_once(manager):
    session = make_session(statuses=["passive"], kinds=["consumer"])
    Session.objects.filter(pk=session.pk).update(
        closes_on=clock.today() - timedelta(days=1), opens_on=clock.today() - timedelta(days=9)
    )
    with pytest.raises(NotAllowedError) as raised:
        enrol(session, make_cooperative(), actor=manager)
    assert len(raised.value.problems) == 3


@pytest.mark.parametrize(
    ("wanted", "fields", "allowed"),
    [
        ({"statuses": ["passive"]}, {"status": "passive"}, True),
        ({"statuses": ["passive"]}, {"status": "active"}, False),
        ({"statuses": ["passive"], "with_revival": True}, {"status": "active", "in_revival": True}, True),
        ({"kinds": ["consumer"]}, {"kind": "consumer"}, True),
        ({"kinds": ["consumer"]}, {"kind": "producer"}, False),
        ({"only_named": True}, {}, False),
        ({}, {"status": "dissolved"}, False),
        ({}, {"status": "passive"}, True),
    ],
)
def test_who_may_enrol_is_the_same_for_one_and_for_a_list(wanted, fields, allowed):
    session, cooperative = make_session(**wanted), make_cooperative(**fields)
    assert (not eligibility.obstacles(session, cooperative)) == allowed
    assert eligibility.eligible(session).filter(pk=cooperative.pk).exists() == allowed


def test_a_merged_record_is_not_asked():
    kept, dropped = make_cooperative(), make_cooperative()
    type(dropped).objects.filter(pk=dropped.pk).update(merged_into=kept)
    assert list(eligibility.eligible(make_session())) == [kept]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({}, "all cooperatives"),
        ({"with_revival": True}, "all cooperatives"),
        ({"statuses": ["passive"]}, "“Not active (passive)”"),
        ({"statuses": ["passive"], "with_revival": True}, "“Not active (passive)”, or in revival"),
        ({"kinds": ["consumer"], "only_named": True}, "kind “Consumer”, only those invited by name"),
    ],
)
def test_for_whom_a_session_is_stands_in_one_line(wanted, words):
    with translation.override("en"):
        assert eligibility.target_in_words(make_session(**wanted)) == words


def test_only_the_reasons_of_the_session_come_first():
    late = make_cooperative(status="passive")
    BoardMember.objects.create(cooperative=late, position="chair", name="Budi", term_start=clock.today())
    make_obligation(cooperative=late)
    other = make_cooperative()

    def first(cooperative, *reasons):
        return eligibility.priorities(make_session(priorities=list(reasons)), cooperative, clock.today())

    assert first(late, "late", "passive", "new_board") == ["late", "passive", "new_board"]
    assert [first(late, one) for one in ("late", "passive", "new_board")] == [["late"], ["passive"], ["new_board"]]
    assert first(late) == []
    assert first(other, "late", "passive", "new_board") == []


def test_what_has_ended_is_not_moved_again(officer):
    session = make_session()
    one = enrolment.cancel(enrol(session, make_cooperative()), actor=officer)
    with pytest.raises(DomainError), transaction.atomic():
        seats.move(one, "confirmed", actor=officer)
    assert states(session) == ["cancelled"]


def test_each_step_is_an_event_of_the_session_and_of_the_cooperative(officer):
    session, cooperative = make_session(), make_cooperative("KSP Satu")
    one = enrol(session, cooperative, "Sri", actor=officer)
    enrolment.cancel(one, actor=officer, reason=" Sakit. ")
    of_one = {"enrolment": one.pk, "cooperative": cooperative.pk}
    events = Event.objects.filter(verb__startswith="enrolment.").order_by("pk")
    assert list(events.values_list("verb", "object_id", "label", "before", "after", "reason", "source")) == [
        ("enrolment.made", session.pk, "Sri – KSP Satu", {}, {"state": "confirmed"}, "", of_one),
        (
            "enrolment.cancelled",
            session.pk,
            "Sri – KSP Satu",
            {"state": "confirmed"},
            {"state": "cancelled"},
            "Sakit.",
            of_one,
        ),
    ]


def test_a_card_has_a_code_of_eight_letters():
    assert len(enrol(make_session(), make_cooperative()).code) == 8


def test_a_session_that_was_called_off_offers_nothing(officer):
    session = make_session(quota=1)
    for _n in range(2):
        enrol(session, make_cooperative())
    Session.objects.filter(pk=session.pk).update(state="cancelled", quota=2)
    session.refresh_from_db()
    assert waitlist.settle(session, clock.now()) == (0, 0)
    assert states(session) == ["confirmed", "waitlisted"]


def test_an_offer_is_not_taken_after_its_time_though_it_still_stands(officer):
    session = make_session(quota=1)
    first, second = (enrol(session, make_cooperative()) for _n in range(2))
    enrolment.cancel(first, actor=officer)
    Enrolment.objects.filter(pk=second.pk).update(offer_until=clock.now() - timedelta(minutes=1))
    with pytest.raises(DomainError):
        enrolment.take_offer(second, actor=officer)
    assert states(session) == ["cancelled", "offered"]


def test_nobody_is_replaced_by_who_sits_there_already_or_has_no_name(officer):
    session, cooperative = make_session(per_cooperative=2), make_cooperative()
    one, two = (enrol(session, cooperative, name) for name in ("Sri", "Budi"))
    with pytest.raises(DomainError):
        enrolment.replace(one, person=Person(two.name), actor=officer)
    with pytest.raises(NotAllowedError):
        enrolment.replace(one, person=Person("  "), actor=officer)
    assert states(session) == ["confirmed", "confirmed"]


def test_a_district_and_a_name_open_a_session():
    own, other = make_cooperative(place="Jajar"), make_cooperative(place="Gilingan")
    session = make_session(districts=[own.village.district])
    own.district, other.district = own.village.district, other.village.district
    own.save()
    other.save()
    assert list(eligibility.eligible(session)) == [own]
    assert eligibility.obstacles(session, other)
    named = make_session(only_named=True)
    named.named.add(other)
    assert list(eligibility.eligible(named)) == [other]
    assert eligibility.obstacles(named, other) == []


def test_priority_comes_first_on_the_waiting_list_and_its_reason_is_kept():
    session = make_session(quota=1, priorities=["passive", "new_board"])
    enrol(session, make_cooperative())
    plain = enrol(session, make_cooperative())
    fresh = make_cooperative()
    BoardMember.objects.create(cooperative=fresh, position="chair", name="Budi", term_start=clock.today())
    new = enrol(session, fresh)
    passive = enrol(session, make_cooperative(status="passive"))
    assert list(session.enrolments.in_line()) == [new, passive, plain]
    assert [one.priorities for one in (new, passive, plain)] == [["new_board"], ["passive"], []]


def test_a_freed_seat_is_offered_to_the_next_with_a_deadline_and_taken(officer):
    session = make_session(quota=1, offer_hours=24)
    first, second, third = (enrol(session, make_cooperative()) for _n in range(3))
    enrolment.cancel(first, actor=officer)
    second.refresh_from_db()
    assert states(session) == ["cancelled", "offered", "waitlisted"]
    assert timedelta(hours=23) < second.offer_until - clock.now() <= timedelta(hours=24)
    assert enrolment.take_offer(second, actor=officer).state == "confirmed"
    assert enrolment.take_offer(second, actor=officer).state == "confirmed"
    third.refresh_from_db()
    assert third.state == "waitlisted"
    assert list(Told.objects.order_by("pk").values_list("enrolment", "what")) == [
        (first.pk, "confirmed"), (second.pk, "waitlisted"), (third.pk, "waitlisted"), (first.pk, "cancelled"),
        (second.pk, "offered"), (second.pk, "confirmed"),
    ]  # fmt: skip


def test_an_offer_that_is_not_taken_goes_on_to_the_next_once():
    session = make_session(quota=1)
    first, second, third = (enrol(session, make_cooperative()) for _n in range(3))
    enrolment.cancel(first, actor=make_user("officer"))
    later = clock.now() + timedelta(hours=49)
    assert (waitlist.advance(later).offered, waitlist.advance(later).offered) == (1, 0)
    assert states(session) == ["cancelled", "lapsed", "offered"]
    with pytest.raises(DomainError):
        enrolment.take_offer(second, actor=make_user("officer"))
    assert Told.objects.filter(enrolment=second, what="lapsed").count() == 1
    assert Told.objects.filter(enrolment=third, what="offered").count() == 1


def test_the_last_offer_of_a_line_lapses_too_though_nobody_else_waits():
    session = make_session(quota=1)
    first, second = (enrol(session, make_cooperative()) for _n in range(2))
    enrolment.cancel(first, actor=make_user("officer"))
    assert states(session) == ["cancelled", "offered"]
    assert waitlist.advance(clock.now()).lapsed == 0
    done = waitlist.advance(clock.now() + timedelta(hours=49))
    assert (done.sessions, done.offered, done.lapsed) == (1, 0, 1)
    assert states(session) == ["cancelled", "lapsed"]
    assert seats.free(session) == 1
    assert Told.objects.filter(enrolment=second, what="lapsed").count() == 1


def test_offers_and_the_waiting_list_end_when_the_session_starts(officer):
    session = make_session(quota=1)
    first, _second, _third = (enrol(session, make_cooperative()) for _n in range(3))
    enrolment.cancel(first, actor=officer)
    begin(session)
    done = waitlist.advance(clock.now())
    assert (done.offered, done.lapsed) == (0, 2)
    assert states(session) == ["cancelled", "lapsed", "lapsed"]
    assert waitlist.advance(clock.now()).lapsed == 0


def test_an_offer_never_lasts_beyond_the_start():
    session = make_session(quota=1, in_days=1, offer_hours=300)
    first, second = (enrol(session, make_cooperative()) for _n in range(2))
    enrolment.cancel(first, actor=make_user("officer"))
    second.refresh_from_db()
    assert second.offer_until == session.starts_at


def test_somebody_new_never_overtakes_the_line(officer):
    session = make_session(quota=1)
    first, second = (enrol(session, make_cooperative()) for _n in range(2))
    Session.objects.filter(pk=session.pk).update(quota=2)
    third = enrol(session, make_cooperative())
    second.refresh_from_db()
    assert (second.state, third.state) == ("offered", "waitlisted")
    assert first.state == "confirmed"


def test_a_replacement_keeps_the_seat_and_the_old_card_is_void(officer):
    session = make_session(quota=1)
    one = enrol(session, make_cooperative(), "Sri")
    waiting = enrol(session, make_cooperative())
    new = enrolment.replace(one, person=Person("Budi", "Ketua"), actor=officer)
    one.refresh_from_db()
    waiting.refresh_from_db()
    assert (one.state, new.state, waiting.state) == ("cancelled", "confirmed", "waitlisted")
    assert new.follows == one
    assert new.code != one.code
    assert "Budi" in one.reason


def test_moving_gives_a_seat_there_and_passes_the_one_here_on(officer):
    here = make_session(quota=1)
    there = make_session(quota=1, programme=here.programme)
    one, next_one = (enrol(here, make_cooperative()) for _n in range(2))
    new = deciding.transfer(one, to=there, actor=officer, reason="Bentrok dengan RAT.")
    next_one.refresh_from_db()
    assert (new.session, new.state, next_one.state) == (there, "confirmed", "offered")
    late = deciding.transfer(next_one, to=there, actor=officer, reason="Lebih dekat.")
    assert late.state == "waitlisted"
    with pytest.raises(DomainError):
        deciding.transfer(late, to=here, actor=officer, reason=" ")


def test_a_selection_confirms_all_that_are_chosen_or_nobody(officer):
    session = make_session(quota=2, seating="selection")
    people = [enrol(session, make_cooperative()) for _n in range(4)]
    assert states(session) == ["requested"] * 4
    with pytest.raises(seats.FullError):
        deciding.decide(session, [one.pk for one in people[:3]], to="confirmed", actor=officer)
    assert states(session) == ["requested"] * 4
    deciding.decide(session, [people[0].pk], to="waitlisted", actor=officer)
    # No seat is offered while an officer has still to decide about some.
    assert states(session)[0] == "waitlisted"
    deciding.decide(session, [people[1].pk, people[3].pk], to="confirmed", actor=officer)
    with pytest.raises(DomainError):
        deciding.decide(session, [people[2].pk], to="declined", actor=officer)
    deciding.decide(session, [people[2].pk], to="declined", actor=officer, reason="Sudah pernah ikut.")
    assert states(session) == ["waitlisted", "confirmed", "declined", "confirmed"]


def test_a_decided_selection_tells_each_once(officer):
    session = make_session(seating="selection")
    one = enrol(session, make_cooperative())
    for _n in range(2):
        deciding.decide(session, [one.pk], to="confirmed", actor=officer)
    assert list(Told.objects.order_by("pk").values_list("what", flat=True)) == ["requested", "confirmed"]


def test_every_step_goes_by_mail_inbox_and_whatsapp_once(officer, manager):
    session, cooperative = make_session(), make_cooperative()
    memberships.link(manager, cooperative, actor=officer)
    OutgoingMail.objects.all().delete()
    one = enrol(session, cooperative, "Sri", phone="0812 3456 7890", actor=manager)
    mail = OutgoingMail.objects.get()
    assert mail.to == [manager.email]
    assert f"/training/card/{one.code}/" in mail.body
    assert list(Contact.objects.order_by("pk").values_list("channel", "state", "to")) == [
        ("email", "prepared", manager.email), ("inbox", "sent", manager.display_name),
        ("whatsapp", "prepared", "+6281234567890"),
    ]  # fmt: skip
    assert Notice.objects.filter(user=manager).count() == 1
    enrolment.cancel(one, actor=manager)
    # What was not sent yet is overtaken by the newer word.
    assert list(Contact.objects.filter(channel="whatsapp").order_by("pk").values_list("state", flat=True)) == [
        "cancelled",
        "prepared",
    ]


def test_cancelling_twice_changes_nothing_and_after_the_start_it_is_the_offices_matter(officer, manager):
    session, cooperative = make_session(), make_cooperative()
    one = enrol(session, cooperative)
    enrolment.cancel(one, actor=manager)
    enrolment.cancel(one, actor=manager)
    assert Told.objects.filter(what="cancelled").count() == 1
    two = enrol(session, cooperative, "Budi")
    begin(session)
    with pytest.raises(DomainError):
        enrolment.cancel(two, actor=manager)
    assert enrolment.cancel(two, actor=officer).state == "cancelled"


def test_a_no_show_comes_after_all_where_a_seat_is_free(officer):
    session = make_session(quota=1)
    one = enrol(session, make_cooperative())
    with pytest.raises(DomainError):
        putting_right.mark_no_show(one, actor=officer)
    begin(session)
    for _n in range(2):
        putting_right.mark_no_show(one, actor=officer)
    assert Told.objects.filter(enrolment=one, what="no_show").count() == 1
    walk_in = enrol(session, make_cooperative(), actor=officer, override="Datang langsung.")
    assert walk_in.state == "confirmed"
    with pytest.raises(seats.FullError):
        putting_right.came_after_all(one, actor=officer)
    putting_right.mark_no_show(walk_in, actor=officer)
    assert putting_right.came_after_all(one, actor=officer).state == "confirmed"


def test_no_move_leads_out_of_an_end():
    assert {state for state, moves in seats.MOVES.items() if not moves} == {"declined", "cancelled", "lapsed"}
    assert set(seats.MOVES) == {state for state, _label in Enrolment._meta.get_field("state").choices}


def test_who_replaces_somebody_keeps_the_place_in_the_line(officer):
    session = make_session(quota=1)
    _seated, second, third = (enrol(session, make_cooperative()) for _n in range(3))
    new = enrolment.replace(second, person=Person("Budi"), actor=officer)
    assert list(session.enrolments.in_line()) == [new, third]


def test_an_offer_that_is_over_is_neither_taken_nor_handed_on(officer):
    session = make_session(quota=1)
    first, second, third = (enrol(session, make_cooperative()) for _n in range(3))
    enrolment.cancel(first, actor=officer)
    Enrolment.objects.filter(pk=second.pk).update(offer_until=clock.now() - timedelta(minutes=1))
    with pytest.raises(DomainError):
        enrolment.replace(second, person=Person("Budi"), actor=officer)
    third.refresh_from_db()
    assert third.state in ("waitlisted", "offered")
    begin(session)
    with pytest.raises(DomainError):
        enrolment.take_offer(third, actor=officer)


def test_news_of_a_change_repeats_the_offer_that_was_not_sent_yet(officer):
    session = make_session(quota=1)
    first, second = (enrol(session, make_cooperative(), phone="0812 3456 7890") for _n in range(2))
    enrolment.cancel(first, actor=officer)
    session.refresh_from_db()
    fields = {name: getattr(session, name) for name in scheduling.FIELDS} | {"venue": "Balai Kota"}
    days = [scheduling.Day(day.date, day.starts, day.ends) for day in session.days.all()]
    scheduling.change(session, fields=fields, days=days, expected_version=session.version, actor=officer)
    message = Contact.objects.to_send().get(about=f"enrolment-{second.pk}")
    second.refresh_from_db()
    assert "Balai Kota" in message.text
    assert moment(second.offer_until) in message.text


def test_a_record_that_was_merged_meanwhile_takes_no_enrolment(officer):
    session, kept, dropped = make_session(), make_cooperative(), make_cooperative()
    merging.merge(keep=kept.pk, drop=dropped.pk, reason="Data ganda.", actor=officer)
    with pytest.raises(DomainError):
        enrol(session, dropped)
    assert Enrolment.objects.count() == 0


def test_every_piece_of_news_has_its_words_in_both_languages(officer):
    session = make_session(quota=1)
    one, other = (enrol(session, make_cooperative()) for _n in range(2))
    enrolment.cancel(one, actor=officer)
    other.refresh_from_db()
    for language in ("id", "en"):
        with translation.override(language):
            texts = {what: wording.compose(what, other) for what in News.values}
        assert len({subject for subject, _text in texts.values()}) == len(News)
        assert all(other.name in text and session.venue in text for _subject, text in texts.values())
