import threading

import pytest
from django.db import connection
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.papers import trail
from revival.models import AssignmentLetter, VisitDay, VisitRecord
from revival.visits import assignments, days, records, visit_log
from tests.coaching import make_case
from tests.factories import make_cooperative, make_user
from tests.visiting import make_day, make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser(db):
    return make_user("adviser", name="Ibu Penyuluh")


def make(officer, adviser):
    return make_case(make_cooperative(place="Jajar", status="passive"), officer, adviser=adviser)


def numbered(day, officer, others="") -> AssignmentLetter:
    return assignments.issue(assignments.draft([day], others=others, actor=officer), first=0, actor=officer)


def test_a_letter_names_all_who_go_and_all_cooperatives_in_the_words_of_the_office(officer, adviser):
    case = make(officer, adviser)
    letter = numbered(make_day([case], adviser), officer, others="Bapak Budi, Analis\n\nIbu Ani")
    assert letter.people == [
        ["Ibu Penyuluh", "Petugas Penyuluh Koperasi Lapangan (PPKL)"],
        ["Bapak Budi", "Analis"],
        ["Ibu Ani", ""],
    ]
    assert [row[2] for row in letter.frame["rows"]] == [case.cooperative.legal_name]
    assert letter.number.startswith("094/001/ST/")
    assert "2. Bapak Budi, Analis" in letter.text


def test_a_day_has_one_letter_and_another_once_that_is_void(officer, adviser):
    day = make_day([make(officer, adviser)], adviser)
    letter = numbered(day, officer)
    with pytest.raises(DomainError):
        assignments.draft([day], others="", actor=officer)
    rows = AssignmentLetter.objects.filter(pk=letter.pk)
    trail.void(rows, reason="Salah nama.", actor=officer)
    assignments.restore(rows, actor=officer)
    trail.void(rows, reason="Salah nama.", actor=officer)
    assert numbered(day, officer).sequence == 2
    with pytest.raises(DomainError):
        assignments.restore(rows, actor=officer)


def test_a_visit_has_a_letter_only_where_that_sends_its_adviser_there_on_its_day(officer, adviser):
    first, second = make(officer, adviser), make(officer, adviser)
    day = make_day([first], adviser)
    assert make_visit(first, adviser).without_letter
    numbered(day, officer)
    make_day([second], adviser)
    assert not make_visit(first, adviser).without_letter
    # Somebody else, and a cooperative that was added after the letter had its number.
    assert make_visit(first, officer).without_letter
    assert make_visit(second, adviser).without_letter


def test_the_page_of_a_day_says_that_its_letter_is_outdated(officer, adviser, client):
    day = make_day([make(officer, adviser)], adviser)
    numbered(day, officer)
    client.force_login(officer)
    url = reverse("revival_day", args=[day.pk])
    assert not client.get(url).context["letter_is_outdated"]
    make_day([make(officer, adviser)], adviser)
    assert client.get(url).context["letter_is_outdated"]


def test_a_record_prints_what_it_said_when_it_got_its_number(officer, adviser):
    case = make(officer, adviser)
    visit = make_visit(case, adviser, said="Mau jalan lagi.")
    record = records.issue(visit, first=7, actor=adviser)
    name = case.cooperative.legal_name
    case.cooperative.name = "KSP Nama Baru"
    case.cooperative.save()
    record.refresh_from_db()
    assert (record.sequence, name in record.intro) == (7, True)
    assert ["Isi pembicaraan", "Mau jalan lagi."] in record.words
    with pytest.raises(DomainError):
        records.issue(visit, first=0, actor=adviser)


def test_a_void_record_of_a_visit_that_was_corrected_since_stays_void(officer, adviser):
    visit = make_visit(make(officer, adviser), adviser)
    rows = VisitRecord.objects.filter(pk=records.issue(visit, first=0, actor=adviser).pk)
    trail.void(rows, reason="Salah.", actor=adviser)
    visit_log.correct(visit, {"met": "Orang Lain"}, actor=adviser)
    with pytest.raises(DomainError):
        records.restore(rows, actor=adviser)


def test_a_day_of_which_all_is_recorded_cannot_be_called_off(officer, adviser):
    case = make(officer, adviser)
    day = make_day([case], adviser)
    make_visit(case, adviser, stop=day.stops.get())
    day.refresh_from_db()
    with pytest.raises(DomainError):
        days.call_off(day, reason="x", seen=day.revision, actor=officer)


def at_once(*calls) -> list:
    """What each of some calls gives, all begun at the same moment."""
    found: list = []
    barrier = threading.Barrier(len(calls))

    def run(call) -> None:
        barrier.wait()
        try:
            found.append(call())
        except DomainError as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_who_write_the_letter_of_a_day_at_once_write_one(committed):
    officer, adviser = make_user("officer"), make_user("adviser")
    day = make_day([make(officer, adviser)], adviser)
    found = at_once(*[lambda: assignments.draft([day], others="", actor=officer)] * 3)
    assert sum(isinstance(one, DomainError) for one in found) == 2
    assert AssignmentLetter.objects.get() == VisitDay.objects.get().assignment


def test_taking_out_planning_and_recording_at_once_never_wait_for_each_other_for_ever(committed):
    officer, adviser = make_user("officer"), make_user("adviser")
    cases = [make(officer, adviser) for _n in range(3)]
    day = make_day(cases[:2], adviser)
    day.refresh_from_db()
    stop = day.stops.first()
    found = at_once(
        lambda: days.take_out(day, stop.pk, seen=day.revision, actor=officer),
        lambda: make_visit(stop.case, adviser),
        lambda: make_day([cases[2]], adviser, on=clock.today()),
        lambda: days.call_off(day, reason="x", seen=day.revision, actor=officer),
    )
    assert len(found) == 4
