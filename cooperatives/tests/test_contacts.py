"""The contact log: messages to send by hand, what did not arrive, calls and visits."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cooperatives.contacts import contact_log
from cooperatives.models import Contact
from core.models import Event, OutgoingMail
from tests.factories import make_cooperative, make_user

pytestmark = pytest.mark.django_db


def make_message(cooperative=None, **fields) -> Contact:
    values = {"channel": "whatsapp", "to": "+6281234567890", "subject": "Laporan", "text": "Halo & mohon dikirim?"}
    return Contact.objects.create(cooperative=cooperative or make_cooperative(), **(values | fields))


def rows(response) -> list[tuple]:
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[-1]
    return list(sheet.iter_rows(values_only=True))


def test_a_message_opens_whatsapp_with_its_text_and_is_noted_as_sent_once(as_user, officer):
    message = make_message()
    client = as_user(officer)
    page = client.get(reverse("message_list")).content.decode()
    assert "https://wa.me/6281234567890?text=Halo%20%26%20mohon%20dikirim%3F" in page
    for _n in range(2):
        client.post(reverse("contact_sent", args=[message.pk]))
    message.refresh_from_db()
    assert (message.state, message.by, message.by_name) == ("sent", officer, officer.display_name)
    assert message.done_at is not None
    assert Event.objects.filter(verb="contact.sent").count() == 1


def test_a_slip_is_taken_back_by_who_made_it(as_user, officer):
    message = make_message()
    contact_log.mark_sent(message, actor=officer)
    as_user(make_user("officer")).post(reverse("contact_take_back", args=[message.pk]))
    message.refresh_from_db()
    assert message.state == "sent"
    as_user(officer).post(reverse("contact_take_back", args=[message.pk]))
    message.refresh_from_db()
    assert (message.state, message.by, message.by_name, message.done_at) == ("prepared", None, "", None)


def test_an_officer_keeps_a_call_with_its_result_and_it_stands_on_the_page(as_user, officer):
    cooperative = make_cooperative()
    data = {"channel": "call", "at": timezone.localdate().isoformat(), "text": "Ketua sakit.", "result": "promised"}
    client = as_user(officer)
    response = client.post(reverse("contact_add", args=[cooperative.pk]), data)
    contact = Contact.objects.get()
    assert (response.status_code, contact.channel, contact.text, contact.by) == (302, "call", "Ketua sakit.", officer)
    assert "Ketua sakit." in client.get(reverse("contact_list", args=[cooperative.pk])).content.decode()
    assert "Ketua sakit." in client.get(reverse("cooperative_detail", args=[cooperative.pk])).content.decode()


def test_a_call_of_tomorrow_is_refused_and_nothing_typed_is_lost(as_user, officer):
    cooperative = make_cooperative()
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    data = {"channel": "call", "at": tomorrow, "text": "Ketua sakit.", "result": ""}
    page = as_user(officer).post(reverse("contact_add", args=[cooperative.pk]), data).content.decode()
    assert "Ketua sakit." in page
    assert "Tanggal ini belum tiba." in page
    assert Contact.objects.count() == 0


def test_what_did_not_arrive_is_a_task_until_somebody_notes_what_came_of_it(as_user, officer):
    mail = OutgoingMail.objects.create(to=["a@b.test"], subject="x", body="x", from_email="c@d.test", state="failed")
    bounced = make_message(channel="email", to="a@b.test", mail=mail)
    nowhere = make_message(to="", state="failed")
    make_message()
    assert set(contact_log.failed()) == {bounced, nowhere}
    client = as_user(officer)
    page = client.get(reverse("unreached_list")).content.decode()
    assert bounced.cooperative.name in page
    client.post(reverse("contact_result", args=[bounced.pk]), {"result": "gibtesnicht"})
    assert set(contact_log.failed()) == {bounced, nowhere}
    client.post(reverse("contact_result", args=[bounced.pk]), {"result": "wrong_number"})
    assert set(contact_log.failed()) == {nowhere}
    contact_log.note(
        nowhere.cooperative, channel="visit", text="Bertemu ketua.", result="reached", at=timezone.now(), actor=officer
    )
    assert set(contact_log.failed()) == set()


def test_each_list_goes_out_as_a_workbook_with_its_rows(as_user, officer):
    waiting = make_message(text="=1+1")
    make_message(waiting.cooperative, state="failed", to="")
    client = as_user(officer)
    for url, n in (
        (reverse("message_list"), 1),
        (reverse("unreached_list"), 1),
        (reverse("contact_list", args=[waiting.cooperative_id]), 2),
    ):
        found = rows(client.get(url, {"format": "xlsx"}))
        assert len([row for row in found if waiting.cooperative.name in row]) == n, url


def test_a_contact_is_only_written_by_the_staff_of_the_office(as_user, head, manager, officer):
    message = make_message()
    for user in (head, manager):
        client = as_user(user)
        assert client.post(reverse("contact_sent", args=[message.pk])).status_code == 403
        assert client.post(reverse("contact_add", args=[message.cooperative_id])).status_code == 403
    assert as_user(manager).get(reverse("contact_list", args=[message.cooperative_id])).status_code in (403, 404)
    assert as_user(head).get(reverse("contact_list", args=[message.cooperative_id])).status_code == 200


def test_after_a_button_one_stays_on_this_portal(as_user, officer):
    message = make_message()
    response = as_user(officer).post(reverse("contact_sent", args=[message.pk]), {"next": "https://jahat.test/"})
    assert response.url == reverse("message_list")
