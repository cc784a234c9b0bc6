"""The numbers of the city page: each leads to as many rows, and is recounted from the rows by a second way."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from core import clock, office
from reports.choices import State
from reports.models import Figure, Obligation, Period, Report
from reports.obligations.quarter import Quarter
from reports.obligations.waivers import waive
from reports.summary.ratios import DEPOSITS
from revival.models import CoachingProgramme
from solokop.city import day, page, paper, slides
from solokop.city.figures import sums
from solokop.city.figures.kept_counts import CityCounts
from solokop.city.figures.sums import KINDS, NAMES, QuarterSum
from supervision.warnings import report_sums
from tests.coaching import make_case
from tests.factories import make_cooperative, make_user
from tests.reporting import accepted, make_obligation, submitted
from tests.reporting import figures as typed
from tests.warned import make_warning

pytestmark = pytest.mark.django_db
CITY = reverse("city")


def quarters() -> tuple[Quarter, Quarter]:
    """The last two whose day has come."""
    last = Quarter.of(clock.today() - timedelta(days=25)).previous
    return last.previous, last


@pytest.fixture
def city(officer):
    """Cooperatives of several kinds, places, sizes and states; reports of two quarters in every state."""
    reviewer = make_user("officer")
    before, last = quarters()
    active = [make_cooperative(place=place, assets=n) for place, n in (("Jajar", 1), ("Sondakan", 3 * 10**9))]
    active.append(make_cooperative(kind="consumer", place="", group="KKMP", last_rat_year=clock.today().year))
    passive = make_cooperative(status="passive", place="Sondakan", assets=20 * 10**9)
    make_cooperative(status="", status_on=None, legal_date=clock.today() - timedelta(days=900))
    make_cooperative(status="dissolved")
    CoachingProgramme.objects.create(year=clock.today().year, name="Pembinaan", target=10)
    make_case(passive, officer)
    make_warning(active[0])
    owed = {
        (one.pk, quarter): make_obligation(officer, quarter=quarter, cooperative=one)
        for one in active
        for quarter in (before, last)
    }
    one, two, three = active
    accepted(owed[one.pk, before], officer, reviewer, typed(quarter=before))
    accepted(owed[one.pk, last], officer, reviewer, typed(quarter=last))
    accepted(owed[two.pk, last], officer, reviewer, typed(quarter=last))
    submitted(owed[two.pk, before], officer, typed(quarter=before))
    waive(owed[three.pk, before], reason="other", note="Sebab.", actor=officer)
    return active


def numbers(context) -> dict[str, int]:
    """Each address of the page with the number that leads to it."""
    found = {number.address: number.n for _key, _label, number, _delta in context["headlines"]}
    for table in (*context["tables"], context["by_village"]):
        found |= {cell.address: cell.n for line in table.lines for cell in line.cells}
    for drawing in (context["quarters"], context["districts"], context["villages"]):
        found |= {
            mark.address: mark.value for row in drawing.figures.rows for _name, mark, _text in row.cells if mark.address
        }
    found |= {number.address: number.n for number in context["kkmp"]}
    return found | {context["warned_address"]: context["city"].warned.n}


@pytest.mark.parametrize("days_ago", [0, 40])
def test_each_number_leads_to_as_many_rows(city, as_user, head, days_ago):
    client, on = as_user(head), clock.today() - timedelta(days=days_ago)
    found = numbers(client.get(CITY, {"on": on.isoformat()}).context)
    assert sum(1 for n in found.values() if n) > (20 if days_ago == 0 else 8)
    rows = {address: client.get(address).context["listing"].total for address in found}
    assert rows == {address: n or 0 for address, n in found.items()}


def test_the_headlines_are_those_of_the_register(city, as_user, head):
    tally = as_user(head).get(CITY).context["city"].all
    assert (tally.total, tally.active, tally.not_active, tally.unknown) == (5, 3, 2, 1)
    assert (tally.coached, tally.with_rat) == (1, 1)


SHOWN = ("with_rat", "without_rat")


def test_who_held_no_annual_meeting_and_of_whom_it_is_not_known_are_all_the_others(as_user, head):
    year = clock.today().year
    for known in (year, year - 1, None):
        make_cooperative(last_rat_year=known)
    client, last_year = as_user(head), f"{year - 1}-12-31"
    listed = [client.get(reverse("city_cooperatives"), {"show": one}).context["listing"].total for one in SHOWN]
    assert listed == [1, 2]
    found = client.get(CITY, {"on": last_year}).context["city"]
    assert (found.all.with_rat, found.all.rat_unknown) == (1, 1)
    assert found.deltas["with_rat"].a_year_ago is None
    assert client.get(CITY).context["city"].deltas["with_rat"].a_year_ago is None
    assert "hanya RAT sesudahnya yang diketahui" in client.get(CITY, {"on": last_year}).content.decode()


def recounted(quarter: Quarter) -> dict[str, tuple[int, int]]:
    """Sum and number of each figure, from the lines of the accepted reports themselves."""
    lines = {
        "members": {("IT", "")},
        "assets": {("A", "")},
        "loans": {("Q", "")},
        "savings": {(line, "") for line in DEPOSITS},
        "surplus": {("H.SHU", "to_date")},
    }
    found = {}
    for name, wanted in lines.items():
        values = []
        for report in Report.objects.of_quarter(quarter).filter(state=State.ACCEPTED):
            amounts = [one.amount for one in Figure.objects.filter(report=report) if (one.line, one.column) in wanted]
            if amounts:
                values.append(sum(amounts))
        found[name] = (sum(values), len(values))
    return found


@pytest.mark.parametrize("is_kept", [False, True])
def test_the_figures_of_page_list_workbook_and_paper_are_those_of_the_reports(city, as_user, head, is_kept):
    if is_kept:
        # As it is after a night.
        assert report_sums.take_missed() == 4
    client, (before, last) = as_user(head), quarters()
    context = client.get(CITY).context
    counted = context["city"].figures.quarters
    for quarter in (before, last):
        for name, (total, n) in recounted(quarter).items():
            assert (name, counted[name][quarter].total, counted[name][quarter].n) == (name, total, n)
    for row in context["figures"]:
        rows = client.get(row["address"]).context["listing"].rows
        assert sum(one.figures[row["kind"].key] or 0 for one in rows) == row["sums"].total
    book = load_workbook(BytesIO(client.get(reverse("city_xlsx")).content))
    sheet = {(row[0], row[1]): row[2] for row in book["Keuangan dan anggota"].iter_rows(min_row=2, values_only=True)}
    for kind in KINDS:
        assert sheet[str(kind.label), last.label] == counted[kind.key][last].total
    found = page.of(day.read(QueryDict()))
    shown = {row[0]: row for row in paper.data(found.look, found)["figures"]}
    assert shown["Anggota"][1].replace(".", "") == str(counted["members"][last].total)


def test_the_change_of_the_same_cooperatives_leaves_out_who_reports_in_one_quarter_alone(city, as_user, head):
    before, last = quarters()
    found = as_user(head).get(CITY).context["city"].figures
    change = found.changes["assets"][0]
    of_one = {
        quarter: Report.objects.current().of_quarter(quarter).get(obligation__cooperative=city[0]).assets
        for quarter in (before, last)
    }
    assert change.since == before
    assert (change.n, change.same) == (1, of_one[last] - of_one[before])
    assert (
        change.raw == sum(Report.objects.current().of_quarter(last).values_list("assets", flat=True)) - of_one[before]
    )
    assert found.changes["assets"][1].raw is None


def test_an_answer_of_yesterday_does_not_know_what_was_accepted_today(city, as_user, head):
    yesterday = clock.today() - timedelta(days=1)
    found = as_user(head).get(CITY, {"on": yesterday.isoformat()}).context["city"]
    assert [sums.n for name in NAMES for sums in found.figures.quarters[name].values()] == [0] * 8 * len(NAMES)
    assert [row.sent for row in found.reporting.quarters.values()] == [0] * 8


def test_as_many_statements_for_one_cooperative_as_for_many(city, head):
    def n_statements() -> int:
        look = day.read(QueryDict())
        with CaptureQueriesContext(connection) as seen:
            page.count(look, CityCounts())
        return len(seen)

    first = n_statements()
    for n in range(12):
        cooperative = make_cooperative(place=("Jajar", "Sondakan")[n % 2])
        make_obligation(quarter=quarters()[1], cooperative=cooperative)
        make_warning(cooperative)
    assert n_statements() == first
    assert first < 30


def test_the_paper_is_one_page_however_long_names_and_numbers_are(city, as_user, head):
    for name, place in (("A" * 60, "Kauman"), ("B" * 60, "Mojosongo"), ("C" * 60, "Serengan")):
        for kind in ("producer", "services", "marketing", "multi_purpose"):
            make_warning(make_cooperative(name, place=place, kind=kind, group="KKMP"), value=Decimal("99.9"))
    Report.objects.filter(state=State.ACCEPTED).update(assets=9 * 10**15, surplus=-(10**15))
    CoachingProgramme.objects.update(name="Program " + "panjang " * 12)
    answer = as_user(head).get(reverse("city_pdf"))
    assert len(PdfReader(BytesIO(answer.content)).pages) == 1


@pytest.mark.parametrize("name", slides.PICTURES)
def test_a_chart_can_be_taken_along_as_a_picture_for_a_slide(city, as_user, head, name):
    answer = as_user(head).get(reverse("city_picture_file", args=[name]), {"on": clock.today().isoformat()})
    assert answer.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).size == (1920, 1080)


def test_a_picture_of_another_name_is_not_found(as_user, head):
    assert as_user(head).get(reverse("city_picture_file", args=["peta"])).status_code == 404


def test_a_figure_that_nobody_has_said_is_a_gap_and_no_zero(officer, as_user, head):
    make_obligation(officer, quarter=quarters()[1])
    found = as_user(head).get(CITY).context
    assert {row["sums"] for row in found["figures"]} == {QuarterSum(None, 0)}
    assert Obligation.objects.count() == 1


def test_an_office_without_a_quarter_for_years_still_has_its_page(officer, as_user, head):
    old = Quarter(clock.today().year - 4, 1)
    make_obligation(officer, quarter=old)
    client = as_user(head)
    for name in ("city", "city_xlsx", "city_pdf"):
        assert client.get(reverse(name)).status_code == 200
    assert client.get(CITY).context["city"].reporting.shown is None


def test_the_year_before_the_shown_quarter_counts_where_it_lies_before_the_eight(officer, as_user, head):
    last = Quarter(clock.today().year - 1, 1)
    found = {}
    one = make_cooperative()
    # The later one first: the other would be what its opening balances are checked against.
    for quarter in (last, last.a_year_before):
        values = typed(quarter=quarter)
        found[quarter] = accepted(
            make_obligation(officer, quarter=quarter, cooperative=one), officer, make_user("officer"), values
        ).assets
    change = as_user(head).get(CITY).context["city"].figures.changes["assets"][1]
    assert (change.since, change.raw, change.same) == (
        last.a_year_before,
        *[found[last] - found[last.a_year_before]] * 2,
    )


def test_while_reports_are_switched_off_the_page_says_nothing_of_them(city, as_user, administrator, head):
    office.change({"area_reports": False, "area_training": False}, actor=administrator)
    client = as_user(head)
    context = client.get(CITY).context
    assert context["figures"] == []
    assert all(len(table.heads) == 5 for table in context["tables"])
    assert {one.indicator.key for one in context["city"].indicators} == {"active", "with_rat", "active_again"}
    assert client.get(reverse("city_reports")).status_code in (403, 404)
    assert client.get(reverse("city_picture_file", args=["quarters"])).status_code == 404
    book = load_workbook(BytesIO(client.get(reverse("city_xlsx")).content))
    assert "Laporan triwulan" not in book.sheetnames
    text = PdfReader(BytesIO(client.get(reverse("city_pdf")).content)).pages[0].extract_text()
    assert "Laporan triwulan" not in text


def test_a_quarter_without_obligations_is_a_gap_in_the_workbook(city, as_user, head):
    book = load_workbook(BytesIO(as_user(head).get(reverse("city_xlsx")).content))
    rows = list(book["Laporan triwulan"].iter_rows(min_row=2, values_only=True))
    assert rows[0][1:] == (None,) * 7
    assert rows[-2][1] == 3


def test_a_quarter_is_counted_alike_with_and_without_the_sums_of_the_night(city):
    look = day.Look(clock.today(), clock.today())
    _before, last = quarters()
    found = page.count(look, CityCounts())
    assert not summed(look).plain.issuperset(quarters())
    report_sums.take_missed()
    assert summed(look).plain.issuperset(quarters())
    assert page.count(look, CityCounts()) == found
    # One that is accepted in the course of the day is in it, and of the others the sums are read.
    accepted(make_obligation(None, quarter=last), make_user("officer"), make_user("officer"), typed(quarter=last))
    more = summed(look)
    assert last not in more.plain
    assert more.figures["savings"][last].n == found.figures.quarters["savings"][last].n + 1


def test_the_version_that_counted_on_a_past_day_is_counted_though_another_is_in_force(city):
    _before, last = quarters()
    look = day.Look(clock.today(), clock.today())
    past = day.Look(clock.today() - timedelta(days=5), clock.today())
    Period.objects.update(opened_at=past.end - timedelta(days=3))
    Report.objects.update(decided_at=past.end - timedelta(days=2))
    report_sums.take_missed()
    was = page.count(past, CityCounts())
    first = Report.objects.filter(obligation__period__quarter=last.number, state=State.ACCEPTED).first()
    Report.objects.filter(pk=first.pk).update(state=State.SUPERSEDED)
    Report.objects.create(
        obligation=first.obligation,
        version=2,
        state=State.ACCEPTED,
        receipt_number="2",
        submitted_at=clock.now(),
        decided_at=clock.now(),
        accepted_alone=True,
        assets=first.assets + 7,
    )
    assert page.count(past, CityCounts()) == was
    now = page.count(look, CityCounts()).figures
    assert now.quarters["assets"][last].total == was.figures.quarters["assets"][last].total + 7
    assert now.quarters["savings"][last].n == was.figures.quarters["savings"][last].n - 1
    assert now.changes["assets"][0].same == was.figures.changes["assets"][0].same + 7


def summed(look: day.Look) -> sums.Quarters:
    return sums.of(look, look.quarters, CityCounts())
