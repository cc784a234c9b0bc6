import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from cooperatives.models import Cooperative
from core.database import many_keys
from core.database.statements import SqlStatement, columns
from core.models import Event
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


def test_a_kept_statement_selects_by_the_values_of_each_run():
    one, two = make_cooperative(), make_cooperative()
    rows = Cooperative.objects.filter(pk__in=many_keys.given("keys")).order_by("pk")
    kept = SqlStatement.of(rows.values_list("pk", "name"))
    assert kept.rows(keys=[two.pk, one.pk]) == [(one.pk, one.name), (two.pk, two.name)]
    assert kept.rows(keys=[two.pk]) == [(two.pk, two.name)]
    assert kept.rows(keys=[]) == []


def test_a_kept_update_touches_its_rows_alone():
    one, two = make_cooperative(), make_cooperative()
    kept = SqlStatement.of_update(
        Cooperative.objects.filter(pk__in=many_keys.given("keys")),
        name=columns(Cooperative, ["name"])["name"],
        version=F("version") + 1,
    )
    with CaptureQueriesContext(connection) as seen:
        assert kept.run(keys=[two.pk], name="Baru") == 1
    assert len(seen) == 1
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.version, two.name, two.version) == (1, "Baru", 2)


def test_a_value_that_is_missing_is_told_and_none_is_null():
    kept = SqlStatement.of(Event.objects.filter(**columns(Event, ["actor"])).values_list("pk"))
    with pytest.raises(KeyError):
        kept.rows()
    assert kept.rows(actor=None) == []
