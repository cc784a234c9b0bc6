from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperatives.models import BoardMember, Contact
from cooperatives.people import board, memberships
from core import office
from core.messages import outbox, placeholders
from core.models import Event, Notice, OutgoingMail
from reports.choices import WaiverReason
from reports.escalation import ladder, letters, message_texts, reminders
from reports.models import Letter, Obligation, Reminder, Step
from reports.obligations import extensions, waivers
from reports.obligations.opening import open_period
from reports.obligations.quarter import Quarter
from tests.factories import make_cooperative, make_user
from tests.reporting import QUARTER, make_obligation, submitted

pytestmark = pytest.mark.django_db
DUE = date(2026, 7, 20)


def day(n: int) -> date:
    """So many days after the due date of the quarter."""
    return DUE + timedelta(days=n)


def owe(*quarters: Quarter, **fields):
    """A cooperative that owes some quarters; opened while nothing was late."""
    cooperative = make_cooperative(**{"phone": "+6281234567890"} | fields)
    for quarter in quarters or (QUARTER,):
        with time_machine.travel(quarter.end + timedelta(days=1)):
            open_period(quarter)
    return cooperative


def climb(on: date) -> dict[str, int]:
    """The steps that a run of the ladder makes, told at once, on the day itself."""
    with time_machine.travel(on):
        made = {code: n for code, n in ladder.climb(on).by_step.items() if n}
        reminders.tell(on)
    return made


def states() -> dict[str, str]:
    return dict(Reminder.objects.order_by("step__days").values_list("step__code", "state"))


def test_each_step_comes_on_its_day_and_once(officer):
    owe()
    seen = {}
    for n in range(-20, 181):
        if made := climb(day(n)):
            seen[n] = made
            waiting = Letter.objects.filter(state="prepared")
            with time_machine.travel(day(n)):
                if waiting:
                    letters.issue(waiting.values_list("pk", flat=True), actor=officer)
    assert seen == {
        -14: {"H-14": 1},
        -7: {"H-7": 1},
        -1: {"H-1": 1},
        1: {"T0": 1},
        7: {"T1": 1},
        30: {"T2": 1},
        90: {"T3": 1},
        180: {"T4": 1},
    }
    assert list(Letter.objects.order_by("level").values_list("level", "issued_on")) == [
        (1, day(30)),
        (2, day(90)),
        (3, day(180)),
    ]


def test_a_second_run_on_the_same_day_makes_and_sends_nothing():
    owe()
    climb(day(7))
    before = Reminder.objects.count(), Contact.objects.count(), OutgoingMail.objects.count()
    assert climb(day(7)) == {}
    assert (Reminder.objects.count(), Contact.objects.count(), OutgoingMail.objects.count()) == before
    assert list(Event.objects.filter(verb="reminders.made").values_list("label", "after")) == [
        ("2026-07-27", {"T1": 1})
    ]


def test_who_was_missed_for_a_while_is_told_once_by_the_newest_step():
    owe()
    climb(day(-5))
    assert states() == {"H-14": "overtaken", "H-7": "told"}
    climb(day(12))
    assert states() == {"H-14": "overtaken", "H-7": "told", "T0": "overtaken", "T1": "told"}


def test_warning_letters_come_in_their_order_with_time_to_answer(officer):
    owe()
    climb(day(200))
    letter = Letter.objects.get()
    assert letter.level == 1
    assert climb(day(201)) == {}
    with time_machine.travel(day(201)):
        letters.issue([letter.pk], actor=officer)
    assert climb(day(230)) == {}
    assert climb(day(231)) == {"T3": 1}
    assert Letter.objects.get(state="prepared").level == 2


@pytest.mark.parametrize("way_out", ["filed", "waived", "extended", "passive", "exempt", "dissolved"])
def test_nobody_is_reminded_of_what_is_not_owed(officer, way_out):
    cooperative = owe()
    owed = Obligation.objects.get()
    with time_machine.travel(day(5)):
        if way_out == "filed":
            submitted(owed, officer)
        elif way_out == "waived":
            waivers.waive(owed, reason=WaiverReason.NEW, note="baru", actor=officer)
        elif way_out == "extended":
            extensions.extend(owed.period, until=day(60), reason="banjir", actor=officer)
    changes = {
        "passive": {"status": "passive"},
        "exempt": {"filing_type": "exempt"},
        "dissolved": {"status": "dissolved"},
    }
    if way_out in changes:
        type(cooperative).objects.filter(pk=cooperative.pk).update(**changes[way_out])
    assert climb(day(7)) == {}
    assert not Contact.objects.filter(reminders__isnull=False).exists()


