import json
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cooperatives.merging import records
from core.models import Event
from reports import nightly, workflow
from reports.choices import WaiverReason
from reports.filing import submission
from reports.models import Arrears, Obligation, Period, Reminder
from reports.obligations import extensions, lateness, waivers
from reports.obligations.opening import open_begun, open_period
from reports.obligations.quarter import Quarter
from tests.factories import make_cooperative
from tests.reporting import QUARTER, draft, make_obligation, submitted

pytestmark = pytest.mark.django_db
LATE_SINCE = date(2026, 7, 21)


def arrears() -> dict[int, tuple[int, date]]:
    return {row.cooperative_id: (row.quarters, row.since) for row in Arrears.objects.all()}


def owed_on(day: date, *quarters: Quarter, n: int = 1) -> list[int]:
    """Cooperatives that owe some quarters, opened while nothing was late."""
    pks = [make_cooperative().pk for _n in range(n)]
    with time_machine.travel(day):
        for quarter in quarters:
            open_period(quarter)
    return pks


def test_a_report_is_late_since_the_day_after_the_last_one_whenever_the_job_runs():
    (pk,) = owed_on(date(2026, 7, 1), QUARTER)
    assert lateness.flag(date(2026, 7, 20)) == lateness.Flagged(0, 0, 0)
    assert lateness.flag(date(2026, 7, 28)) == lateness.Flagged(1, 0, 1)
    assert Obligation.objects.get().late_since == LATE_SINCE
    assert arrears() == {pk: (1, LATE_SINCE)}


def test_a_second_run_changes_nothing_and_leaves_no_event():
    owed_on(date(2026, 7, 1), QUARTER, n=3)
    lateness.flag(LATE_SINCE)
    before = list(Obligation.objects.values()), list(Arrears.objects.values()), Event.objects.count()
    assert lateness.flag(LATE_SINCE) == lateness.Flagged(0, 0, 0)
    assert (list(Obligation.objects.values()), list(Arrears.objects.values()), Event.objects.count()) == before


def test_a_run_tells_how_many_flags_it_has_set_and_lifted_and_of_how_many_cooperatives():
    first, *_others = owed_on(date(2026, 7, 1), QUARTER, n=3)
    lateness.flag(LATE_SINCE)
    Obligation.objects.filter(cooperative=first).update(late_after=LATE_SINCE)
    assert lateness.flag(LATE_SINCE) == lateness.Flagged(0, 1, 1)
    told = Event.objects.filter(verb="lateness.flagged").order_by("pk")
    assert list(told.values_list("object_type", "object_id", "label", "after")) == [
        ("office", 0, "2026-07-21", {"flagged": 3, "lifted": 0, "cooperatives": 3}),
        ("office", 0, "2026-07-21", {"flagged": 0, "lifted": 1, "cooperatives": 1}),
    ]


def test_quarters_in_arrears_are_counted_from_the_oldest():
    (pk,) = owed_on(date(2026, 4, 1), QUARTER.previous, QUARTER)
    lateness.flag(date(2026, 4, 21))
    assert arrears() == {pk: (1, date(2026, 4, 21))}
    lateness.flag(LATE_SINCE)
    assert arrears() == {pk: (2, date(2026, 4, 21))}


def test_the_number_of_statements_does_not_grow_with_the_register():
    owed_on(date(2026, 4, 1), QUARTER.previous)
    lateness.flag(date(2026, 4, 21))
    counts = []
    for n, day in ((1, LATE_SINCE), (60, LATE_SINCE + timedelta(days=1))):
        owed_on(date(2026, 7, 1), QUARTER, n=n)
        with CaptureQueriesContext(connection) as queries:
            assert lateness.flag(day).flagged >= n
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_flag_is_lifted_at_once_when_the_report_is_sent(officer):
    owed = make_obligation()
    assert arrears()[owed.cooperative_id] == (1, LATE_SINCE)
    submitted(owed, officer)
    assert Obligation.objects.get(pk=owed.pk).late_since is None
    assert arrears() == {}


def test_a_report_that_is_taken_back_is_late_again(officer):
    report = submitted(make_obligation(), officer)
    submission.withdraw(report, actor=officer)
    assert arrears() == {report.obligation.cooperative_id: (1, LATE_SINCE)}


