"""The portal starts only where it is told what it needs."""

import os
import subprocess
import sys

from django.conf import settings

PRODUCTION = {"SOLOKOP_DEMO": "0", "SOLOKOP_ENV_FILE": "/nonexistent"}
GIVEN = {"SECRET_KEY": "kunci-yang-panjang-dan-tidak-dikenal-siapa-pun-0123456789", "ALLOWED_HOSTS": "a.test"}


def check(tmp_path, **environment):
    base = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        env={**base, **PRODUCTION, "SOLOKOP_DATA_DIR": str(tmp_path), **environment},
    )


def test_with_what_is_required_it_starts(tmp_path):
    assert check(tmp_path, **GIVEN).returncode == 0


def test_the_demo_users_exist_in_the_demo_only(tmp_path):
    command = "from solokop.demo import contents; contents.build()"
    result = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", command],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **PRODUCTION, **GIVEN},
    )
    assert "SOLOKOP_DEMO=1" in result.stderr


def test_private_files_go_to_a_bucket_when_one_is_named(tmp_path):
    show = (
        "from core.models import private_storage as p; s = p(); print(type(s).__name__, s.bucket_name, s.default_acl)"
    )
    result = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", show],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **PRODUCTION, **GIVEN, "SOLOKOP_S3_BUCKET": "berkas", "SOLOKOP_DATA_DIR": str(tmp_path)},
    )
    assert result.stdout.split() == ["S3Storage", "berkas", "private"]
