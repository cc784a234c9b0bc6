"""The broker in a real Redis: what lies in its lists and is no message ends no worker."""

import json
import os

import pytest
import redis
from django.db import connection
from kombu import Connection, Consumer, Queue

from cooperatives.register import exports
from core.models import Job
from core.operations import jobs
from tests.factories import make_user
from tests.processes import wait_for, worker

pytestmark = pytest.mark.skipif(connection.vendor == "sqlite", reason="the half on SQLite has no Redis")
PLACE = {"exchange": "celery", "routing_key": "celery"}
WHOLE = {"body": "eyJ9", "properties": {"delivery_tag": "x", "delivery_info": PLACE, "body_encoding": "base64"}}
NO_MESSAGES = (
    b"\xff\xfe\x00",
    b"{half",
    b"5",
    b"null",
    b"[]",
    b"{}",
    b'"text"',
    b"[" * 5000,
    json.dumps({"properties": 5}).encode(),
    json.dumps({"properties": {}}).encode(),
    json.dumps(WHOLE | {"headers": [1]}).encode(),
    json.dumps(WHOLE | {"headers": {"task": []}}).encode(),
    json.dumps(WHOLE | {"headers": {"task": "core.tasks.run_job", "id": {}}}).encode(),
    b'{"__type__": "decimal", "__value__": "abc"}',
    b'{"__type__": "uuid", "__value__": {"hex": 5}}',
    b'{"__type__": "base64", "__value__": 5}',
    json.dumps(WHOLE | {"headers": {}, "body": "a"}).encode(),
    json.dumps(WHOLE | {"headers": {}, "properties": WHOLE["properties"] | {"delivery_info": 5}}).encode(),
    json.dumps(WHOLE | {"headers": {}, "properties": WHOLE["properties"] | {"delivery_info": {}}}).encode(),
)


@pytest.fixture
def server():
    found = redis.Redis(unix_socket_path=os.environ["REDIS_SOCKET"])
    found.flushall()
    yield found
    found.flushall()


def connect() -> Connection:
    return Connection(os.environ["CELERY_BROKER_URL"])


def test_what_is_no_message_is_left_out_and_what_is_behind_it_arrives(server):
    with connect() as line, line.SimpleQueue("q") as queue:
        for junk in NO_MESSAGES:
            server.lpush("q", junk)
        queue.put("whole")
        message = queue.get_nowait()
        message.ack()
        assert (message.payload, server.llen("q")) == ("whole", 0)


def test_a_consumer_that_waits_is_given_messages_alone(server):
    taken = []
    with connect() as line, line.SimpleQueue("q") as queue:
        for junk in NO_MESSAGES:
            server.lpush("q", junk)
        queue.put("whole")
        with Consumer(line, [Queue("q", queue.queue.exchange, "q")], callbacks=[lambda *got: taken.append(got)]):
            while not taken:
                try:
                    line.drain_events(timeout=5)
                except TimeoutError:
                    break
    assert [payload for payload, _message in taken] == ["whole"]


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_worker_lives_on_with_junk_in_both_its_queues(server, committed):
    job = jobs.start(
        exports.WORK,
        owner=(officer := make_user("officer")),
        title="x",
        params={"user_id": officer.pk, "query": ""},
        in_background=True,
    )
    with worker() as process:
        for junk in (
            b"",
            *NO_MESSAGES,
            json.dumps(WHOLE).encode(),
            json.dumps(WHOLE | {"headers": {"task": 5}}).encode(),
        ):
            server.rpush("celery", junk)
            server.rpush("mail", junk)
        wait_for(lambda: not server.llen("celery") and not server.llen("mail"), 60, "empty queues")
        wait_for(lambda: Job.objects.get(pk=job.pk).state == "done", 60, "the job")
        assert process.poll() is None
