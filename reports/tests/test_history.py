"""The page of a version tells its own way: who has filed it, and what the office has decided."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cooperatives.people import memberships
from core.models import Event
from reports import history, workflow
from reports.filing import submission
from reports.review import decisions, reversal
from tests.factories import make_cooperative
from tests.reporting import accepted, draft, make_obligation, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_report(manager, officer):
    owed = make_obligation()
    memberships.link(manager, owed.cooperative, actor=officer)
    return submitted(owed, manager)


def words(report, user) -> list[str]:
    return [line.event.verb for line in history.of(report, user)]


def page_of(client, report):
    return client.get(reverse("report_version", args=[report.obligation_id, report.version]))


def test_the_way_of_a_report_is_told_the_newest_first(as_user, officer, administrator):
    report = submitted(make_obligation(cooperative=make_cooperative("KSP Jalan")), officer)
    decisions.begin(report, actor=administrator)
    decisions.release(report, actor=administrator)
    decisions.begin(report, actor=administrator)
    decisions.send_back(report, note="Kas tidak cocok.", actor=administrator)
    assert words(report, officer) == [
        "report.returned",
        "report.in_review",
        "report.released",
        "report.in_review",
        "report.submitted",
        "report.begun",
    ]
    page = page_of(as_user(officer), report).content.decode()
    for text in ("Kas tidak cocok.", administrator.display_name, "Laporan dikembalikan untuk diperbaiki"):
        assert text in page
    assert "report.returned" not in page


def test_who_has_sent_it_for_the_board_is_said_so(officer, manager):
    report = submitted(make_obligation(), officer)
    assert report.on_behalf
    sent = next(line for line in history.of(report, officer) if line.event.verb == "report.submitted")
    assert sent.more == "atas nama koperasi"
    assert sent.event.actor_name == officer.display_name


def test_a_board_does_not_read_how_the_office_works(own_report, manager, administrator):
    report = own_report
    decisions.begin(report, actor=administrator)
    decisions.comment(report, key="", text="Periksa.", actor=administrator)
    assert words(report, manager) == ["report.submitted", "report.begun"]
    assert {"report.in_review", "report.commented"} <= set(words(report, administrator))


def test_an_acceptance_that_was_taken_back_is_told(officer, administrator):
    owed = make_obligation()
    accepted(owed, officer, administrator)
    report = owed.reports.get()
    reversal.reopen(report, to="returned", reason="Keliru.", actor=administrator)
    assert words(report, officer)[:2] == ["report.reopened", "report.accepted"]


def test_one_that_was_withdrawn_is_told(own_report, manager):
    submission.withdraw(own_report, actor=manager)
    assert words(own_report, manager)[0] == "report.withdrawn"


def test_only_its_own_events_and_not_each_save(own_report, officer, manager):
    other = submitted(make_obligation(cooperative=make_cooperative("KSP Lain")), officer)
    workflow.record("report.sheet_printed", other, actor=officer)
    assert Event.objects.filter(object_id=own_report.pk, verb="report.saved").exists()
    assert "report.saved" not in words(own_report, officer)
    assert "report.sheet_printed" not in words(own_report, officer)


def test_what_is_written_in_a_reason_is_text(as_user, own_report, administrator):
    decisions.begin(own_report, actor=administrator)
    decisions.send_back(own_report, note="<script>alert(1)</script>", actor=administrator)
    assert "<script>alert" not in page_of(as_user(administrator), own_report).content.decode()


def test_administrators_go_on_to_all_events_of_it(as_user, own_report, administrator, manager):
    address = f"{reverse('event_log')}?object=report-{own_report.pk}"
    assert address in page_of(as_user(administrator), own_report).content.decode()
    assert address not in page_of(as_user(manager), own_report).content.decode()


def test_it_is_one_statement_however_long_the_way(own_report, administrator):
    for _n in range(4):
        decisions.begin(own_report, actor=administrator)
        decisions.release(own_report, actor=administrator)
    history.of(own_report, administrator)
    with CaptureQueriesContext(connection) as found:
        history.of(own_report, administrator)
    assert len([query for query in found if "core_event" in query["sql"]]) == 1


def test_a_draft_has_begun(officer):
    report = draft(make_obligation(), officer)
    assert words(report, officer) == ["report.begun"]
