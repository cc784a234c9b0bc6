"""What is done to ticked rows of the register."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives.models import Contact, Cooperative, Note
from cooperatives.people import memberships
from core.models import Event, Notice
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db
URL = "cooperative_list"


def press(client, *rows, query: str = "", **data) -> list[str]:
    keys = [row.pk for row in rows]
    response = client.post(reverse(URL) + query, {"row": keys, **data}, follow=True)
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def three():
    return [
        make_cooperative("KSP Aman", email="aman@contoh.test"),
        make_cooperative("KSP Bina", phone="+628120000001"),
        make_cooperative("KSP Cipta", status="passive"),
    ]


def names_in(response) -> list[str]:
    sheet = load_workbook(BytesIO(response.content)).worksheets[1]
    column = [cell.value for cell in sheet[1]].index("Nama koperasi")
    return [row[column].value for row in sheet.iter_rows(min_row=2)]


def test_the_file_of_ticked_rows_holds_them_in_the_order_of_the_screen(as_user, officer, three):
    form = {"row": [three[0].pk, three[2].pk], "action": "xlsx"}
    response = as_user(officer).post(reverse(URL) + "?sort=-name", form)
    assert names_in(response) == ["KSP Cipta", "KSP Aman"]
    assert Event.objects.get(verb="register.exported").after["rows"] == 2


def test_a_note_and_a_call_stand_at_each_ticked_cooperative_and_at_no_other(as_user, officer, three):
    client = as_user(officer)
    assert press(client, *three[:2], action="note", **{"text-note": "Baris 1\nBaris 2"}) == [
        "Catatan tersimpan di 2 koperasi."
    ]
    assert set(Note.objects.values_list("cooperative__name", "text")) == {
        ("KSP Aman", "Baris 1\nBaris 2"),
        ("KSP Bina", "Baris 1\nBaris 2"),
    }
    call = {"text-call": "Halo", "choice-call": "reached"}
    assert press(client, three[2], action="call", **call) == ["Telepon ke 1 koperasi sudah dicatat."]
    assert Contact.objects.get().cooperative == three[2]


def test_a_message_takes_the_way_that_leads_to_each_board_and_the_screen_says_which(as_user, officer, manager, three):
    own = make_cooperative("KSP Dana")
    memberships.link(manager, own, actor=officer)
    said = press(as_user(officer), *three, own, action="message", **{"text-message": "Mohon hadir."})
    assert said == [
        "Diberi tahu lewat: 2 email, 1 lewat kotak masuk portal, 1 pesan WhatsApp yang perlu dikirim. "
        "1 tidak dapat dihubungi dan tercatat di “Tidak dapat dihubungi”."
    ]
    told = Contact.objects.values_list("cooperative__name", "channel", "state")
    assert sorted(told) == [
        ("KSP Aman", "email", "prepared"),
        ("KSP Bina", "whatsapp", "prepared"),
        ("KSP Cipta", "whatsapp", "failed"),
        ("KSP Dana", "email", "prepared"),
        ("KSP Dana", "inbox", "sent"),
    ]
    assert Notice.objects.get(user=manager).text == "Mohon hadir."
    assert Event.objects.filter(verb="circular.sent").count() == 4
    assert Contact.objects.filter(text__contains="Kepada pengurus KSP Aman").count() == 1


def test_all_of_a_filter_are_the_rows_that_were_shown(as_user, officer, three):
    client, query = as_user(officer), "?status=passive"
    stamp = client.get(reverse(URL) + query).context["listing"].stamp
    make_cooperative("KSP Lain", status="passive")
    # Anything that is written makes the remembered page forgotten; the stamp of before is of one row.
    press(client, three[0], action="note", **{"text-note": "x"})
    assert press(client, query=query, all=stamp, action="note", **{"text-note": "y"}) == [
        "Daftar berisi 2 ini sudah berubah sejak Anda membukanya. Lihat sekali lagi, lalu lanjutkan."
    ]
    stamp = client.get(reverse(URL) + query).context["listing"].stamp
    assert press(client, query=query, all=stamp, action="note", **{"text-note": "y"}) == [
        "Catatan tersimpan di 2 koperasi."
    ]


def test_what_could_not_be_done_comes_back_with_its_ticks_and_for_nobody_else(as_user, officer, head, three):
    client = as_user(officer)
    client.get(reverse(URL))
    response = client.post(reverse(URL), {"row": [three[1].pk], "action": "note", "text-note": " "})
    assert f'value="{three[1].pk}" form="bulk" checked' in response.content.decode()
    assert " checked" not in client.get(reverse(URL)).content.decode().partition("<table")[2]


def test_a_board_sees_its_cooperatives_without_ticks_and_takes_no_file(as_user, manager, officer, three):
    memberships.link(manager, three[0], actor=officer)
    client = as_user(manager)
    page = client.get(reverse(URL)).content.decode()
    assert "KSP Aman" in page
    assert 'name="row"' not in page
    assert 'id="bulk"' not in page
    assert client.post(reverse(URL), {"row": [three[0].pk], "action": "xlsx"}).status_code == 403
    assert client.get(reverse(URL), {"format": "xlsx"}).status_code == 403
    client.post(reverse(URL), {"row": [three[0].pk], "action": "note", "text-note": "x"})
    assert not Note.objects.exists()


def test_the_head_looks_and_takes_a_file_and_does_nothing_else(as_user, head, three):
    client = as_user(head)
    assert names_in(client.post(reverse(URL), {"row": [three[1].pk], "action": "xlsx"})) == ["KSP Bina"]
    for action in ("note", "call", "message"):
        said = press(client, three[0], action=action, **{f"text-{action}": "x", "choice-call": "reached"})
        assert said == ["Ini tidak dapat dilakukan di sini."]
    assert not Note.objects.exists()
    assert not Contact.objects.exists()
    assert Cooperative.objects.count() == 3


def test_a_long_text_is_refused_and_never_cut(as_user, officer, three):
    client, text = as_user(officer), "a\r\n" * 99 + "b" * 802
    assert press(client, three[0], action="note", **{"text-note": text}) == ["Catatan tersimpan di 1 koperasi."]
    assert Note.objects.get().text == text.replace("\r\n", "\n")
    assert press(client, three[0], action="note", **{"text-note": text + "c"}) == [
        "“Catatan” berisi 1001 karakter; paling banyak 1000."
    ]
    assert Note.objects.count() == 1


def test_acts_on_many_take_a_fixed_number_of_statements(as_user, officer, django_assert_max_num_queries):
    client = as_user(officer)
    rows = [make_cooperative(f"KSP {n:02}", phone="+628120000001") for n in range(40)]
    for action in ("note", "call", "message"):
        form = {"row": [row.pk for row in rows], "action": action, f"text-{action}": "x", "choice-call": "reached"}
        with django_assert_max_num_queries(40):
            client.post(reverse(URL), form)
    assert Note.objects.count() == 40
    assert Contact.objects.count() == 80
    assert Event.objects.filter(verb__in=["note.added", "contact.noted", "circular.sent"]).count() == 120


def test_the_second_of_two_clicks_is_told_that_it_was_saved(as_user, officer, three):
    client, form = as_user(officer), {"action": "note", "text-note": "x", "once": "b" * 36}
    assert press(client, three[0], **form) == ["Catatan tersimpan di 1 koperasi."]
    assert press(client, three[0], query="?status=passive", **form) == [
        "Formulir ini sudah dikirim; tersimpan satu kali."
    ]
    assert Note.objects.count() == 1


def test_all_are_counted_anew_by_the_database_when_they_are_acted_on(as_user, officer, three):
    client = as_user(officer)
    stamp = client.get(reverse(URL)).context["listing"].stamp
    # Something that leaves no event: the remembered page does not know of it.
    make_cooperative("KSP Tersembunyi")
    press(client, all=stamp, action="note", **{"text-note": "x"})
    assert not Note.objects.exists()


def test_the_file_of_ticked_rows_says_so_and_the_whole_one_is_the_export(as_user, officer, three):
    client = as_user(officer)
    book = load_workbook(BytesIO(client.post(reverse(URL), {"row": [three[0].pk], "action": "xlsx"}).content))
    cover = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows()}
    assert cover["Pilihan"] == "1 baris dipilih sendiri"
    assert Event.objects.get(verb="register.exported").after["selection"] == "1 baris dipilih sendiri"
    answer = client.get(reverse(URL), {"format": "xlsx", "status": "passive"})
    assert answer.url == reverse("export_xlsx") + "?status=passive"
