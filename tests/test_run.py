"""`make run`: a port in use is told before anything is done, and a worker that dies takes nothing else with it."""

import importlib.util
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings

pytestmark = pytest.mark.one_database
SCRIPT = settings.BASE_DIR / "scripts" / "run.py"


@pytest.fixture
def run():
    spec = importlib.util.spec_from_file_location("run_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["run_script"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["run_script"]


def start(tmp_path, port) -> subprocess.CompletedProcess:
    environment = {
        "SOLOKOP_DEMO": "1",
        "SOLOKOP_DATA_DIR": str(tmp_path),
        "SOLOKOP_ENV_FILE": "/nonexistent",
        "PORT": port,
    }
    return subprocess.run(
        [sys.executable, str(SCRIPT)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_port_in_use_is_told_before_an_address_is_printed(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = start(tmp_path, str(port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"Port {port} of 127.0.0.1 cannot be used" in done.stderr
    assert f"PORT={port + 1} make run" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_what_is_no_port_is_told(tmp_path, port):
    done = start(tmp_path, port)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"PORT={port} is no port" in done.stderr


def test_a_worker_that_dies_again_and_again_never_ends_the_web_server(run, monkeypatch, capsys):
    monkeypatch.setattr(run, "SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr(run, "LONGEST_PAUSE", 0.05)
    web = run.Part("web server", ("python", "-c", "import time; time.sleep(60)"), 4)
    worker = run.Part("worker", ("python", "-c", "raise SystemExit(3)"))
    web.start()
    worker.start()
    try:
        until = time.monotonic() + 60
        while len(worker.deaths) < 7 and time.monotonic() < until:
            assert web.look() is None
            assert worker.look() is None
            time.sleep(0.01)
        assert len(worker.deaths) >= 7
        assert web.process.poll() is None
    finally:
        run.stop([web, worker])
    assert "The worker has ended (3); it is started again in 0.05 s." in capsys.readouterr().err


def test_a_web_server_that_does_not_come_up_ends_the_run_with_its_code(run, monkeypatch):
    monkeypatch.setattr(run, "SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr(run, "LONGEST_PAUSE", 0.01)
    web = run.Part("web server", ("python", "-c", "raise SystemExit(3)"), 4)
    web.start()
    assert run.wait([web]) == 3
    assert len(web.deaths) == 5
