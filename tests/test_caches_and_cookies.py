"""What a browser may keep: nothing that a signed-in person saw, and cookies only over HTTPS from this very host."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import make_user
from tests.pages import PAGES
from tests.world import address

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(PAGES))
def test_no_page_of_a_signed_in_person_may_be_stored(world, as_user, administrator, name):
    answer = as_user(administrator).get(address(world, name))
    assert "no-store" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/register/", "/training/", "/reports/guide/", "/nowhere/"])
def test_a_public_page_shown_to_somebody_signed_in_is_not_stored_either(as_user, officer, path):
    assert "no-store" in as_user(officer).get(path)["Cache-Control"]


def test_a_public_page_for_the_public_may_be_stored(client):
    assert "no-store" not in client.get("/register/").get("Cache-Control", "")


def test_the_way_to_the_sign_in_is_not_stored(client):
    assert "no-store" in client.get(reverse("cooperative_list"))["Cache-Control"]


PRODUCTION = {
    "SOLOKOP_DEMO": "0",
    "SOLOKOP_ENV_FILE": "/nonexistent",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJ",
    "ALLOWED_HOSTS": "koperasi.example.go.id",
    "DJANGO_SETTINGS_MODULE": "solokop.settings",
}
LOOK = """
import django; django.setup()
from django.conf import settings
from django.test import Client
answer = Client().post("/language/", {"language": "en", "next": "/"}, secure=True, headers={"host": "koperasi.example.go.id"})
for cookie in answer.cookies.values(): print(cookie.output())
answer = Client().get("/accounts/login/", secure=True, headers={"host": "koperasi.example.go.id"})
for cookie in answer.cookies.values(): print(cookie.output())
print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY)
"""


@pytest.mark.one_database
def test_cookies_of_an_installation_carry_all_flags_and_are_of_this_host_alone(tmp_path):
    environment = {**os.environ, **PRODUCTION, "SOLOKOP_DATA_DIR": str(tmp_path)}
    for command in (["manage.py", "migrate", "-v0"], ["manage.py", "collectstatic", "--noinput", "-v0"], ["-c", LOOK]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    *cookies, session = done.stdout.strip().splitlines()
    assert session == "__Host-sessionid True True"
    assert [cookie.partition("=")[0] for cookie in cookies] == [
        "Set-Cookie: __Host-django_language",
        "Set-Cookie: __Host-csrftoken",
    ]
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_choosing_a_language_in_ones_settings_sets_the_same_cookie(as_user):
    user = make_user("officer")
    answer = as_user(user).post(reverse("preferences"), {"language": "en", "wants_digest": "on"})
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
