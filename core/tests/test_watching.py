"""What is watched, counted and told: heartbeats, troubles, health, metrics, failed tasks, bounces, request ids."""

import json
import logging
import os
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from core import tasks
from core.errors import DomainError
from core.messages import bounces, outbox
from core.middleware import set_request_id
from core.models import Event, Heartbeat, Job, OutgoingMail, TaskFailure
from core.operations import celery_signals, disks, heartbeat, jobs, watchdog
from core.operations.failures import retry_job, retry_task

pytestmark = pytest.mark.django_db
BOUNCE = """\
Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B
Content-Type: text/plain

It could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.contoh.test

Final-Recipient: rfc822; a@contoh.test
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--B
Content-Type: message/rfc822-headers

Message-ID: <{key}@localhost>
--B--
"""


def make_mail(**fields) -> OutgoingMail:
    return OutgoingMail.objects.create(
        **{"to": ["a@contoh.test"], "subject": "x", "body": "x", "from_email": "b@contoh.test"} | fields
    )


def codes() -> list[str]:
    return [trouble.code for trouble in watchdog.troubles()]


def ago(**time):
    return timezone.now() - timedelta(**time)


def test_a_scheduler_and_workers_that_fall_silent_are_named():
    assert codes() == ["beat_silent", "workers_silent"]
    heartbeat.beat("beat")
    assert codes() == ["workers_silent"]
    # A clock that was two hours ahead says nothing of now.
    Heartbeat.objects.create(name="worker z", at=timezone.now() + timedelta(hours=2))
    assert not heartbeat.look().has_workers
    heartbeat.beat("worker a")
    assert codes() == []
    Heartbeat.objects.filter(name="worker a").update(at=ago(minutes=6))
    assert codes() == ["workers_silent"]
    heartbeat.beat("worker b")
    assert codes() == []
    Heartbeat.objects.all().delete()
    heartbeat.beat("cron")
    assert codes() == []


def test_mail_jobs_and_tasks_that_are_stuck_are_named_with_the_way_to_them(administrator):
    heartbeat.beat("cron")
    make_mail(due_at=ago(hours=2))
    make_mail(created_at=ago(hours=5), due_at=ago(hours=-1))
    job = Job.objects.create(work="x.y", owner=administrator, title="x")
    Job.objects.filter(pk=job.pk).update(created_at=ago(hours=1))
    TaskFailure.objects.create(task="core.tasks.run_watchdog", error="ValueError: x")
    assert codes() == ["mail_waits", "jobs_stuck", "tasks_failed"]


def test_a_full_disk_is_told_and_turns_health_red(client, monkeypatch):
    heartbeat.beat("cron")
    assert client.get(reverse("healthz")).status_code == 200
    monkeypatch.setattr(disks.shutil, "disk_usage", lambda path: SimpleNamespace(total=100, free=4))
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()["disk"]) == (503, "full")
    assert codes() == ["disk_full_data"]


def test_health_turns_red_when_mail_waits_or_the_broker_is_away(client, monkeypatch):
    heartbeat.beat("cron")
    make_mail(due_at=ago(hours=2))
    answer = client.get(reverse("healthz")).json()
    assert (answer["ok"], answer["mail"], answer["oldest_mail_seconds"] // 60) == (False, "waits", 120)
    OutgoingMail.objects.all().delete()
    assert client.get(reverse("healthz")).status_code == 200

    class Away:
        def __init__(self, **options):
            raise OSError

    monkeypatch.setattr("core.operations.health.current_app.connection_for_write", Away)
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()["broker"]) == (503, "unreachable")


def test_metrics_are_for_those_who_know_the_token(client, settings):
    make_mail()
    url = reverse("metrics")
    assert client.get(url).status_code == 404
    settings.METRICS_TOKEN = "kunci"
    assert client.get(url).status_code == 404
    assert client.get(url, headers={"Authorization": "Bearer kuncii"}).status_code == 404
    text = client.get(url, headers={"Authorization": "Bearer kunci"}).content.decode()
    lines = {line.rpartition(" ")[0]: line.rpartition(" ")[2] for line in text.splitlines() if line[0] != "#"}
    assert lines['solokop_mails{state="queued"}'] == "1.0"
    assert lines['solokop_mails{state="failed"}'] == "0.0"
    assert lines["solokop_late_reports"] == "0.0"


