"""The portal starts only where it is told what it needs."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {"SOLOKOP_DEMO": "0", "SOLOKOP_ENV_FILE": "/nonexistent"}


def check(tmp_path, **environment):
    base = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
        env={**base, **PRODUCTION, "SOLOKOP_DATA_DIR": str(tmp_path), **environment},
    )  # fmt: skip


@pytest.mark.parametrize(("environment", "variable"), [({}, "SECRET_KEY"), ({"SECRET_KEY": "x" * 60}, "ALLOWED_HOSTS")])
def test_outside_the_demo_it_refuses_to_start_and_says_which_variable_is_missing(tmp_path, environment, variable):
    result = check(tmp_path, **environment)
    assert result.returncode != 0
    assert f"Set the environment variable {variable}" in result.stderr


def test_with_both_it_starts(tmp_path):
    assert check(tmp_path, SECRET_KEY="x" * 60, ALLOWED_HOSTS="a.test").returncode == 0


def test_the_demo_users_exist_in_the_demo_only(tmp_path):
    command = "from solokop import demo; demo.build()"
    result = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", command], cwd=settings.BASE_DIR, capture_output=True, text=True,
        check=False, env={**os.environ, **PRODUCTION, "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "a.test"},
    )  # fmt: skip
    assert "SOLOKOP_DEMO=1" in result.stderr


def test_private_files_go_to_a_bucket_when_one_is_named(tmp_path):
    show = (
        "from core.models import private_storage as p; s = p(); print(type(s).__name__, s.bucket_name, s.default_acl)"
    )
    result = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", show], cwd=settings.BASE_DIR, capture_output=True,
        text=True, check=True, env={**os.environ, "SOLOKOP_S3_BUCKET": "berkas", "SOLOKOP_DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    assert result.stdout.split() == ["S3Storage", "berkas", "private"]
