"""Redis as a cache that is away, hangs or is full: no page needs it, nothing is counted wrong, nothing waits for long."""

import os
import signal
import socket
import subprocess
import sys
import threading

import pytest
import redis
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cooperatives.models import Note
from core import office
from core.cache import redis_cache
from core.models import Event, FallbackCache, Job
from core.operations import job_kinds, jobs
from core.requests import throttle
from tests.factories import make_cooperative, make_user
from tests.processes import wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]
PASSWORD = "kuda-lari-pagi-7"


class Hanging:
    """A server that takes every connection and never says a word."""

    def __init__(self):
        self.accepted: list[socket.socket] = []
        self.listening = socket.socket()
        self.listening.bind(("127.0.0.1", 0))
        self.listening.listen(64)
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                self.accepted.append(self.listening.accept()[0])
            except OSError:
                return

    def close(self):
        self.listening.close()
        for connection in self.accepted:
            connection.close()


@pytest.fixture
def breaker(monkeypatch):
    fresh = redis_cache.Breaker()
    monkeypatch.setattr(redis_cache, "BREAKER", fresh)
    return fresh


def use(settings, address: str, seconds: float = 0.2) -> None:
    options = {"socket_timeout": seconds, "socket_connect_timeout": seconds}
    settings.CACHES = {
        "default": {"BACKEND": "core.cache.redis_cache.MemoryCache", "LOCATION": address, "OPTIONS": options}
    }


@pytest.fixture
def server(tmp_path, settings):
    """A real Redis of its own, that is full when a test says so."""
    sys.path.insert(0, str(settings.BASE_DIR / "scripts"))
    from servers import redis_binary

    path = tmp_path / "redis.sock"
    process = subprocess.Popen(
        [
            redis_binary(),
            "--port",
            "0",
            "--unixsocket",
            str(path),
            "--save",
            "",
            "--dir",
            str(tmp_path),
            "--logfile",
            str(tmp_path / "log"),
        ]
    )
    try:
        wait_for(path.exists, 20, "Redis")
        process.address = f"unix://{path}?db=1"
        process.client = redis.Redis(unix_socket_path=str(path), db=1)
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(20)


@pytest.fixture(params=["away", "hanging", "full"])
def broken(request, settings, breaker):
    """The cache in each of the states that it was seen in."""
    if request.param == "away":
        use(settings, "redis://127.0.0.1:1/1")
        yield request.param
    elif request.param == "hanging":
        hanging = Hanging()
        use(settings, f"redis://127.0.0.1:{hanging.port}/1")
        yield request.param
        hanging.close()
    else:
        server = request.getfixturevalue("server")
        use(settings, server.address, seconds=3)
        server.client.config_set("maxmemory", 1)
        server.client.config_set("maxmemory-policy", "noeviction")
        yield request.param


def sign_in(client, password=PASSWORD) -> bool:
    client.post(reverse("account_login"), {"login": "petugas@contoh.test", "password": password})
    return "_auth_user_id" in client.session


def test_every_page_answers_and_a_note_is_stored_once_with_what_follows(broken, client):
    make_user("officer", "petugas@contoh.test", password=PASSWORD)
    cooperative = make_cooperative("KSP Maju")
    assert client.get("/").status_code == 200
    assert client.get("/healthz").json()["database"] == "ok"
    assert sign_in(client)
    for path in (reverse("home"), reverse("cooperative_list"), reverse("cooperative_detail", args=[cooperative.pk])):
        assert client.get(path).status_code == 200, path
    answer = client.post(reverse("note_add", args=[cooperative.pk]), {"text": "Ketua baru"})
    assert answer.status_code == 302
    assert Note.objects.get().text == "Ketua baru"
    assert Event.objects.filter(verb="note.added").count() == 1


def test_wrong_tries_are_counted_all_the_same(broken, client):
    make_user("officer", "petugas@contoh.test", password=PASSWORD)
    for _n in range(10):
        assert not sign_in(client, "salah-salah-1")
    assert not sign_in(client)
    assert FallbackCache.objects.exists()


def test_a_rate_holds_all_the_same(broken, rf, settings):
    settings.RATE_LIMITS = {"ask": "3/h/ip"}
    request = rf.get("/")
    request.user = AnonymousUser()
    assert [throttle.take(request, "ask") for _n in range(5)] == [True, True, True, False, False]


def test_a_job_goes_on_without_its_progress(broken):
    job = Job.objects.create(work=f"{__name__}.count", owner=make_user("officer"), title="x")
    jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).state == "done"
    assert jobs.progress_of(Job.objects.get(pk=job.pk))["percent"] == 100


