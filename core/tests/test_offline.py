"""What the portal tells the store on a phone, and what of it may lie there."""

import json
import re

import pytest
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management import call_command
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import reverse

from core import office
from core.offline import pages as offline_pages
from core.offline.answers import told_in_states
from core.offline.keys import key_of
from solokop.static_files import HashedFiles
from tests.factories import make_user

pytestmark = pytest.mark.django_db
STORE = {"headers": {"Accept": "application/json"}}


def told(response) -> tuple[int, str]:
    return response.status_code, json.loads(response.content)["state"]


def test_a_session_that_has_ended_is_told_as_such_and_leaves_no_message(client):
    for answer in (client.get(reverse("store_key"), **STORE), client.post(reverse("inbox_read"), **STORE)):
        assert told(answer) == (401, "ended")
        assert "messages" not in answer.cookies


def test_a_page_of_an_earlier_session_is_told_that_the_session_has_ended(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert told(client.post(reverse("inbox_read"), **STORE)) == (401, "ended")
    now = client.get(reverse("store_key"), **STORE).json()
    assert now["user"] == str(officer.pk)
    headers = {"Accept": "application/json", "X-CSRFToken": now["token"]}
    assert client.post(reverse("inbox_read"), headers=headers).json()["state"] != "ended"


def test_a_second_factor_that_is_missing_is_asked_for_and_refuses_nothing(as_user, officer, settings):
    settings.REQUIRE_TWO_FACTOR = True
    answer = as_user(officer).get("/inbox/", **STORE)
    assert told(answer) == (401, "ended")
    assert answer.json()["text"]


def test_pages_of_errors_are_told_in_states(as_user, manager, rf):
    assert told(as_user(manager).get("/nowhere/", **STORE)) == (404, "refused")
    forbidden = as_user(manager).get(reverse("office_settings"), **STORE)
    assert told(forbidden) == (403, "refused")
    assert "Pengurus" in forbidden.json()["text"]
    for response, expected in (
        (HttpResponse(status=503), (503, "later")),
        (HttpResponse(status=429), (429, "later")),
        (HttpResponse(status=413), (413, "refused")),
        (HttpResponseRedirect("/elsewhere/"), (422, "refused")),
    ):
        assert told(told_in_states(lambda request, found=response: found)(rf.get("/", **STORE))) == expected
        assert told_in_states(lambda request, found=response: found)(rf.get("/")) is response


def test_a_browser_is_led_to_the_sign_in_as_before(client):
    assert client.get(reverse("inbox")).status_code == 302


def test_everybody_has_a_key_of_ones_own(as_user, officer):
    other = make_user("officer")
    assert len({key_of(officer.pk), key_of(other.pk)}) == 2
    answer = as_user(officer).get(reverse("store_key"), **STORE)
    assert answer.json()["key"] == key_of(officer.pk)
    assert "no-store" in answer["Cache-Control"]


def test_the_worker_stands_over_the_whole_portal_and_knows_its_files(client):
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    files = json.loads(re.match(r"const PORTAL = (.*);\n", answer.content.decode())[1])["files"]
    assert files[0] == "/offline/"
    pages = [reverse(page.name) for page in offline_pages.in_use()]
    assert [name for name in files if not name.startswith("/static/")] == ["/offline/", *pages]
    policy = answer["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def test_the_page_without_a_connection_is_nobodys(as_user, officer):
    seen = as_user(officer).get("/offline/").content.decode()
    assert "data-reload" in seen
    assert "csrf" not in seen


def test_every_page_that_the_worker_keeps_is_the_same_for_everybody(as_user, officer):
    for url in ["/offline/", *(reverse(page.name) for page in offline_pages.in_use())]:
        seen = as_user(officer).get(url).content.decode()
        assert Client().get(url).content.decode() == seen
        assert officer.name not in seen
        assert 'name="csrfmiddlewaretoken" value="' not in seen.replace('value=""', "")


def test_a_page_of_an_area_that_is_switched_off_is_not_kept(client):
    office.store("area_revival", False)
    assert reverse("revival_phone") not in client.get("/service-worker.js").content.decode()


def test_the_portal_stands_on_a_home_screen(client):
    told = client.get("/manifest.webmanifest")
    assert told["Content-Type"] == "application/manifest+json"
    assert [client.get(icon["src"]).status_code for icon in told.json()["icons"]] == [200] * 3
    assert 'rel="manifest" href="/manifest.webmanifest"' in client.get("/register/").content.decode()


def test_what_is_on_the_phone_can_be_deleted_by_whoever_is_not_signed_in(client):
    assert "data-phone-delete" in client.get("/phone/").content.decode()


@pytest.mark.one_database
def test_modules_import_each_other_by_names_with_a_hash(settings, tmp_path, monkeypatch):
    """As an installation serves them: a name with a hash is kept for ever."""
    settings.STATICFILES_DIRS = [settings.BASE_DIR / "static"]
    # Other settings of storages would give the columns of files another object than all later tests ask.
    files = HashedFiles(location=tmp_path, base_url=settings.STATIC_URL)
    monkeypatch.setattr(collectstatic, "staticfiles_storage", files)
    monkeypatch.setattr(collectstatic.Command, "ignore_patterns", ["admin"], raising=False)
    call_command("collectstatic", "--noinput", "-v0")
    modules = [path for path in tmp_path.glob("js/**/*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    imported = [
        (path.parent / name).resolve() for path in modules for name in re.findall(r'from "(\.[^"]*)"', path.read_text())
    ]
    assert len(imported) >= 10
    assert [path for path in imported if not (path.exists() and re.search(r"\.[0-9a-f]{12}\.js$", path.name))] == []
