"""Every page, with everything that an address may ask for, by everybody: an answer, never a 500."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import resolve, reverse

from tests.asked import HOSTILE, names_asked_for, rounds
from tests.test_access import ACTIONS, OTHERS, PAGES, address, world  # noqa: F401

pytestmark = pytest.mark.django_db
ROLES = ("administrator", "officer", "head", "manager")
# Pages of the framework, whose forms are walked where they are changed.
ANSWERS = {200, 302, 400, 403, 404, 405}
GET = sorted({*PAGES, *OTHERS} - {"metrics", "healthz"})
KEYS = {
    "accept_invitation": "x", "training_card": "AAAA0000", "card_certificate": "AAAA0000", "evaluate": "AAAA0000",
    "certificate": "SP-2026-0000-0001", "receipt": "TW2-2026-XXXX-XXXX", "own_calendar": "x",
}  # fmt: skip


@pytest.fixture
def everybody(request, world):  # noqa: F811
    """A client of each role, and one that has not signed in; an error is an answer with the number 500."""
    clients = {"": Client(raise_request_exception=False)}
    for role in ROLES:
        user = world["actors"][1] if role == "manager" else request.getfixturevalue(role)
        clients[role] = Client(raise_request_exception=False)
        clients[role].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return clients


def place(world, name: str) -> str:  # noqa: F811
    """Where a page stands; one that has no object in the tables gets a number that may be there."""
    if name in KEYS:
        return reverse(name, args=[KEYS[name]])
    if name in ("session", "session_ics"):
        return reverse(name, args=[world["own training"]["enrol"][0]])
    if name in ("public_record", "job", "job_file", "status_evidence"):
        return reverse(name, args=[world["own"].pk] * (2 if name == "status_evidence" else 1))
    return address(world, name)


def module_of(url: str) -> str:
    """Where the view of an address is written."""
    return resolve(url).func.__module__


def test_the_names_of_the_queries_are_found():
    assert names_asked_for("training.views.public") >= {"q", "page", "format", "show", "subject"}
    assert names_asked_for("reports.views.late") >= {"step", "district", "q"}
    assert names_asked_for("reports.views.due") >= {"state", "district", "kind", "quarter", "findings"}
    assert names_asked_for("training.views.enrolment") >= {"cooperative", "back"}
    names = names_asked_for("training.views.public")
    assert all({query[name] for query in rounds(names)} == set(HOSTILE) for name in names)


def ask(client, url: str, query: dict) -> int:
    return client.get(f"{url}?{urlencode(query, errors='surrogatepass')}").status_code


def test_every_page_answers_whatever_its_address_asks(world, everybody):  # noqa: F811
    """Who may open a page asks everything; to the others the door is shut before anybody reads the query."""
    address(world, "enrol")
    wrong = []
    for name in GET:
        url = place(world, name)
        queries = rounds(names_asked_for(module_of(url)))
        may = [role for role in ROLES if name in OTHERS or role in PAGES[name][0]]
        for role, client in everybody.items():
            asked = [{"format": "xlsx"}, *(queries if role == [*may, ""][0] else queries[:1])]
            wrong += [(name, role, query) for query in asked if ask(client, url, query) not in ANSWERS]
    assert wrong == []
