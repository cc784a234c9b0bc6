"""A field adviser reads, records contacts and notes, coaches his own cases, and changes nothing else; what a page offers, it also gives."""

import re
from html import unescape

import pytest
from django.urls import resolve, reverse

from cooperatives.models import Contact, Note
from core import clock
from core.models import Event
from tests.pages import ACTIONS, OF_COACHES, PAGES
from tests.world import address

pytestmark = pytest.mark.django_db
RECORDED = {"contact_add", "note_add", "complaint_answer", "complaint_record"}
# Nobody is in charge of the only case: whoever coaches may take it.
TAKEN = {"revival_take"}
# What a board or a lurah has answered is typed in by whoever hears it.
ANSWERED = {"revival_type_answer", "revival_lurah"}
# Whoever visits says what a flag was about.
LOOKED_AFTER = {"warning_answer"}
# What everybody sends of their own: nothing of the register's.
OWN = {"inbox_read", "preferences", "set_language", "account_logout"}


@pytest.fixture
def addresses(world) -> dict[str, str]:
    """Every page, with all that has to be there for it."""
    return {name: address(world, name) for name in (*PAGES, *ACTIONS)}


def is_open(name: str, role: str = "adviser") -> bool:
    return role in (PAGES[name][0] if name in PAGES else ACTIONS[name])


def test_a_contact_and_a_note_are_recorded(world, as_user, adviser):
    client = as_user(adviser)
    form = {"channel": "visit", "at": clock.today().isoformat(), "text": "Bertemu ketua.", "result": "promised"}
    assert client.post(address(world, "contact_add"), form).status_code == 302
    assert client.post(address(world, "note_add"), {"text": "Kantor pindah."}).status_code == 302
    contact, note = Contact.objects.get(channel="visit", by=adviser), Note.objects.get(text="Kantor pindah.")
    assert (contact.by, contact.result, note.author) == (adviser, "promised", adviser)
    assert set(Event.objects.filter(actor=adviser).values_list("verb", flat=True)) == {"contact.noted", "note.added"}


def test_every_other_form_is_refused_and_changes_nothing(addresses, as_user, adviser):
    client = as_user(adviser)
    sent = {
        name: client.post(url).status_code
        for name, url in addresses.items()
        if name not in RECORDED | OWN | ANSWERED | {*OF_COACHES}
    }
    shut = {name for name in sent if not is_open(name)} | {"period_list"}
    assert len(shut) > 80
    assert {name: sent[name] for name in shut} == dict.fromkeys(shut, 403)
    verbs = set(Event.objects.filter(actor=adviser).values_list("verb", flat=True))
    assert {verb for verb in verbs if not verb.endswith(("exported", "downloaded", "printed"))} == set()


def test_ticked_rows_of_a_list_stay_as_they_are(world, as_user, adviser):
    contact = Contact.objects.filter(state="prepared").earliest("pk")
    for name, form in (
        ("message_list", {"action": "sent"}),
        ("unreached_list", {"action": "result", "choice-result": "reached"}),
    ):
        as_user(adviser).post(reverse(name), form | {"row": contact.pk})
    contact.refresh_from_db()
    assert (contact.state, contact.result) == ("prepared", "")


def test_a_refusal_names_the_role_and_the_act_in_one_sentence(addresses, as_user, adviser):
    page = as_user(adviser).post(addresses["cooperative_status"]).content.decode()
    assert "<p>Sebagai Petugas Penyuluh Koperasi Lapangan (PPKL), Anda tidak boleh mengubah register.</p>" in page


def name_of(url: str) -> str:
    return resolve(url.partition("?")[0].partition("#")[0]).url_name


@pytest.mark.parametrize("role", ["adviser", "head"])
def test_no_page_offers_what_is_refused(addresses, as_user, request, role):
    client, offered, links = as_user(request.getfixturevalue(role)), set(), {}
    for name, url in addresses.items():
        if name in PAGES and is_open(name, role):
            answer = client.get(url)
            if answer.headers["Content-Type"].startswith("text/html"):
                page = unescape(answer.content.decode())
                # Of a list's rows nothing is offered but file and print, and to an adviser noting a call, something else, or a plan.
                acts = {"xlsx", "print"} | ({"call", "note", "visit"} if role == "adviser" else set())
                assert set(re.findall(r'name="action" value="(\w+)"', page)) <= acts
                for form in re.findall(r'<form[^>]*method="post"[^>]*>', page):
                    target = re.search(r'action="(/[^"]*)"', form)
                    offered |= set() if 'id="bulk"' in form else {name_of(target[1] if target else url)}
                links |= dict.fromkeys(re.findall(r'href="(/(?!static)[^"#]*)"', page), name)
    # A view of one's own would have to be kept first before it could be deleted.
    of_head = {"save_view", "disposition", "disposition_done", "disposition_back"}
    assert offered - OWN == (RECORDED | TAKEN | ANSWERED | LOOKED_AFTER if role == "adviser" else of_head)
    refused = {(link, name) for link, name in links.items() if client.get(link).status_code in (403, 404)}
    assert refused == set()
    assert len(links) > 60


def test_home_shows_the_city_and_who_is_late(world, as_user, adviser):
    page = as_user(adviser).get("/").content.decode()
    for name in ("late_list", "cooperative_list", "completeness"):
        assert f'href="{reverse(name)}' in page
    for name in ("import_list", "user_list", "letters", "proposals"):
        assert f'href="{reverse(name)}"' not in page
