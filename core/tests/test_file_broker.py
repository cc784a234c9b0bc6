"""The broker of files: no message is lost, taken twice or half, however fast others look for it."""

import json
import threading
from itertools import count
from queue import Empty

import pytest
from kombu import Connection

from core.operations import file_broker

pytestmark = pytest.mark.one_database
MESSAGES = 400
_numbers = count()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "messages").mkdir()
    return tmp_path


@pytest.fixture
def name():
    """kombu remembers for the whole process which queues it has bound, whatever the folder."""
    return f"q{next(_numbers)}"


def connect(folder) -> Connection:
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
    }
    return Connection("filesystem://", transport="core.operations.file_broker:Transport", transport_options=options)


def take_all(queue) -> list:
    found = []
    while True:
        try:
            message = queue.get_nowait()
        except Empty:
            return found
        message.ack()
        found.append(message.payload)


def test_what_is_sent_while_others_look_for_it_all_the_time_arrives_once(folder, name):
    over, lock, found, failed = threading.Event(), threading.Lock(), [], []

    def send(sender: int):
        with connect(folder) as connection, connection.SimpleQueue(name) as queue:
            for n in range(MESSAGES):
                # Long enough to be written in several pieces by the file system.
                queue.put({"sender": sender, "n": n, "text": "x" * 20_000})

    def look():
        try:
            with connect(folder) as connection, connection.SimpleQueue(name) as queue:
                while True:
                    was_over = over.is_set()
                    taken = [(item["sender"], item["n"]) for item in take_all(queue)]
                    with lock:
                        found.extend(taken)
                    if was_over and not taken:
                        return
        except Exception as error:
            failed.append(error)

    senders = [threading.Thread(target=send, args=(n,)) for n in range(2)]
    takers = [threading.Thread(target=look) for _n in range(3)]
    for thread in (*takers, *senders):
        thread.start()
    for thread in senders:
        thread.join()
    over.set()
    for thread in takers:
        thread.join()
    assert failed == []
    assert sorted(found) == [(sender, n) for sender in range(2) for n in range(MESSAGES)]
    assert list((folder / "messages").iterdir()) == []


def test_the_first_messages_of_threads_that_begin_at_once_arrive(folder):
    """Which queues are bound is known to the whole process: none may rely on it before it is written."""
    lost = []
    for _n in range(20):
        name, ready = f"q{next(_numbers)}", threading.Barrier(8)

        def send(thread: int, name=name, ready=ready):
            with connect(folder) as connection:
                ready.wait()
                with connection.SimpleQueue(name) as queue:
                    queue.put(thread)

        threads = [threading.Thread(target=send, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with connect(folder) as connection, connection.SimpleQueue(name) as queue:
            lost.append(sorted(set(range(8)) - set(take_all(queue))))
    assert lost == [[]] * 20


def test_a_queue_that_could_not_be_bound_is_bound_by_the_next(folder, name, monkeypatch):
    with monkeypatch.context() as disk:
        disk.setattr(file_broker.os, "link", _full)
        with connect(folder) as connection, pytest.raises(OSError, match="No space"):
            connection.SimpleQueue(name)
    with connect(folder) as connection, connection.SimpleQueue(name) as queue:
        queue.put(1)
        assert take_all(queue) == [1]


def test_messages_are_taken_in_the_order_of_sending(folder, name):
    with connect(folder) as connection, connection.SimpleQueue(name) as queue:
        for n in range(30):
            queue.put(n)
        assert take_all(queue) == list(range(30))


@pytest.mark.parametrize(
    "half",
    [b"", b'{"body": "aGFs', b"\xff\xfe\x00", b"5", b"{}", b'{"__type__": "decimal", "__value__": "abc"}'],
)
def test_a_message_that_cannot_be_read_is_no_message(folder, name, half):
    with connect(folder) as connection, connection.SimpleQueue(name) as queue:
        (folder / "messages" / f"0_x.{name}.msg").write_bytes(half)
        queue.put("whole")
        assert take_all(queue) == ["whole"]
    assert list((folder / "messages").iterdir()) == []


def test_a_disk_that_is_full_leaves_no_half_message(folder, name, monkeypatch):
    with connect(folder) as connection, connection.SimpleQueue(name) as queue:
        monkeypatch.setattr(file_broker.os, "replace", _full)
        with pytest.raises(OSError, match="No space"):
            queue.put("too much")
    assert list((folder / "messages").iterdir()) == []


def _full(*_paths):
    raise OSError(28, "No space left on device")


def test_an_exchange_of_which_a_full_disk_has_left_half_is_written_anew(folder, name):
    with connect(folder) as connection, connection.SimpleQueue(name) as queue:
        queue.put(1)
        (table,) = (folder / "control").glob(f"{name}.exchange")
        table.write_bytes(b'[["q')
    with connect(folder) as connection, connection.SimpleQueue(name) as queue:
        # Another process, which knows nothing of the first.
        queue.channel.state.clear()
        queue.queue.declare()
        queue.put(2)
        assert take_all(queue) == [1, 2]
    assert json.loads(table.read_text())[0][2] == name
