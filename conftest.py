from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection

from cooperatives import places
from cooperatives.models import Village
from core.cache import remembered
from reports.models import Step
from tests.factories import make_user

pytest_plugins = ["tests.browser", "tests.world"]


def pytest_collection_modifyitems(items):
    """What does not depend on the database runs once."""
    if connection.vendor != "sqlite":
        skip = pytest.mark.skip(reason="does not depend on the database: it ran on SQLite")
        for item in items:
            if item.get_closest_marker("one_database"):
                item.add_marker(skip)


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()
    remembered.held.clear()
    places.forget()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def broker_that_answers(monkeypatch):
    """A broker that did not answer in one test is asked again in the next."""
    monkeypatch.setattr("core.operations.broker._closed_until", float("-inf"))


@pytest.fixture(autouse=True)
def numbers_of_now(settings):
    """However slow the machine is: what a test has written is counted at once."""
    settings.SLOW_SECONDS = 3600


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def outbox(settings):
    """Django's test runner puts mail into memory; here it goes where an installation puts it."""
    settings.EMAIL_BACKEND = "core.messages.outbox.OutboxBackend"


# The letters by which the first migration of the steps names their ways.
WAYS = {"e": "email", "i": "inbox", "w": "whatsapp"}


@pytest.fixture
def without_rates(settings):
    """Nobody who asks is sent away for asking often."""
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, "1000000/m/ip")


@pytest.fixture
def committed(transactional_db):
    """A database in which tests commit, for threads, processes and browsers, with what a flush has removed."""
    if not Village.objects.exists():
        import_module("cooperatives.migrations.0002_places_and_search").add_places(apps, None)
    if not Step.objects.exists():
        for code, name, days, ways, level, subject, text in import_module("reports.migrations.0004_steps").STEPS:
            names = [way for letter, way in WAYS.items() if letter in ways]
            Step.objects.create(
                code=code, name=name, days=days, ways=names, letter_level=level, subject=subject, text=text
            )


@pytest.fixture
def officer(db):
    return make_user("officer")


@pytest.fixture
def administrator(db):
    return make_user("administrator")


@pytest.fixture
def head(db):
    return make_user("head")


@pytest.fixture
def adviser(db):
    return make_user("adviser")


@pytest.fixture
def manager(db):
    return make_user("manager")


@pytest.fixture
def as_user(client):
    """A client signed in as the given user."""

    def sign_in(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
