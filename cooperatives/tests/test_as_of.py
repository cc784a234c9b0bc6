"""A register that is built step by step, asked as of days in between."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperatives import status
from cooperatives.models import AnnualMeeting, Cooperative, StatusChange
from cooperatives.register import as_of
from tests.factories import apply, make_cooperative, preview, workbook

pytestmark = pytest.mark.django_db
END_2024, END_2025, TODAY = date(2024, 12, 31), date(2025, 12, 31), date(2026, 6, 30)


def move(cooperative, to, on, officer, *, noted=None):
    """A change of status valid from a day, noted in the portal on that day or on another."""
    cooperative.refresh_from_db()
    change = status.change_status(cooperative, to=to, on=on, basis="ministry", reason="Alasan.", actor=officer)
    when = noted or on
    StatusChange.objects.filter(pk=change.pk).update(at=datetime(when.year, when.month, when.day, 5, tzinfo=UTC))
    return change


def entered(cooperative, on):
    Cooperative.objects.filter(pk=cooperative.pk).update(created_at=datetime(on.year, on.month, on.day, 5, tzinfo=UTC))
    return cooperative


@pytest.fixture
def city(officer):
    """Founded 2001: active, passive in 2025, active again in 2026. Founded 2010: active all along, dissolved in 2026.
    Founded in February 2026. Without a legal date, known since 2024. Without a legal date, entered in 2026.
    """
    found = [
        make_cooperative(name, legal_date=founded, status="", status_on=None)
        for name, founded in (
            ("Lama", date(2001, 5, 1)),
            ("Bubar", date(2010, 5, 1)),
            ("Baru", date(2026, 2, 11)),
            ("Tanpa tanggal", None),
            ("Masuk 2026", None),
        )
    ]
    old, gone, fresh, dateless, _late = (entered(c, date(2026, 3, 1)) for c in found)
    move(old, "active", date(2020, 1, 1), officer)
    move(old, "passive", date(2025, 7, 1), officer)
    move(old, "active", date(2026, 2, 1), officer)
    move(gone, "active", date(2020, 1, 1), officer)
    move(gone, "proposed_dissolution", date(2026, 1, 5), officer)
    move(gone, "winding_up", date(2026, 1, 6), officer)
    move(gone, "dissolved", date(2026, 1, 7), officer)
    move(fresh, "active", date(2026, 2, 11), officer)
    move(dateless, "passive", date(2024, 3, 1), officer)
    return found


def then(day, **details):
    return {c.name: c.status_then for c in as_of.registered(day, **details)}


def test_each_is_there_from_its_first_day_with_the_status_of_that_day(city):
    assert then(date(2019, 12, 31)) == {"Lama": "", "Bubar": ""}
    assert then(END_2024) == {"Lama": "active", "Bubar": "active", "Tanpa tanggal": "passive"}
    assert then(END_2025) == {"Lama": "passive", "Bubar": "active", "Tanpa tanggal": "passive"}
    assert then(TODAY) == {"Lama": "active", "Baru": "active", "Tanpa tanggal": "passive", "Masuk 2026": ""}


def test_the_numbers_of_a_day_add_up_and_count_who_has_no_status(city):
    found = as_of.counts(TODAY)
    assert (found.active, found.not_active, found.total, found.unknown) == (2, 2, 4, 1)
    assert as_of.counts(END_2025) == as_of.StatusCounts(total=3, active=1, unknown=0, with_rat=0)


def test_a_correction_rewrites_the_past_and_a_change_does_not(city, officer):
    old = city[0]
    wrong = list(status.history_of(old))[1]
    status.correct(wrong, to="attention", on=wrong.on, reason="Salah.", actor=officer)
    assert then(END_2025)["Lama"] == "attention"
    assert then(END_2024)["Lama"] == "active"


def test_what_was_noted_later_was_not_known_then(city, officer):
    move(city[3], "active", date(2025, 11, 1), officer, noted=date(2026, 4, 1))
    assert then(END_2025)["Tanpa tanggal"] == "active"
    assert then(END_2025, known_on=date(2026, 3, 15))["Tanpa tanggal"] == "passive"
    # Entered in the portal on 1 March: before that day it knew none of them.
    assert then(END_2025, known_on=date(2026, 2, 1)) == {}


def test_a_correction_of_today_was_not_known_before(city, officer):
    wrong = list(status.history_of(city[0]))[1]
    entry = status.correct(wrong, to="attention", on=wrong.on, reason="Salah.", actor=officer)
    StatusChange.objects.filter(pk=entry.pk).update(at=datetime(2026, 5, 1, tzinfo=UTC))
    assert then(END_2025, known_on=date(2026, 4, 1))["Lama"] == "passive"
    assert then(END_2025, known_on=date(2026, 5, 2))["Lama"] == "attention"


def test_an_annual_meeting_counts_in_the_year_in_which_it_was_held(city):
    old, gone, *_rest = city
    AnnualMeeting.objects.create(cooperative=old, book_year=2024, held_on=date(2025, 3, 1))
    AnnualMeeting.objects.create(cooperative=old, book_year=2025, held_on=date(2026, 3, 1))
    AnnualMeeting.objects.create(cooperative=gone, kind="ralb", book_year=2025, held_on=date(2025, 3, 1))
    Cooperative.objects.filter(pk=old.pk).update(last_rat_on=date(2026, 3, 1), last_rat_year=2026)
    Cooperative.objects.filter(pk=city[3].pk).update(last_rat_year=2025)
    assert [as_of.counts(day).with_rat for day in (END_2024, date(2025, 2, 1), END_2025, TODAY)] == [0, 1, 2, 1]


def test_the_meeting_before_is_not_forgotten_when_a_list_says_the_last_one(officer):
    known = make_cooperative("KSP Maju", legal_number="12/BH/2001", last_rat_on=date(2025, 3, 1))
    content = workbook([["NAMA KOPERASI", "NO BH", "TGL RAT"], ["KSP Maju", "12/BH/2001", "01/03/2026"]])
    apply(preview(content, officer), officer)
    known.refresh_from_db()
    assert known.last_rat_on == date(2026, 3, 1)
    assert [as_of.counts(day).with_rat for day in (END_2025, TODAY)] == [1, 1]


def test_a_merged_record_is_in_no_answer_and_one_without_history_has_its_own_status(officer):
    kept = make_cooperative("A", status="passive", status_on=date(2021, 1, 1))
    make_cooperative("B", merged_into=kept)
    assert then(date(2021, 1, 1)) == {"A": "passive"}
    assert then(TODAY) == {"A": "passive"}


def test_any_question_is_one_statement(city):
    with CaptureQueriesContext(connection) as queries:
        as_of.counts(END_2025)
        as_of.by_status(Cooperative.objects.current(), END_2025)
    assert len(queries) == 2
