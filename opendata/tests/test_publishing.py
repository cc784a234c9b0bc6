"""Data sets as files: the same rows in each form, once a day, nothing personal, nothing that stands alone."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
import time_machine
from openpyxl import load_workbook

from cooperatives.models import Cooperative
from core import clock, office
from core.models import Event
from core.storage.files import sha256
from opendata import publication, shelf
from opendata.choices import Format
from opendata.datasets import CATALOGUE, in_use
from opendata.models import DataFile
from reports.obligations.quarter import Quarter
from solokop.city import page
from solokop.city.day import Look
from solokop.city.figures.kept_counts import CityCounts
from tests.factories import make_cooperative
from tests.races import at_once
from tests.reporting import accepted, make_obligation

pytestmark = pytest.mark.django_db
TODAY = publication.Published


def read(key: str, of: Format = Format.CSV, day: date | None = None) -> list[dict]:
    file = DataFile.objects.get(dataset=key, format=of, day=day or clock.today())
    content = file.file.read()
    if of == Format.CSV:
        return list(csv.DictReader(io.StringIO(content.decode())))
    if of == Format.JSON:
        return json.loads(content)
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def as_text(value) -> str:
    return "" if value is None else str(value.date() if hasattr(value, "date") else value)


def test_each_form_of_a_data_set_has_the_same_rows(officer, administrator):
    accepted(make_obligation(officer), officer, administrator)
    make_cooperative("=HYPERLINK(1)", status="", status_on=None, legal_date=date(2001, 2, 3), members=7)
    make_cooperative("KSP “Kutip”, koma\nbaris", members=10**9)
    assert publication.publish() == publication.Published(len(CATALOGUE), len(CATALOGUE))
    for key in CATALOGUE:
        plain = read(key)
        texts = [{name: as_text(value) for name, value in row.items()} for row in read(key, Format.XLSX)]
        values = [{name: as_text(value) for name, value in row.items()} for row in read(key, Format.JSON)]
        # In a CSV file what a spreadsheet would calculate stands behind an apostrophe.
        assert [{name: text.removeprefix("'") for name, text in row.items()} for row in plain] == values == texts, key
        assert len(plain) == DataFile.objects.filter(dataset=key).first().rows


def test_a_second_run_of_the_day_makes_nothing_and_an_unchanged_day_keeps_the_file():
    make_cooperative()
    first = publication.publish()
    assert (first.datasets, publication.publish()) == (len(CATALOGUE), publication.Published())
    with time_machine.travel(clock.now() + timedelta(days=1)):
        second = publication.publish()
        days = DataFile.objects.filter(dataset="register", format="csv").values_list("day", "file")
        # The day itself stands in the tables by year.
        assert second.datasets == len(CATALOGUE)
        assert second.changed < len(CATALOGUE)
    assert len({day for day, _file in days}) == 2
    assert len({file for _day, file in days}) == 1


def test_two_runs_at_once_leave_one_file_of_each(committed):
    make_cooperative()
    at_once(publication.publish, publication.publish)
    assert DataFile.objects.count() == len(CATALOGUE) * len(Format)
    assert Event.objects.filter(verb="data.published").count() == len(CATALOGUE)


def test_files_go_after_the_days_of_the_office_and_the_newest_stays(administrator):
    make_cooperative()
    office.change({"data_days_kept": 10}, actor=administrator)
    publication.publish()
    shown = DataFile.objects.get(dataset="register", format="csv")
    with time_machine.travel(clock.now() + timedelta(days=11)):
        office.change({"area_opendata": False}, actor=administrator)
        assert publication.publish() == publication.Published()
        office.change({"area_opendata": True}, actor=administrator)
        Cooperative.objects.update(name="KSP Lain")
        publication.publish()
        assert not DataFile.objects.filter(pk=shown.pk).exists()
        assert DataFile.objects.filter(dataset="register").count() == len(Format)


def test_a_checksum_is_that_of_the_file_as_it_is_downloaded(client):
    make_cooperative()
    publication.publish()
    for _dataset, files in shelf.newest():
        for file in files.values():
            answer = client.get(f"/data/files/{file.name}")
            content = b"".join(answer.streaming_content)
            assert (sha256(io.BytesIO(content)), len(content)) == (file.sha256, file.size)
            assert answer["Access-Control-Allow-Origin"] == "*"
            assert client.get(f"/data/files/{file.name}", headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["register.csv", "register-2026-01-01.csv", "x-2026-11-28.csv", "..%2Fx.csv", "-.csv"])
def test_a_file_that_is_not_there_is_not_there(client, name):
    assert client.get(f"/data/files/{name}").status_code == 404


def test_merged_records_are_left_out_and_dissolved_ones_stay():
    kept = make_cooperative("KSP Bubar", status="dissolved")
    make_cooperative("KSP Ganda", merged_into=kept)
    publication.publish()
    assert [row["name"] for row in read("register")] == ["KSP Bubar"]


def test_the_quarters_say_what_the_city_page_says(officer, administrator):
    make_obligation(officer, quarter=Quarter.of(clock.today()).previous)
    accepted(make_obligation(officer, quarter=Quarter.of(clock.today()).previous.previous), officer, administrator)
    publication.publish()
    look = Look(clock.today(), clock.today())
    shown = {
        (quarter.year, quarter.number): (row.due, row.on_time, row.late, row.missing, row.open, row.accepted)
        for quarter, row in page.count(look, CityCounts()).reporting.quarters.items()
        if row.due
    }
    columns = ("due", "on_time", "late", "missing", "not_yet_due", "accepted")
    found = {
        (row["year"], row["quarter"]): tuple(row[name] for name in columns)
        for row in read("reporting-by-quarter", Format.JSON)
    }
    assert found == shown
    assert len(found) == 2


def test_kinds_under_five_of_a_kecamatan_are_one():
    for kind, n in (("consumer", 6), ("producer", 3), ("services", 2)):
        for _n in range(n):
            make_cooperative(kind=kind, members=10)
    publication.publish()
    rows = read("totals", Format.JSON)
    assert [(row["kind"], row["kind_name"], row["cooperatives"], row["members"]) for row in rows] == [
        ("consumer", "Konsumen", 6, 60),
        ("other", "Jenis lain digabung", 5, 50),
    ]


def test_what_few_have_said_is_no_sum():
    for members in (10, 20, None, None, None):
        make_cooperative(kind="producer", members=members)
    publication.publish()
    [row] = read("totals", Format.JSON)
    assert (row["cooperatives"], row["members"], row["members_of"]) == (5, None, 2)


def test_a_data_set_of_an_area_that_is_off_is_not_offered(client, administrator):
    make_cooperative()
    publication.publish()
    office.change({"area_training": False}, actor=administrator)
    assert "training" not in {one.key for one in in_use()}
    assert client.get("/data/sets/training/").status_code == 404
    assert client.get(f"/data/files/training-{clock.today()}.csv").status_code == 404
    assert "training" not in client.get("/data/datapackage.json").content.decode()
