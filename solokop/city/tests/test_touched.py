"""What changes the numbers of a quarter is seen at once, though they are kept: after every act of the portal."""

from datetime import timedelta
from functools import partial

import pytest

from cooperatives.merging import records, separation
from cooperatives.models import Merge, Village
from cooperatives.record import changes
from core import clock
from reports.models import Waiver
from reports.obligations import extensions, waivers
from reports.obligations.quarter import Quarter
from reports.review import decisions, reversal
from solokop.city import page
from solokop.city.day import Look, often_asked
from solokop.city.figures import kept_counts, touched_quarters
from solokop.city.figures.kept_counts import CityCounts
from tests.all_acts import ACTS, Office
from tests.factories import make_cooperative, make_user
from tests.reporting import accepted, make_obligation, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(monkeypatch) -> Look:
    # Without the time that a transaction may take: only what comes after the counting is after it.
    monkeypatch.setattr(touched_quarters, "LONGEST", timedelta(0))
    return Look(clock.today(), clock.today())


def counted(look: Look):
    return page.count(look, CityCounts())


def answered(look: Look):
    return page.count(look, kept_counts.of(look))


@pytest.mark.parametrize("name", sorted(ACTS))
def test_after_each_act_the_page_says_what_would_be_counted(name, officer, administrator, manager, look):
    act = ACTS[name](Office(officer, administrator, manager))
    past = often_asked(look.today)[1]
    for day in (look, past):
        assert kept_counts.keep(day, page.count) is True
        assert answered(day) == counted(day)
    act()
    for day in (look, past):
        assert answered(day) == counted(day)


def _accept(owed, other, officer):
    return partial(decisions.accept, submitted(owed, officer), actor=other)


def _take_back(owed, other, officer):
    accepted(owed, officer, other)
    return partial(reversal.reopen, owed.reports.get(), to="returned", reason="Keliru.", actor=other)


def _end_waiver(owed, other, officer):
    waivers.waive(owed, reason="other", note="x", actor=officer)
    return partial(waivers.end, Waiver.objects.get(), actor=officer)


def _merge(owed, other, officer):
    accepted(owed, officer, other)
    # Its own report of the quarter stands: the number of those that owe one falls.
    keep = make_obligation(officer, quarter=owed.period.value).cooperative
    return partial(records.merge, keep=keep.pk, drop=owed.cooperative_id, reason="Sama.", actor=officer)


def _unmerge(owed, other, officer):
    keep = make_cooperative()
    make_obligation(officer, quarter=owed.period.value, cooperative=keep)
    records.merge(keep=keep.pk, drop=owed.cooperative_id, reason="Sama.", actor=officer)
    return partial(separation.undo, Merge.objects.get(), actor=officer)


def _move(owed, other, officer):
    village = Village.objects.exclude(pk=owed.cooperative.village_id).first()
    fields, base = {"village": village}, {"village": owed.cooperative.village_id}
    return partial(changes.edit, owed.cooperative_id, fields=fields, base=base, actor=officer)


TELLING = {
    "submit": lambda owed, other, officer: partial(submitted, owed, officer),
    "accept": _accept,
    "take back": _take_back,
    "waive": lambda owed, other, officer: partial(waivers.waive, owed, reason="other", note="x", actor=officer),
    "end a waiver": _end_waiver,
    "extend": lambda owed, other, officer: partial(
        extensions.extend, owed.period, until=clock.today() + timedelta(days=3), reason="x", actor=officer
    ),
    "merge": _merge,
    "unmerge": _unmerge,
    "another kelurahan": _move,
}


@pytest.mark.parametrize("name", TELLING)
def test_these_change_what_is_counted_and_are_seen(name, officer, look):
    quarter = Quarter.of(look.day - timedelta(days=31)).previous
    act = TELLING[name](make_obligation(officer, quarter=quarter), make_user("officer"), officer)
    kept_counts.keep(look, page.count)
    before = answered(look)
    act()
    after = counted(look)
    assert (before.reporting, before.figures) != (after.reporting, after.figures)
    assert answered(look) == after
