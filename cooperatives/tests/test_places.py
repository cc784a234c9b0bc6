"""The tiles of the map of the city."""

import pytest

from cooperatives.places import tiles, villages

pytestmark = pytest.mark.django_db


def test_every_village_has_a_tile_of_its_own_in_its_district():
    positions = tiles()
    assert {village.code: village.district.name for village in villages().values()} == {
        code: position.group for code, position in positions.items()
    }
    assert len({(position.column, position.row) for position in positions.values()}) == len(positions) == 54


def test_villages_are_told_apart_by_their_names():
    assert len({village.name for village in villages().values()}) == 54
