from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.utils import timezone

from core.cache import redis_cache
from core.errors import DomainError
from core.models import Heartbeat, Job
from core.operations import job_kinds, jobs
from core.operations.job_kinds import JobKind

pytestmark = pytest.mark.django_db
CALLS: list = []
NUMBER = "Terjadi kesalahan yang tidak terduga. Tidak ada yang berubah. Sampaikan nomor {id} kepada administrator."


def count(progress, *, n):
    CALLS.append(n)
    progress(n, 10)
    return jobs.Result(url="/")


def refuse(progress):
    raise DomainError("tidak boleh")


def break_down(progress):
    raise ValueError("rahasia dalam")


def write_file(progress, *, path):
    file = Path(path)
    file.write_text("isi")
    return jobs.Result(file=file, name="hasil.txt")


def make(owner, work="count", **params):
    params = params or ({"n": 3} if work == "count" else {})
    return Job.objects.create(work=f"{__name__}.{work}", owner=owner, title="x", params=params)


@pytest.fixture(autouse=True)
def no_calls(monkeypatch):
    CALLS.clear()


def test_a_job_is_done_once_however_often_it_is_sent(officer):
    job = make(officer)
    for _ in range(3):
        jobs.run(job.pk)
    job.refresh_from_db()
    assert (CALLS, job.state, job.attempts, job.result_url) == ([3], "done", 1, "/")
    assert jobs.progress_of(job) == {"done": 3, "total": 10, "percent": 100}


def test_a_rule_that_is_not_met_is_told_in_its_words(officer):
    job = make(officer, "refuse")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "tidak boleh")


def test_an_error_is_told_by_number_and_not_by_its_inside(officer):
    job = make(officer, "break_down")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.is_over, job.error) == ("failed", True, NUMBER.format(id=job.pk))
    asked = make(officer, "break_down")
    Job.objects.filter(pk=asked.pk).update(request_id="4f1c")
    jobs.run(asked.pk)
    asked.refresh_from_db()
    assert asked.error == NUMBER.format(id="4f1c")


def test_a_result_file_is_private_and_expires(officer, tmp_path):
    job = make(officer, "write_file", path=str(tmp_path / "a.txt"))
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.result_file.read(), job.result_name) == (b"isi", "hasil.txt")
    assert not (tmp_path / "a.txt").exists()
    assert jobs.expire_results() == 0
    Job.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert jobs.expire_results() == 1
    job.refresh_from_db()
    assert not job.result_file


def lose_worker(job, attempts):
    long_ago = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(state="running", claim="gone", started_at=long_ago, attempts=attempts)


def test_a_job_that_lost_its_worker_is_started_again_and_given_up_after_three(officer):
    job = make(officer)
    lose_worker(job, attempts=1)
    jobs.rescue_lost()
    job.refresh_from_db()
    assert (job.state, job.claim) == ("queued", "")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    lose_worker(job, attempts=3)
    cache.clear()
    jobs.rescue_lost()
    job.refresh_from_db()
    assert job.state == "failed"


def test_a_job_that_speaks_is_left_alone(officer, settings):
    job = make(officer)
    jobs.run(job.pk)
    lose_worker(job, attempts=1)
    jobs.rescue_lost()
    job.refresh_from_db()
    assert job.state == "running"


def test_a_slow_worker_does_not_overwrite_the_result_of_its_successor(officer):
    job = make(officer)
    Job.objects.filter(pk=job.pk).update(state="running", claim="successor")
    jobs._finish(job, "slow", Job.State.FAILED, error="terlambat")
    job.refresh_from_db()
    assert (job.state, job.error) == ("running", "")


class DownError(Exception):
    """The database that goes away at a statement."""


@contextmanager
def failing_at(words: str):
    """Statements that hold some words fail at the connection."""

    def look(execute, sql, params, many, context):
        if words in sql:
            raise DownError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield


def test_a_job_whose_file_cannot_be_noted_is_not_done_without_it(officer, tmp_path):
    job = make(officer, "write_file", path=str(tmp_path / "a.txt"))
    with pytest.raises(DownError), failing_at('SET "result_file"'):
        jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result_name, job.finished_at) == ("running", "", None)
    assert not (tmp_path / "a.txt").exists()


def give_up(**params):
    """Called for jobs of this module that are given up."""
    if params.get("down"):
        raise DownError


def test_a_job_is_given_up_together_with_what_waits_for_it_or_not_at_all(officer):
    job = make(officer, "count", down=True)
    lost = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(state="running", started_at=lost, attempts=jobs.ATTEMPTS, claim="a")
    with pytest.raises(DownError):
        jobs.rescue_lost()
    job.refresh_from_db()
    assert (job.state, job.error, job.finished_at) == ("running", "", None)


def test_who_has_lost_the_claim_writes_no_end(officer):
    job = make(officer, "lose_claim", pk=0)
    Job.objects.filter(pk=job.pk).update(params={"pk": job.pk})
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.claim, job.finished_at) == ("running", "somebody else", None)


def lose_claim(progress, *, pk):
    Job.objects.filter(pk=pk).update(claim="somebody else")
    return jobs.Result(url="/")


def seconds_ago(n: float):
    return timezone.now() - timedelta(seconds=n)


@pytest.mark.parametrize(("sends", "waits", "sent"), [(1, 14, 0), (1, 16, 1), (3, 45, 0), (3, 61, 1), (99, 481, 1)])
def test_a_job_whose_message_was_lost_gets_another_less_and_less_often(officer, sends, waits, sent):
    job = make(officer)
    Job.objects.update(sends=sends, sent_at=seconds_ago(waits))
    assert jobs.rescue_lost() == sent
    assert Job.objects.get(pk=job.pk).sends == sends + sent
    assert jobs.rescue_lost() == 0


