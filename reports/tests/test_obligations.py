from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperatives.merging import records
from cooperatives.people import memberships
from cooperatives.record import history
from core import office
from core.errors import DomainError
from core.models import Event
from reports.choices import FilingState, Profile
from reports.models import Holiday, Obligation, Period
from reports.obligations import extensions, waivers
from reports.obligations.opening import add, open_period, realign, remove_period
from reports.obligations.quarter import Quarter
from tests.factories import make_cooperative
from tests.reporting import QUARTER, accepted, days_ago, draft, kept_upload, make_obligation, submitted

pytestmark = pytest.mark.django_db


def owing(quarter=QUARTER):
    return set(Obligation.objects.filter(period__year=quarter.year).values_list("cooperative__name", flat=True))


def test_opening_a_quarter_asks_those_who_must_report_and_nobody_else(administrator):
    make_cooperative("Aktif")
    make_cooperative("Perhatian", status="attention", filing_type="assisted")
    make_cooperative("Pasif", status="passive")
    make_cooperative("Bubar", status="dissolved")
    make_cooperative("Tanpa status", status="")
    make_cooperative("Bebas", filing_type="exempt")
    make_cooperative("Provinsi", authority="province")
    make_cooperative("Baru", legal_date=date(2026, 7, 1))
    make_cooperative("Lama", legal_date=date(2026, 6, 30))
    kept = make_cooperative("Tetap", status="passive")
    make_cooperative("Ganda", merged_into=kept)
    opened = open_period(QUARTER, actor=administrator)
    assert owing() == {"Aktif", "Perhatian", "Lama"}
    assert (opened.created, opened.total) == (3, 3)
    office.change({"report_passive": True}, actor=administrator)
    assert open_period(QUARTER, actor=administrator).created == 2
    assert owing() == {"Aktif", "Perhatian", "Lama", "Pasif", "Tetap"}


def test_each_kind_gets_its_lines():
    kinds = {
        "SP": {"kind": "savings_loan"},
        "Konsumen": {"kind": "consumer"},
        "BMT": {"kind": "savings_loan", "pattern": "sharia"},
        "USP": {"kind": "producer", "has_savings_unit": True},
    }
    for name, fields in kinds.items():
        make_cooperative(name, **fields)
    open_period(QUARTER)
    assert dict(Obligation.objects.values_list("cooperative__name", "profile")) == {
        "SP": "savings_loan",
        "Konsumen": "real_sector",
        "BMT": "sharia",
        "USP": "real_with_unit",
    }


def test_opening_again_does_no_harm_and_leaves_no_event(officer):
    make_cooperative()
    first = open_period(QUARTER, actor=officer)
    row = Obligation.objects.values().get()
    again = open_period(QUARTER, actor=officer)
    assert (first.created, again.created, again.total) == (1, 0, 1)
    assert Obligation.objects.values().get() == row
    assert Event.objects.filter(verb="period.opened").count() == 1


def test_the_number_of_statements_does_not_grow_with_the_register():
    counts = []
    make_cooperative()
    open_period(QUARTER.previous)
    for n, quarter in ((1, QUARTER), (40, QUARTER.next)):
        for _n in range(n):
            make_cooperative()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            open_period(quarter)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_rules_in_force_stay_with_the_quarter(administrator):
    make_cooperative()
    office.change({"report_due_day": 15, "report_grace_days": 3}, actor=administrator)
    open_period(QUARTER)
    office.change({"report_due_day": 25}, actor=administrator)
    period = open_period(QUARTER).period
    assert (period.due_on, period.grace_days, period.rules["due_day"]) == (date(2026, 7, 15), 3, 15)
    owed = Obligation.objects.get()
    assert (owed.due_on, owed.late_after) == (date(2026, 7, 15), date(2026, 7, 18))


def test_holidays_move_the_due_date_when_the_office_wants_it(administrator):
    Holiday.objects.create(date=date(2026, 7, 20), name="Libur")
    office.change({"report_shift": True}, actor=administrator)
    assert open_period(QUARTER).period.due_on == date(2026, 7, 21)


def test_the_holidays_of_2026_are_there():
    assert Holiday.objects.filter(date__year=2026).count() == 25


def test_a_quarter_is_opened_from_ten_years_back_until_it_has_begun():
    open_period(Quarter(2016, 1), on=date(2026, 7, 1))
    open_period(Quarter(2026, 3), on=date(2026, 7, 1))
    for quarter in (Quarter(2015, 4), Quarter(2026, 4)):
        with pytest.raises(DomainError):
            open_period(quarter, on=date(2026, 7, 1))
    assert [period.slug for period in Period.objects.order_by("year", "quarter")] == ["2016-1", "2026-3"]


