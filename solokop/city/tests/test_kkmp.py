"""The strip of the Merah Putih cooperatives: one cell for each kelurahan, that says how its cooperative stands."""

import pytest
from django.urls import reverse

from core import clock
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db
CITY = reverse("city")


def test_each_kelurahan_says_how_its_cooperative_stands_and_leads_to_it(as_user, head):
    year = clock.today().year
    for place, status, rat in (
        ("Jajar", "active", year),
        ("Sondakan", "active", year - 1),
        ("Kauman", "passive", year),
        ("Kauman", "active", year - 1),
        ("Serengan", "proposed_dissolution", None),
        ("", "active", None),
    ):
        make_cooperative(place=place, group="KKMP", status=status, last_rat_year=rat)
    make_cooperative(place="Kerten")
    client = as_user(head)
    answer = client.get(CITY)
    strip = answer.context["kkmp_strip"]
    cells = {cell.village: cell for row in strip.rows.values() for cell in row}
    found = {name: cell.state.key for name, cell in cells.items() if cell.state.key != "none"}
    assert found == {"Jajar": "rat", "Sondakan": "active", "Kauman": "rat", "Serengan": "resting"}
    assert [(state.key, n) for state, n in strip.legend] == [("rat", 2), ("active", 1), ("resting", 1), ("none", 50)]
    assert {cell.address for cell in cells.values() if cell.state.key == "none"} == {""}
    rows = {name: client.get(cells[name].address).context["listing"].total for name in found}
    assert rows == {"Jajar": 1, "Sondakan": 1, "Kauman": 2, "Serengan": 1}
    assert 'aria-label="Jajar: aktif, dan sudah RAT"' in answer.content.decode()


def test_where_none_is_registered_the_page_says_how_the_register_knows_one(as_user, head):
    make_cooperative()
    page = as_user(head).get(CITY).content.decode()
    assert "Belum ada yang terdaftar" in page
    assert "kkmp-legend" not in page
