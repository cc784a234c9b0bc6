"""What was prepared loses its reason, and gets it back: nobody is told what is not so, and nobody slips away."""

from datetime import date, timedelta

import pytest
import time_machine

from cooperatives import status
from cooperatives.merging import records
from cooperatives.models import BoardMember, Contact, Cooperative
from cooperatives.people import board, memberships
from core import office
from core.errors import DomainError
from core.models import Notice, OutgoingMail
from reports import nightly
from reports.arrivals import arrival_log
from reports.choices import WaiverReason
from reports.escalation import ladder, letters, reminders
from reports.filing import submission
from reports.models import Letter, Obligation, Reminder, Step
from reports.obligations import extensions, waivers
from reports.obligations.opening import remove_period
from reports.obligations.quarter import Quarter
from reports.office_settings import check_letter_number
from reports.tests.test_ladder import climb, day, owe, states
from tests.reporting import QUARTER, submitted

pytestmark = pytest.mark.django_db
EARLIER = Quarter(2026, 1)


def climb_daily(first: int, last: int) -> dict[int, dict[str, int]]:
    """What the ladder makes on each day between two days after the due date."""
    return {n: made for n in range(first, last + 1) if (made := climb(day(n)))}


def prepared() -> list[str]:
    return list(Contact.objects.filter(state="prepared").values_list("channel", flat=True))


def file_and_withdraw(owed, officer):
    report = submitted(owed, officer)
    submission.withdraw(report, actor=officer)
    # Now the paper waits for the office to type it in again, and nobody is reminded.
    arrival_log.set_aside(report.arrival, reason="Angkanya salah.", actor=officer)


def waive_and_end(owed, officer):
    waiver = waivers.waive(owed, reason=WaiverReason.OTHER, note="x", actor=officer)
    waivers.end(waiver, actor=officer)


def waive_for_a_day(owed, officer):
    waivers.waive(owed, reason=WaiverReason.OTHER, note="x", actor=officer, expires_on=day(32))


@pytest.mark.parametrize("way_out", [file_and_withdraw, waive_and_end, waive_for_a_day])
def test_a_letter_that_was_called_back_comes_again_when_the_report_is_missing_again(officer, way_out):
    owe()
    climb(day(30))
    with time_machine.travel(day(31)):
        way_out(Obligation.objects.get(), officer)
        assert Letter.objects.get().state == "cancelled"
    assert climb_daily(32, 34) in ({32: {"T2": 1}}, {33: {"T2": 1}})
    letter = Letter.objects.get(state="prepared")
    assert letter.level == 1
    with time_machine.travel(day(35)):
        letters.issue([letter.pk], actor=officer)
    assert climb_daily(36, 100) == {90: {"T3": 1}}


def test_a_reminder_that_was_not_needed_when_it_was_to_be_told_is_made_again(officer):
    owe()
    ladder.climb(day(30))
    with time_machine.travel(day(30)):
        waiver = waivers.waive(Obligation.objects.get(), reason=WaiverReason.OTHER, note="x", actor=officer)
        reminders.tell(day(30))
        assert states()["T2"] == "not_needed"
        waivers.end(waiver, actor=officer)
    assert climb(day(31)) == {"T2": 1}


def test_after_an_extension_the_ladder_begins_anew_from_the_new_date(officer):
    owe()
    climb(day(7))
    climb(day(30))
    with time_machine.travel(day(31)):
        extensions.extend(Obligation.objects.get().period, until=day(60), reason="banjir", actor=officer)
        assert Letter.objects.get().state == "cancelled"
    assert climb_daily(31, 91) == {
        46: {"H-14": 1},
        53: {"H-7": 1},
        59: {"H-1": 1},
        61: {"T0": 1},
        67: {"T1": 1},
        90: {"T2": 1},
    }


def test_what_is_told_before_the_due_date_is_called_back_when_that_moves_or_the_report_is_waived(officer):
    owe()
    climb(day(-1))
    assert prepared() == ["whatsapp"]
    with time_machine.travel(day(-1)):
        extensions.extend(Obligation.objects.get().period, until=day(30), reason="banjir", actor=officer)
    assert prepared() == []
    climb(day(16))
    assert prepared() == ["whatsapp"]
    with time_machine.travel(day(16)):
        waivers.waive(Obligation.objects.get(), reason=WaiverReason.OTHER, note="x", actor=officer)
    assert prepared() == []