def count(progress):
    for n in range(5):
        progress(n, 5)
    return jobs.Result(url="/")


job_kinds.declare(job_kinds.JobKind(f"{__name__}.count", count))


def test_settings_of_the_office_come_from_the_database(broken):
    office.change({"name": "Dinas Baru"}, actor=make_user("administrator"))
    assert office.value("name") == "Dinas Baru"
    office.change({"name": "Dinas Lain"}, actor=User.objects.get())
    assert office.value("name") == "Dinas Lain"


def test_where_it_is_a_lock_away_means_not_known_and_what_must_be_counted_is(broken):
    assert [cache.add("lock", True), cache.add("lock", True)] == [True, True]
    assert [cache.add("allauth.code.5", True), cache.add("allauth.code.5", True)] == [True, False]


def test_no_method_raises_whatever_is_asked(broken):
    assert cache.get("a", "missed") == "missed"
    assert cache.set("a", 1) is None
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    assert cache.get_many(["a", "b"]) == {}
    assert cache.has_key("a") is False
    assert cache.set_many({"a": 1}) == ["a"]
    assert cache.delete_many(["a"]) is None
    assert cache.get_or_set("a", lambda: 5) == 5
    assert "a" not in cache
    for ask in (cache.incr, cache.decr, cache.incr_version):
        with pytest.raises(ValueError, match="not found"):
            ask("a")
    assert cache.clear() in (False, True)


def test_every_method_that_asks_redis_is_covered():
    """A method of a later Django must not slip through."""
    asks = {name for name in vars(RedisCache) if not name.startswith("_") and name not in ("get_backend_timeout",)}
    assert asks <= set(vars(redis_cache.MemoryCache)) | {"pickle_protocol"}


def test_a_server_that_hangs_is_asked_once_in_a_while_and_not_at_every_call(settings, breaker):
    hanging = Hanging()
    use(settings, f"redis://127.0.0.1:{hanging.port}/1")
    client = Client()
    for _n in range(20):
        assert client.get("/").status_code == 200
    assert len(hanging.accepted) == 1
    assert redis_cache.is_away()
    breaker.closed_until = float("-inf")
    client.get("/")
    assert len(hanging.accepted) == 2
    hanging.close()


def test_what_another_version_has_written_is_missed_and_forgotten(settings, breaker, server):
    use(settings, server.address, seconds=3)
    cache.set("a", 1)
    (key,) = server.client.keys("*")
    server.client.set(key, b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x04core\x94\x8c\x04Gone\x94\x93\x94.")
    assert cache.get("a", "missed") == "missed"
    assert server.client.keys("*") == []


@pytest.fixture
def files(settings, tmp_path):
    folder = tmp_path / "cache"
    settings.CACHES = {"default": {"BACKEND": "core.cache.file_cache.FileCache", "LOCATION": str(folder)}}
    return folder


def test_a_disk_that_takes_no_file_costs_no_page(files, client):
    make_user("officer", "petugas@contoh.test", password=PASSWORD)
    # No folder can be made where a file lies: as on a disk that is full, also for root.
    files.write_text("full")
    assert client.get("/").status_code == 200
    assert sign_in(client)
    assert client.get(reverse("cooperative_list")).status_code == 200
    assert [cache.add("lock", True), cache.add("lock", True)] == [True, True]
    assert (cache.get("a", 5), cache.set("a", 1), cache.touch("a"), cache.delete("a"), "a" in cache) == (
        5,
        None,
        False,
        False,
        False,
    )


def test_a_damaged_file_of_the_cache_is_missed_and_forgotten(files):
    cache.set("a", 1)
    (file,) = files.glob("*.djcache")
    file.write_bytes(file.read_bytes()[:-5] + b"?????")
    assert cache.get("a", "missed") == "missed"
    assert list(files.glob("*.djcache")) == []
    assert [cache.add("b", 1), cache.add("b", 2), cache.get("b")] == [True, False, 1]


def test_what_was_changed_while_it_was_away_is_forgotten_there(settings, breaker, server):
    use(settings, server.address, seconds=3)
    office.change({"name": "Dinas Lama"}, actor=make_user("administrator"))
    assert office.value("name") == "Dinas Lama"
    os.kill(server.pid, signal.SIGSTOP)
    office.change({"name": "Dinas Baru"}, actor=User.objects.get())
    assert office.value("name") == "Dinas Baru"
    os.kill(server.pid, signal.SIGCONT)
    breaker.closed_until = float("-inf")
    assert office.value("name") == "Dinas Baru"
    assert breaker.owed == set()
