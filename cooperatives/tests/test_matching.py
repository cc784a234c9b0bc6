"""Which record a row speaks of: the one certain answer, or a question."""

import pytest

from cooperatives.keys import legal_key, name_key
from cooperatives.merging import records
from cooperatives.register_import.matching import Index, MatchCandidate, likeness
from tests.factories import make_cooperative, village

HERE, THERE = 1, 2


def known(pk=1, name="ABCDEFGHIJ", legal="", national="", place: int | None = HERE) -> MatchCandidate:
    return MatchCandidate(pk, name, name_key(name), legal_key(legal), national, place)


def answer(index: Index, **values) -> tuple:
    found = index.match(values)
    return found.pk, found.doubt, found.candidates


@pytest.mark.django_db
def test_a_record_that_was_merged_away_is_never_matched(officer):
    kept = make_cooperative("KSP Tetap", legal_number="111/BH", national_number="3372000000001")
    gone = make_cooperative("KSP Hilang", legal_number="222/BH", national_number="3372000000002")
    by_each = [
        {"name": "KSP Hilang", "legal_number": "222/BH"},
        {"name": "KSP Hilang", "national_number": "3372000000002"},
        {"name": "KSP Hilang", "village_id": village("Jajar").pk},
    ]
    assert [Index.of_register().match(values).pk for values in by_each] == [gone.pk] * 3
    records.merge(keep=kept.pk, drop=gone.pk, reason="Sama.", actor=officer)
    index = Index.of_register()
    assert [answer(index, **values) for values in by_each] == [(None, "", [])] * 3
    assert set(index.known) == {kept.pk}


def test_names_are_alike_by_the_share_of_their_letters():
    assert likeness("ABCDEFGHIJ", "ABCDEFGHIX") == 0.9
    assert likeness("ABCDEFGH", "ABCDEFXY") == 0.75
    # Far below what matters it is not reckoned out.
    assert likeness("ABCDEFGH", "ABCDEXYZ") == 0.0
    assert likeness("ABCDEFGH", "HGFEDCBA") < 0.75
    assert likeness("A", "ABCDEFGH") == 0.0
    longest = "BC" * 99 + "B"
    assert likeness(f"A{longest}", f"D{longest}") == 0.995


@pytest.mark.parametrize(
    ("name", "asked"),
    [("ABCDEFGHIX", [1]), ("XBCDEFGHIJ", [1]), ("ABCDEFXHIJ", [1]), ("ABCDEFGHXX", []), ("ABCDEFGHIJKLX", [])],
)
def test_names_that_are_nine_tenths_alike_in_one_village_are_asked_about(name, asked):
    index = Index([known()])
    assert answer(index, name=name, village_id=HERE) == (None, "similar_in_register" if asked else "", asked)
    assert answer(index, name=name, village_id=THERE) == (None, "", [])
    assert answer(index, name=name) == (None, "", [])


def test_two_that_have_numbers_of_their_own_are_two_though_their_names_are_alike():
    index = Index([known(legal="111/BH")])
    assert answer(index, name="ABCDEFGHIX", village_id=HERE) == (None, "similar_in_register", [1])
    assert answer(index, name="ABCDEFGHIX", village_id=HERE, legal_number="222/BH") == (None, "", [])


@pytest.mark.parametrize(
    ("name", "place", "doubt"),
    [
        ("ABCDEFGHIJ", HERE, ""),
        ("ABCDEFGHIX", THERE, ""),  # 0.9, moved
        ("ABCDEFGHXX", THERE, "name_differs"),  # 0.8, moved
        ("ABCDEFGHXX", HERE, ""),
        ("ABCDEFGHXX", None, ""),
        ("ABCDEFGXXX", HERE, "name_differs"),  # 0.7
    ],
)
def test_a_number_whose_name_is_too_different_is_asked_about(name, place, doubt):
    values = {"name": name, "legal_number": "111/BH", "village_id": place}
    found = Index([known(legal="111/BH")]).match(values)
    assert (found.pk, found.doubt) == (None if doubt else 1, doubt)
    assert found.expected == ("ABCDEFGHIJ" if doubt else "")


def test_three_quarters_of_a_name_are_enough_under_one_number():
    index = Index([known(name="ABCDEFGH", legal="111/BH")])
    assert answer(index, name="ABCDEFXY", legal_number="111/BH") == (1, "", [])


def test_a_record_whose_village_is_unknown_has_not_moved():
    index = Index([known(legal="111/BH", place=None)])
    assert answer(index, name="ABCDEFGHXX", legal_number="111/BH", village_id=HERE) == (1, "", [])


def test_numbers_that_lead_to_two_records_or_disagree_are_asked_about():
    index = Index([known(1, legal="111/BH", national="A1"), known(2, name="LAIN SEKALI", national="B2")])
    both = {"name": "ABCDEFGHIJ", "legal_number": "111/BH"}
    assert answer(index, **both, national_number="B2") == (None, "numbers_disagree", [1, 2])
    assert answer(index, **both, national_number="C3") == (None, "numbers_disagree", [1])
    assert answer(index, **both, national_number="A1") == (1, "", [])
    assert answer(index, **both) == (1, "", [])
    assert answer(index, name="ABCDEFGHIJ", national_number="A1") == (1, "", [])


def test_of_several_under_one_number_the_name_decides_or_nobody_does():
    index = Index([known(1, legal="111/BH"), known(2, name="KLMNOPQRST", legal="111/BH")])
    assert answer(index, name="KLMNOPQRST", legal_number="111/BH") == (2, "", [])
    assert answer(index, name="LAIN SEKALI", legal_number="111/BH") == (None, "several_in_register", [1, 2])


def test_a_name_is_certain_only_once_in_its_village():
    index = Index([known(1), known(2, place=THERE)])
    assert answer(index, name="ABCDEFGHIJ", village_id=HERE) == (1, "", [])
    assert answer(index, name="ABCDEFGHIJ", village_id=3) == (None, "similar_in_register", [1, 2])
    assert answer(index, name="ABCDEFGHIJ") == (None, "similar_in_register", [1, 2])
    twins = Index([known(1), known(2)])
    assert answer(twins, name="ABCDEFGHIJ", village_id=HERE) == (None, "similar_in_register", [1, 2])


def test_a_name_of_another_village_with_a_number_of_its_own_is_another_cooperative():
    index = Index([known(1, legal="111/BH", place=THERE), known(2, place=3)])
    assert answer(index, name="ABCDEFGHIJ", village_id=HERE, legal_number="222/BH") == (
        None,
        "similar_in_register",
        [2],
    )
    assert answer(Index([known(1, legal="111/BH")]), name="ABCDEFGHIJ", village_id=HERE, legal_number="222/BH") == (
        None,
        "similar_in_register",
        [1],
    )


def test_a_national_number_that_differs_makes_a_name_uncertain():
    index = Index([known(national="A1")])
    assert answer(index, name="ABCDEFGHIJ", village_id=HERE, national_number="B2") == (
        None,
        "similar_in_register",
        [1],
    )
    assert answer(index, name="ABCDEFGHIJ", village_id=HERE) == (1, "", [])