@pytest.mark.parametrize("work", ["upload", "draft", "waiver", "extension"])
def test_a_quarter_on_which_work_has_begun_is_not_taken_back(officer, work):
    owed = make_obligation()
    begin = {
        "upload": lambda: kept_upload(owed, officer),
        "draft": lambda: draft(owed, officer),
        "waiver": lambda: waivers.waive(owed, reason="new", note="Baru", actor=officer),
        "extension": lambda: extensions.extend(owed.period, until=date(2026, 9, 1), reason="Banjir", actor=officer),
    }
    begin[work]()
    with pytest.raises(DomainError):
        remove_period(owed.period, actor=officer)
    assert list(Obligation.objects.all()) == [owed]


def test_a_quarter_of_which_nothing_was_done_is_taken_back(officer):
    owed = make_obligation()
    remove_period(owed.period, actor=officer)
    assert (Obligation.objects.count(), Period.objects.count()) == (0, 0)
    event = Event.objects.get(verb="period.removed")
    assert (event.label, event.before) == ("2026-2", {"total": 1, "due_on": "2026-07-20"})


def test_an_obligation_without_a_version_takes_the_lines_of_what_the_cooperative_has_become(officer):
    owed = make_obligation()
    assert not realign(owed, actor=officer)
    type(owed.cooperative).objects.update(kind="consumer")
    assert realign(owed, actor=officer)
    assert Obligation.objects.get().profile == "real_sector"
    event = Event.objects.get(verb="obligation.realigned")
    assert (event.object_type, event.object_id) == ("cooperative", owed.cooperative_id)
    assert (event.before, event.after) == (
        {"lines": str(Profile.SAVINGS_LOAN.label)},
        {"lines": str(Profile.REAL_SECTOR.label)},
    )
    draft(Obligation.objects.get(), officer)
    type(owed.cooperative).objects.update(kind="savings_loan")
    with pytest.raises(DomainError):
        realign(owed, actor=officer)
    assert Obligation.objects.get().profile == "real_sector"


