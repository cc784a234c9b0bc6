"""Rows that the office's rule or the spelling of a name makes doubtful, and one answer for many of them."""

from datetime import date

import pytest

from cooperatives import keys
from cooperatives.models import Cooperative
from cooperatives.register_import import intake, officer_answers
from cooperatives.register_import.officer_answers import Decisions
from cooperatives.register_import.overview import overview
from cooperatives.status_rules import last_due_meeting
from cooperatives.tests.test_import_preview import codes, known, outcomes, register, row
from core import office
from core.errors import DomainError
from tests.factories import apply, preview

pytestmark = pytest.mark.django_db
PASSIVE = {"status": "passive", "status_on": date(2015, 1, 1)}


def becomes_active(officer, *, register_year=None, file_year=None, as_of=None):
    known(0, last_rat_year=register_year, **PASSIVE)
    batch = preview(register(row(0, said="Aktif", rat=file_year)), officer)
    intake.set_mapping(batch, batch.mapping, as_of=as_of, actor=officer)
    return batch


@pytest.mark.parametrize(
    ("register_year", "file_year", "asked"),
    [
        (2017, None, True),
        (2018, None, False),
        (2017, 2018, False),
        (2016, 2017, True),
        (None, None, False),
        (None, 2017, True),
    ],
)
def test_a_passive_cooperative_becomes_active_against_the_rule_only_by_the_officer(
    officer, register_year, file_year, asked
):
    batch = becomes_active(officer, register_year=register_year, file_year=file_year, as_of=date(2020, 12, 31))
    assert codes(batch) == [["status_against_rule"] if asked else []]
    assert outcomes(batch) == {"doubtful" if asked else "changed": 1}


def test_the_rule_is_that_of_the_office(officer, administrator):
    office.change({"years_without_rat": 2}, actor=administrator)
    batch = becomes_active(officer, register_year=2018, as_of=date(2020, 12, 31))
    assert codes(batch) == [["status_against_rule"]]


@pytest.mark.parametrize(
    ("answer", "kept"), [("from_register", "passive"), ("from_file", "active"), ("skip", "passive")]
)
def test_the_officer_decides_whether_it_is_active(officer, answer, kept):
    batch = becomes_active(officer, register_year=2010, as_of=date(2020, 12, 31))
    officer_answers.decide(batch, {batch.rows.get().pk: {"status_against_rule": answer}}, actor=officer)
    apply(batch, officer)
    assert Cooperative.objects.get().status == kept


@pytest.mark.parametrize(
    ("day", "year"), [(date(2020, 6, 30), 2019), (date(2020, 7, 1), 2020), (date(2020, 12, 31), 2020)]
)
def test_a_meeting_is_due_within_six_months_of_the_book_year(day, year):
    assert last_due_meeting(day) == year


@pytest.mark.parametrize(
    ("old", "new", "asked"),
    [
        ("KSP Maju Jaya", "KSP Maju Jaja", True),
        ("KSP Maju Jaya", "KSP Maju Jayaa", True),
        ("KSP Maju Jaya", "KSP Mju Jay", True),
        ("KSP Maju Jaya", "KSP. MAJU JAYA", False),
        ("KSP Maju Jaya", "KSP Maju Jaya Abadi", False),
    ],
)
def test_a_name_that_differs_by_a_letter_or_two_is_asked_about(officer, old, new, asked):
    known(0, old)
    assert codes(preview(register(row(0, new, address="Jl. Baru")), officer)) == [["name_by_letters"] if asked else []]


@pytest.mark.parametrize(("answer", "name"), [("from_register", "KSP Maju Jaya"), ("from_file", "KSP Maju Jaja")])
def test_the_officer_says_which_spelling_is_right_and_the_rest_of_the_row_is_taken(officer, answer, name):
    known(0, "KSP Maju Jaya")
    batch = preview(register(row(0, "KSP Maju Jaja", address="Jl. Baru")), officer)
    officer_answers.decide(batch, {batch.rows.get().pk: {"name_by_letters": answer}}, actor=officer)
    apply(batch, officer)
    assert list(Cooperative.objects.values_list("name", "address")) == [(name, "Jl. Baru")]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("abc", "abc", 0),
        ("abc", "abd", 1),
        ("abc", "ab", 1),
        ("abc", "xbcd", 2),
        ("abcd", "xxxx", 3),
        ("", "abc", 3),
        ("ab", "ba", 2),
    ],
)
def test_letters_between_two_texts_are_counted_up_to_a_bound(one, other, apart):
    assert (keys.letters_apart(one, other, 2), keys.letters_apart(other, one, 2)) == (apart, apart)


def test_one_answer_is_given_to_all_rows_with_a_question_and_single_answers_stay(officer):
    for n in range(3):
        known(n)
    batch = preview(register(*(row(n, f"KSP Contoh {n:03}x", address="Jl. Baru") for n in range(3))), officer)
    first = batch.rows.first()
    officer_answers.decide(batch, {first.pk: {"name_by_letters": "skip"}}, actor=officer)
    assert officer_answers.decide(batch, Decisions(for_all={"name_by_letters": "from_register"}), actor=officer) == 2
    assert (outcomes(batch), overview(batch).fields) == ({"changed": 2, "skipped": 1}, {"address": 2})
    with pytest.raises(DomainError):
        officer_answers.decide(batch, Decisions(for_all={"name_by_letters": f"update:{first.pk}"}), actor=officer)
    with pytest.raises(DomainError):
        officer_answers.decide(
            preview(register(row(0, "KSP Contoh 000x")), officer),
            Decisions(for_all={"name_by_letters": "take"}),
            actor=officer,
        )
