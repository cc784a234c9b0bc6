"""An export goes out with the columns that were chosen, on the screen's rows."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives.register import exports
from core.models import Event, Job
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db
CHOSEN = ["name", "members", "phone"]


def headings(content: bytes) -> list[str]:
    return [cell.value for cell in load_workbook(io.BytesIO(content)).worksheets[1][1]]


def titles(fields) -> list[str]:
    return [str(column.title) for column in exports.COLUMNS if column.field in fields]


def test_the_page_offers_all_columns_and_those_that_fit_on_paper(as_user, officer):
    client, url = as_user(officer), reverse("export_columns")
    every = client.get(url).context["columns"]
    paper = client.get(url, {"for": "print"}).context["columns"]
    assert [is_chosen for _column, is_chosen in every] == [not column.personal for column in exports.COLUMNS]
    assert [column.field for column, is_chosen in paper if is_chosen] == [
        column.field for column in exports.COLUMNS if column.field in exports.FOR_PRINT
    ]


def test_the_file_has_the_chosen_columns_in_order_and_only_the_rows_of_the_list(as_user, officer):
    make_cooperative("KSP Maju", members=5)
    make_cooperative("KSP Jalan", status="passive")
    response = as_user(officer).get(reverse("export_xlsx"), {"column": CHOSEN, "status": "passive"})
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[1]
    assert headings(response.content) == titles(CHOSEN)
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["KSP Jalan"]
    event = Event.objects.get(verb="register.exported")
    assert event.after["personal"] == ["phone"]


def test_the_csv_and_the_large_export_by_a_worker_have_them_too(as_user, officer, settings):
    make_cooperative("KSP Maju")
    client = as_user(officer)
    text = client.get(reverse("export_csv"), {"column": CHOSEN}).content.decode("utf-8-sig")
    assert text.splitlines()[0].split(";") == titles(CHOSEN)
    settings.JOB_ABOVE_ROWS = 0
    client.get(reverse("export_xlsx"), {"column": CHOSEN})
    result = exports.run(lambda done, total: None, **Job.objects.get().params)
    assert headings(result.file.read_bytes()) == titles(CHOSEN)
    result.file.unlink()


def test_columns_that_nobody_knows_are_left_out_and_none_means_all(as_user, officer):
    client = as_user(officer)
    unknown = client.get(reverse("export_xlsx"), {"column": ["password", "name"]})
    assert headings(unknown.content) == titles(["name"])
    assert len(headings(client.get(reverse("export_xlsx"), {"column": "x"}).content)) == len(exports.COLUMNS)


def test_a_choice_of_nothing_is_told_and_writes_nothing(as_user, officer):
    for name in ("export_xlsx", "export_csv"):
        response = as_user(officer).get(reverse(name), {"chosen": "1"})
        assert response.url.startswith(reverse("export_columns"))
    assert not Event.objects.filter(verb="register.exported").exists()


def test_the_cover_warns_of_personal_data_where_there_is_any(as_user, officer):
    def cover(columns):
        content = as_user(officer).get(reverse("export_xlsx"), {"column": columns}).content
        return [row[0].value for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()]

    assert len(cover(["name", "phone"])) - len(cover(["name"])) == 1


def test_the_cover_says_of_how_many_the_figures_are(as_user, officer):
    make_cooperative(members=5, assets=7)
    make_cooperative()
    cover = load_workbook(io.BytesIO(as_user(officer).get(reverse("export_xlsx")).content)).worksheets[0]
    said = " ".join(str(cell.value) for row in cover.iter_rows() for cell in row)
    assert "1 dari 2" in said
