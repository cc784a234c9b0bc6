"""The monthly report of an adviser: what he has recorded in the month, by cooperative, and nothing else."""

import io
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from cooperatives.contacts import contact_log
from core import clock
from revival.cases import plan, stages
from revival.models import Case, Decision, Visit
from revival.results import month
from tests.coaching import make_case
from tests.factories import make_cooperative
from tests.visiting import make_photo, make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(officer, adviser) -> list[Case]:
    return [
        make_case(make_cooperative(name, status="passive"), officer, adviser=adviser)
        for name in ("KSP Anggrek", "KSP Bakung")
    ]


@pytest.fixture
def recorded(cases, officer, adviser) -> date:
    """Two visits to one with a photo and an hour and a half, a decision and a call to the other; this month."""
    today = clock.today()
    first = make_visit(
        cases[0], adviser, begun=time(9), ended=time(10, 30), next_step="Menata buku", next_due=clock.today()
    )
    make_photo(first, adviser)
    cases[0].refresh_from_db()
    make_visit(cases[0], adviser, said="Kedua")
    cases[0].refresh_from_db()
    stages.move(cases[0], "decided", reason="Sudah rapat.", actor=adviser)
    plan.decide(cases[1], decision=Decision(wish="yes", on=today, said_by="Ketua"), actor=adviser)
    contact_log.note(cases[1].cooperative, channel="call", text="x", result="reached", at=timezone.now(), actor=adviser)
    # A message that nobody has answered is no talk.
    contact_log.note(cases[0].cooperative, channel="whatsapp", text="x", result="", at=timezone.now(), actor=adviser)
    # Of somebody else, and of another month.
    make_visit(Case.objects.get(pk=cases[1].pk), officer)
    old = make_visit(Case.objects.get(pk=cases[1].pk), adviser)
    Visit.objects.filter(pk=old.pk).update(on=today.replace(day=1) - timedelta(days=1))
    return today.replace(day=1)


def test_it_holds_what_was_recorded_in_the_month_by_cooperative(recorded, adviser):
    found = month.of(adviser, recorded)
    lines = [
        (line.cooperative.name, len(line.visits), line.talks, line.n_photos, line.next_step) for line in found.lines
    ]
    assert lines == [("KSP Anggrek", 2, 0, 1, "Menata buku"), ("KSP Bakung", 0, 1, 0, "")]
    assert (found.time, found.without_hours, found.n_photos, found.talks) == (timedelta(minutes=90), 1, 1, 1)
    assert found.lines[1].results == ["Ingin melanjutkan"]
    assert "Pengurus sudah memutuskan" in found.lines[0].results
    before = month.of(adviser, (recorded - timedelta(days=1)).replace(day=1))
    assert [line.cooperative.name for line in before.lines] == ["KSP Bakung"]


def test_the_paper_and_the_workbook_hold_the_same(recorded, adviser, client):
    client.force_login(adviser)
    paper = client.get(reverse("revival_month_pdf"))
    (page, *_more) = PdfReader(io.BytesIO(paper.getvalue())).pages
    text = page.extract_text()
    for word in ("KSP Anggrek", "KSP Bakung", "1 jam 30 menit", "Menata buku"):
        assert word in text, word
    assert len(page.images) == 1
    book = load_workbook(io.BytesIO(client.get(reverse("revival_month_xlsx")).getvalue()))
    names = [row[1].value for row in book["Per koperasi"].iter_rows(min_row=2)]
    assert names == ["KSP Anggrek", "KSP Bakung"]
    assert len(list(book["Kunjungan"].iter_rows(min_row=2))) == 2


def test_another_adviser_and_month_are_chosen_and_nonsense_is_ones_own(recorded, adviser, officer, client):
    client.force_login(officer)
    page = client.get(reverse("revival_month"), {"adviser": adviser.pk, "month": f"{recorded:%Y-%m}"})
    assert [line.cooperative.name for line, _hours in page.context["lines"]] == ["KSP Anggrek", "KSP Bakung"]
    own = client.get(reverse("revival_month"), {"month": "9999-99"})
    assert own.context["asked"].adviser == officer
    # Nobody's report is never somebody else's.
    assert client.get(reverse("revival_month"), {"adviser": "999999"}).status_code == 404
    adviser.is_active = False
    adviser.save()
    left = client.get(reverse("revival_month"), {"adviser": adviser.pk, "month": f"{recorded:%Y-%m}"})
    assert left.context["asked"].adviser == adviser


def test_it_takes_as_many_statements_for_many_as_for_few(cases, officer, adviser):
    def statements() -> int:
        with CaptureQueriesContext(connection) as counted:
            month.of(adviser, clock.today().replace(day=1))
        return len(counted)

    make_visit(cases[0], adviser)
    few = statements()
    for n in range(4):
        make_visit(make_case(make_cooperative(f"KSP {n}", status="passive"), officer, adviser=adviser), adviser)
    assert statements() == few
