"""What the record says in public of reports and training: where the office has chosen so, and never what is in them."""

import pytest
from django.urls import reverse

from core import clock, office
from reports.choices import WaiverReason
from reports.models import Obligation, Period
from reports.obligations import waivers
from reports.obligations.quarter import Quarter
from reports.register import public_facts
from tests.factories import make_cooperative
from tests.reporting import accepted, make_obligation

pytestmark = pytest.mark.django_db


def lines(client, cooperative) -> list[str]:
    facts = client.get(reverse("public_record", args=[cooperative.pk])).context["facts"]
    return [line for _label, said in facts for line in said]


def test_reports_are_told_by_quarter_where_the_office_shows_them(client, officer, administrator):
    cooperative = make_cooperative()
    quarter = Quarter.of(clock.today()).previous
    came, missing, waived = quarter.previous.previous, quarter.previous, quarter
    accepted(make_obligation(officer, quarter=came, cooperative=cooperative), officer, administrator)
    for one in (missing, waived):
        make_obligation(officer, quarter=one, cooperative=cooperative)
    owed = Obligation.objects.get(period__year=waived.year, period__quarter=waived.number)
    waivers.waive(owed, reason=WaiverReason.values[0], note="x", actor=officer)
    Period.objects.update(due_on=clock.today().replace(month=1, day=1))
    assert lines(client, cooperative) == []
    office.change({public_facts.SETTING: True}, actor=administrator)
    assert lines(client, cooperative) == [f"{missing.short_label}: belum diterima", f"{came.short_label}: diterima"]
    office.change({"area_reports": False}, actor=administrator)
    assert lines(client, cooperative) == []
