"""How many reports were of each state at the end of a day: counted together as they are told one by one."""

from collections import Counter
from datetime import timedelta
from itertools import product

import pytest

from core import clock
from reports.models import Obligation, Period, Waiver
from reports.obligations import as_of
from reports.obligations.quarter import Quarter
from tests.factories import make_cooperative
from tests.reporting import make_obligation

pytestmark = pytest.mark.django_db
COLUMNS = ("period", "cooperative__kind")


@pytest.fixture
def owed(officer):
    """Each of: when it came, in time or late, due or not yet, waived before, since, no longer, or not at all."""
    quarters = [Quarter(2026, 2), Quarter(2026, 3)]
    came = [None, (-9, 0), (-9, 4), (-1, 0)]
    due = [-20, -5, 5]
    waived = [None, (-8, None, None), (-1, None, None), (-8, -7, None), (-8, None, -3), (-8, None, 30)]
    today = clock.today()
    for n, (quarter, arrival, late_after, waiver) in enumerate(product(quarters, came, due, waived)):
        cooperative = make_cooperative(kind=("consumer", "producer")[n % 2])
        one = make_obligation(officer, quarter=quarter, cooperative=cooperative)
        day = today + timedelta(days=late_after)
        values = {"due_on": day, "late_after": day, "late_since": None}
        if arrival:
            at = clock.now() + timedelta(days=arrival[0])
            values |= {"received_at": at, "days_late": arrival[1], "standing": "submitted"}
        Obligation.objects.filter(pk=one.pk).update(**values)
        if waiver:
            at, ended, expires = waiver
            Waiver.objects.create(
                obligation=one,
                reason="other",
                note="x",
                approved_at=clock.now() + timedelta(days=at),
                ended_at=clock.now() + timedelta(days=ended) if ended else None,
                expires_on=today + timedelta(days=expires) if expires else None,
            )
        if n % 13 == 0:
            type(cooperative).objects.filter(pk=cooperative.pk).update(merged_into=make_cooperative())
    Period.objects.filter(quarter=2).update(opened_at=clock.now() - timedelta(days=60))
    Period.objects.filter(quarter=3).update(opened_at=clock.now() - timedelta(days=4))
    return as_of.periods(quarters)


@pytest.mark.parametrize("ago", [0, 2, 6, 12, 90])
def test_each_state_is_counted_as_its_rows(owed, ago):
    day = clock.today() - timedelta(days=ago)
    for last_day in (day, day - timedelta(days=1)):
        told = as_of.rows(Obligation.objects.current(), day, last_day).order_by()
        one_by_one = Counter(told.values_list(*COLUMNS, "state_then"))
        together = {tuple(row[:-1]): row[-1] for row in as_of.sizes(owed, day, last_day, COLUMNS)}
        assert together == dict(one_by_one)
    assert (len(together) > 0) == (ago < 90)
