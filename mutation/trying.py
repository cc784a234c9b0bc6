"""One run of some tests in this process, on a copy of a prepared database."""

import os
import shutil
import signal
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


def run(tests: list[str], template: Path, *, seconds: int, folder: Path) -> str:
    """The first test that fails, `time` when it takes too long, or nothing."""
    copy = folder / f"{os.getpid()}.sqlite3"
    shutil.copyfile(template, copy)
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(seconds)
    plugin = First()
    _take(copy)
    try:
        code = pytest.main(
            ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning", *tests],
            plugins=[plugin],
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
