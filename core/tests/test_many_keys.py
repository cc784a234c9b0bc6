import pytest

from cooperatives.models import Cooperative
from core.database.many_keys import among
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


def test_thousands_of_keys_are_one_parameter_and_find_their_rows_alone():
    pks = [make_cooperative(f"KSP {n}").pk for n in range(3)]
    wanted = {pks[0], pks[2], *range(10**9, 10**9 + 20_000)}
    assert set(Cooperative.objects.filter(pk__in=among(wanted)).values_list("pk", flat=True)) == {pks[0], pks[2]}
    assert not Cooperative.objects.filter(pk__in=among(())).exists()


def test_the_statement_does_not_grow_with_the_keys():
    few, many = (Cooperative.objects.filter(pk__in=among(range(n))).query.sql_with_params() for n in (1, 1000))
    assert few[0] == many[0]
    assert len(few[1]) == len(many[1])