def test_a_waiver_lifts_the_flag_and_its_end_or_expiry_puts_it_back(officer):
    owed = make_obligation()
    details = {"reason": WaiverReason.NEW, "note": "baru berdiri", "actor": officer}
    waiver = waivers.waive(owed, **details)
    assert arrears() == {}
    waivers.end(waiver, actor=officer)
    assert arrears() == {owed.cooperative_id: (1, LATE_SINCE)}
    until = date.today() + timedelta(days=3)
    waivers.waive(owed, expires_on=until, **details)
    assert arrears() == {}
    lateness.flag(until)
    assert arrears() == {}
    lateness.flag(until + timedelta(days=1))
    assert arrears() == {owed.cooperative_id: (1, LATE_SINCE)}


def test_an_extension_lifts_the_flag_or_moves_it(officer):
    owed = make_obligation()
    later = date.today() + timedelta(days=10)
    extensions.extend(owed.period, until=date(2026, 8, 10), reason="banjir", actor=officer)
    assert arrears() == {owed.cooperative_id: (1, date(2026, 8, 11))}
    extensions.extend(owed.period, until=later, reason="banjir", actor=officer)
    assert arrears() == {}
    assert lateness.flag(later + timedelta(days=1)).flagged == 1


def test_days_of_grace_come_before_the_flag(officer):
    owed_on(date(2026, 7, 1), QUARTER)
    Obligation.objects.update(late_after=date(2026, 7, 27))
    lateness.flag(date(2026, 7, 27))
    assert arrears() == {}
    lateness.flag(date(2026, 7, 28))
    assert [since for _n, since in arrears().values()] == [date(2026, 7, 28)]


def test_a_merged_record_hands_its_arrears_over(officer):
    kept, dropped = make_cooperative(), make_cooperative()
    make_obligation(cooperative=dropped)
    make_obligation(cooperative=kept, quarter=QUARTER.previous)
    Obligation.objects.filter(cooperative=kept, period__quarter=2).delete()
    records.merge(keep=kept.pk, drop=dropped.pk, reason="dobel", actor=officer)
    assert arrears() == {kept.pk: (2, date(2026, 4, 21))}


def test_the_quarter_that_has_begun_is_opened_with_those_that_were_missed():
    make_cooperative()
    assert [one.period.slug for one in open_begun(date(2026, 4, 3))] == ["2026-1", "2026-2"]
    assert open_begun(date(2026, 4, 4)) == []
    assert [one.period.slug for one in open_begun(date(2027, 1, 1))] == ["2026-3", "2026-4", "2027-1"]


def test_an_empty_portal_does_not_begin_with_a_quarter_that_is_late_already():
    make_cooperative()
    assert [one.period.slug for one in open_begun(date(2026, 4, 21))] == ["2026-2"]


@pytest.mark.parametrize(
    ("day", "slug", "due"),
    [
        (date(2027, 12, 31), "2027-4", date(2028, 1, 20)),
        (date(2028, 1, 1), "2028-1", date(2028, 4, 20)),
        (date(2028, 2, 29), "2028-1", date(2028, 4, 20)),
        (date(2028, 3, 31), "2028-1", date(2028, 4, 20)),
    ],
)
def test_the_turn_of_the_year_and_a_leap_day_open_the_right_quarter(day, slug, due):
    make_cooperative()
    open_begun(day)
    newest = Period.objects.first()
    assert (newest.slug, newest.due_on) == (slug, due)


def test_who_becomes_active_owes_the_running_quarter_but_none_that_is_late():
    owed_on(date(2026, 7, 1), QUARTER)
    late = make_cooperative()
    opened = {one.period.slug: one.created for one in open_begun(date(2026, 8, 1))}
    assert opened == {"2026-3": 2}
    assert not late.obligations.filter(period__quarter=2).exists()


