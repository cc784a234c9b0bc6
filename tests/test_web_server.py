"""The web process as an installation starts it, without a proxy: who is slow or silent costs others nothing."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing, contextmanager

import pytest
from django.conf import settings
from django.db import connection

from tests.factories import make_cooperative
from tests.processes import environment, free_port, kill, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes, pytest.mark.usefixtures("committed")]
THREADS = 4
# More than twice as many as there are threads.
MANY = 12


@contextmanager
def web(application: str = "solokop.wsgi"):
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--config", "deploy/gunicorn.conf.py", "--workers", "1", "--threads", str(THREADS)]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment(), start_new_session=True)
    try:
        wait_for(lambda: is_listening(port), 60, "the web process")
        # It listens before it can answer.
        get(port, "/healthz?for=proxy")
        yield process, port
    finally:
        kill(process)


def is_listening(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def line_to(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def get(port: int, path: str = "/register/?q=maju", **headers: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as client:
        client.request("GET", path, headers=headers)
        answer = client.getresponse()
        return answer.status, answer.read().decode()


def test_a_page_is_answered_beside_silent_connections_and_uploads_that_never_end():
    make_cooperative("KSP Maju")
    head = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n"
    with web() as (_process, port), ExitStack() as open_ones:
        for n in range(2 * MANY):
            line = open_ones.enter_context(line_to(port))
            if n % 2:
                line.sendall(head + b"a" * 1024)
        answers = [get(port) for _n in range(3)]
    assert [status for status, _page in answers] == [200] * 3
    assert "KSP Maju" in answers[0][1]


def test_a_connection_that_is_kept_for_seconds_takes_the_next_request():
    with web() as (_process, port), ExitStack() as clients:
        kept = [
            clients.enter_context(closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)))
            for _n in range(MANY)
        ]
        for client in kept:
            client.request("GET", "/healthz?for=proxy")
            client.getresponse().read()
            # From here on a connection that was closed is an error, as it is to a proxy with a form in its hands.
            client.auto_open = 0
        time.sleep(3)
        answered = []
        for client in kept:
            client.request("GET", "/healthz?for=proxy")
            answered.append(client.getresponse().status)
    assert answered == [200] * MANY


def test_a_process_that_is_told_to_stop_answers_what_has_begun():
    with web() as (process, port):
        found: list[int] = []
        with holding_the_database():
            asking = threading.Thread(target=lambda: found.append(post_sign_in(port)))
            asking.start()
            time.sleep(1)
            process.send_signal(signal.SIGTERM)
            time.sleep(1.5)
            assert found == []
        asking.join(30)
        assert process.wait(40) == 0
    assert found == [200]


def test_an_upload_that_is_coming_in_is_taken_to_its_end_by_a_process_that_is_told_to_stop():
    head = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\n"
    with web() as (process, port), closing(line_to(port)) as line:
        line.sendall(head + b"a" * 100_000)
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        for _n in range(4):
            time.sleep(1)
            line.sendall(b"a" * 50_000)
        answer = line.recv(4096)
        assert process.wait(40) == 0
    assert answer.startswith(b"HTTP/1.1 403")
    assert b"Connection: close" in answer


def test_a_request_with_two_lengths_is_refused():
    both = (
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 40\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x"
    )
    with web() as (_process, port), closing(line_to(port)) as line:
        line.sendall(both)
        assert line.recv(4096).startswith(b"HTTP/1.1 400")


@contextmanager
def holding_the_database():
    """A request that writes has to wait meanwhile."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN" if connection.vendor == "postgresql" else "BEGIN IMMEDIATE")
            if connection.vendor == "postgresql":
                cursor.execute("LOCK accounts_securityentry IN ACCESS EXCLUSIVE MODE")
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()


def post_sign_in(port: int) -> int:
    token = "a" * 32
    body = f"login=a%40b.test&password=salah-sekali&csrfmiddlewaretoken={token}"
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as client:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={token}"}
        client.request("POST", "/accounts/login/", body, headers)
        return client.getresponse().status


def test_what_is_far_too_large_is_refused_and_what_is_too_large_reaches_the_portal():
    beyond = settings.UPLOAD_MAX_BYTES + 40 * 1024 * 1024
    with web() as (_process, port):
        refused = sent(port, beyond)
        told = sent(port, settings.UPLOAD_MAX_BYTES + 1024)
    assert refused == 413
    # Without the token of a form the portal itself turns it away.
    assert told == 403


def sent(port: int, size: int) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as client:
        client.putrequest("POST", "/accounts/login/")
        client.putheader("Content-Type", "application/octet-stream")
        client.putheader("Content-Length", str(size))
        client.endheaders()
        try:
            for _n in range(size // 65536 + 1):
                client.send(b"a" * min(65536, size))
                size -= min(65536, size)
        except OSError:
            # Refused by its size alone, before it has all come.
            pass
        return client.getresponse().status


def test_the_portal_is_told_who_asks_and_what_a_proxy_says_of_him():
    """How far a proxy is believed is a setting of the portal (core/requests/client.py), not of the server."""
    with web("tests.echo:application") as (_process, port):
        status, told = get(
            port, "/", **{"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5", "X_Other": "x"}
        )
    found = json.loads(told)
    found.pop("REMOTE_PORT", None)
    assert (status, found) == (
        200,
        {
            "HTTP_ACCEPT_ENCODING": "identity",
            "HTTP_HOST": f"127.0.0.1:{port}",
            "HTTP_X_FORWARDED_FOR": "203.0.113.5",
            "HTTP_X_FORWARDED_PROTO": "https",
            "REMOTE_ADDR": "127.0.0.1",
            "REMOTE_HOST": "127.0.0.1",
            "wsgi.url_scheme": "http",
        },
    )
