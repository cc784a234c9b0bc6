"""What is installed is what was looked at: exact versions with hashes, and nothing for tests in the product."""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.one_database
FILES = ("requirements.txt", "requirements-dev.txt")


def text(name: str) -> str:
    return (Path(settings.BASE_DIR) / name).read_text()


def pins(name: str) -> dict[str, tuple[Requirement, frozenset[str]]]:
    """Each package of a file with its line and its hashes."""
    found = {}
    for entry in re.sub(r"\\\n", " ", text(name)).splitlines():
        if entry.strip() and not entry.startswith("#"):
            line, *hashes = entry.split("--hash=")
            requirement = Requirement(line.strip())
            found[canonicalize_name(requirement.name)] = requirement, frozenset(value.strip() for value in hashes)
    return found


def asked_for(name: str) -> set[str]:
    lines = [line.strip() for line in text(name).splitlines()]
    return {canonicalize_name(Requirement(line).name) for line in lines if line and line[0] not in "#-"}


@pytest.mark.parametrize("name", FILES)
def test_every_package_has_one_version_and_the_hashes_of_its_files(name):
    assert len(pins(name)) > 50
    for requirement, hashes in pins(name).values():
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), requirement


@pytest.mark.parametrize("name", FILES)
def test_no_address_of_an_index_is_written(name):
    assert re.findall(r"://|--index|--extra|--find-links|--trusted", text(name)) == []


def test_what_is_asked_for_is_there():
    assert asked_for("requirements.in") <= pins("requirements.txt").keys()
    assert asked_for("requirements-dev.in") <= pins("requirements-dev.txt").keys()


def test_the_suite_runs_on_the_versions_of_an_installation():
    of_tests = pins("requirements-dev.txt")
    for name, (requirement, hashes) in pins("requirements.txt").items():
        assert (of_tests[name][0].specifier, of_tests[name][1]) == (requirement.specifier, hashes)
    for name, (requirement, _) in of_tests.items():
        if requirement.marker is None or requirement.marker.evaluate():
            assert str(requirement.specifier) == f"=={version(name)}"


def test_an_installation_holds_no_tool_of_tests():
    assert asked_for("requirements-dev.in") & pins("requirements.txt").keys() == set()
    assert "pytest" not in pins("requirements.txt")


WITHOUT_TOOLS = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {names}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
sys.argv = ["manage.py", "check"]
exec(open("manage.py").read())
"""


def test_the_portal_starts_without_the_tools_of_tests():
    tools = pins("requirements-dev.txt").keys() - pins("requirements.txt").keys()
    names = {name.replace("-", "_") for name in tools} | {"_pytest"}
    command = [sys.executable, "-c", WITHOUT_TOOLS.format(names=names)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["Makefile", "Dockerfile", "docs/deploy.md"])
def test_hashes_are_demanded_wherever_something_is_installed(name):
    commands = [line for line in text(name).splitlines() if re.search(r"pip install|\$\(INSTALL\)|^INSTALL", line)]
    from_files = [line for line in commands if "requirements" in line or line.startswith("INSTALL")]
    assert from_files
    assert [line for line in from_files if "--require-hashes" not in line and "$(INSTALL)" not in line] == []
