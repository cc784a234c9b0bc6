"""What an installation lives through: a broker that is lost with everything in it, two schedulers, a moody mail server,
and one of two web processes and workers killed under load. Afterwards the records are those of a day without faults.
"""

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from cooperatives.models import Contact, Cooperative
from cooperatives.register import exports
from core.messages import outbox
from core.models import Event, Job, OutgoingMail
from core.operations import jobs
from reports import nightly
from reports.escalation import digest, ladder, reminders
from tests.factories import make_cooperative, make_user
from tests.processes import environment, kill, wait_for, worker
from tests.races import at_once
from tests.smtp_server import smtp
from tests.test_races_late import city, everything, undo_all

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
    pytest.mark.processes,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="a broker and a database with processes of their own"),
]


def many(n: int) -> None:
    Cooperative.objects.bulk_create(
        [Cooperative(name=f"KSP {i:05}", name_key=f"KSP{i:05}", status="active") for i in range(n)], batch_size=500
    )


def export(owner) -> Job:
    return jobs.start(
        exports.WORK, owner=owner, title="x", params={"user_id": owner.pk, "query": ""}, in_background=True
    )


def queue_mail(n: int) -> None:
    OutgoingMail.objects.bulk_create(
        OutgoingMail(to=[f"a{i}@contoh.test"], subject=f"surat {i:06}", body="x", from_email="b@contoh.test")
        for i in range(n)
    )


def all_done(owner, n: int, settings):
    settings.JOB_SILENCE_SECONDS = 2

    def done() -> bool:
        jobs.rescue_lost()
        time.sleep(0.3)
        return Job.objects.filter(owner=owner, state="done").count() == n

    wait_for(done, 90, "the end of all jobs")


def test_jobs_and_mail_survive_a_broker_that_is_killed_and_comes_back_empty(settings):
    officer = make_user("officer")
    many(300)
    broker = redis.Redis(unix_socket_path=os.environ["REDIS_SOCKET"])
    waiting = [export(officer) for _n in range(3)]
    queue_mail(5)
    with worker():
        os.kill(broker.info("server")["process_id"], signal.SIGKILL)
        waiting.append(export(officer))
        time.sleep(3)
        start_broker_again()
        assert broker.dbsize() == 0
        all_done(officer, len(waiting), settings)
        outbox.wake()
        wait_for(lambda: OutgoingMail.objects.filter(state="sent").count() == 5, 60, "the mail")
    assert set(Job.objects.values_list("state", "error")) == {("done", "")}
    assert Event.objects.filter(verb="register.exported").count() == 4


def start_broker_again() -> None:
    sys.path.insert(0, str(Path(settings.BASE_DIR) / "scripts"))
    from servers import _start_redis

    path = Path(os.environ["REDIS_SOCKET"])
    path.unlink(missing_ok=True)
    process = _start_redis(path.parent)
    atexit.register(process.terminate)
    wait_for(path.exists, 20, "the broker")


BEAT = """
import sys
from solokop.celery import app
names = ["core.tasks.send_outbox", "core.tasks.run_watchdog", "core.tasks.expire_files", "reports.tasks.open_period",
         "reports.tasks.flag_overdue", "reports.tasks.send_reminders", "reports.tasks.send_digests"]
app.conf.beat_schedule = {name: {"task": name, "schedule": 0.7} for name in names}
app.Beat(schedule=sys.argv[1], loglevel="ERROR").run()
"""


