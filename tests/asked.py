"""What an address may be asked with: the names that views read from it, collected from their text, and hostile values."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from core.lists.declaration import ListOf

# Names under which a view or what it calls holds the query of an address.
HOLDERS = re.compile(r"(request\.)?(GET|POST|params|query|given)$")
# Read by the framework or by a filter's declaration rather than by a call that can be seen.
SHARED = {"page", "format", "q", "sort", "per_page", "next", "once"}
HOSTILE = (
    "a\x00b",
    "9" * 40,
    "-1",
    "²",
    "x" * 600,
    "\ud800",
    "9223372036854775808",
)


# Modules to which a view hands the query on.
HANDED_ON = {
    "reports.views.periods": ("reports.summary.period_statistics",),
    "training.views.invite": ("training.enrolments.invitations",),
}
FILTERS = {
    "cooperatives.views.listing": {
        "rat",
        "status",
        "kind",
        "district",
        "village",
        "group",
        "complete",
        "revival",
        "norat",
    }
}


@cache
def names_asked_for(module: str) -> frozenset[str]:
    """The names that the views of a module ask of a query, by `.get("name")`, `["name"]` or a list of names."""
    found = SHARED | FILTERS.get(module, set()) | _of_lists(module)
    for name in (module, *HANDED_ON.get(module, ())):
        found = found | _names(ast.parse(Path(import_module(name).__file__ or "").read_text()))
    return frozenset(found)


def _of_lists(module: str) -> set[str]:
    """The filters of the lists that the views of a module show."""
    known = list(vars(import_module(module)).values())
    known += [thing for one in known if isinstance(one, ModuleType) for thing in vars(one).values()]
    return {one.key for thing in known if isinstance(thing, ListOf) for one in thing.filters}


def _names(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "getlist"):
            if HOLDERS.search(ast.unparse(node.func.value)) and node.args:
                found |= _texts(node.args[0])
        elif isinstance(node, ast.Subscript) and HOLDERS.search(ast.unparse(node.value)):
            found |= _texts(node.slice)
        elif isinstance(node, ast.DictComp | ast.GeneratorExp | ast.ListComp):
            # A form of the address is filled in by name, for each of some names.
            if re.search(r"(GET|params)\b", ast.unparse(node)):
                found |= {text for part in node.generators for text in _texts(part.iter)}
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FILTERS":
            found |= _texts(node.value)
    return found


def _texts(node: ast.AST) -> set[str]:
    return {
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.isidentifier()
    }


def rounds(names: frozenset[str]) -> list[dict[str, str]]:
    """As many queries as there are hostile values; in each every name has another one, and after all each has had all."""
    ordered = sorted(names)
    return [
        {name: HOSTILE[(n + place) % len(HOSTILE)] for place, name in enumerate(ordered)} for n in range(len(HOSTILE))
    ]
