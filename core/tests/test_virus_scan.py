"""The scan of uploads, against a small daemon that speaks ClamAV's protocol on loopback."""

import socket
import struct
import threading

import pytest

from core.storage import virus_scan


class Daemon:
    """Takes one INSTREAM, keeps what it got, and gives a prepared answer."""

    def __init__(self, answer: bytes):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.answer, self.got = answer, b""
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        connection, _address = self.server.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!L", stream.read(4))[0]:
                self.got += stream.read(length)
            connection.sendall(self.answer)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"x" * 200_000)
    return path


def test_without_a_daemon_nothing_is_scanned(file, settings):
    settings.CLAMAV = ""
    virus_scan.refuse_infected(file)


def test_a_clean_file_passes_whole(file, settings):
    daemon = Daemon(b"stream: OK\0")
    settings.CLAMAV = f"127.0.0.1:{daemon.port}"
    virus_scan.refuse_infected(file)
    daemon.thread.join(5)
    assert daemon.got == file.read_bytes()


@pytest.mark.parametrize("answer", [b"stream: Win.Test.EICAR FOUND\0", b"INSTREAM size limit exceeded. ERROR\0", b""])
def test_anything_but_ok_refuses_the_file(file, settings, answer):
    settings.CLAMAV = f"127.0.0.1:{Daemon(answer).port}"
    with pytest.raises(virus_scan.InfectedError):
        virus_scan.refuse_infected(file)


def test_a_daemon_that_does_not_answer_closes_the_door(file, settings, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    settings.CLAMAV = f"127.0.0.1:{port}"
    with pytest.raises(virus_scan.InfectedError):
        virus_scan.refuse_infected(file)
    settings.CLAMAV = str(tmp_path / "no-socket")
    with pytest.raises(virus_scan.InfectedError):
        virus_scan.refuse_infected(file)
