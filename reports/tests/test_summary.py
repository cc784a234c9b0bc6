"""Figures in the workbook, on the screen and in the database agree to the rupiah."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from core.models import Event, Job
from core.text.formats import thousands
from reports.filing import submission
from reports.models import Figure, Report
from reports.summary import aggregation, period_statistics, quarter_workbook
from tests.factories import make_cooperative
from tests.reporting import KINDS, QUARTER, accepted, draft, figures, make_books, make_obligation, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(manager, officer):
    """Six cooperatives of three kinds in two districts: four accepted, one sent, one missing."""
    period = None
    for n, (profile, place) in enumerate(
        [
            ("savings_loan", "Jajar"),
            ("real_sector", "Jajar"),
            ("sharia", "Mojo"),
            ("savings_loan", "Mojo"),
            ("savings_loan", "Mojo"),
            ("real_sector", "Jajar"),
        ]
    ):
        owed = make_obligation(cooperative=make_cooperative(f"Kop {n}", place=place, **KINDS[profile]))
        period = owed.period
        books = make_books(profile, seed=n, assets=(n + 1) * 100_000_000)
        books.close(QUARTER.previous)
        values = books.close(QUARTER)
        if n < 4:
            accepted(owed, manager, officer, values)
        elif n == 4:
            submitted(owed, manager, values)
    return period


def exported(client, period, language="en"):
    with translation.override(language):
        client.cookies["django_language"] = language
        response = client.get(reverse("period_summary", args=[period.slug]))
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content))


def rows(book, title):
    sheet = book[title]
    lines = list(sheet.iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=False)) for line in lines[1:]]


def test_the_workbook_says_to_the_rupiah_what_the_database_and_the_reports_say(city, as_user, officer):
    book = exported(as_user(officer), city)
    reports = {
        r.obligation.cooperative.name: r for r in Report.objects.current().select_related("obligation__cooperative")
    }
    found = {row["Name of the cooperative"]: row for row in rows(book, "Cooperatives")}
    total = found.pop("Total")
    assert total["Assets"] == sum(report.assets for report in reports.values())
    assert set(found) == set(reports) == {"Kop 0", "Kop 1", "Kop 2", "Kop 3"}
    for name, report in reports.items():
        values = report.values()
        assert found[name]["Assets"] == values["A"] == report.assets
        assert found[name]["Surplus (SHU), year to date"] == values["H.SHU:to_date"]
        assert found[name]["Members"] == values["IT"]
        assert found[name]["Receipt number"] == report.receipt_number
    lines = {(row["Code"], row["Column"]): row for row in rows(book, "Joint by kind")}
    for row in lines.values():
        if row["Code"] in ("A", "KE", "E.02", "IT"):
            amounts = [r.values()[row["Code"]] for r in reports.values() if row["Code"] in r.values()]
            assert (row["All"], row["All: reports"]) == (sum(amounts), len(amounts))
            parts = [row[name] or 0 for name in ("Savings and loan", "Consumer")]
            assert sum(parts) == row["All"]
    assert lines[("A", "End of the quarter")]["All"] == lines[("KE", "End of the quarter")]["All"]


def test_the_screen_shows_the_same_sums(city, as_user, officer):
    page = as_user(officer).get(reverse("period_joint", args=[city.slug])).content.decode()
    total = sum(Report.objects.current().values_list("assets", flat=True))
    assert thousands(total) in page
    by_line = Figure.objects.filter(report__state="accepted", line="E.02").values_list("amount", flat=True)
    assert thousands(sum(by_line)) in page
    assert as_user(officer).get(reverse("period_joint", args=[city.slug]) + "?by=district").status_code == 200


def test_who_has_and_has_not_filed_is_in_the_workbook(city, as_user, officer):
    found = {
        row["Name of the cooperative"]: row["State"] for row in rows(exported(as_user(officer), city), "Who has filed")
    }
    assert found == {
        "Kop 0": "Accepted",
        "Kop 1": "Accepted",
        "Kop 2": "Accepted",
        "Kop 3": "Accepted",
        "Kop 4": "Sent, waiting for review",
        "Kop 5": "Late",
    }


def test_the_quarter_in_numbers_adds_up_and_each_number_has_its_list(city, as_user, officer):
    today = timezone.localdate()
    found = period_statistics.of(city, officer, today)
    whole = found["city"]
    assert (whole.total, whole.filed, whole.accepted, whole.waiting, whole.late) == (6, 5, 4, 1, 1)
    client = as_user(officer)
    for by, name in (("districts", "district"), ("kinds", "kind")):
        for group in period_statistics.GROUPS:
            assert sum(getattr(row, group) for row in found[by]) == getattr(whole, group)
        for row in found[by]:
            for group in ("filed", "late", "accepted"):
                address = reverse("period_obligations", args=[city.slug])
                page = client.get(address, {name: row.value, "state": group})
                assert page.context["page"].paginator.count == getattr(row, group)


def test_unknown_filters_select_nothing_and_never_fail(city, as_user, officer):
    client, address = as_user(officer), reverse("period_obligations", args=[city.slug])
    for query in (
        {"state": "x"},
        {"district": "x"},
        {"district": "9" * 30},
        {"kind": "x"},
        {"q": "\x00"},
        {"page": "x"},
    ):
        assert client.get(address, query).status_code == 200
    assert client.get(address, {"kind": "x"}).context["page"].paginator.count == 0


def test_the_list_exports_what_it_shows(city, as_user, officer):
    response = as_user(officer).get(reverse("period_export", args=[city.slug]), {"state": "late"})
    book = load_workbook(io.BytesIO(response.content))
    assert [row[0] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)] == ["Kop 5"]


def test_drafts_and_superseded_versions_are_not_summed(city, as_user, officer, manager):
    before = aggregation.of(city, by="kind").amount("A")
    report = Report.objects.current().get(obligation__cooperative__name="Kop 0")
    submission.amend(report.obligation, reason="x", actor=manager)
    draft(report.obligation, manager, {"A1.19": 0})
    assert aggregation.of(city, by="kind").amount("A") == before


def test_the_joint_statement_is_one_statement_however_many_report(city):
    with CaptureQueriesContext(connection) as queries:
        aggregation._compute(city, "kind")
    assert len(queries) == 1


def test_a_summary_of_nothing_is_an_empty_one(officer, as_user):
    owed = make_obligation()
    book = exported(as_user(officer), owed.period)
    assert rows(book, "Cooperatives") == []
    assert rows(book, "Provincial recap")[0]["Assets (million rupiah)"] is None


def test_a_large_summary_is_written_by_a_worker(city, as_user, officer, settings):
    settings.JOB_ABOVE_ROWS = 2
    response = as_user(officer).get(reverse("period_summary", args=[city.slug]))
    job = Job.objects.get()
    assert response.url == reverse("job", args=[job.pk])
    result = quarter_workbook.run(lambda done, total: None, **job.params)
    assert load_workbook(result.file).sheetnames[1:]
    result.file.unlink()
    assert Event.objects.filter(verb="summary.exported").count() == 1


def test_the_summary_needs_no_query_a_report(city, officer, tmp_path, manager):
    def count(name):
        with CaptureQueriesContext(connection) as queries:
            quarter_workbook.write(tmp_path / name, period=city, user=officer)
        return len(queries)

    before = count("a.xlsx")
    for _n in range(3):
        accepted(make_obligation(), manager, officer, figures())
    assert count("b.xlsx") == before
