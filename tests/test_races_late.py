"""Flags, reminders, letters and proposals when everything comes twice at once, or a process dies in the middle."""

import threading
import time
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from cooperatives.contacts import contact_log
from cooperatives.models import Contact, StatusChange
from core.errors import DomainError
from core.models import Event, Notice, OutgoingMail
from core.papers import trail
from reports import nightly
from reports.escalation import digest, ladder, letter_trail, letters, proposals, reminders
from reports.filing import submission
from reports.models import Arrears, Letter, Obligation, Period, Proposal, Reminder
from reports.obligations import lateness
from reports.obligations.opening import open_period
from reports.obligations.quarter import Quarter
from tests.factories import make_cooperative, make_user
from tests.processes import killed_at_write
from tests.races import at_once
from tests.reporting import QUARTER, SIGNED, draft, make_obligation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]
QUARTERS = (Quarter(2025, 3), Quarter(2025, 4), Quarter(2026, 1), QUARTER)
LATE = date(2026, 9, 1)


def city(n: int) -> None:
    """Some cooperatives that owe four quarters, none of it flagged."""
    for number in range(n):
        make_cooperative(f"KSP Kota {number:03}", phone=f"+62812345{number:05}", email=f"k{number}@contoh.test")
    for quarter in QUARTERS:
        with time_machine.travel(quarter.end + timedelta(days=1)):
            open_period(quarter)


def climb_and_tell() -> None:
    ladder.climb(LATE)
    reminders.tell(LATE)


def everything() -> dict[str, list]:
    """What the night and the ladder leave, without ids and moments: comparable between two runs."""
    return {
        "periods": sorted(Period.objects.values_list("year", "quarter")),
        "flags": sorted(
            Obligation.objects.values_list("cooperative__name", "period__year", "period__quarter", "late_since"),
            key=str,
        ),
        "arrears": sorted(Arrears.objects.values_list("cooperative__name", "quarters", "since")),
        "proposals": sorted(Proposal.objects.values_list("cooperative__name", "to", "quarters", "rat_missed", "state")),
        "reminders": sorted(
            Reminder.objects.values_list(
                "obligation__cooperative__name",
                "obligation__period__year",
                "obligation__period__quarter",
                "step__code",
                "on",
                "state",
                "letter__level",
            ),
            key=str,
        ),
        "contacts": sorted(
            Contact.objects.values_list("cooperative__name", "channel", "to", "subject", "text", "state")
        ),
        "mails": sorted(OutgoingMail.objects.values_list("subject", "body"), key=str),
        "letters": sorted(Letter.objects.values_list("cooperative__name", "level", "state")),
        "notices": sorted(Notice.objects.values_list("user__email", "key")),
    }


def test_many_nights_at_once_flag_and_propose_once():
    city(12)
    results = at_once(*[lambda: nightly.run(LATE)] * 4)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert sum(result.flagged.flagged for result in results) == 48
    assert sum(result.proposed.made for result in results) == Proposal.objects.count() == 12
    assert set(Arrears.objects.values_list("quarters", flat=True)) == {4}
    assert Event.objects.filter(verb="lateness.flagged").count() == 1


def test_many_ladders_at_once_remind_everybody_once():
    city(12)
    lateness.flag(LATE)
    at_once(*[climb_and_tell] * 4)
    once = everything()
    at_once(*[climb_and_tell] * 2)
    assert everything() == once
    assert len(once["letters"]) == 12
    assert Reminder.objects.filter(state="new").count() == 0
    told = Reminder.objects.filter(state="told")
    assert told.count() == told.values("obligation", "step").distinct().count()


def test_a_ladder_that_begins_while_another_is_under_way_makes_nothing_again():
    for number in range(3):
        make_cooperative(f"KSP Kota {number}")
    with time_machine.travel(QUARTER.end + timedelta(days=1)):
        open_period(QUARTER)
    on, under_way = Obligation.objects.earliest("due_on").due_on + timedelta(days=1), threading.Event()

    def first():
        with transaction.atomic():
            made = ladder.climb(on).total
            under_way.set()
            time.sleep(1)
        return made

    def second():
        under_way.wait()
        return ladder.climb(on).total

    assert at_once(first, second) == [3, 0]
    assert list(Event.objects.filter(verb="reminders.made").values_list("after", flat=True)) == [{"T0": 3}]


def test_a_batch_of_letters_issued_by_several_hands_gets_each_number_once():
    officer = make_user("officer")
    city(10)
    with time_machine.travel(LATE, tick=True):
        climb_and_tell()
        chosen = list(Letter.objects.values_list("pk", flat=True))
        results = at_once(*[lambda: letters.issue(chosen, actor=officer)] * 4)
    assert sum(len(result) for result in results if not isinstance(result, Exception)) == 10
    assert sorted(Letter.objects.values_list("sequence", flat=True)) == list(range(1, 11))
    assert Contact.objects.filter(channel="letter").count() == 10
    assert all(isinstance(result, list | DomainError) for result in results)


def test_a_letter_made_void_by_several_hands_has_one_other_in_its_place():
    officer = make_user("officer")
    city(1)
    with time_machine.travel(LATE, tick=True):
        climb_and_tell()
        (letter,) = letters.issue(Letter.objects.values_list("pk", flat=True), actor=officer)
        void = partial(letter_trail.void, letter, reason="Keliru", again=True, actor=officer)
        results = at_once(*[void] * 4)
        assert [isinstance(result, DomainError) for result in results].count(True) == 3
        new = Letter.objects.get(replaces=letter.pk)
        # Signed by one while another makes it void: one of the two, never a void letter that was signed afterwards.
        letters.issue([new.pk], actor=officer)
        rows = Letter.objects.filter(pk=new.pk).select_related("cooperative")
        at_once(
            lambda: trail.sign(rows.all(), on=LATE, actor=officer),
            lambda: letter_trail.void(new, reason="Keliru", again=False, actor=officer),
        )
    verbs = Event.objects.filter(
        verb__in=["paper.signed", "paper.voided"], after__number=Letter.objects.get(pk=new.pk).number
    )
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) in (
        ["paper.signed", "paper.voided"],
        ["paper.voided"],
    )
    assert Event.objects.filter(verb="paper.voided").count() == 2


