from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cooperatives import status
from cooperatives.contacts import notes
from cooperatives.models import AnnualMeeting, BoardMember, Cooperative
from cooperatives.people import board
from cooperatives.record import changes, history, meetings
from cooperatives.record.completeness import WANTED, missing_fields, percent
from core.errors import DomainError
from core.models import Event
from tests.factories import make_cooperative, village

pytestmark = pytest.mark.django_db


def edit(cooperative, officer, **fields):
    base = {name: changes.stored(cooperative, name) for name in fields}
    return changes.edit(cooperative.pk, fields=fields, base=base, actor=officer)


def test_an_edit_leaves_one_event_with_before_and_after_of_what_changed(officer):
    cooperative = make_cooperative(members=5)
    edit(cooperative, officer, members=6, address="")
    event = Event.objects.get()
    assert (event.verb, event.before, event.after) == ("cooperative.edited", {"members": 5}, {"members": 6})
    assert Cooperative.objects.get().version == 2


def test_an_edit_that_changes_nothing_leaves_nothing(officer):
    cooperative = make_cooperative(members=5)
    edit(cooperative, officer, members=5)
    assert (Event.objects.count(), Cooperative.objects.get().version) == (0, 1)


def test_derived_columns_follow_an_edit(officer):
    cooperative = make_cooperative("KSP Lama", place="Jajar")
    edit(cooperative, officer, name="KSU Baru", village=village("Manahan"), members_male=3, members_female=4)
    cooperative.refresh_from_db()
    assert (cooperative.name_key, cooperative.district.name, cooperative.postcode, cooperative.members) == (
        "KSUBARU",
        "Banjarsari",
        village("Manahan").postcode,
        7,
    )
    assert "ksu baru" in cooperative.search_text
    assert cooperative.missing == len(missing_fields(cooperative))


def test_the_second_of_two_editors_is_told_which_fields_differ(officer):
    cooperative = make_cooperative(members=5, address="Jl. A")
    stale = Cooperative.objects.get()
    edit(cooperative, officer, members=6)
    conflicts = edit(stale, officer, members=7, address="Jl. B")
    assert [(c.field, c.was, c.now) for c in conflicts] == [("members", 5, 6)]
    cooperative.refresh_from_db()
    assert (cooperative.members, cooperative.address) == (6, "Jl. B")


def test_two_editors_of_different_fields_do_not_hinder_each_other(officer):
    cooperative = make_cooperative(members=5, address="Jl. A")
    stale = Cooperative.objects.get()
    edit(cooperative, officer, members=6)
    edit(stale, officer, address="Jl. B")
    cooperative.refresh_from_db()
    assert (cooperative.members, cooperative.address, cooperative.version) == (6, "Jl. B", 3)


def test_a_national_number_belongs_to_one_cooperative(officer):
    make_cooperative(national_number="3372000000001")
    other = make_cooperative()
    with pytest.raises(DomainError):
        edit(other, officer, national_number="3372000000001")
    with pytest.raises(DomainError):
        changes.create(fields={"name": "KSP Baru", "national_number": "3372000000001"}, actor=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_cooperative(national_number="3372000000001")


def test_a_new_cooperative_has_an_event_and_no_status_yet(officer):
    cooperative = changes.create(fields={"name": "KSP Baru", "village": village("Jajar")}, actor=officer)
    assert (cooperative.status, cooperative.district.name) == ("", "Laweyan")
    assert Event.objects.get().after == {"name": "KSP Baru", "village": "Jajar"}


def test_the_database_holds_the_sum_of_members(officer):
    cooperative = make_cooperative(members_male=1, members_female=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cooperative.objects.filter(pk=cooperative.pk).update(members=9)


def test_a_new_chair_takes_the_place_of_the_old_and_is_found(officer):
    cooperative = make_cooperative()
    for name in ("Ani", "Budi"):
        board.put(cooperative, member=BoardMember(position="chair", name=name), actor=officer)
    cooperative.refresh_from_db()
    assert cooperative.chair == "Budi"
    assert "budi" in cooperative.search_text
    assert list(cooperative.board.order_by("pk").values_list("name", "left_on")) == [
        ("Ani", timezone.localdate()),
        ("Budi", None),
    ]
    board.leave(cooperative.board.get(name="Budi"), actor=officer)
    cooperative.refresh_from_db()
    assert cooperative.chair == ""


def test_a_term_that_has_run_out_is_seen():
    yesterday = timezone.localdate() - timedelta(days=1)
    assert BoardMember(term_end=yesterday).term_is_over
    assert not BoardMember(term_end=timezone.localdate()).term_is_over
    assert not BoardMember(term_end=yesterday, left_on=yesterday).term_is_over


def test_a_rat_is_recorded_once_a_book_year_and_moves_the_last_date(officer):
    cooperative = make_cooperative(last_rat_on=date(2019, 3, 1))
    meeting = {"book_year": 2024, "held_on": date(2025, 3, 14)}
    meetings.put(cooperative, meeting=AnnualMeeting(**meeting), actor=officer)
    cooperative.refresh_from_db()
    assert (cooperative.last_rat_on, cooperative.last_rat_year) == (date(2025, 3, 14), 2025)
    with pytest.raises(DomainError):
        meetings.put(cooperative, meeting=AnnualMeeting(**meeting), actor=officer)
    meetings.put(cooperative, meeting=AnnualMeeting(**meeting, kind="ralb"), actor=officer)
    meetings.put(cooperative, meeting=AnnualMeeting(book_year=2017, held_on=date(2018, 3, 1)), actor=officer)
    cooperative.refresh_from_db()
    assert cooperative.last_rat_on == date(2025, 3, 14)


def test_a_meeting_in_the_future_or_before_its_book_year_is_refused(officer):
    cooperative = make_cooperative()
    tomorrow = timezone.localdate() + timedelta(days=1)
    for held_on, year in ((tomorrow, 2024), (date(2020, 1, 1), 2024)):
        with pytest.raises(DomainError):
            meetings.put(cooperative, meeting=AnnualMeeting(book_year=year, held_on=held_on), actor=officer)


def test_history_speaks_in_words(officer):
    cooperative = make_cooperative(assets=1000, last_rat_on=date(2019, 3, 1))
    edit(cooperative, officer, assets=2_500_000, village=village("Manahan"), last_rat_on=date(2020, 3, 1))
    notes.add_note(cooperative, text="Ditelepon.", actor=officer)
    note, change = history.lines(cooperative, limit=5)
    assert note.changes[0].after == "Ditelepon."
    assert {(c.before, c.after) for c in change.changes} == {
        ("Rp 1.000", "Rp 2.500.000"),
        ("Jajar", "Manahan"),
        ("1 Maret 2019", "1 Maret 2020"),
    }


def test_completeness_counts_blank_and_not_zero():
    cooperative = make_cooperative(members=0)
    assert "members" not in missing_fields(cooperative)
    assert "assets" in missing_fields(cooperative)
    assert (percent(0), percent(len(WANTED))) == (100, 0)


def test_the_words_of_the_law_stand_behind_the_name_while_it_is_wound_up(as_user, officer):
    cooperative = make_cooperative("KSP Akhir", status="proposed_dissolution")
    status.change_status(
        cooperative, to="winding_up", on=date(2026, 1, 1), basis="ministry", reason="Keputusan.", actor=officer
    )
    page = as_user(officer).get(reverse("cooperative_detail", args=[cooperative.pk])).content.decode()
    assert "KSP Akhir (Koperasi dalam penyelesaian)" in page