def test_a_letter_waived_before_the_night_has_flagged_it_is_called_back(officer):
    owe()
    climb(day(30))
    assert Obligation.objects.get().late_since is None
    with time_machine.travel(day(30)):
        waivers.waive(Obligation.objects.get(), reason=WaiverReason.OTHER, note="x", actor=officer)
    assert Letter.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    "fields", [{"status": "dissolved"}, {"status": "passive"}, {"filing_type": "exempt"}, {"authority": "province"}]
)
def test_who_is_not_asked_any_more_gets_no_letter_and_no_message(officer, fields):
    cooperative = owe(email="k@contoh.test")
    climb(day(7))
    climb(day(30))
    Cooperative.objects.filter(pk=cooperative.pk).update(**fields)
    with time_machine.travel(day(31)):
        assert letters.issue(Letter.objects.values_list("pk", flat=True), actor=officer) == []
        nightly.run(day(31))
    assert Letter.objects.get().state == "cancelled"
    assert prepared() == []
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"cancelled"}


def test_a_change_of_status_ends_the_messages_with_the_next_night(officer):
    cooperative = owe()
    climb(day(7))
    with time_machine.travel(day(8)):
        status.change_status(
            cooperative, to="passive", on=day(8), basis="rat_missed", reason="x", actor=officer, expected_version=1
        )
        nightly.run(day(8))
    assert prepared() == []


def test_a_dissolved_one_is_not_reminded_though_it_was_asked_by_hand():
    owe(status="dissolved")
    Obligation.objects.update(by_hand=True)
    assert climb(day(7)) == {}


def test_a_last_reminder_is_not_sent_on_the_due_date_but_before_the_days_of_rest(administrator):
    office.change({"remind_rest": True}, actor=administrator)
    owe()
    monday = day(0)
    assert monday.weekday() == 0
    assert climb_daily(-3, 0) == {-3: {"H-1": 1}}
    with time_machine.travel(day(-2)):
        nightly.run(day(-2))
    assert prepared() == ["whatsapp"]


def test_nobody_is_told_anything_on_a_day_of_rest(administrator):
    owe()
    ladder.climb(day(7))
    office.change({"remind_rest": True}, actor=administrator)
    saturday = day(12)
    assert reminders.tell(saturday).cooperatives == 0
    assert states()["T1"] == "new"


def test_a_message_about_two_quarters_gets_new_words_when_one_of_them_comes(officer):
    cooperative = owe(EARLIER, QUARTER, email="k@contoh.test")
    Obligation.objects.update(due_on=day(0), late_after=day(0))
    climb(day(7))
    message = Contact.objects.get(channel="whatsapp")
    assert "Triwulan I 2026 dan Triwulan II 2026" in message.subject
    with time_machine.travel(day(8)):
        submitted(Obligation.objects.get(period__quarter=1), officer)
    message.refresh_from_db()
    assert message.state == "prepared"
    assert "Triwulan I 2026" not in message.text.replace("Triwulan II 2026", "")
    assert OutgoingMail.objects.get(contact__cooperative=cooperative, subject=message.subject).body == message.text


def test_a_cooperative_climbs_one_ladder_and_begins_below_when_the_oldest_report_has_come(officer):
    owe(EARLIER)
    with time_machine.travel(date(2026, 5, 25)):
        ladder.climb(date(2026, 5, 25))
        reminders.tell(date(2026, 5, 25))
        letters.issue(Letter.objects.values_list("pk", flat=True), actor=officer)
    owe_second = Obligation.objects.get().cooperative
    with time_machine.travel(QUARTER.end + timedelta(days=1)):
        nightly.run(QUARTER.end + timedelta(days=1))
    with time_machine.travel(day(30)):
        ladder.climb(day(30))
        reminders.tell(day(30))
        letter = Letter.objects.get(state="prepared")
        assert letter.level == 2
        assert set(letter.reminders.values_list("step__code", "obligation__period__quarter")) == {("T3", 1)}
        submitted(Obligation.objects.get(period__quarter=1), officer)
        assert letters.issue([letter.pk], actor=officer) == []
        ladder.climb(day(30))
        reminders.tell(day(30))
        (issued,) = letters.issue(Letter.objects.filter(state="prepared").values_list("pk", flat=True), actor=officer)
    assert (issued.level, issued.subject, issued.cooperative) == (1, "Surat Teguran I", owe_second)


def test_a_step_without_a_letter_does_not_swallow_the_letter_of_another_quarter():
    Step.objects.filter(code="T3").update(letter_level=0)
    owe(EARLIER, QUARTER)
    with time_machine.travel(day(30)):
        Obligation.objects.filter(period__quarter=1).update(due_on=day(-60), late_after=day(-60))
        ladder.climb(day(30))
        reminders.tell(day(30))
    assert Reminder.objects.get(step__code="T3").state == "told"
    assert Letter.objects.get().level == 1


