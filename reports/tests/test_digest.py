from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from cooperatives.models import Contact
from core.models import OutgoingMail
from reports.escalation import digest
from reports.models import Digest
from reports.obligations import lateness
from tests.factories import make_user
from tests.reporting import QUARTER, make_obligation, submitted

pytestmark = pytest.mark.django_db
DUE = date(2026, 7, 20)


@pytest.fixture
def owed():
    with time_machine.travel(QUARTER.end + timedelta(days=1)):
        return make_obligation()


def test_the_summary_tells_what_came_in_what_is_late_and_what_waits_once(owed, officer):
    with time_machine.travel("2026-07-10 09:00+07:00"):
        submitted(owed, officer)
    OutgoingMail.objects.all().delete()
    with time_machine.travel("2026-07-11 06:30+07:00"):
        assert digest.send(date(2026, 7, 11)) == 1
        assert digest.send(date(2026, 7, 11)) == 0
    mail = OutgoingMail.objects.get()
    assert mail.to == [officer.email]
    assert mail.subject == "SoloKop, 10 Juli 2026: 1 diterima, 0 baru terlambat"
    assert "&" not in mail.body
    assert Digest.objects.get().on == date(2026, 7, 10)


def test_no_news_is_no_mail(owed, officer):
    with time_machine.travel("2026-07-09 06:30+07:00"):
        assert digest.send(date(2026, 7, 9)) == 0
    assert OutgoingMail.objects.count() == 0


def test_what_became_late_overnight_is_news_in_each_ones_language(owed, officer):
    make_user("officer", language="en")
    make_user("officer", wants_digest=False)
    make_user("manager")
    with time_machine.travel(DUE + timedelta(days=1)):
        lateness.flag(DUE + timedelta(days=1))
        out = StringIO()
        call_command("send_digests", stdout=out)
    assert out.getvalue().strip() == "summaries written: 2"
    assert sorted(OutgoingMail.objects.values_list("subject", flat=True)) == [
        "SoloKop, 20 Juli 2026: 0 diterima, 1 baru terlambat",
        "SoloKop, 20 July 2026: 0 received, 1 newly late",
    ]


def test_only_those_of_the_office_who_want_it_are_told(owed, officer):
    """An officer always has an address; who wants no summary, is stopped or is of another role gets none."""
    wanting = [make_user("administrator"), officer]
    make_user("officer", wants_digest=False)
    make_user("officer", is_active=False)
    make_user("head")
    make_user("manager")
    with time_machine.travel("2026-07-10 09:00+07:00"):
        submitted(owed, officer)
    OutgoingMail.objects.all().delete()
    with time_machine.travel("2026-07-11 06:30+07:00"):
        assert digest.send(date(2026, 7, 11)) == 2
    assert sorted(mail.to[0] for mail in OutgoingMail.objects.all()) == sorted(user.email for user in wanting)
    assert not Contact.objects.filter(about="", subject__startswith="SoloKop").exists()
