"""Which functions of the portal leave an event, read from their text."""

import ast
from pathlib import Path

from tests.test_guards import ROOT, SOURCES

# A function of this name only passes an event on: whoever calls it is the writer.
PASSING_ON = {"_event", "record", "record_each", "record_many"}


def _records(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "_event" or node.func.id == "record"
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in ("record", "record_each", "record_many")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("events", "workflow")
    )


def _functions(path: Path):
    """Name and body of each function; methods with their class, functions inside with those around them."""

    def look(node: ast.AST, prefix: str):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                if isinstance(child, ast.FunctionDef):
                    yield f"{prefix}{child.name}", child
                yield from look(child, f"{prefix}{child.name}.")

    yield from look(ast.parse(path.read_text()), "")


def writers() -> set[str]:
    """`training.enrolments.seats.move` for each function that records an event itself."""
    found = set()
    for path in SOURCES:
        module = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        # A calendar has events of another kind.
        if module == "core.ical":
            continue
        for name, body in _functions(path):
            if name.rpartition(".")[2] not in PASSING_ON and any(_records(node) for node in ast.walk(body)):
                found.add(f"{module}.{name}")
    return found