def test_a_subject_is_one_line_and_fits_whatever_is_filled_in(officer):
    long = "{koperasi} {tunggakan} {koperasi} {koperasi}"
    Step.objects.filter(code__in=["T1", "T2"]).update(subject=long)
    owe(EARLIER, QUARTER, email="k@contoh.test")
    climb(day(7))
    climb(day(30))
    with time_machine.travel(day(30)):
        (letter,) = letters.issue(Letter.objects.values_list("pk", flat=True), actor=officer)
    subjects = [letter.subject, *OutgoingMail.objects.values_list("subject", flat=True)]
    assert all("\n" not in subject and len(subject) <= 150 for subject in subjects)


@pytest.mark.parametrize("pattern", ["", "SURAT", "518/{nomer}", "{nomor}/{koperasi}", "{nomor}" + "x" * 60])
def test_a_pattern_that_would_not_number_letters_is_refused(pattern, as_user, administrator):
    with pytest.raises(DomainError):
        check_letter_number(pattern)
    values = {key: value for key, value in office.values().items() if value is not False}
    page = as_user(administrator).post("/settings/", values | {"letter_number": pattern}).content.decode()
    assert "is-invalid" in page or "invalid-feedback" in page
    assert office.value("letter_number") == "518/{nomor}/TEGUR-{tingkat}/{bulan}/{tahun}"


def test_a_merge_and_the_removal_of_a_quarter_leave_no_message_behind(officer):
    kept, dropped = owe(), owe()
    climb(day(7))
    assert prepared() == ["whatsapp"] * 2
    with time_machine.travel(day(8)):
        records.merge(keep=kept.pk, drop=dropped.pk, actor=officer, reason="sama")
    assert prepared() == []
    assert climb(day(8)) == {"T1": 1}
    assert kept.name in Contact.objects.get(state="prepared").text
    remove_period(Obligation.objects.get().period, actor=officer)
    assert prepared() == []


def test_a_task_without_a_working_contact_ends_when_the_report_comes(officer):
    owe(phone="")
    climb(day(7))
    task = Contact.objects.get(state="failed")
    with time_machine.travel(day(8)):
        submitted(Obligation.objects.get(), officer)
    task.refresh_from_db()
    assert task.state == "cancelled"


def test_a_landline_is_called_and_not_written_to(officer):
    cooperative = owe(phone="+62271712345")
    climb(day(7))
    failed = Contact.objects.get()
    assert (failed.channel, failed.state, failed.to) == ("whatsapp", "failed", "+62271712345")
    board.put(cooperative, member=BoardMember(position="chair", name="Sri", phone="+6281111111111"), actor=officer)
    Step.objects.filter(code="T2").update(ways=["inbox", "whatsapp"])
    climb(day(30))
    assert Contact.objects.get(state="prepared", channel="whatsapp").to == "+6281111111111"


def test_a_letter_that_is_not_signed_yet_speaks_by_no_other_way(officer, manager):
    cooperative = owe(EARLIER, QUARTER, email="k@contoh.test")
    memberships.link(manager, cooperative, actor=officer)
    climb(day(7))
    assert set(Letter.objects.values_list("level", "state")) == {(1, "prepared")}
    subjects = set(Contact.objects.values_list("subject", flat=True)) | set(
        OutgoingMail.objects.values_list("subject", flat=True)
    )
    assert subjects == {"Laporan Triwulan I 2026 dan Triwulan II 2026 belum kami terima"}
    assert not Notice.objects.filter(title__startswith="Surat Teguran").exists()
    with time_machine.travel(day(8)):
        (letter,) = letters.issue(Letter.objects.values_list("pk", flat=True), actor=officer)
    assert Notice.objects.filter(title__contains=letter.number, user=manager).count() == 1


def test_an_open_case_of_coaching_stops_the_letters_and_not_the_reminders(officer):
    cooperative = owe()
    climb_daily(0, 30)
    letter = Letter.objects.get(state="prepared")
    Cooperative.objects.filter(pk=cooperative.pk).update(in_revival=True)
    with time_machine.travel(day(31)):
        assert letters.issue([letter.pk], actor=officer) == []
    letter.refresh_from_db()
    assert letter.state == "cancelled"
    assert climb_daily(31, 60) == {}
    Cooperative.objects.filter(pk=cooperative.pk).update(in_revival=False)
    assert climb_daily(61, 63) == {61: {"T2": 1}}
    assert Letter.objects.filter(state="prepared", cooperative=cooperative).count() == 1


def test_who_is_coached_is_reminded_as_everybody_else():
    owe(in_revival=True)
    told = {step for made in climb_daily(-14, 40).values() for step in made}
    assert {"H-7", "T0"} <= told
    assert not told & {"T2", "T3", "T4"}


def test_an_office_may_warn_those_that_it_coaches(officer):
    office.store("coaching_stops_letters", False)
    cooperative = owe()
    Cooperative.objects.filter(pk=cooperative.pk).update(in_revival=True)
    climb_daily(0, 31)
    assert Letter.objects.filter(state="prepared").count() == 1