def test_a_task_that_fails_is_kept_and_can_be_started_anew_once(
    as_user, administrator, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(
        "core.operations.broker.current_app.send_task", lambda name, args, **_options: sent.append((name, args))
    )
    set_request_id("permintaan-1")
    celery_signals.keep_failure(sender=tasks.run_job, exception=ValueError("angka"), args=(7,))
    celery_signals.keep_failure(sender=tasks.run_job, exception=ValueError("angka"), args=(7,))
    failure = TaskFailure.objects.get()
    assert (failure.task, failure.args, failure.error, failure.request_id) == (
        "core.tasks.run_job",
        [7],
        "ValueError: angka",
        "permintaan-1",
    )
    client = as_user(administrator)
    assert "ValueError: angka" in client.get(reverse("system")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        retry_task(failure, actor=administrator)
    with pytest.raises(DomainError):
        retry_task(failure, actor=administrator)
    assert sent == [("core.tasks.run_job", [7])]
    assert Event.objects.filter(verb="task.retried").count() == 1


def test_a_task_that_the_broker_does_not_take_keeps_its_button(
    administrator, monkeypatch, django_capture_on_commit_callbacks
):
    failure = TaskFailure.objects.create(task="core.tasks.run_watchdog", error="x")

    def away(name, args, **_options):
        raise OSError

    monkeypatch.setattr("core.operations.broker.current_app.send_task", away)
    with pytest.raises(DomainError), django_capture_on_commit_callbacks(execute=True):
        retry_task(failure, actor=administrator)
    failure.refresh_from_db()
    assert failure.retried_at is None


def test_a_task_that_passes_ends_what_it_failed_with():
    TaskFailure.objects.create(task="core.tasks.run_watchdog", error="x")
    other = TaskFailure.objects.create(task="core.tasks.run_job", args=[7], error="x")
    celery_signals.end_failure(SimpleNamespace(name="core.tasks.run_watchdog", request=SimpleNamespace(args=None)))
    assert list(TaskFailure.objects.all()) == [other]


def test_a_failed_job_is_put_back_by_the_button_and_done(as_user, administrator):
    job = Job.objects.create(work="core.tests.test_jobs.count", owner=administrator, title="x", state="failed")
    as_user(administrator).post(reverse("job_retry", args=[job.pk]))
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 0)
    with pytest.raises(DomainError):
        retry_job(job, actor=administrator)


@pytest.mark.parametrize(("action", "state"), [("failed", "failed"), ("delayed", "sent"), ("relayed", "sent")])
def test_a_bounce_marks_its_own_message_only_when_it_has_failed(action, state):
    mail, other = make_mail(state="sent"), make_mail(state="sent")
    content = BOUNCE.format(action=action, key=outbox.message_key(mail.pk)).encode()
    bounces.take(content)
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.state, other.state) == (state, "sent")
    if state == "failed":
        assert mail.error == "came back: smtp; 550 5.1.1 no such user"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: halo\n\nbukan pantulan",
        BOUNCE.format(action="failed", key="mail-1.salah").encode(),
        BOUNCE.format(action="failed", key="").encode(),
    ],
)
def test_what_is_no_bounce_of_ours_changes_nothing(content):
    mail = make_mail(state="sent")
    assert bounces.take(content) is None
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_the_id_of_a_request_goes_along_into_its_task():
    set_request_id("permintaan-2")
    headers: dict = {}
    celery_signals.send_id_along(headers=headers)
    set_request_id("lain")
    celery_signals.take_id_over("tugas-1", SimpleNamespace(request=SimpleNamespace(**headers)))
    assert celery_signals.current_request_id() == "permintaan-2"
    celery_signals.take_id_over("tugas-2", SimpleNamespace(request=SimpleNamespace()))
    assert celery_signals.current_request_id() == "tugas-2"


def test_the_watchdog_logs_each_trouble_under_its_code(caplog):
    with caplog.at_level(logging.ERROR, logger="core.operations.watchdog"):
        tasks.run_watchdog()
    assert [record.trouble for record in caplog.records] == ["beat_silent", "workers_silent"]


def test_the_longest_task_ends_before_redis_hands_it_out_again():
    from solokop.celery import app

    limits = [task.time_limit or settings.CELERY_TASK_TIME_LIMIT for task in app.tasks.values()]
    assert max(limits) < 3600
    assert jobs.ATTEMPTS >= 1
    cache.clear()


def test_a_line_of_the_log_is_json_and_holds_the_id_of_its_request():
    script = (
        "import django, logging; django.setup();"
        "from core.middleware import set_request_id; set_request_id('permintaan-3');"
        "logging.getLogger('core.messages.outbox').warning('surat %s', 7)"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "solokop.settings", "SOLOKOP_LOG_FORMAT": "json"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=True
    )
    line = json.loads(done.stderr.splitlines()[-1])
    found = {key: line[key] for key in ("levelname", "name", "request_id", "message")}
    assert found == {
        "levelname": "WARNING",
        "name": "core.messages.outbox",
        "request_id": "permintaan-3",
        "message": "surat 7",
    }
