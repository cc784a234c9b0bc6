"""One run of some tests in this process, on a copy of a prepared database."""

import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

import pytest


class First:
    """Remembers the first test that fails."""

    def __init__(self):
        self.failed = ""

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report) -> None:
        if report.failed and not self.failed:
            self.failed = f"{report.nodeid} (not collected)"


class Reached:
    """Which functions of some files each test reaches, and how long it takes."""

    def __init__(self, paths: set[str]):
        self.paths, self.seen = paths, {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        found: set[tuple[str, str]] = set()

        def see(frame, event: str, _argument) -> None:
            if event == "call" and frame.f_code.co_filename in self.paths:
                found.add((frame.f_code.co_filename, frame.f_code.co_qualname))

        started = time.monotonic()
        threading.setprofile(see)
        sys.setprofile(see)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            threading.setprofile(None)  # type: ignore[arg-type]
            self.seen[item.nodeid] = (time.monotonic() - started, sorted(found))


def _take(path: Path) -> None:
    """Let pytest-django find a ready database where it would make one."""
    from django.db import connection
    from django.test import utils

    def ready(**_options) -> list:
        connection.close()
        connection.settings_dict["NAME"] = str(path)
        return []

    utils.setup_databases = ready
    utils.teardown_databases = lambda *_given, **_options: None


def run(tests: list[str], template: Path, *, seconds: int, folder: Path, others=()) -> str:
    """The first test that fails, `time` when it takes too long, or nothing. `others` are further plugins."""
    copy = folder / f"{os.getpid()}.sqlite3"
    shutil.copyfile(template, copy)
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(seconds)
    plugin = First()
    _take(copy)
    try:
        code = pytest.main(
            ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning", *tests],
            plugins=[plugin, *others],
        )
    except TimeoutError:
        return "time"
    finally:
        signal.alarm(0)
        for path in folder.glob(f"{os.getpid()}.sqlite3*"):
            path.unlink()
    return "" if code == 0 else plugin.failed or f"pytest ended with {code}"


def _too_long(_number, _frame) -> None:
    # Straight out: a test may catch what is raised here.
    os._exit(99)
