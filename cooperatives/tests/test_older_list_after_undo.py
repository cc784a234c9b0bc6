"""A list is undone, then an older one comes: the columns of a record stay the end of its history."""

from datetime import date

import pytest

from cooperatives.key_figures import city_sums
from cooperatives.models import Cooperative
from cooperatives.register import as_of
from cooperatives.register_import import intake
from cooperatives.register_import.undo import plan, reversal
from core import clock
from tests.factories import apply, make_cooperative, workbook

pytestmark = pytest.mark.django_db
NAME, NUMBER = "KSP Maju", "12/BH/2001"


def import_list(officer, column: str, value, on: date):
    file = workbook([["NAMA KOPERASI", "NO BH", column], [NAME, NUMBER, value]])
    batch = intake.receive([file], name=f"{on}.xlsx", actor=officer)
    intake.set_mapping(batch, batch.mapping, as_of=on, actor=officer)
    batch.refresh_from_db()
    return apply(batch, officer)


def test_a_figure_that_an_officer_took_away_does_not_come_back_by_an_older_list(officer):
    make_cooperative(NAME, legal_number=NUMBER)
    first = import_list(officer, "ASET", 10**9, date(2026, 1, 31))
    import_list(officer, "ASET", 5, date(2026, 6, 30))
    reversal.undo(first, actor=officer, answers={one.name: f"back-{one.token}" for one in plan.plan(first).holds})
    assert Cooperative.objects.get().assets is None
    older = import_list(officer, "ASET", 5, date(2026, 3, 31))
    assert Cooperative.objects.get().assets is None
    assert city_sums.of(clock.today()).sums["assets"].total == 0
    assert [one["code"] for one in older.rows.get().problems] == ["older_figures"]
    import_list(officer, "ASET", 7, date(2026, 7, 31))
    assert Cooperative.objects.get().assets == city_sums.of(clock.today()).sums["assets"].total == 7


def test_a_status_that_was_undone_leaves_nothing_before_which_an_older_list_would_stand(officer):
    make_cooperative(NAME, legal_number=NUMBER, status="", status_on=None)
    reversal.undo(import_list(officer, "STATUS", "AKTIF", date(2026, 6, 30)), actor=officer)
    import_list(officer, "STATUS", "AKTIF", date(2026, 3, 31))
    today = clock.today()
    for known_on in (None, today):
        assert as_of.with_status(Cooperative.objects.all(), today, known_on).get().status_then == "active"
    assert as_of.with_status(Cooperative.objects.all(), date(2026, 3, 30)).get().status_then == ""
