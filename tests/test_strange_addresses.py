"""Every page, with everything that an address may ask for, by everybody: an answer, never a 500."""

from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import resolve, reverse

from cooperatives.models import Complaint
from reports.models import Report
from reports.obligations import due_calendar
from revival.models import Question
from tests.asked import HOSTILE, SHARED, names_asked_for, rounds
from tests.open_pages import OTHERS
from tests.pages import PAGES
from tests.world import address
from training.models import Certificate, Enrolment

pytestmark = pytest.mark.django_db
ROLES = ("administrator", "officer", "head", "adviser", "manager")
# Where a view reads nothing of its own, one of the queries is enough.
FEW = 1
ANSWERS = {200, 302, 400, 403, 404, 405, 422}
GET = sorted({*PAGES, *OTHERS} - {"metrics", "healthz"})


@pytest.fixture
def everybody(request, world):
    """A client of each role, and one that has not signed in; an error is an answer with the number 500."""
    clients = {"": Client(raise_request_exception=False)}
    for role in ROLES:
        user = world["actors"][1] if role == "manager" else request.getfixturevalue(role)
        clients[role] = Client(raise_request_exception=False)
        clients[role].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return clients


def place(world, name: str) -> str:
    """Where a page stands; one that has no object in the tables gets a number that may be there."""
    keys = {
        "accept_invitation": lambda: "x",
        "answer": lambda: Question.objects.get(cooperative=world["own"]).code_in_groups,
        "own_calendar": lambda: due_calendar.token_of(world["actors"][1]),
        "receipt": lambda: Report.objects.exclude(receipt_number="").first().receipt_number,
        "public_complaint": lambda: Complaint.objects.first().number,
        "site_map_part": lambda: "pages",
        "data_set": lambda: "register",
        "data_file": lambda: "register-2026-11-28.csv",
        "data_rows": lambda: "csv",
        "certificate": lambda: Certificate.objects.first().number,
        **dict.fromkeys(("training_card", "card_certificate", "evaluate"), lambda: Enrolment.objects.first().code),
    }
    if name in keys:
        return reverse(name, args=[keys[name]()])
    if name in ("session", "session_ics"):
        return reverse(name, args=[world["own training"]["enrol"][0]])
    if name in ("public_record", "public_sticker", "tell", "api_cooperative", "job", "job_file", "status_evidence"):
        return reverse(name, args=[world["own"].pk] * (2 if name == "status_evidence" else 1))
    return address(world, name)


def module_of(url: str) -> str:
    """Where the view of an address is written."""
    return resolve(url).func.__module__


def test_the_names_of_the_queries_are_found():
    assert names_asked_for("training.views.public") >= {"q", "page", "format", "show", "subject"}
    assert names_asked_for("reports.views.escalation.late") >= {"step", "district", "q"}
    assert names_asked_for("reports.views.due") >= {"state", "district", "kind", "quarter", "findings"}
    assert names_asked_for("training.views.enrolment") >= {"cooperative", "back"}
    names = names_asked_for("training.views.public")
    assert all({query[name] for query in rounds(names)} == set(HOSTILE) for name in names)


def ask(client, url: str, query: dict) -> int:
    return client.get(f"{url}?{urlencode(query, errors='surrogatepass')}").status_code


def test_every_page_answers_whatever_its_address_asks(world, everybody, without_rates):
    """Who may open a page asks everything; to the others the door is shut before anybody reads the query."""
    for name in PAGES:
        address(world, name)
    wrong = []
    for name in GET:
        url = place(world, name)
        names = names_asked_for(module_of(url))
        queries = rounds(names)[: None if names > SHARED else FEW]
        may = [role for role in ROLES if name in OTHERS or role in PAGES[name][0]]
        for role, client in everybody.items():
            asked = [queries[0] | {"format": "xlsx"}, *(queries if role == [*may, ""][0] else ())]
            wrong += [(name, role, query) for query in asked if ask(client, url, query) not in ANSWERS]
    assert wrong == [], "\n".join(map(str, wrong))


BROKEN = "\r\nX-Injected: 1\x01\x0b</b>"


def breakable(model) -> list[str]:
    """The columns of a table that hold free text."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or isinstance(field, models.EmailField))
        and (field.max_length or 999) >= 80
        and field.name not in KEPT
    ]


# What code reads, not people.
KEPT = {"work", "password", "task", "result_url", "sha256", "token_hash", "name_key", "legal_key", "search_text", "url"}


def test_every_page_answers_whatever_the_records_hold(world, everybody):
    """A line break ends an entry of a calendar and a header; letters below the space stop a workbook."""
    for name in PAGES:
        address(world, name)
    changed = 0
    for model in apps.get_models():
        if not model.__module__.startswith("django."):
            for row in model._base_manager.all():
                for field in breakable(model):
                    limit = model._meta.get_field(field).max_length or 999
                    # What follows the last dot of a file's name says how it is read.
                    words, dot, end = getattr(row, field)[: limit - len(BROKEN)].partition(".xlsx")
                    setattr(row, field, f"{words}{BROKEN}{dot}{end}")
                    changed += 1
                if breakable(model):
                    row.save(update_fields=breakable(model))
    assert changed > 100
    wrong = []
    for name in GET:
        url = place(world, name)
        client = everybody[next(role for role in ROLES if name in OTHERS or role in PAGES[name][0])]
        for query in ({}, {"format": "xlsx"}):
            response = client.get(f"{url}?{urlencode(query)}")
            if response.status_code not in ANSWERS or "X-Injected" in response.headers:
                wrong.append((name, query, response.status_code))
    assert wrong == [], "\n".join(map(str, wrong))
