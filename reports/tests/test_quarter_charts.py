"""The charts of a quarter and of a cooperative: as many rows behind a mark as it says, and gaps that are no zeros."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from reports.obligations import waivers
from tests.factories import make_cooperative, village
from tests.reporting import QUARTER, accepted, figures, make_obligation, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter(manager, officer):
    """A quarter that is over: one report accepted, one waiting, two late, one waived, in two districts."""
    with time_machine.travel(QUARTER.end + timedelta(days=10)):
        first, second = village("Jajar"), village("Sewu")
        places = [first, first, second, second, second]
        owed = [
            make_obligation(cooperative=make_cooperative(village=one, district=one.district, kind="savings_loan"))
            for one in places
        ]
        accepted(owed[0], manager, officer, figures())
        submitted(owed[1], manager)
        waivers.waive(owed[4], reason="rat_postponed", note="Menunggu RAT", actor=officer)
    with time_machine.travel(QUARTER.end + timedelta(days=60)):
        yield owed


def marks(drawing) -> dict[str, int]:
    """The value of each mark that leads to rows, by its address."""
    return {
        mark.address: mark.value
        for series in drawing.figures.columns
        for mark in series.marks
        if mark.address and mark.value
    }


def listed(client, address: str) -> int:
    return client.get(address).context["page"].paginator.count


def test_every_mark_of_a_quarter_leads_to_as_many_reports(quarter, as_user, officer):
    client = as_user(officer)
    context = client.get(reverse("period", args=[QUARTER.slug])).context
    assert [mark.value for mark in context["far"].figures.series[0].marks] == [4, 2, 1]
    assert [series.name for series in context["states"].figures.series] == [
        "Diterima",
        "Menunggu pemeriksaan",
        "Terlambat",
        "Dibebaskan",
    ]
    found = marks(context["states"])
    assert sum(found.values()) == 5
    assert {address: listed(client, address) for address in found} == found
    far = {address: value for address, value in marks(context["far"]).items() if address}
    assert {address: listed(client, address) for address in far} == far
    assert "1" in context["far"].figures.note


@pytest.mark.parametrize("by", ["kind", "district"])
def test_the_joint_assets_say_how_many_reports_stand_behind_them(quarter, as_user, officer, by):
    client = as_user(officer)
    drawing = client.get(reverse("period_joint", args=[QUARTER.slug]), {"by": by}).context["assets"]
    series, reports = drawing.figures.series[0], drawing.figures.more[0]
    assert series.known == [quarter[0].reports.get().assets]
    assert [(mark.value, mark.whole) for mark in reports.marks] == [(1, 1)]
    assert {address: listed(client, address) for address in marks(drawing) if address} == {reports.marks[0].address: 1}


def test_a_quarter_that_runs_is_no_share_of_zero(quarter, as_user, officer):
    make_obligation(cooperative=quarter[0].cooperative, quarter=QUARTER.next)
    drawing = as_user(officer).get(reverse("period_list")).context["filed"]
    assert [place.is_running for place in drawing.figures.places] == [False, True]
    assert [mark.value for mark in drawing.figures.series[0].marks] == [40, None]
    assert drawing.shape.columns[1].points == []


def test_a_quarter_without_an_accepted_report_is_a_gap_of_the_cooperative(quarter, as_user, manager, officer):
    earlier = make_obligation(cooperative=quarter[1].cooperative, quarter=QUARTER.previous)
    report = accepted(earlier, manager, officer, figures(quarter=QUARTER.previous))
    page = as_user(officer).get(reverse("report_panel", args=[quarter[1].cooperative_id]))
    drawing = page.context["chart"]
    assets, equity = drawing.figures.series
    assert [mark.value for mark in assets.marks] == [report.assets, None]
    assert [mark.value for mark in equity.marks] == [report.equity, None]
    assert drawing.shape.segments == []
    assert drawing.figures.places[0].address == reverse("report_version", args=[earlier.pk, 1])
    assert [one.figures.series[0].known for one in page.context["small"]] == [[report.surplus], [report.members]]
