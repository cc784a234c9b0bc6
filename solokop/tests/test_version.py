"""One number says which version runs: in the code, in the change log, and to administrators alone."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from solokop.version import VERSION

HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def headings() -> list[tuple[str, str]]:
    """Each version of the change log with its date, the newest first."""
    found = HEADING.findall((Path(settings.BASE_DIR) / "CHANGELOG.md").read_text())
    return [(number, on) for number, _, on in (heading.partition(" – ") for heading in found)]


def released() -> list[str]:
    return [number for number, on in headings() if on != "unreleased" and number != VERSION]


def test_the_number_in_the_code_is_that_of_the_newest_heading_of_the_change_log():
    assert headings()[0][0] == VERSION


def test_every_version_has_a_number_and_a_date_and_they_go_up():
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", number) for number, _ in headings())
    numbers = [tuple(map(int, number.split("."))) for number, _ in headings()]
    assert numbers == sorted(set(numbers), reverse=True)
    days = [date.fromisoformat(on) for _, on in headings() if on != "unreleased"]
    assert days == sorted(days, reverse=True)
    assert "unreleased" not in [on for _, on in headings()[1:]]


@pytest.mark.django_db
def test_an_administrator_sees_the_version(as_user, administrator, settings):
    settings.VERSION = "7.6.5"
    assert "<dd>7.6.5</dd>" in as_user(administrator).get(reverse("system")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/healthz?for=proxy", "/register/", "/accounts/login/"])
def test_nobody_else_learns_it(client, settings, address):
    settings.VERSION = "7.6.5"
    answer = client.get(address)
    assert "7.6.5" not in answer.content.decode() + str(answer.headers)
