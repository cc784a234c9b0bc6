"""The sizes inside the signs are settings of the office, said in the sign and kept with what they produced."""

from datetime import timedelta

import pytest

from cooperatives.models import Cooperative
from core import clock, office
from revival import requests, signs, sizes
from tests.coaching import make_case
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


def keys_of(cooperative: Cooperative) -> set[str]:
    return {shown.sign.key for shown in signs.of([cooperative.pk], clock.today()).get(cooperative.pk, [])}


def label_of(key: str) -> str:
    return next(str(sign.label) for sign in signs.SIGNS if sign.key == key)


def test_another_size_changes_who_has_the_sign_and_what_it_says():
    row = make_cooperative(status="passive", members=12, last_rat_year=clock.today().year - 7)
    assert {"members", "meeting"}.isdisjoint(keys_of(row))
    assert label_of("members") == "punya 20 anggota atau lebih"
    office.store("revival_size_members", 12)
    office.store("revival_size_meeting_years", 8)
    assert {"members", "meeting"} <= keys_of(row)
    assert label_of("members") == "punya 12 anggota atau lebih"
    assert "8 tahun" in label_of("meeting")


def test_neighbours_are_counted_by_the_size_in_force():
    rows = [make_cooperative(f"KSP {n}", status="passive", place="Kerten") for n in range(3)]
    assert "neighbours" not in keys_of(rows[0])
    office.store("revival_size_neighbours", 2)
    assert "neighbours" in keys_of(rows[0])


def test_an_opening_keeps_weights_and_sizes_of_its_day(officer):
    office.store("revival_size_members", 33)
    kept = make_case(make_cooperative(status="passive"), officer).opening.rule
    office.store("revival_size_members", 44)
    assert kept == signs.weights() | {
        "revival_size_members": 33,
        "revival_size_reached_months": 12,
        "revival_size_meeting_years": 5,
        "revival_size_neighbours": 3,
    }
    assert sizes.in_force()["revival_size_members"] == 44


def test_how_soon_a_board_is_heard_again_is_a_setting(officer, manager):
    own = make_cooperative(status="passive")
    assert requests.ask(own, words="", actor=manager)
    assert not requests.ask(own, words="", actor=manager)
    own.contacts.update(made_at=clock.now() - timedelta(days=3))
    assert not requests.ask(own, words="", actor=manager)
    office.store("revival_ask_again_days", 2)
    assert requests.ask(own, words="", actor=manager)
