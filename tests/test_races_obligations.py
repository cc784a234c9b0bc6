"""What is asked for when everything comes twice at once: quarters, waivers and extensions. On both databases."""

from datetime import timedelta

import pytest

from core.errors import DomainError
from core.models import Event
from reports.models import Obligation, Waiver
from reports.obligations import extensions, waivers
from reports.obligations.opening import add, open_period
from tests.factories import make_cooperative
from tests.races import at_once, fresh
from tests.reporting import QUARTER, make_obligation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


def test_a_quarter_opened_twice_at_once_asks_everybody_once():
    for _n in range(20):
        make_cooperative()
    results = at_once(*[lambda: open_period(QUARTER)] * 4)
    assert sorted(opened.created for opened in results) == [0, 0, 0, 20]
    assert Obligation.objects.count() == 20
    assert Event.objects.filter(verb="period.opened").count() == 1


def test_a_report_waived_twice_at_once_is_waived_once(officer):
    owed = make_obligation()
    results = at_once(*[lambda: waivers.waive(fresh(owed), reason="new", note="Baru", actor=officer)] * 3)
    assert Waiver.objects.count() == 1
    assert sum(isinstance(result, DomainError) for result in results) == 2


def test_extensions_at_once_never_move_a_due_date_back(officer):
    owed = make_obligation()
    due = owed.due_on
    days = (11, 13, 12, 10)
    at_once(
        *[
            lambda n=n: extensions.extend(owed.period, until=due + timedelta(days=n), reason="x", actor=officer)
            for n in days
        ]
    )
    assert Obligation.objects.get().due_on == due + timedelta(days=13)


def test_a_cooperative_added_while_an_extension_is_given_gets_it(officer):
    owed = make_obligation()
    until = owed.due_on + timedelta(days=20)
    late = make_cooperative(status="passive")
    at_once(
        lambda: extensions.extend(owed.period, until=until, reason="x", actor=officer),
        lambda: add(late, owed.period, actor=officer),
    )
    assert set(Obligation.objects.values_list("due_on", flat=True)) == {until}