def test_one_obligation_per_cooperative_and_quarter():
    owed = make_obligation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Obligation.objects.create(
            cooperative=owed.cooperative,
            period=owed.period,
            profile="sharia",
            due_on=owed.due_on,
            late_after=owed.due_on,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Period.objects.create(year=2026, quarter=5, due_on=owed.due_on)


def test_a_passive_cooperative_can_be_let_in_once(officer):
    period = open_period(QUARTER).period
    cooperative = make_cooperative(status="passive")
    first = add(cooperative, period, actor=officer)
    assert add(cooperative, period, actor=officer) == first
    assert Event.objects.filter(verb="obligation.added").count() == 1


def test_a_waiver_has_a_reason_a_time_and_an_end(officer):
    owed = make_obligation()
    day = timezone.localdate()
    with pytest.raises(DomainError):
        waivers.waive(owed, reason="new", note=" ", actor=officer)
    with pytest.raises(DomainError):
        waivers.waive(owed, reason="new", note="Baru", expires_on=days_ago(1), actor=officer)
    waiver = waivers.waive(owed, reason="new", note="Baru berdiri", expires_on=day, actor=officer)
    with pytest.raises(DomainError):
        waivers.waive(owed, reason="other", note="Dua kali", actor=officer)
    assert list(Obligation.objects.waived_on(day)) == [owed]
    assert list(Obligation.objects.overdue_on(day)) == []
    assert list(Obligation.objects.waived_on(day + timedelta(days=1))) == []
    waivers.end(waiver, actor=officer)
    waivers.end(waiver, actor=officer)
    assert list(Obligation.objects.waived_on(day)) == []
    assert list(Obligation.objects.overdue_on(day)) == [owed]
    assert Event.objects.filter(verb="obligation.waiver_ended").count() == 1
    waivers.waive(owed, reason="other", note="Lagi", actor=officer)


def state_on(owed, day):
    listed = Obligation.objects.with_filing_state(day).get(pk=owed.pk).filing_state
    assert listed == Obligation.objects.get(pk=owed.pk).state_on(day)
    return listed


def test_the_filing_state_is_computed_from_dates_and_the_list_says_the_same_as_the_row(officer, manager):
    owed = make_obligation()
    due = owed.due_on
    late = due + timedelta(days=1)
    assert state_on(owed, due) == FilingState.DUE
    assert state_on(owed, late) == FilingState.LATE
    report = draft(owed, manager)
    assert state_on(owed, due) == FilingState.DRAFT
    assert state_on(owed, late) == FilingState.LATE
    waiver = waivers.waive(owed, reason="other", note="Banjir", actor=officer)
    assert state_on(owed, late) == FilingState.WAIVED
    waivers.end(waiver, actor=officer)
    submitted(owed, manager, report=report)
    assert state_on(owed, late) == FilingState.SUBMITTED


def test_an_extension_for_one_moves_one(officer):
    one, other = make_obligation(), make_obligation()
    until = one.due_on + timedelta(days=10)
    assert extensions.extend(one.period, until=until, reason="Banjir", cooperative=one.cooperative, actor=officer) == 1
    assert Obligation.objects.get(pk=one.pk).due_on == until
    assert Obligation.objects.get(pk=other.pk).due_on == other.due_on


def test_an_extension_for_a_group_holds_for_who_comes_later_and_never_shortens(officer):
    one = make_obligation(cooperative=make_cooperative(place="Jajar", kind="savings_loan"))
    make_obligation(cooperative=make_cooperative(place="Semanggi", kind="savings_loan"))
    period, due = one.period, one.due_on
    far, near = due + timedelta(days=30), due + timedelta(days=5)
    assert extensions.extend(period, until=far, reason="a", district=one.cooperative.district, actor=officer) == 1
    assert extensions.extend(period, until=near, reason="b", kind="savings_loan", actor=officer) == 1
    later = make_obligation(cooperative=make_cooperative(place="Jajar", kind="savings_loan"))
    dates = dict(Obligation.objects.values_list("pk", "due_on"))
    assert dates[one.pk] == dates[later.pk] == far
    assert sorted(dates.values()) == [near, far, far]
    with pytest.raises(DomainError):
        extensions.extend(period, until=due, reason="c", actor=officer)
    with pytest.raises(DomainError):
        extensions.extend(period, until=far, reason=" ", actor=officer)


def test_an_extension_after_the_receipt_takes_the_lateness_away(officer, manager):
    owed = make_obligation(quarter=Quarter.of(days_ago(150)))
    report = submitted(owed, manager)
    assert Obligation.objects.get().days_late == (timezone.localdate() - owed.due_on).days > 0
    extensions.extend(owed.period, until=timezone.localdate(), reason="Gangguan portal", actor=officer)
    assert Obligation.objects.get().days_late == 0
    assert report.submitted_at is not None


def test_managers_see_their_own_and_the_office_sees_all(officer, manager, as_user):
    own, other = make_obligation(), make_obligation()
    memberships.link(manager, own.cooperative, actor=officer)
    assert list(Obligation.objects.visible_to(manager)) == [own]
    assert set(Obligation.objects.visible_to(officer)) == {own, other}


def test_opening_by_command_says_what_it_did(capsys):
    from django.core.management import CommandError, call_command

    make_cooperative()
    call_command("open_period", "2026", "2")
    call_command("open_period", "2026", "2")
    assert capsys.readouterr().out.splitlines() == [
        "2026-2: 1 obligations made, 1 in all, due 2026-07-20",
        "2026-2: 0 obligations made, 1 in all, due 2026-07-20",
    ]
    with pytest.raises(CommandError):
        call_command("open_period", "2026", "5")


def test_lateness_is_counted_from_the_due_date_once_grace_has_passed(administrator, manager):
    office.change({"report_grace_days": 5}, actor=administrator)
    owed = make_obligation()
    assert owed.lateness_of(owed.due_on + timedelta(days=5)) == 0
    assert owed.lateness_of(owed.due_on + timedelta(days=6)) == 6
    assert not owed.is_overdue_on(owed.due_on + timedelta(days=5))
    assert owed.is_overdue_on(owed.due_on + timedelta(days=6))


def test_an_accepted_report_of_the_quarter_leaves_the_lists_of_the_late(officer, manager):
    owed = make_obligation()
    accepted(owed, manager, officer)
    assert list(Obligation.objects.overdue_on(timezone.localdate())) == []


def test_the_reports_of_a_merged_record_go_over_to_the_kept_one(officer, manager):
    kept, dropped = make_cooperative(kind="savings_loan"), make_cooperative(kind="savings_loan")
    empty = make_obligation(cooperative=kept)
    full = make_obligation(cooperative=dropped)
    report = accepted(full, manager, officer)
    other = make_obligation(cooperative=dropped, quarter=QUARTER.next)
    both_kept, both_dropped = (make_obligation(cooperative=c, quarter=QUARTER.previous) for c in (kept, dropped))
    submitted(both_kept, manager)
    submitted(both_dropped, manager)
    records.merge(keep=kept.pk, drop=dropped.pk, reason="Sama", actor=officer)
    seen = Obligation.objects.visible_to(officer)
    assert set(seen.values_list("pk", flat=True)) == {full.pk, other.pk, both_kept.pk}
    assert not Obligation.objects.filter(pk=empty.pk).exists()
    assert report.obligation.reports.get().state == "accepted"


def test_waivers_are_told_in_the_history_of_the_cooperative(officer):
    owed = make_obligation()
    waivers.waive(owed, reason="new", note="Baru berdiri", actor=officer)
    (line,) = history.lines(owed.cooperative, limit=1)
    assert "obligation" not in line.what
    assert [change.label for change in line.changes] == [
        str(history.LABELS["waiver"]),
        str(history.LABELS["expires_on"]),
    ]
