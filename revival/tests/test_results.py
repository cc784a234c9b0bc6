import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core import clock
from revival.cases import plan, stages
from revival.choices import Stage
from revival.models import Case, CoachingProgramme, Reactivation
from revival.results import counts
from tests.coaching import make_case, make_line
from tests.factories import make_cooperative, make_user
from tests.visiting import make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(officer) -> list[Case]:
    """Four: only opened; visited and willing; planned; active again half a year ago."""
    adviser = make_user("adviser", name="Ibu Penyuluh")
    places = ("Jajar", "Jajar", "Jebres", "Kadipiro")
    found = [make_case(make_cooperative(place=place, status="passive"), officer, adviser=adviser) for place in places]
    plan.set_causes(found[1], codes=["books"], words="", actor=officer)
    make_visit(found[1], adviser, decision="yes")
    make_line(found[2], officer)
    on = clock.today() - timedelta(days=190)
    Reactivation.objects.create(case=found[3], on=on, actor=officer, actor_name="x")
    found[3].cooperative.status = "active"
    found[3].cooperative.save()
    return found


def counted() -> dict[str, int]:
    return {key: n for key, _label, n in counts.funnel(counts.tally(Case.objects.all()).all)}


def test_the_funnel_counts_how_far_cases_have_come(cases):
    found = counted()
    assert {key: found[key] for key in ("", "reached", "answered", "willing", "visited", "planned", "active")} == {
        "": 4,
        "reached": 1,
        "answered": 1,
        "willing": 1,
        "visited": 1,
        "planned": 1,
        "active": 1,
    }
    assert (found["active_2"], found["active_4"], found["dissolved"]) == (1, 0, 0)


def test_each_number_leads_to_as_many_rows(cases, officer, client):
    client.force_login(officer)
    page = client.get(reverse("revival_results"))
    figures = page.context["funnel"].figures
    for place, mark in zip(figures.places, figures.series[0].marks, strict=True):
        listed = client.get(place.address)
        assert listed.context["listing"].total == mark.value, place.label
    for _title, rows in page.context["tables"]:
        for _name, cells in rows:
            for n, url in cells:
                if url:
                    assert client.get(url).context["listing"].total == n, url


def test_a_field_adviser_begins_with_his_own_cases(cases, client):
    other = make_user("adviser")
    client.force_login(other)
    assert client.get(reverse("revival_results")).context["n"] == 0
    assert client.get(reverse("revival_results"), {"adviser": "all"}).context["n"] == 4
    client.force_login(cases[0].adviser)
    assert client.get(reverse("revival_results")).context["n"] == 4


def test_a_programme_is_set_against_its_target_and_its_pace():
    programme = CoachingProgramme(year=2026, name="x", target=40)
    half = counts.pace(programme, 10, clock.today().replace(year=2026, month=7, day=1))
    assert (half.by_now, half.a_month) == (20, 5)
    assert counts.pace(programme, 50, clock.today().replace(year=2027, month=2, day=1)).a_month == 0


def test_days_in_a_stage_are_a_median_of_those_that_have_left_it(cases, officer):
    stages.move(cases[0], "clarified", actor=officer)
    label = cases[0].moves.get().get_old_display()
    assert (label, 0, 2) in counts.days_in_stages(Case.objects.all())


def test_the_median_is_that_of_all_days_one_by_one(cases, officer):
    """Three left the stage after 1, 4 and 10 days; the office's day begins in the evening of the day before in UTC."""
    today = clock.today()
    for case, days in zip([cases[0], *cases[2:]], (1, 4, 10), strict=True):
        at = clock.start_of(today) + timedelta(hours=2)
        case.moves.create(old="found", old_on=today - timedelta(days=days), new="plan", at=at, actor_name="x")
    found = {name: (days, n) for name, days, n in counts.days_in_stages(Case.objects.filter(stage="found"))}
    assert found["Ditemukan"] == (4, 3)
    case = cases[0]
    case.moves.create(old="plan", old_on=today + timedelta(days=3), new="coached", actor_name="x")
    assert (str(Stage.PLAN.label), 0, 1) in counts.days_in_stages(Case.objects.filter(pk=case.pk))


def test_each_village_of_the_map_leads_to_its_cases(cases, officer, client):
    client.force_login(officer)
    figures = client.get(reverse("revival_results")).context["villages"].figures
    shown = {
        str(place): (place.address, mark.value)
        for place, mark in zip(figures.places, figures.series[0].marks, strict=True)
    }
    assert sum(n for _address, n in shown.values()) == 4
    for name in ("Jajar", "Jebres", "Kadipiro"):
        address, n = shown[name]
        assert client.get(address).context["listing"].total == n, name


def test_the_number_of_statements_does_not_grow_with_the_cases(cases, officer, client):
    client.force_login(officer)
    client.get(reverse("revival_results"))
    counts = []
    for _round in range(2):
        # Nothing remembered.
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("revival_results"))
        counts.append(len(seen))
        for _n in range(5):
            make_case(make_cooperative(status="passive"), officer)
    assert counts[0] == counts[1]


def test_all_of_it_is_taken_along_as_excel(cases, officer, client):
    client.force_login(officer)
    answer = client.get(reverse("revival_results_xlsx"))
    book = load_workbook(io.BytesIO(answer.getvalue()))
    assert len(book.sheetnames) == 7
    funnel = book.worksheets[1]
    assert [cell.value for cell in funnel[2]][1] == 4
