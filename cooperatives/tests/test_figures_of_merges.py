"""Figures of two records that become one, and of the two that stand again."""

from datetime import date

import pytest

from cooperatives.key_figures import figure_sets
from cooperatives.merging import records as merging
from cooperatives.merging import separation
from cooperatives.models import Merge
from reports.tests.test_recap import OLD
from tests.factories import make_cooperative
from tests.reporting import accepted, make_obligation

pytestmark = pytest.mark.django_db


def columns(*records):
    for record in records:
        record.refresh_from_db()
    return [(r.assets, r.turnover, r.members, r.figures_as_of, r.figures_source) for r in records]


def agreed(record) -> bool:
    """Whether the columns of a record say what counts of its sets."""
    standing = figure_sets.fold(figure_sets.of_cooperative(record))
    return {name: one.value for name, one in standing.items()} == {
        name: getattr(record, name) for name in figure_sets.NAMES if getattr(record, name) is not None
    }


def test_a_bare_record_takes_the_figures_with_their_day_and_gives_them_back(officer):
    kept, dropped = make_cooperative(), make_cooperative(assets=500, members_male=3, members_female=4, **OLD)
    before = columns(kept, dropped)
    merging.merge(keep=kept.pk, drop=dropped.pk, reason="Ganda.", actor=officer)
    assert columns(kept) == [(500, None, 7, date(2020, 12, 31), "register")]
    assert agreed(kept)
    separation.undo(Merge.objects.get(), actor=officer)
    assert columns(kept, dropped) == before
    assert agreed(kept)
    assert agreed(dropped)


def test_the_figures_of_reports_go_along_and_come_back(officer, manager):
    kept = make_cooperative(assets=500, turnover=9, **OLD)
    owed = make_obligation(cooperative=make_cooperative(assets=1, **OLD))
    dropped = owed.cooperative
    accepted(owed, manager, officer)
    before = columns(kept, dropped)
    merging.merge(keep=kept.pk, drop=dropped.pk, reason="Ganda.", actor=officer)
    assert columns(kept)[0][0] == before[1][0]
    assert columns(kept)[0][3:] == (date(2026, 6, 30), "report")
    assert agreed(kept)
    separation.undo(Merge.objects.get(), actor=officer)
    assert columns(kept, dropped) == before
    assert agreed(kept)
    assert agreed(dropped)