def test_letters_are_issued_while_others_are_prepared_and_nobody_waits_in_a_circle():
    officer = make_user("officer")
    city(30)
    with time_machine.travel(LATE, tick=True):
        climb_and_tell()
        chosen = list(Letter.objects.order_by("-pk").values_list("pk", flat=True))
        for _n in range(3):
            Reminder.objects.filter(step__letter_level__gt=0, letter__state="prepared").update(state="new")
            part, chosen = chosen[:10], chosen[10:]
            results = at_once(
                lambda: reminders.tell(LATE),
                lambda part=part: letters.issue(part, actor=officer),
                lambda: reminders.tell(LATE),
                lambda part=part: letters.issue(part[::-1], actor=officer),
            )
            assert [result for result in results if isinstance(result, Exception)] == []
    assert sorted(Letter.objects.values_list("sequence", flat=True)) == list(range(1, 31))


def test_a_proposal_confirmed_by_several_officers_changes_the_status_once():
    officers = [make_user("officer") for _n in range(4)]
    city(1)
    nightly.run(LATE)
    proposal = Proposal.objects.get()
    results = at_once(*[lambda who=who: proposals.confirm(proposal, reason="Terbukti.", actor=who) for who in officers])
    assert [isinstance(result, DomainError) for result in results if result is not None] == [True] * 3
    assert StatusChange.objects.count() == 1
    assert Proposal.objects.get().state == "confirmed"


def test_one_of_many_hands_notes_a_message_as_sent():
    officers = [make_user("officer") for _n in range(4)]
    message = Contact.objects.create(cooperative=make_cooperative(), channel="whatsapp", to="+62811", text="x")
    results = at_once(*[lambda who=who: contact_log.mark_sent(message, actor=who) for who in officers])
    assert sorted(results) == [False, False, False, True]
    assert Event.objects.filter(verb="contact.sent").count() == 1


def test_the_summary_of_a_day_is_written_once_by_many():
    officer = make_user("officer")
    city(2)
    day = lateness_day()
    results = at_once(*[lambda: digest.send(day)] * 4)
    assert sorted(results) == [0, 0, 0, 1]
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == [[officer.email]]


def lateness_day() -> date:
    """The day on which the newest quarter has become late, with its flags set."""
    day = max(Obligation.objects.values_list("late_after", flat=True)) + timedelta(days=1)
    lateness.flag(day)
    return day


@pytest.mark.parametrize("run", [lambda: nightly.run(timezone.localdate()), climb_and_tell])
def test_a_report_that_is_sent_while_the_jobs_run_ends_without_a_flag_or_message(run):
    manager = make_user("manager")
    with time_machine.travel(QUARTER.end + timedelta(days=1)):
        owed = [make_obligation() for _n in range(4)]
    reports = [draft(item, manager) for item in owed]
    nightly.run(timezone.localdate())

    def send(report):
        return lambda: submission.submit(report, actor=manager, expected_revision=report.revision, **SIGNED)

    results = at_once(run, *[send(report) for report in reports], run)
    assert [result for result in results if isinstance(result, Exception)] == []
    nightly.run(timezone.localdate())
    reminders.tell(timezone.localdate())
    mine = {"obligation__in": owed}
    assert Obligation.objects.filter(pk__in=[item.pk for item in owed], late_since__isnull=False).count() == 0
    flagged = Obligation.objects.filter(late_since__isnull=False).values("cooperative")
    assert dict(Arrears.objects.values_list("cooperative", "quarters")) == dict(
        flagged.annotate(n=Count("pk")).values_list("cooperative", "n")
    )
    assert Reminder.objects.filter(**mine, state="new").count() == 0
    assert Contact.objects.filter(reminders__obligation__in=owed, state="prepared").count() == 0
    assert Letter.objects.filter(reminders__obligation__in=owed, state="prepared").count() == 0


WORK = {
    "night": "from reports import nightly\nnightly.run(date(2026, 9, 1))",
    "ladder": "from reports.escalation import ladder, reminders\nladder.climb(date(2026, 9, 1))\nreminders.tell(date(2026, 9, 1))",
}


@pytest.mark.processes
@pytest.mark.parametrize("what", ["night", "ladder"])
def test_a_process_killed_at_any_write_leaves_what_the_next_run_completes(what, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 3)
    city(7)
    if what == "ladder":
        lateness.flag(LATE)
    write, deaths = 1, 0
    while killed_at_write(WORK[what], write):
        deaths += 1
        write += 5
        assert deaths < 40
    after_deaths = everything()
    undo_all()
    if what == "ladder":
        lateness.flag(LATE)
        climb_and_tell()
    else:
        nightly.run(LATE)
    assert deaths >= 2
    assert everything() == after_deaths


def undo_all() -> None:
    """Back to the city before the jobs: the same cooperatives and obligations."""
    Reminder.contacts.through.objects.all().delete()
    for model in (Letter, Reminder, Contact, OutgoingMail, Proposal, Arrears, Notice):
        model.objects.all().delete()
    late = [quarter.slug for quarter in QUARTERS]
    for period in Period.objects.all():
        if period.slug not in late:
            period.obligations.all().delete()
            period.delete()
    Obligation.objects.update(late_since=None)
