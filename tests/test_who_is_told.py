"""Every piece of news goes by the ways that lead to somebody, and the screen says exactly which."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cooperatives.contacts import contact_log
from cooperatives.models import Contact
from cooperatives.people import memberships
from core import clock
from reports.escalation import ladder, reminders
from reports.models import Report, Step
from tests.factories import make_cooperative, make_user
from tests.reporting import QUARTER, SIGNED_FORM, accepted, draft, make_obligation, signed_page, submitted
from tests.training import make_session

pytestmark = pytest.mark.django_db

MAIL, PHONE, LANDLINE = "kop@contoh.test", "+628123456789", "+62271712345"
# What is known of a cooperative, what the log then holds of a piece of news, and what the screen says.
REACH = {
    "manager and e-mail": (
        {"email": MAIL, "manager": True},
        [("email", "ketua@contoh.test", "prepared"), ("inbox", "Ibu Ketua", "sent")],
        "Email dikirim ke ketua@contoh.test. Pesan masuk di kotak masuk portal Ibu Ketua.",
    ),
    "e-mail only": ({"email": MAIL}, [("email", MAIL, "prepared")], f"Email dikirim ke {MAIL}."),
    "telephone only": (
        {"phone": PHONE},
        [("whatsapp", PHONE, "prepared")],
        "Pesan WhatsApp ke 0812-3456-789 sudah disiapkan: kirim dari “Pesan WhatsApp yang perlu dikirim”.",
    ),
    "nothing": (
        {"phone": LANDLINE},
        [("whatsapp", LANDLINE, "failed")],
        "Belum ada yang diberi tahu: alamat email dan nomor ponsel tidak diketahui. "
        "Tugas ini ada di “Tidak dapat dihubungi”.",
    ),
}


def send(client, cooperative):
    obligation = make_obligation(cooperative=cooperative)
    officer = make_user("officer")
    report, page = draft(obligation, officer), signed_page(obligation, officer)
    form = SIGNED_FORM | {"revision": report.revision, "page": str(page.pk)}
    return client.post(reverse("report_sign", args=[obligation.pk]), form, follow=True)


def withdraw(client, cooperative):
    report = submitted(make_obligation(cooperative=cooperative), make_user("officer"))
    Contact.objects.all().delete()
    return client.post(reverse("report_withdraw", args=[report.obligation_id]), follow=True)


def decide(client, report: Report, decision: str):
    Contact.objects.all().delete()
    data = {"decision": decision, "note": "Kas tidak cocok.", "revision": report.revision}
    return client.post(reverse("review_decide", args=[report.obligation_id, report.version]), data, follow=True)


def accept(client, cooperative):
    return decide(client, submitted(make_obligation(cooperative=cooperative), make_user("officer")), "accept")


def send_back(client, cooperative):
    return decide(client, submitted(make_obligation(cooperative=cooperative), make_user("officer")), "return")


def reopen(client, cooperative):
    report = accepted(make_obligation(cooperative=cooperative), make_user("officer"), make_user("officer"))
    report.refresh_from_db()
    Contact.objects.all().delete()
    data = {"to": "in_review", "reason": "Salah tekan.", "revision": report.revision}
    return client.post(reverse("report_reopen", args=[report.obligation_id, report.version]), data, follow=True)


def enrol(client, cooperative):
    url = reverse("enrol", args=[make_session().pk]) + f"?cooperative={cooperative.pk}"
    return client.post(url, {"cooperative": cooperative.pk, "member": "other", "name": "Sri"}, follow=True)


NEWS = {
    "received": send,
    "withdrawn": withdraw,
    "returned": send_back,
    "accepted": accept,
    "re-opened": reopen,
    "training": enrol,
}


def known(manager: bool = False, **ways):
    cooperative = make_cooperative(**ways)
    if manager:
        user = make_user("manager", "ketua@contoh.test", name="Ibu Ketua")
        memberships.link(user, cooperative, actor=make_user("administrator"))
    Contact.objects.all().delete()
    return cooperative


def log() -> list[tuple[str, str, str]]:
    return list(Contact.objects.order_by("pk").values_list("channel", "to", "state"))


@pytest.mark.parametrize("reach", REACH)
@pytest.mark.parametrize("news", NEWS)
def test_who_is_told_by_which_way_and_the_screen_says_it(as_user, officer, news, reach):
    ways, expected, words = REACH[reach]
    response = NEWS[news](as_user(officer), known(**ways))
    assert log() == expected
    assert words in " ".join(str(message) for message in response.context["messages"])
    assert contact_log.failed().count() == (reach == "nothing")


@pytest.mark.parametrize("reach", REACH)
def test_lateness_is_told_by_the_same_ways_and_counted(reach):
    ways, expected, _words = REACH[reach]
    with time_machine.travel(QUARTER.end + timedelta(days=1)):
        obligation = make_obligation(cooperative=known(**ways))
    day = obligation.due_on + timedelta(days=7)
    with time_machine.travel(day):
        ladder.climb(day)
        told = reminders.tell(day)
    assert log() == expected
    assert told.unreachable == (reach == "nothing")
    assert dict(told.by_channel) == {channel: 1 for channel, _to, state in expected if state != "failed"}


def test_a_step_that_goes_into_inboxes_alone_gives_an_officer_no_task():
    """Whoever has no account is told by the next step, which leads out of the portal."""
    with time_machine.travel(QUARTER.end + timedelta(days=1)):
        obligation = make_obligation(cooperative=known(phone=PHONE, email=MAIL))
    inbox_only = Step.objects.get(code="T0")
    assert inbox_only.ways == ["inbox"]
    day = max(obligation.due_on + timedelta(days=inbox_only.days), obligation.late_after + timedelta(days=1))
    with time_machine.travel(day):
        ladder.climb(day)
        told = reminders.tell(day)
    assert (told.cooperatives, told.unreachable, log()) == (1, 0, [])


def test_a_board_that_acts_itself_is_not_told_of_the_office_s_ways(as_user, manager, officer):
    obligation = make_obligation()
    memberships.link(manager, obligation.cooperative, actor=officer)
    report = draft(obligation, manager)
    data = SIGNED_FORM | {"revision": report.revision}
    response = as_user(manager).post(reverse("report_sign", args=[obligation.pk]), data, follow=True)
    assert Report.objects.get().submitted_at <= clock.now()
    assert [str(message) for message in response.context["messages"]] == []
