"""The city's figures for everybody: those of the city page, by year, without links to rows, small groups together."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from core import clock
from core.small_groups import LEAST
from solokop.city import page, public_figures
from solokop.city.day import Look
from solokop.city.indicators import INDICATORS, IndicatorStanding, IndicatorValue
from tests.factories import make_cooperative
from tests.reporting import accepted, make_obligation

pytestmark = pytest.mark.django_db
URL = reverse("public_figures")


def test_the_numbers_are_those_of_the_city_page(client, officer, administrator):
    for kind, n in (("consumer", 6), ("producer", 3), ("services", 2)):
        for _n in range(n):
            make_cooperative(kind=kind, last_rat_year=clock.today().year)
    city = page.of(Look(clock.today(), clock.today()))
    shown = client.get(URL).context
    assert [n for _label, n, _change in shown["headlines"]] == [
        city.all.total,
        city.all.active,
        city.all.not_active,
        city.all.with_rat,
    ]
    kinds = next(one for one in shown["tables"] if one.key == "kind")
    assert [(name, tally.total) for name, tally in kinds.lines] == [("Konsumen", 6), ("Lainnya digabung", 5)]
    for table in shown["tables"]:
        assert sum(tally.total for _name, tally in table.lines) == city.all.total


def test_a_sum_that_fewer_than_five_have_said_is_not_shown(client, officer, administrator):
    for n in range(LEAST):
        accepted(make_obligation(officer, cooperative=make_cooperative()), officer, administrator)
        shown = client.get(URL).context
        assert shown["shown"] is not None
        assert [label for label, *_rest in shown["sums"]] == (
            [] if n + 1 < LEAST else ["Anggota", "Aset", "Modal sendiri", "Pinjaman", "Simpanan", "SHU"]
        )


def test_a_year_is_its_last_day_and_another_is_the_running_one(client):
    with time_machine.travel(clock.start_of(date(2026, 11, 28))):
        assert client.get(f"{URL}?year=2025").context["look"].day == date(2025, 12, 31)
        for asked in ("", "2026", "2027", "1066", "x", "9" * 40):
            assert client.get(f"{URL}?year={asked}").context["look"].day == clock.today(), asked
    assert public_figures.years(date(2026, 1, 1)) == [2026, 2025, 2024, 2023, 2022, 2021]


def test_no_number_leads_to_rows_that_only_the_office_may_read(client, officer, administrator):
    accepted(make_obligation(officer), officer, administrator)
    text = client.get(URL).content.decode()
    links = {link.partition("?")[0] for link in re.findall(r'href="(/[^"#]*)"', text)}
    links.discard(reverse("report_guide"))
    assert not [link for link in links if link.startswith(("/city/", "/warnings/", "/reports/", "/cooperatives/"))]
    for link in sorted(links):
        assert client.get(link).status_code in (200, 302), link


def test_an_indicator_that_counts_one_to_four_is_not_told_to_everybody():
    counts = next(one for one in INDICATORS if not one.is_share)
    share = next(one for one in INDICATORS if one.is_share)
    told = [IndicatorStanding(counts, IndicatorValue(n), 20).public_text for n in (0, 1, 4, 5)]
    assert told == ["0", "kurang dari lima", "kurang dari lima", "5"]
    assert IndicatorStanding(share, IndicatorValue(1, 50), 20).public_text == "2,0 %"