def test_the_command_says_in_json_what_it_has_done():
    owed_on(date(2026, 7, 1), QUARTER, n=2)
    out = StringIO()
    with time_machine.travel("2026-07-21 08:00+07:00"):
        with pytest.raises(CommandError, match="from today on"):
            call_command("flag_overdue", "--on", "2026-07-20")
        call_command("flag_overdue", "--on", "2026-07-21", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {
        "on": "2026-07-21",
        "opened": {"2026-3": 2},
        "flagged": 2,
        "lifted": 0,
        "cooperatives": 2,
        "late": 2,
        "in_arrears": 2,
        "proposals": {"made": 0, "lapsed": 0},
    }


def test_the_demo_moves_to_the_day_of_the_command_and_nothing_else_does(settings, as_user, officer):
    owed_on(date(2026, 7, 1), QUARTER)
    day = (date.today() + timedelta(days=40)).isoformat()
    settings.DEMO = False
    for command in ("flag_overdue", "send_reminders", "send_digests"):
        with pytest.raises(CommandError):
            call_command(command, "--on", day, stdout=StringIO())
    call_command("send_reminders", "--on", day, "--dry-run", stdout=StringIO())
    assert (Reminder.objects.count(), Arrears.objects.count()) == (0, 0)
    assert 'id="demo-day"' not in as_user(officer).get("/").content.decode()
    settings.DEMO = True
    call_command("flag_overdue", "--on", day, stdout=StringIO())
    assert 'id="demo-day"' in as_user(officer).get("/").content.decode()
    call_command("flag_overdue", "--on", date.today().isoformat(), stdout=StringIO())
    assert 'id="demo-day"' not in as_user(officer).get("/").content.decode()


def test_the_register_filters_counts_and_sorts_by_what_is_late(as_user, officer):
    one, two = make_cooperative("KSP Satu"), make_cooperative("KSP Dua")
    for owed in (make_obligation(cooperative=one), make_obligation(cooperative=two)):
        make_obligation(cooperative=owed.cooperative, quarter=QUARTER.next)
    submitted(Obligation.objects.get(cooperative=one, period__quarter=2), officer)
    client, url = as_user(officer), reverse("cooperative_list")

    def names(query):
        return [row.name for row in client.get(f"{url}?{query}").context["listing"].rows]

    assert names("arrears=1") == ["KSP Satu"]
    assert names("arrears=2") == ["KSP Dua"]
    assert names("arrears=none") == []
    assert names("missing_quarter=2026-2") == ["KSP Dua"]
    assert names("missing_quarter=2026-3") == ["KSP Dua", "KSP Satu"]
    assert names("missing_quarter=x") == []
    assert names("sort=-arrears") == ["KSP Dua", "KSP Satu"]
    assert names("sort=-late") == ["KSP Satu", "KSP Dua"]
    facets = {facet.key: facet for facet in client.get(url).context["listing"].facets}
    assert [(c.value, c.count) for c in facets["arrears"].choices] == [("1", 1), ("2", 1)]
    assert [(c.value, c.count) for c in facets["missing_quarter"].choices] == [("2026-3", 2), ("2026-2", 1)]
    with time_machine.travel("2026-11-25 09:00+07:00"):
        assert names("late_since=90") == ["KSP Satu"]
        assert names("late_since=180&late_since=30") == ["KSP Dua"]
        assert names("late_since=x") == []
        facets = {facet.key: facet for facet in client.get(url).context["listing"].facets}
        assert [(c.value, c.count) for c in facets["late_since"].choices] == [("90", 1), ("180", 1)]


def test_the_badge_is_computed_from_dates_though_no_job_has_run(as_user, officer):
    owed_on(date(2026, 7, 1), QUARTER)
    assert arrears() == {}
    page = as_user(officer).get(reverse("cooperative_list")).content.decode()
    assert "1 triwulan terlambat" in page


def test_the_list_pays_one_more_query_for_the_badges_of_a_page(as_user, officer):
    owed_on(date(2026, 7, 1), QUARTER, n=20)
    client = as_user(officer)
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("cooperative_list"))
    assert sum("late_after" in query["sql"] and "reports_waiver" in query["sql"] for query in queries) == 1


def test_a_draft_alone_does_not_lift_the_flag(officer):
    owed = make_obligation()
    draft(owed, officer)
    workflow.settle(owed.pk)
    assert arrears() == {owed.cooperative_id: (1, LATE_SINCE)}


def test_a_report_of_a_quarter_that_runs_cannot_be_sent(officer):
    running = Quarter.of(date.today())
    report = draft(make_obligation(quarter=running), officer)
    with pytest.raises(submission.NotReadyError) as error:
        submitted(report.obligation, officer, report=report)
    assert str(running.end.year) in str(error.value)


def test_the_whole_night_a_second_time_changes_nothing():
    owed_on(date(2026, 4, 1), QUARTER.previous, QUARTER, n=2)
    nightly.run(date(2026, 7, 28))
    events = Event.objects.count()
    done = nightly.run(date(2026, 7, 28))
    assert (done.opened, done.flagged.has_changed, done.proposed.made, done.proposed.lapsed) == ([], False, 0, 0)
    assert Event.objects.count() == events
