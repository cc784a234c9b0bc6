"""The way out when two act at once, or a run of the night is killed or doubled. On both databases."""

import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import connections

from core import clock, office
from core.models import Event, Notice
from revival import reminders
from revival.dissolution import law, ministry_proposal, warning_letters
from revival.models import Case, Dissolution, LegalStep, Reactivation, WarningLetter
from tests.coaching import make_case
from tests.factories import make_cooperative, make_user
from tests.leaving import make_proposal, make_ready, make_step, make_warning
from tests.processes import environment
from tests.races import at_once, faults, refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]


def the_case() -> Case:
    return Case.objects.select_related("cooperative").get()


@pytest.fixture
def case(officer) -> Case:
    return make_case(make_cooperative("KSP Senja", status="passive"), officer)


def test_two_who_begin_a_warning_at_once_have_one(case, officer):
    results = at_once(*[lambda: warning_letters.draft(the_case(), actor=officer)] * 3)
    assert (refused(results), WarningLetter.objects.count()) == (2, 1)


def test_two_who_number_a_warning_at_once_number_it_once(case, officer):
    letter = warning_letters.draft(case, actor=officer)
    results = at_once(*[lambda: warning_letters.issue(letter, first=0, actor=officer)] * 3)
    assert refused(results) == 2
    assert (case.cooperative.contacts.count(), Event.objects.filter(verb="revival.warning_issued").count()) == (1, 1)
    assert the_case().stage == "warned"


def test_two_who_propose_at_once_propose_once(case, officer):
    make_ready(case, officer)
    given = {"ground": "no_survival", "on": clock.today(), "number": "", "reason": "x"}
    results = at_once(*[lambda: ministry_proposal.propose(the_case(), **given, actor=officer)] * 3)
    assert (refused(results), Dissolution.objects.count()) == (2, 1)
    assert the_case().cooperative.status_changes.filter(new="proposed_dissolution").count() == 1


def test_a_decision_and_a_way_back_at_once_exclude_each_other(case, officer):
    make_proposal(case, officer)
    make_step(case, officer, "told")
    given = {"kind": "decided", "on": clock.today(), "number": "KEP-1", "words": "", "is_upheld": None}
    results = at_once(
        lambda: law.note(the_case(), **given, actor=officer),
        lambda: ministry_proposal.withdraw(the_case(), by="board", reason="Kami mau lagi.", actor=officer),
    )
    assert refused(results) == 1
    found = the_case()
    assert (found.stage, found.cooperative.status) in [("winding_up", "winding_up"), ("plan", "passive")]


def test_a_day_of_the_law_is_noted_once(case, officer):
    make_proposal(case, officer)
    given = {"kind": "told", "on": clock.today(), "number": "", "words": "", "is_upheld": None}
    results = at_once(*[lambda: law.note(the_case(), **given, actor=officer)] * 3)
    assert (refused(results), LegalStep.objects.count()) == (2, 1)


@pytest.fixture
def passed(officer, adviser) -> set[tuple[int, str]]:
    """Ten warnings whose days are over, one limit of the law, and one watch; who has to be told of what."""
    today = clock.today()
    for n in range(10):
        found = make_case(make_cooperative(f"KSP {n}", status="passive"), officer, adviser=adviser)
        letter = make_warning(found, officer)
        WarningLetter.objects.filter(pk=letter.pk).update(answer_by=today - timedelta(days=1))
    last = make_case(make_cooperative("KSP Senja", status="passive"), officer, adviser=adviser)
    make_proposal(last, officer)
    step = make_step(last, officer, "told")
    LegalStep.objects.filter(pk=step.pk).update(on=law_day(today))
    watched = make_case(make_cooperative("KSP Fajar", status="active"), officer, adviser=adviser)
    Case.objects.filter(pk=watched.pk).update(stage="watched")
    Reactivation.objects.create(case=watched, on=today - timedelta(days=400), actor_name="x")
    Notice.objects.all().delete()
    office.store("revival_watch_quarters", 0)
    letters = {f"warning-answer-{pk}" for pk in WarningLetter.objects.exclude(case=last).values_list("pk", flat=True)}
    limits = letters | {f"legal-object-{last.dissolutions.get().pk}-{today - timedelta(days=1)}"}
    return {(user.pk, key) for user in (officer, adviser) for key in limits} | {
        (adviser.pk, f"watch-over-{watched.pk}")
    }


def law_day(today: date) -> date:
    """The day of a notice whose two months were over yesterday."""
    return today - timedelta(days=1) - relativedelta(months=2)


def told() -> list[tuple[int, str]]:
    return sorted(Notice.objects.values_list("user", "key"))


def test_two_nights_at_once_tell_each_once(passed):
    results = at_once(*[lambda: reminders.remind(clock.today())] * 3)
    assert faults(results) == []
    assert told() == sorted(passed)


KILLED = """
import os, signal, django
django.setup()
from core import clock
from core.messages import inbox
from revival import reminders
put, n = inbox.put, 0
def dies(*args, **kwargs):
    global n
    n += 1
    if n == 8:
        os.kill(os.getpid(), signal.SIGKILL)
    put(*args, **kwargs)
inbox.put = dies
reminders.remind(clock.today())
"""


def test_what_a_killed_night_has_left_the_next_one_tells(passed):
    connections.close_all()
    done = subprocess.run(
        [sys.executable, "-c", KILLED],
        cwd=settings.BASE_DIR,
        check=False,
        env={**environment(), "DJANGO_SETTINGS_MODULE": "solokop.settings"},
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr[-800:].decode()
    assert 0 < len(told()) < len(passed)
    reminders.remind(clock.today())
    assert told() == sorted(passed)
    assert reminders.remind(clock.today()) == 0


def test_an_ended_access_is_told_nothing(passed, adviser):
    make_user("officer", "lain@contoh.test")
    adviser.is_active = False
    adviser.save()
    reminders.remind(clock.today())
    assert not Notice.objects.filter(user=adviser).exists()
    assert Notice.objects.filter(user__email="lain@contoh.test").count() == 11
