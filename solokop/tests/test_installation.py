"""The portal does not start with a demo's secrets in an installation, nor with settings that protect nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from solokop import installation

pytestmark = pytest.mark.one_database
KEY = "kunci-yang-panjang-dan-tidak-dikenal-siapa-pun-0123456789"
GOOD = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "koperasi.test"}
RIGHT = [
    {**GOOD},
    {**GOOD, "ALLOWED_HOSTS": "koperasi.test, .koperasi.test,localhost,[::1]", "SOLOKOP_BEHIND_PROXY": "2"},
    {
        **GOOD,
        "SOLOKOP_HTTPS": "0",
        "DATABASE_URL": "postgres://a:b@db/solokop",
        "EMAIL_URL": "smtp+tls://a:b@surat:587",
    },
]
WRONG = [
    ({"ALLOWED_HOSTS": "a.test"}, "Set the environment variable SECRET_KEY"),
    ({"SECRET_KEY": KEY}, "Set the environment variable ALLOWED_HOSTS"),
    ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": " , "}, "Set the environment variable ALLOWED_HOSTS"),
    ({**GOOD, "SECRET_KEY": installation.DEMO_KEY}, "SECRET_KEY is the demo's"),
    ({**GOOD, "SECRET_KEY": f'"{installation.DEMO_KEY}"'}, "SECRET_KEY is the demo's"),
    ({**GOOD, "SOLOKOP_HTTPS": "enabled"}, "SOLOKOP_HTTPS is “enabled” and must be 1 or 0"),
    ({**GOOD, "SECRET_KEY": KEY[:49]}, "SECRET_KEY has 49 characters and needs 50"),
    ({**GOOD, "SECRET_KEY": "abcd" * 20}, "SECRET_KEY can be guessed"),
    ({**GOOD, "SECRET_KEY": f"django-insecure-{KEY}"}, "SECRET_KEY can be guessed"),
    ({**GOOD, "ALLOWED_HOSTS": "a.test,*"}, "ALLOWED_HOSTS holds “*”"),
    ({**GOOD, "ALLOWED_HOSTS": "."}, "ALLOWED_HOSTS holds “.”"),
    ({**GOOD, "ALLOWED_HOSTS": ".id"}, "ALLOWED_HOSTS holds “.id”"),
    ({**GOOD, "ALLOWED_HOSTS": "*.a.test"}, "write names alone"),
    ({**GOOD, "ALLOWED_HOSTS": "https://a.test"}, "write names alone"),
    ({**GOOD, "ALLOWED_HOSTS": "a.test:443"}, "write names alone"),
    ({**GOOD, "SOLOKOP_DEBUG": "1"}, "SOLOKOP_DEBUG"),
    ({**GOOD, "SOLOKOP_BEHIND_PROXY": "ya"}, "SOLOKOP_BEHIND_PROXY is “ya”"),
]
OF_AN_INSTALLATION = {
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "localhost,koperasi.test",
    "SOLOKOP_BASE_URL": "https://koperasi.test",
    "DATABASE_URL": "postgres://solokop:sandi@10.0.0.5:5432/solokop",
    "CELERY_BROKER_URL": "redis://redis:6379/0",
    "CACHE_URL": "rediscache://redis:6379/1",
    "EMAIL_URL": "smtp+tls://a:sandi@surat.test:587",
    "SOLOKOP_HTTPS": "1",
    "SOLOKOP_BEHIND_PROXY": "1",
    "SENTRY_DSN": "https://kunci@sentry.test/1",
    "SOLOKOP_S3_BUCKET": "berkas",
}
OF_A_DEMO = [
    {},
    {"SOLOKOP_BASE_URL": "http://localhost:8123", "ALLOWED_HOSTS": installation.DEMO_HOSTS},
    {"SECRET_KEY": installation.DEMO_KEY, "SOLOKOP_HTTPS": "0", "SOLOKOP_BEHIND_PROXY": "0", "SENTRY_DSN": ""},
    {
        "DATABASE_URL": "postgres:///postgres?host=/tmp/solokop-servers-x&user=postgres",
        "EMAIL_URL": "smtp://127.0.0.1:25",
    },
    {"DATABASE_URL": "postgres://a:b@localhost/solokop", "CELERY_BROKER_URL": "redis+socket:///tmp/x/redis.sock"},
    {"DATABASE_URL": "sqlite:////srv/solokop.sqlite3", "CACHE_URL": "rediscache:///tmp/x/redis.sock?db=1"},
]


@pytest.mark.parametrize("variables", RIGHT)
def test_an_installation_starts(variables):
    assert installation.problems(variables, demo=False) == []


@pytest.mark.parametrize(("variables", "words"), WRONG)
def test_an_installation_that_protects_nothing_is_told_why(variables, words):
    found = installation.problems(variables, demo=False)
    assert [words in problem for problem in found] == [True]


def test_what_builds_without_an_installation_needs_no_secret_but_takes_no_bad_one():
    assert installation.problems({}, demo=False, building=True) == []
    assert len(installation.problems({"SECRET_KEY": "x"}, demo=False, building=True)) == 1


@pytest.mark.parametrize("variables", OF_A_DEMO)
def test_a_demo_starts(variables):
    assert installation.problems(variables, demo=True) == []


@pytest.mark.parametrize("name", OF_AN_INSTALLATION)
def test_a_demo_does_not_start_with_a_setting_of_an_installation(name):
    [problem] = installation.problems({name: OF_AN_INSTALLATION[name]}, demo=True)
    assert f"real installation: {name}" in problem


def test_no_password_or_key_is_told():
    told = installation.refusal(installation.problems(OF_AN_INSTALLATION, demo=True))
    assert "sandi" not in told
    assert KEY not in told


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """The code as `make run` leaves it: with its own file .env."""
    folder = tmp_path_factory.mktemp("checkout")
    apps = ("solokop", "core", "accounts", "cooperatives", "opendata", "reports", "revival", "supervision", "training")
    for name in (*apps, "static", "templates", "locale"):
        (folder / name).symlink_to(Path(settings.BASE_DIR) / name)
    (folder / "solokop").unlink()
    shutil.copytree(Path(settings.BASE_DIR) / "solokop", folder / "solokop")
    shutil.copy(Path(settings.BASE_DIR) / "manage.py", folder)
    (folder / ".env").write_text("# Written by `make run`\nSOLOKOP_DEMO=1\nSOLOKOP_BASE_URL=http://localhost:8000\n")
    return folder


def start(checkout: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    command = [sys.executable, "manage.py", *(arguments or ("check",))]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, env=kept | variables, check=False)


def test_the_file_that_make_run_left_makes_no_demo_of_an_installation(checkout):
    assert start(checkout).returncode == 0
    done = start(checkout, **GOOD, SOLOKOP_BEHIND_PROXY="1")
    assert done.returncode != 0
    for words in (f"the file {checkout}/.env", "SECRET_KEY is given", "names koperasi.test", "SOLOKOP_BEHIND_PROXY"):
        assert words in done.stderr


def test_an_installation_that_says_so_takes_nothing_from_the_file_of_the_demo(checkout):
    show = "from django.conf import settings as s; print(s.DEMO, s.HTTPS, s.BASE_URL)"
    done = start(checkout, "shell", "-v", "0", "-c", show, **GOOD, SOLOKOP_DEMO="0")
    assert done.stdout.split() == ["False", "True", "https://koperasi.test"], done.stderr


def test_all_that_is_wrong_is_told_at_once(checkout):
    done = start(checkout, SOLOKOP_DEMO="0", SECRET_KEY="pendek", ALLOWED_HOSTS="*", SOLOKOP_BEHIND_PROXY="x")
    assert done.returncode != 0
    assert [line[:20] for line in done.stderr.splitlines() if line.startswith("  - ")] == [
        "  - SOLOKOP_BEHIND_P",
        "  - SECRET_KEY has 6",
        "  - ALLOWED_HOSTS ho",
    ]


def test_the_file_of_an_installation_counts_though_the_process_says_too_that_it_is_no_demo(checkout, tmp_path):
    file = tmp_path / "solokop.env"
    file.write_text(f"SOLOKOP_DEMO=0\nSECRET_KEY={KEY}\nALLOWED_HOSTS=koperasi.test\n")
    assert start(checkout, SOLOKOP_DEMO="0", SOLOKOP_ENV_FILE=str(file)).returncode == 0
    done = start(checkout, SOLOKOP_DEMO="1", SOLOKOP_ENV_FILE=str(file))
    assert "SOLOKOP_DEMO=1 in the environment" in done.stderr