def test_two_schedulers_and_two_workers_one_killed_leave_what_one_run_leaves(tmp_path):
    make_user("officer")
    city(8)
    beats = [
        subprocess.Popen(
            [sys.executable, "-c", BEAT, str(tmp_path / f"beat{n}")],
            cwd=settings.BASE_DIR,
            env=environment(),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        for n in range(2)
    ]
    try:
        with worker() as first, worker():
            wait_for(lambda: Contact.objects.exists() or Event.objects.exists(), 60, "the first task")
            kill(first)
            wait_for(is_quiet, 60, "rest")
    finally:
        for beat in beats:
            kill(beat)
    mails = OutgoingMail.objects.count()
    OutgoingMail.objects.all().delete()
    by_two = everything() | {"mails": mails}
    undo_all()
    today = timezone.localdate()
    nightly.run(today)
    ladder.climb(today)
    reminders.tell(today)
    digest.send(today)
    assert by_two == everything() | {"mails": OutgoingMail.objects.count()}
    assert len(by_two["letters"]) == 8


def is_quiet() -> bool:
    """Every task has run a few times since anything changed."""
    before = everything()
    time.sleep(3)
    return bool(before["letters"]) and before == everything()


def test_every_message_arrives_once_though_the_mail_server_refuses_every_third(settings, monkeypatch):
    # One in six thousand is refused eight times in a row and given up: not here.
    monkeypatch.setattr(outbox, "ATTEMPTS", 100)
    queue_mail(150)
    with smtp(refuse_every=3) as server:
        settings.MAIL_DELIVERY = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": server.port,
        }
        rounds = 0
        while OutgoingMail.objects.exclude(state="sent").exists():
            at_once(*[outbox.deliver_due] * 3)
            OutgoingMail.objects.filter(state="queued").update(due_at=timezone.now())
            rounds += 1
            assert rounds < 12
        assert sorted(server.accepted) == [f"Subject: surat {i:06}" for i in range(150)]
        assert sum(OutgoingMail.objects.values_list("attempts", flat=True)) == server.n
    assert OutgoingMail.objects.filter(error="").count() == 150


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def web(port: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "gunicorn", "solokop.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--config", "deploy/gunicorn.conf.py", "--workers", "1", "--log-level", "error"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment(), start_new_session=True)


class Proxy:
    """Sends each request to one of the web processes, and to the other one when that does not answer, as nginx does."""

    def __init__(self, ports: list[int], user):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        self.cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={'a' * 32}"
        self.ports, self.turn, self.lock = ports, 0, threading.Lock()

    def send(self, path: str, data: bytes | None = None) -> int:
        with self.lock:
            self.turn += 1
            order = self.ports[self.turn % 2 :] + self.ports[: self.turn % 2]
        for port in order:
            headers = {"Cookie": self.cookies, "X-CSRFToken": "a" * 32}
            request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, headers=headers)
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                    return answer.status
            except urllib.error.HTTPError as error:
                return error.code
            except OSError:
                continue
        return 502


def test_two_web_processes_and_two_workers_lose_one_of_each_under_load_and_nothing_else(settings):
    officer = make_user("officer")
    many(4000)
    contacts = [
        Contact.objects.create(cooperative=make_cooperative(), channel="whatsapp", to="+62811", text="x")
        for _n in range(60)
    ]
    ports = [free_port(), free_port()]
    webs = [web(port) for port in ports]
    try:
        proxy = Proxy(ports, officer)
        for port in ports:
            wait_for(lambda port=port: is_listening(port), 30, "a web process")
        with worker() as first, worker():
            for _n in range(4):
                export(officer)
            with ThreadPoolExecutor(6) as pool:
                sent = [pool.submit(proxy.send, f"/cooperatives/messages/{c.pk}/sent/", b"x=1") for c in contacts[:30]]
                pages = [pool.submit(proxy.send, "/cooperatives/") for _n in range(20)]
                wait_for(lambda: Contact.objects.filter(state="sent").count() > 8, 60, "some requests")
                wait_for(lambda: Job.objects.filter(state="running").exists(), 60, "a job at work")
                kill(webs[0])
                kill(first)
                sent += [pool.submit(proxy.send, f"/cooperatives/messages/{c.pk}/sent/", b"x=1") for c in contacts[30:]]
                answers = {future.result() for future in [*sent, *pages]}
            all_done(officer, 4, settings)
    finally:
        for process in webs:
            kill(process)
    assert answers == {200}
    assert Contact.objects.filter(state="sent").count() == Event.objects.filter(verb="contact.sent").count() == 60
    assert all(job.result_file.size > 0 for job in Job.objects.all())


def is_listening(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0
