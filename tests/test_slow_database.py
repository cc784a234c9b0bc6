"""PostgreSQL that hangs, is locked or takes too long: nobody waits for ever, and the page says what is the matter."""

import os
import signal
import socket
import time
from contextlib import closing

import psycopg2
import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from accounts.models import User
from core.database import connection_wait
from tests.factories import make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="a database in the process itself does not hang"),
]


@pytest.fixture(autouse=True)
def short_patience(settings, monkeypatch):
    """A web process that waits for two seconds instead of twenty, with a server that it has not given up."""
    settings.IS_WEB, settings.DATABASE_ANSWER_SECONDS = True, 2
    monkeypatch.setattr(connection_wait, "CONNECT_SECONDS", 1)
    monkeypatch.setattr(connection_wait, "_closed_until", float("-inf"))


@pytest.fixture
def pid(committed) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def page() -> tuple[int, str, float]:
    """The public register, with the seconds that it took; each request begins as in an installation."""
    began = time.monotonic()
    connection.close_if_unusable_or_obsolete()
    answer = Client(raise_request_exception=False).get("/register/?q=maju")
    return answer.status_code, answer.content.decode(), time.monotonic() - began


def test_a_server_that_hangs_is_given_up_and_left_alone_for_some_seconds(pid):
    os.kill(pid, signal.SIGSTOP)
    try:
        code, text, seconds = page()
        again = [page() for _n in range(3)]
    finally:
        os.kill(pid, signal.SIGCONT)
    assert (code, "Basis data tidak dapat dihubungi" in text) == (503, True)
    assert 1.5 < seconds < 6
    # Not every thread waits in its turn.
    assert [code for code, _text, _seconds in again] == [503] * 3
    assert sum(seconds for _code, _text, seconds in again) < 1.5
    connection_wait._closed_until = float("-inf")
    assert page()[0] == 200


def test_what_was_sent_to_a_server_that_answers_is_done_though_another_line_is_silent(committed, monkeypatch):
    """A write that is said to have failed is made a second time by hand."""
    user = make_user("officer")
    monkeypatch.setattr(connection_wait, "_closed_until", time.monotonic() + 5)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(name="Sri")
    assert User.objects.get(pk=user.pk).name == "Sri"
    # It answers: new lines are made again.
    assert connection_wait._closed_until == float("-inf")


def test_a_server_that_takes_connections_and_says_nothing_is_given_up():
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        with pytest.raises(psycopg2.OperationalError, match="has not answered for 1 second"):
            psycopg2.connect(host="127.0.0.1", port=silent.getsockname()[1], user="x", dbname="x")
    assert time.monotonic() - began < 4


def test_what_takes_too_long_ends_and_the_connection_goes_on(committed):
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '200ms'")
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(5)")
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_a_lock_that_somebody_else_holds_is_told_as_such(committed):
    user = make_user("officer")
    other = connection.copy()
    try:
        with other.cursor() as held:
            held.execute("BEGIN")
            held.execute("LOCK accounts_user IN ACCESS EXCLUSIVE MODE")
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '200ms'")
            answer = Client(raise_request_exception=False).post(
                "/accounts/login/", {"login": user.email, "password": "kunci-rahasia"}
            )
            held.execute("ROLLBACK")
    finally:
        other.close()
    assert answer.status_code == 503
    assert "Basis data terlalu lama" in answer.content.decode()
    assert User.objects.count() == 1


def test_the_limits_are_those_of_the_settings(committed):
    with connection.cursor() as cursor:
        found = {}
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            found[name] = cursor.fetchone()[0]
    assert found == {
        "statement_timeout": "25min",
        "lock_timeout": "1min",
        "idle_in_transaction_session_timeout": "100min",
    }


@pytest.fixture(autouse=True)
def fresh_connection():
    yield
    connection.close()