def test_a_passive_cooperative_that_was_asked_by_hand_is_reminded(officer):
    make_obligation(officer, cooperative=make_cooperative(status="passive", phone="+6281234567890"))
    assert climb(day(7)) == {"T1": 1}


def test_the_day_after_the_due_date_follows_the_days_of_grace():
    owe()
    Obligation.objects.update(late_after=day(5))
    assert climb(day(3)) == {}
    assert climb(day(6)) == {"T0": 1}


def test_a_step_of_the_due_day_itself_comes_when_that_day_has_passed():
    owe()
    Step.objects.filter(code="T0").update(days=0)
    assert climb(day(-1)) == {"H-1": 1}
    assert climb(day(0)) == {}
    assert climb(day(1)) == {"T0": 1}
    assert states() == {"H-14": "overtaken", "H-7": "overtaken", "H-1": "told", "T0": "told"}


@pytest.mark.parametrize(
    ("on", "made"), [(date(2026, 10, 24), {}), (date(2026, 12, 25), {}), (date(2026, 10, 26), {"T1": 1})]
)
def test_the_office_is_quiet_on_days_of_rest_when_it_says_so(administrator, on, made):
    owe(QUARTER.next)
    Obligation.objects.update(due_on=on - timedelta(days=8), late_after=on - timedelta(days=8))
    office.change({"remind_rest": True}, actor=administrator)
    assert climb(on) == made
    office.change({"remind_rest": False}, actor=administrator)
    assert climb(on) == ({} if made else {"T1": 1})


def test_on_the_last_day_of_february_of_a_leap_year_the_ladder_counts_days():
    owe(Quarter(2027, 4))
    assert climb(date(2028, 2, 18)) == {"T1": 1}
    assert climb(date(2028, 2, 29)) == {"T2": 1}


def test_every_way_of_a_step_is_used_and_kept_in_the_contact_log(manager, officer):
    cooperative = owe()
    memberships.link(manager, cooperative, actor=officer)
    climb(day(7))
    kept = {c.channel: (c.state, c.to, c.subject) for c in Contact.objects.all()}
    subject = "Laporan Triwulan II 2026 belum kami terima"
    assert kept == {
        "email": ("prepared", manager.email, subject),
        "inbox": ("sent", manager.display_name, subject),
        "whatsapp": ("prepared", "+6281234567890", subject),
    }
    assert Notice.objects.get().title == f"{subject} – {cooperative.name}"
    mail = OutgoingMail.objects.get(subject=subject)
    assert mail.to == [manager.email]
    assert "20 Juli 2026" in mail.body
    assert "{" not in mail.body + Contact.objects.first().text
    assert mail.contact.state_now == "prepared"
    outbox.deliver_due()
    mail.refresh_from_db()
    assert mail.contact.state_now == "sent"


def test_a_manager_who_wants_no_mail_still_finds_it_in_the_inbox(manager, officer):
    memberships.link(manager, owe(), actor=officer)
    type(manager).objects.update(wants_mail=False)
    climb(day(7))
    assert set(Contact.objects.values_list("channel", flat=True)) == {"inbox", "whatsapp"}


def test_the_chair_is_written_to_where_the_cooperative_has_no_number(officer):
    cooperative = owe(phone="")
    board.put(cooperative, member=BoardMember(position="chair", name="A", phone="+6281111111111"), actor=officer)
    climb(day(7))
    assert Contact.objects.get(channel="whatsapp").to == "+6281111111111"


def test_a_cooperative_that_no_way_leads_to_becomes_a_task(as_user, officer):
    cooperative = owe(phone="", email="")
    climb(day(7))
    assert Contact.objects.get().state == "failed"
    page = as_user(officer).get("/cooperatives/messages/unreached/").content.decode()
    assert cooperative.name in page


