"""The pages of the office: the queue, decisions, quarters and holidays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from reports.models import Holiday, Obligation, Report
from reports.obligations.opening import open_period
from tests.factories import make_cooperative
from tests.reporting import QUARTER, accepted, make_obligation, submitted

pytestmark = pytest.mark.django_db


def test_the_queue_filters_by_its_address_and_never_fails(as_user, officer, manager):
    one = submitted(make_obligation(), manager)
    two = submitted(make_obligation(profile="real_sector"), manager)
    two.findings.create(rule="S8", level="warning", explanation="x")
    client, address = as_user(officer), reverse("report_home")

    def found(**query):
        return [report.pk for report in client.get(address, query).context["page"].object_list]

    assert found() == [one.pk, two.pk]
    assert found(kind="consumer") == [two.pk]
    assert found(findings="none") == [one.pk]
    assert found(findings="some") == [two.pk]
    assert found(state="in_review") == []
    assert found(quarter="2026-2", district=one.obligation.cooperative.district_id) == [one.pk, two.pk]
    assert found(quarter="2026-1") == []
    for query in ({"quarter": "x"}, {"quarter": "99999-9"}, {"district": "9" * 40}, {"state": "x"}, {"page": "-1"}):
        assert client.get(address, query).status_code == 200


def test_the_queue_needs_no_query_a_report(as_user, officer, manager):
    client = as_user(officer)
    submitted(make_obligation(), manager)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("report_home"))
        return len(queries)

    count()
    before = count()
    for _n in range(4):
        submitted(make_obligation(), manager)
    assert count() == before <= 12


def test_lists_and_pages_of_a_quarter_need_few_queries(as_user, officer, manager):
    for _n in range(6):
        accepted(make_obligation(), manager, officer)
    client = as_user(officer)
    owed = Obligation.objects.first()
    for name, args, most in (
        ("period", ["2026-2"], 16),
        ("period_obligations", ["2026-2"], 12),
        ("obligation", [owed.pk], 16),
        ("report_version", [owed.pk, 1], 22),
        ("report_panel", [owed.cooperative_id], 12),
    ):
        client.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name, args=args))
        assert len(queries) <= most, (name, len(queries))


def test_an_officer_decides_from_the_page_and_an_old_page_decides_nothing(as_user, officer, manager, owed):
    report = submitted(owed, manager)
    client, address = as_user(officer), reverse("review_decide", args=[owed.pk, 1])
    client.post(address, {"decision": "accept", "revision": report.revision - 1})
    assert Report.objects.get().state == "submitted"
    client.post(address, {"decision": "return", "revision": report.revision})
    assert Report.objects.get().state == "submitted"
    client.post(address, {"decision": "accept", "revision": "x"})
    assert Report.objects.get().state == "submitted"
    client.post(address, {"decision": "accept", "revision": Report.objects.get().revision, "note": "Terima kasih"})
    assert (Report.objects.get().state, Report.objects.get().decision_note) == ("accepted", "Terima kasih")


def test_several_are_accepted_from_the_queue(as_user, officer, manager):
    reports = [submitted(make_obligation(), manager) for _n in range(2)]
    client = as_user(officer)
    client.post(reverse("report_home"), {"row": [reports[0].pk, "x", "9" * 30], "action": "accept"})
    assert sorted(Report.objects.values_list("state", flat=True)) == ["accepted", "submitted"]


def test_an_administrator_keeps_the_holidays(as_user, administrator):
    client = as_user(administrator)
    data = {"date": "2027-01-01", "kind": "libur_nasional", "name": "Tahun Baru 2027"}
    client.post(reverse("holidays"), data)
    assert client.post(reverse("holidays"), data).status_code == 200
    added = Holiday.objects.get(date__year=2027)
    client.post(reverse("holiday_delete", args=[added.pk]))
    assert not Holiday.objects.filter(date__year=2027).exists()
    assert Event.objects.filter(verb__startswith="holiday.").count() == 2


def test_a_quarter_is_opened_and_extended_from_its_pages(as_user, officer):
    make_cooperative()
    open_period(QUARTER)
    client = as_user(officer)
    answer = client.post(reverse("period_list"), {"year": "2026", "quarter": "2"})
    assert answer.url == reverse("period", args=["2026-2"])
    assert client.post(reverse("period_list"), {"year": "1", "quarter": "9"}).status_code == 200
    client.post(reverse("period_extend", args=["2026-2"]), {"until": "2026-08-01", "reason": "Gangguan listrik"})
    owed = Obligation.objects.get()
    assert owed.due_on.isoformat() == "2026-08-01"
    client.post(reverse("obligation_extend", args=[owed.pk]), {"until": "2026-09-01", "reason": "Banjir"})
    client.post(reverse("obligation_waive", args=[owed.pk]), {"reason": "other", "note": "Kebakaran"})
    owed = Obligation.objects.get()
    assert (owed.due_on.isoformat(), owed.state_on(timezone.localdate())) == ("2026-09-01", "waived")
    client.post(reverse("waiver_end", args=[owed.pk]))
    assert Obligation.objects.get().state_on(timezone.localdate()) == "late"
    assert client.get("/reports/periods/2031-1/").status_code == 404
    assert client.get("/reports/periods/2026-7/").status_code == 404
