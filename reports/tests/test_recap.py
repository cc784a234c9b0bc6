"""The row for the province: as of the quarter's end, each figure the newest of that day, rounded once."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from cooperatives.models import Cooperative, KeyFigures
from core import office
from reports.filing import submission
from reports.models import Report
from reports.register import key_figures
from reports.review import decisions
from reports.summary import provincial_recap
from reports.tests.test_summary import exported, rows
from tests.factories import make_cooperative
from tests.reporting import accepted, figures, make_books, make_obligation, submitted

pytestmark = pytest.mark.django_db
OLD = {"figures_as_of": date(2020, 12, 31)}
TITLE = "Provincial recap"


@pytest.fixture
def city(officer, manager):
    """Two have reported the quarter, one is in the register with figures of 2020, one without any."""
    for assets in (300_000_000, 450_000_000):
        cooperative = make_cooperative(assets=1, members_male=1, members_female=1, managers=4, **OLD)
        owed = make_obligation(cooperative=cooperative)
        books = make_books(seed=assets, assets=assets)
        books.close(owed.period.value.previous)
        accepted(owed, manager, officer, books.close(owed.period.value))
    make_cooperative(status="passive", members_male=3, members_female=4, assets=5_260_000, **OLD)
    make_cooperative(status="")
    return owed.period


def test_the_sheet_has_one_row_to_send_and_each_figure_is_the_newest(city, as_user, officer):
    (row,) = rows(exported(as_user(officer), city), TITLE)
    reported = list(Report.objects.current())
    assert (row["Active"], row["Not active"], row["Cooperatives in all"]) == (2, 2, 4)
    assert row["Members, total"] == sum(report.members for report in reported) + 7
    assert row["Assets (million rupiah)"] == round((sum(report.assets for report in reported) + 5_260_000) / 10**6, 1)
    own, outside = (sum(getattr(report, name) for report in reported) for name in ("own_capital", "outside_capital"))
    assert own + outside == sum(report.assets for report in reported)
    assert row["Own capital (million rupiah)"] == round(own / 10**6, 1)


def test_the_rounding_is_a_setting_and_is_done_once(city, as_user, officer, administrator):
    office.change({"recap_decimals": 0}, actor=administrator)
    book = exported(as_user(officer), city)
    whole = sum(report.assets for report in Report.objects.current()) + 5_260_000
    assert rows(book, TITLE)[0]["Assets (million rupiah)"] == round(whole / 10**6)


def test_the_sheet_beside_it_says_where_each_sum_comes_from(city, as_user, officer):
    found = {row["Figure"]: row for row in rows(exported(as_user(officer), city), "Sources of the recap")}
    assets = found["Assets (million rupiah)"]
    assert (assets["Said by"], assets["of cooperatives"]) == (3, 4)
    assert (assets["accepted report of this quarter"], assets["register"]) == (2, 1)
    assert (assets["Oldest of"].date(), assets["Newest of"].date()) == (date(2020, 12, 31), date(2026, 6, 30))
    assert found["Turnover (million rupiah)"]["register"] == 0


def test_a_cooperative_that_was_founded_later_or_dissolved_before_is_not_in_it(city):
    make_cooperative(legal_date=date(2026, 7, 1), assets=7, figures_as_of=date(2026, 6, 1))
    make_cooperative(status="dissolved", assets=7, **OLD)
    before = provincial_recap.of(city)
    assert before.counts.total == 4
    assert before.sums["assets"].n == 3


def test_what_was_accepted_later_was_not_known_then(city, as_user, officer):
    late, _early = KeyFigures.objects.filter(source="report").order_by("-pk")
    KeyFigures.objects.all().update(recorded_at=datetime(2026, 7, 10, tzinfo=UTC))
    KeyFigures.objects.filter(pk=late.pk).update(recorded_at=datetime(2026, 8, 10, tzinfo=UTC))
    Cooperative.objects.all().update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    now, then = provincial_recap.of(city), provincial_recap.of(city, known_on=date(2026, 7, 31))
    assert (now.sums["assets"].said_by("report"), then.sums["assets"].said_by("report")) == (2, 1)
    assert now.sums["assets"].total - then.sums["assets"].total == late.assets - 1
    client = as_user(officer)
    response = client.get(reverse("period_summary", args=[city.slug]) + "?known_on=2026-07-31")
    assert response.status_code == 200


@pytest.mark.parametrize("day", ["2999-01-01", "kemarin"])
def test_a_day_that_cannot_be_is_told_and_nothing_is_written(city, as_user, officer, day):
    response = as_user(officer).get(reverse("period_summary", args=[city.slug]) + f"?known_on={day}", follow=True)
    assert response.redirect_chain
    assert len(response.context["messages"]) == 1


def test_an_amendment_that_is_accepted_takes_the_place_of_its_report(officer, manager):
    owed = make_obligation(cooperative=make_cooperative(assets=1, **OLD))
    accepted(owed, manager, officer)
    old = Report.objects.get()
    draft = submission.amend(owed, reason="Salah kas.", actor=manager)
    values = figures()
    submitted(owed, manager, values | {"I6": values["I6"] + 1000}, report=None if draft.figures.exists() else draft)
    decisions.accept(Report.objects.get(version=2), actor=officer)
    cooperative = Cooperative.objects.get()
    assert cooperative.turnover == values["I6"] + 1000
    counting = KeyFigures.objects.counting().filter(source="report")
    assert [one.reference for one in counting] == [Report.objects.get(version=2).pk]
    assert old.turnover == values["I6"]


def test_reports_of_an_earlier_version_of_the_portal_are_taken_in_once(city):
    columns = list(Cooperative.objects.order_by("pk").values_list("assets", "members", "figures_as_of"))
    KeyFigures.objects.filter(source="report").delete()
    Cooperative.objects.exclude(assets=None).filter(figures_source="report").update(
        assets=1, figures_as_of=OLD["figures_as_of"]
    )
    assert [key_figures.take_missed(), key_figures.take_missed()] == [2, 0]
    assert list(Cooperative.objects.order_by("pk").values_list("assets", "members", "figures_as_of")) == columns
