"""Every form of every page, with everything in every field, by who may send it: an answer, never a 500."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.asked import HOSTILE, names_asked_for
from tests.forms import Form, forms_of
from tests.open_pages import OTHERS
from tests.pages import ACTIONS, PAGES
from tests.test_strange_addresses import ANSWERS, module_of, place
from tests.world import address

pytestmark = pytest.mark.django_db
# Of a form with many fields, so many parts hold in turn something that cannot be.
PARTS = 8
FILES = (b"", b"PK\x03\x04broken", b"%PDF-1.4", b"a;b\n\x00;\xff\n")
# Too large, too often: answers too.
ANSWERED = ANSWERS | {413, 429}


@pytest.fixture
def clients(request, world):
    """A client of each role that sends forms; an error is an answer with the number 500."""
    found = {}
    for role in ("officer", "manager", "administrator"):
        user = world["actors"][1] if role == "manager" else request.getfixturevalue(role)
        found[role] = Client(raise_request_exception=False)
        found[role].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found | {"": Client(raise_request_exception=False)}


def pages_of(world, role: str) -> list[str]:
    """The addresses whose forms a role sends: an administrator's are those that an officer has not."""
    if not role:
        return [place(world, name) for name in sorted(OTHERS - {"metrics", "healthz"})] + pages_of_allauth()
    names = [name for name, (roles, _refusal) in PAGES.items() if role in roles]
    if role == "administrator":
        return [place(world, name) for name in names if "officer" not in PAGES[name][0]] + pages_of_allauth()
    return [place(world, name) for name in names]


def pages_of_allauth() -> list[str]:
    found = []
    for name in sorted(key for key in get_resolver().reverse_dict if isinstance(key, str)):
        if name.startswith(("account_", "mfa_", "usersessions_")):
            try:
                found.append(reverse(name))
            except NoReverseMatch:
                continue
    return found


def shape(form: Form) -> tuple:
    """Forms that differ in a number alone are one."""
    return re.sub(r"\d+", "0", form.action), tuple(sorted({re.sub(r"\d+", "0", name) for name in form.values}))


def forms_seen(world, clients) -> list[tuple[str, Form]]:
    """With the role that has seen it. Signing out is none: it would end the walk."""
    found: dict[tuple, tuple[str, Form]] = {}
    for role, client in clients.items():
        for url in pages_of(world, role):
            answer = client.get(url, follow=True)
            if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
                for form in forms_of(answer.content.decode(), answer.request["PATH_INFO"]):
                    found.setdefault(shape(form), (role, form))
    return [(role, form) for role, form in found.values() if form.action != reverse("account_logout")]


def variants(form: Form) -> list[dict]:
    """Everything strange at once, and some fields strange while the others are as the page has filled them."""
    names = sorted(form.values)
    found = []
    for n in range(len(HOSTILE)):
        strange = {name: HOSTILE[(n + at) % len(HOSTILE)] for at, name in enumerate(names)}
        found += [strange, form.values | {name: strange[name] for name in names[n % PARTS :: PARTS]}]
    for content in FILES if form.files else ():
        found.append(form.values | {name: SimpleUploadedFile("a.xlsx", content) for name in form.files})
    return found


def send(client, url: str, data: dict) -> int:
    """The answer; nothing of it is kept."""
    sent = {key: text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text for key, text in data.items()}
    with transaction.atomic():
        answer = client.post(url, sent).status_code
        transaction.set_rollback(True)
    return answer


def test_every_form_answers_whatever_is_typed(world, clients):
    for name in (*PAGES, *ACTIONS):
        address(world, name)
    seen, wrong = forms_seen(world, clients), []
    assert {form.action for _role, form in seen} >= {address(world, name) for name in ("cooperative_create", "scores")}
    assert len(seen) > 75
    for role, form in seen:
        cache.clear()
        for data in variants(form):
            if (status := send(clients[role], form.action, data)) not in ANSWERED:
                strange = {name: text for name, text in data.items() if form.values.get(name) != text}
                wrong.append((status, role, form.action, strange))
    assert wrong == [], "\n".join(str(line)[:400] for line in wrong)


def test_every_address_that_takes_a_form_answers_what_no_page_sends(world, clients):
    """Names that the module of its view reads, without a page around them."""
    wrong = []
    for name in sorted(ACTIONS):
        url, role = address(world, name), next(role for role in clients if role in ACTIONS[name])
        names = sorted(names_asked_for(module_of(url)))
        cache.clear()
        for n in range(0, len(HOSTILE), 2):
            data = {name: HOSTILE[(n + at) % len(HOSTILE)] for at, name in enumerate(names)}
            if (status := send(clients[role], url, data)) not in ANSWERED:
                wrong.append((status, role, name, data))
    assert wrong == [], "\n".join(str(line)[:400] for line in wrong)
