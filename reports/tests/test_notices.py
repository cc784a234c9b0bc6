"""What becomes of a report is told by a way that leads to the board, and the screen says which that was."""

import pytest
from django.urls import reverse

from cooperatives.contacts import contact_log
from cooperatives.models import Contact
from cooperatives.people import memberships
from core.models import OutgoingMail
from reports.review import decisions
from tests.reporting import make_obligation, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(manager, officer):
    """A report of a cooperative to which nobody is linked, sent by an officer who does not review it."""

    def make(**ways):
        owed = make_obligation()
        for name, value in ways.items():
            setattr(owed.cooperative, name, value)
        owed.cooperative.save()
        report = submitted(owed, officer)
        OutgoingMail.objects.all().delete()
        Contact.objects.all().delete()
        return report

    return make


def decide(client, report, decision: str) -> str:
    """What the screen says after the decision."""
    data = {"decision": decision, "note": "Kas tidak cocok.", "revision": report.revision}
    url = reverse("review_decide", args=[report.obligation_id, report.version])
    return " ".join(str(message) for message in client.post(url, data, follow=True).context["messages"])


def log() -> list[tuple[str, str, str]]:
    return list(Contact.objects.order_by("pk").values_list("channel", "to", "state"))


def test_a_linked_manager_gets_a_mail_that_stands_in_the_contact_log(as_user, administrator, manager, officer, sent):
    report = sent()
    memberships.link(manager, report.obligation.cooperative, actor=officer)
    OutgoingMail.objects.all().delete()
    said = decide(as_user(administrator), report, "return")
    inbox = f"Pesan masuk di kotak masuk portal {manager.display_name}."
    assert said == f"Laporan dikembalikan. Email dikirim ke {manager.email}. {inbox}"
    assert log() == [("email", manager.email, "prepared"), ("inbox", manager.display_name, "sent")]
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.contact.text) == ([manager.email], mail.body)


def test_the_cooperative_s_own_address_is_named_where_nobody_is_linked(as_user, administrator, sent):
    said = decide(as_user(administrator), sent(email="kop@contoh.test"), "accept")
    assert said == "Laporan diterima. Email dikirim ke kop@contoh.test."
    assert log() == [("email", "kop@contoh.test", "prepared")]


def test_without_an_address_the_text_for_whatsapp_is_prepared_and_said(as_user, administrator, sent):
    report = sent(phone="+628123456789")
    said = decide(as_user(administrator), report, "return")
    assert "Pesan WhatsApp ke 0812-3456-789 sudah disiapkan" in said
    assert "email dikirim" not in said.lower()
    assert log() == [("whatsapp", "+628123456789", "prepared")]
    text = Contact.objects.to_send().get().text
    assert "Kas tidak cocok." in text
    assert reverse("obligation", args=[report.obligation_id]) in text
    assert f"{report.assets:,}".replace(",", ".") not in text
    assert OutgoingMail.objects.count() == 0


def test_who_can_be_reached_by_nothing_is_an_officer_s_task(as_user, administrator, sent):
    said = decide(as_user(administrator), sent(phone="+62271712345"), "return")
    assert said.startswith("Laporan dikembalikan. Belum ada yang diberi tahu")
    assert log() == [("whatsapp", "+62271712345", "failed")]
    assert contact_log.failed().count() == 1


def test_an_acceptance_is_told_by_the_same_ways_as_a_return(as_user, administrator, sent):
    said = decide(as_user(administrator), sent(phone="+628123456789"), "accept")
    assert said.startswith("Laporan diterima. Pesan WhatsApp ke 0812-3456-789 sudah disiapkan")
    assert log() == [("whatsapp", "+628123456789", "prepared")]


@pytest.mark.parametrize("phone", ["+628123456789", "+62271712345"])
def test_what_asks_for_a_correction_is_called_back_when_it_comes(administrator, officer, sent, phone):
    report = sent(phone=phone)
    decisions.send_back(report, actor=administrator, note="Kas tidak cocok.")
    asked = Contact.objects.exclude(state="cancelled").get()
    submitted(report.obligation, officer)
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert "Tanda terima" in Contact.objects.exclude(state="cancelled").get().subject