def test_several_quarters_of_one_cooperative_are_told_of_in_one_letter(officer):
    cooperative = owe(QUARTER.previous, QUARTER)
    climb(date(2026, 8, 25))
    letter = Letter.objects.get()
    with time_machine.travel(date(2026, 8, 25)):
        letters.issue([letter.pk], actor=officer)
    letter.refresh_from_db()
    assert letter.missing == [["2026-1", "2026-04-20"], ["2026-2", "2026-07-20"]]
    assert "– Triwulan I 2026, jatuh tempo 20 April 2026\n– Triwulan II 2026, jatuh tempo 20 Juli 2026" in letter.text
    assert Reminder.objects.filter(letter=letter).count() == 2
    assert Contact.objects.filter(cooperative=cooperative, channel="letter", state="sent").count() == 1


def test_what_was_prepared_is_called_back_when_the_report_comes(manager, officer):
    cooperative = owe()
    memberships.link(manager, cooperative, actor=officer)
    climb(day(30))
    climb(day(7))
    assert Letter.objects.get().state == "prepared"
    submitted(Obligation.objects.get(), manager)
    assert Letter.objects.get().state == "cancelled"
    asked = Contact.objects.exclude(channel="inbox").exclude(subject__startswith="Tanda terima")
    assert set(asked.values_list("state", flat=True)) <= {"cancelled"}
    assert not OutgoingMail.objects.filter(subject__startswith="Laporan Triwulan II", state="queued").exists()


def test_a_message_about_two_quarters_stays_while_one_of_them_is_missing(officer):
    owe(QUARTER.previous, QUARTER)
    Step.objects.exclude(code="T1").update(is_on=False)
    climb(day(7))
    message = Contact.objects.get(channel="whatsapp")
    submitted(Obligation.objects.get(period__quarter=1), officer)
    message.refresh_from_db()
    assert message.state == "prepared"
    submitted(Obligation.objects.get(period__quarter=2), officer)
    message.refresh_from_db()
    assert message.state == "cancelled"


def test_a_report_that_comes_between_making_and_telling_ends_the_reminder(officer):
    owe()
    with time_machine.travel(day(7)):
        ladder.climb(day(7))
        submitted(Obligation.objects.get(), officer)
        told = reminders.tell(day(7))
    assert told.cooperatives == 0
    assert states()["T1"] == "not_needed"


def test_the_number_of_statements_that_make_reminders_does_not_grow():
    counts = []
    for n in (1, 2, 40):
        Reminder.objects.all().delete()
        while Obligation.objects.count() < n:
            owe()
        with CaptureQueriesContext(connection) as queries:
            assert ladder.climb(day(-7)).by_step["H-7"] == n
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_the_dry_run_says_what_is_due_and_writes_nothing():
    owe()
    out = StringIO()
    call_command("send_reminders", "--on", "2026-07-27", "--dry-run", stdout=out)
    assert out.getvalue() == "2026-07-27: would be due: T1 1\n"
    assert not Reminder.objects.exists()


def test_a_step_with_a_word_that_nothing_is_known_of_is_refused(as_user, administrator):
    step = Step.objects.get(code="T1")
    data = {"name": "x", "days": 7, "letter_level": 0, "subject": "Halo {nama}", "text": "{koperasi} {rekening}"}
    response = as_user(administrator).post("/reports/ladder/T1/", data)
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert "{nama}" in errors["subject"][0]
    assert "{rekening}" in errors["text"][0]
    assert Step.objects.get(pk=step.pk).name == step.name
    as_user(administrator).post("/reports/ladder/T1/", data | {"subject": "Halo {koperasi}", "text": "{tunggakan}"})
    assert Step.objects.get(pk=step.pk).text == "{tunggakan}"


def test_every_step_of_the_first_ladder_knows_its_words():
    unknown = {
        step.code: placeholders.unknown(step.subject + step.text, message_texts.PLACEHOLDERS)
        for step in Step.objects.all()
    }
    assert unknown == {code: [] for code in ("H-14", "H-7", "H-1", "T0", "T1", "T2", "T3", "T4")}


def test_texts_come_from_people_and_are_never_run_as_anything_else():
    values = message_texts.values_for("KSP {telepon} %s", [(QUARTER, DUE)])
    assert placeholders.fill("{koperasi}: {tidak_ada}", values) == "KSP {telepon} %s: {tidak_ada}"


def test_reminders_of_a_merged_record_stop(officer):
    cooperative = owe()
    kept = make_user("officer") and make_cooperative(status="passive")
    type(cooperative).objects.filter(pk=cooperative.pk).update(merged_into=kept)
    assert climb(day(7)) == {}
