"""The pictures of docs/architecture.md show what the code holds."""

import ast
import re

from django.apps import apps
from django.db.models import ForeignKey, OneToOneField

from tests.test_references import ROOT, files

PAPER = ROOT / "docs" / "architecture.md"


def picture(kind: str) -> list[str]:
    """The lines of the picture of a kind."""
    found = re.search(rf"```mermaid\n{kind}[^\n]*\n(.*?)```", PAPER.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return [line.strip() for line in found[1].strip().split("\n")]


def imported(path: str) -> set[str]:
    """The apps that a module imports from."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
    return found


def test_the_floors_are_drawn_as_the_modules_import():
    drawn = {
        line.partition(" --> ")[0]: set(line.partition(" --> ")[2].split(" & ")) for line in picture("flowchart TD")
    }
    names = {*drawn, *(one for below in drawn.values() for one in below)}
    held: dict[str, set[str]] = {}
    for path in files():
        app = path.partition("/")[0]
        if path.endswith(".py") and app in names and "/tests/" not in path and (ROOT / path).exists():
            held.setdefault(app, set()).update((imported(path) & names) - {app})
    assert {app: below for app, below in held.items() if below} == drawn


def test_each_relation_that_is_drawn_is_one_of_the_models():
    held = {
        (model.__name__, isinstance(field, OneToOneField), field.related_model.__name__, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
    }
    for line in picture("erDiagram"):
        found = re.fullmatch(r"(\w+) (\S+) (\w+) : (\w+)", line)
        assert found, line
        many, joint, one, name = found.groups()
        assert (many, joint == "|o--||", one, name) in held, line