def test_a_job_that_was_never_sent_gets_a_message_after_a_quarter_of_a_minute(officer):
    job = make(officer)
    assert jobs.rescue_lost() == 0
    Job.objects.filter(pk=job.pk).update(created_at=seconds_ago(16))
    assert jobs.rescue_lost() == 1


@pytest.mark.parametrize(
    ("beat", "state"), [(5, "running"), (39, "running"), (41, "queued"), (None, "queued"), (-7200, "queued")]
)
def test_a_job_whose_worker_is_gone_begins_anew_at_once(officer, beat, state):
    job = make(officer)
    Job.objects.update(state="running", claim="a", worker="worker a", attempts=1, started_at=seconds_ago(60))
    cache.set(jobs._progress_key(job.pk), {"done": 1, "total": 2, "at": timezone.now()})
    if beat is not None:
        Heartbeat.objects.create(name="worker a", at=seconds_ago(beat))
    jobs.rescue_lost()
    assert Job.objects.get(pk=job.pk).state == state


def test_a_worker_that_has_just_begun_may_not_have_shown_itself_yet(officer):
    job = make(officer)
    Job.objects.update(state="running", claim="a", worker="worker a", attempts=1, started_at=seconds_ago(1))
    jobs.rescue_lost()
    assert Job.objects.get(pk=job.pk).state == "running"


def test_a_job_whose_worker_lives_is_left_alone_while_nobody_can_read_what_it_says(officer, monkeypatch):
    job = make(officer)
    Job.objects.update(state="running", claim="a", worker="worker a", attempts=1, started_at=seconds_ago(7200))
    Heartbeat.objects.create(name="worker a", at=timezone.now())
    monkeypatch.setattr(redis_cache, "BREAKER", redis_cache.Breaker())
    redis_cache.BREAKER.trip()
    jobs.rescue_lost()
    assert Job.objects.get(pk=job.pk).state == "running"
    redis_cache.BREAKER.closed_until = 0
    jobs.rescue_lost()
    assert Job.objects.get(pk=job.pk).state == "queued"


def lose_the_database(progress):
    raise OperationalError("server closed the connection unexpectedly")


def test_a_job_that_loses_the_database_waits_to_begin_anew_and_is_given_up_in_words(officer):
    job = make(officer, "lose_the_database")
    for attempt in (1, 2):
        jobs.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.attempts, job.claim, job.error) == ("queued", attempt, "", "")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "Basis data sedang tidak ada. Tidak ada yang berubah. Mulai lagi.")


@pytest.mark.django_db(transaction=True)
def test_a_write_that_must_not_be_lost_is_made_when_the_database_answers_again(monkeypatch):
    pauses, answers = [], iter([OperationalError("away"), OperationalError("away"), "written"])
    monkeypatch.setattr(jobs.time, "sleep", pauses.append)

    def write():
        if isinstance(answer := next(answers), Exception):
            raise answer
        return answer

    assert jobs.insist(write) == "written"
    assert pauses == [0.5, 1.0]


def look_at_it(progress, *, pk):
    """Notes what its page shows while it works."""
    CALLS.append(jobs.progress_of(Job.objects.get(pk=pk)))
    progress(7, 8)
    CALLS.append(jobs.progress_of(Job.objects.get(pk=pk)))
    return jobs.Result(url="/")


def test_a_job_that_begins_again_shows_its_own_progress_and_not_that_of_its_first_attempt(officer):
    job = make(officer, "look_at_it", pk=0)
    Job.objects.filter(pk=job.pk).update(params={"pk": job.pk})
    cache.set(f"job-progress-{job.pk}", {"done": 7, "total": 10, "at": timezone.now()}, 60)
    jobs.run(job.pk)
    assert CALLS == [{"done": 0, "total": 0, "percent": 0}, {"done": 7, "total": 8, "percent": 87}]


def test_what_has_lost_its_message_is_sent_again_and_counted(officer):
    lost, sent_before, fresh = make(officer), make(officer), make(officer)
    assert jobs.rescue_lost() == 0
    Job.objects.filter(pk=lost.pk).update(created_at=timezone.now() - timedelta(hours=1))
    assert jobs.rescue_lost() == 1
    # The first has just been sent; what comes back from a lost worker is sent at once.
    Job.objects.filter(pk=sent_before.pk).update(attempts=1)
    assert jobs.rescue_lost() == 1
    fresh.refresh_from_db()
    assert (fresh.state, CALLS) == ("queued", [])


def test_a_worker_is_woken_after_the_commit_and_not_before(officer, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(
        "core.operations.broker.current_app.send_task", lambda name, args, **_options: sent.append((name, args))
    )
    details = {"owner": officer, "title": "x", "params": {"n": 3}}
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start(f"{__name__}.count", in_background=True, **details)
        assert sent == []
    assert (sent, job.state, CALLS) == ([("core.tasks.run_job", [job.pk])], "queued", [])
    here = jobs.start(f"{__name__}.count", in_background=False, **details)
    assert (len(sent), here.state, CALLS) == (1, "done", [3])


job_kinds.declare(
    JobKind(f"{__name__}.count", count, give_up),
    JobKind(f"{__name__}.refuse", refuse, give_up),
    JobKind(f"{__name__}.break_down", break_down, give_up),
    JobKind(f"{__name__}.write_file", write_file, give_up),
    JobKind(f"{__name__}.lose_claim", lose_claim, give_up),
    JobKind(f"{__name__}.lose_the_database", lose_the_database, give_up),
    JobKind(f"{__name__}.look_at_it", look_at_it, give_up),
)
