"""How often one client or user may ask, and that nobody else is held up by it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import SecurityEntry
from cooperatives.people import memberships
from core.cache.file_cache import FileCache
from core.models import OutgoingMail
from core.requests import throttle
from solokop.environment import rate
from tests.factories import make_cooperative
from tests.reporting import make_obligation, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def proxied(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, **dict.fromkeys(("public_search", "public_number"), "3/h/ip")}


def of(address: str) -> dict:
    return {"headers": {"X-Forwarded-For": address}}


@pytest.mark.parametrize("path", ["/register/?q=ksp", "/?q=ksp", "/training/?q=ksp"])
def test_the_public_search_is_slowed_down_for_one_client_and_open_to_the_others(client, path):
    codes = [client.get(path, **of("203.0.113.5")).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert client.get(path, **of("203.0.113.6")).status_code == 200
    assert client.get("/register/", **of("203.0.113.5")).status_code == 200


def test_a_forged_address_in_front_changes_nothing(client):
    codes = [client.get("/register/?q=a", **of(f"6.6.6.{n}, 203.0.113.5")).status_code for n in range(4)]
    assert codes == [200, 200, 200, 429]


@pytest.mark.parametrize("page", ["receipt", "certificate", "card_certificate", "training_card", "evaluate"])
def test_numbers_are_not_guessed_and_a_right_one_is_not_answered_after_many_wrong_ones(client, manager, page):
    for n in range(3):
        assert client.get(reverse(page, args=[f"SALAH{n}"]), **of("203.0.113.5")).status_code == 404
    assert client.get(reverse(page, args=["SALAH9"]), **of("203.0.113.5")).status_code == 429
    report = submitted(make_obligation(), manager)
    right = reverse("receipt", args=[report.receipt_number])
    assert client.get(right, **of("203.0.113.5")).status_code == 429
    assert client.get(right, **of("203.0.113.6")).status_code == 200


def test_telephones_that_ask_for_an_old_calendar_hold_no_invitation_up(client, officer):
    for _ in range(5):
        assert client.get(reverse("own_calendar", args=["lama"]), **of("203.0.113.5")).status_code == 404
    memberships.invite_manager(email="b@contoh.test", name="B", cooperatives=[make_cooperative()], actor=officer)
    link = re.search(r"/invitations/[\w-]+/", OutgoingMail.objects.get().body)[0]
    assert client.get(link, **of("203.0.113.5")).status_code == 200


def test_right_numbers_are_looked_at_as_often_as_one_likes(client, manager):
    url = reverse("receipt", args=[submitted(make_obligation(), manager).receipt_number])
    assert {client.get(url, **of("203.0.113.5")).status_code for _ in range(9)} == {200}


def test_a_board_sends_so_many_files_an_hour_and_the_page_says_what_happened(as_user, manager, officer, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "upload": "2/h/user"}
    cooperative = make_cooperative()
    memberships.link(manager, cooperative, actor=officer)
    owed = make_obligation(cooperative=cooperative)
    client, url = as_user(manager), reverse("report_upload", args=[owed.pk])
    # Each another one: the very same file is kept once.
    files = (SimpleUploadedFile("a.xlsx", b"PK" + bytes([n]) * 9) for n in range(9))
    send = lambda: client.post(url, {"file": next(files)})  # noqa: E731
    assert [send().status_code for _ in range(2)] != [429, 429]
    answer = send()
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Terlalu banyak permintaan" in answer.content.decode()
    assert owed.uploads.count() == 2
    entry = SecurityEntry.objects.get(kind="throttled")
    assert (entry.user, entry.times) == (manager, 1)


def test_exports_are_counted_by_user_and_not_made_above_the_rate(
    as_user, officer, administrator, settings, monkeypatch
):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "download": "2/h/user"}
    codes = [as_user(officer).get(reverse("export_csv")).status_code for _ in range(2)]
    monkeypatch.setattr("cooperatives.register.exports.write_csv", None)
    codes += [as_user(officer).get(reverse("export_csv")).status_code]
    codes += [as_user(officer).get(reverse("user_list") + "?format=xlsx").status_code]
    assert codes == [200, 200, 429, 429]
    monkeypatch.undo()
    assert as_user(administrator).get(reverse("export_csv")).status_code == 200


def test_many_at_once_take_no_more_than_the_rate(settings, tmp_path):
    """The cache in files: its own `add` lets several through that ask in the same moment."""
    cache = FileCache(str(tmp_path), {})
    with ThreadPoolExecutor(16) as pool:
        for n in range(30):
            assert sum(pool.map(lambda _, n=n: cache.add(f"lock-{n}", 1, 10), range(16))) == 1


@pytest.mark.parametrize("text", ["60/m", "viele/m/ip", "60/m/ip,x", "", "-1/m/ip", "60/w/ip", "60/m/user"])
def test_a_rate_that_is_not_understood_is_refused_at_the_start(monkeypatch, text):
    monkeypatch.setenv("SOLOKOP_RATE_SEARCH", text)
    with pytest.raises(ImproperlyConfigured, match="SOLOKOP_RATE_SEARCH"):
        rate("SOLOKOP_RATE_SEARCH", "60/m/ip")


def test_the_log_tells_of_what_is_above_the_rate_and_of_nothing_else(caplog):
    request = RequestFactory().get("/")
    assert [throttle.take(request, "public_search") for _ in range(4)] == [True, True, True, False]
    assert [line.getMessage() for line in caplog.records if line.name == "core.requests.throttle"] == [
        "too many: public_search"
    ]


def test_rates_may_be_several(monkeypatch):
    monkeypatch.setenv("SOLOKOP_RATE_SEARCH", "60/m/ip, 1000/1.5d/ip")
    assert rate("SOLOKOP_RATE_SEARCH", "60/m/ip") == "60/m/ip,1000/1.5d/ip"


def test_a_cache_that_is_away_holds_nobody_up(client, settings, monkeypatch):
    def away(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(throttle, "consume", away)
    assert {client.get("/register/?q=a", **of("203.0.113.5")).status_code for _ in range(5)} == {200}
