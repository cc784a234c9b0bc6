"""What runs in containers knows no secret that it does not need."""

import fnmatch
from pathlib import Path

import pytest
import yaml
from django.conf import settings

pytestmark = pytest.mark.one_database
SECRET_FILES = (".env", ".env.production", ".env.database")


def services() -> dict[str, dict]:
    return yaml.safe_load((Path(settings.BASE_DIR) / "compose.yaml").read_text())["services"]


def test_the_database_alone_knows_the_password_of_its_superuser():
    found = services()
    assert {name for name, service in found.items() if service.get("env_file") == ".env.database"} == {"database"}
    portal = [service for service in found.values() if service.get("image") == "solokop"]
    assert len(portal) == 5
    assert {service["env_file"] for service in portal} == {".env.production"}
    assert "POSTGRES" not in str(portal)


def test_the_database_makes_a_role_that_is_no_superuser_for_the_portal():
    database = services()["database"]
    assert "./deploy/database-role.sql:/docker-entrypoint-initdb.d/database-role.sql:ro" in database["volumes"]
    assert "environment" not in database


@pytest.mark.parametrize("name", [".gitignore", ".dockerignore"])
def test_files_with_secrets_get_neither_into_the_history_nor_into_the_image(name):
    patterns = (Path(settings.BASE_DIR) / name).read_text().split()
    assert [file for file in SECRET_FILES if not any(fnmatch.fnmatch(file, pattern) for pattern in patterns)] == []
