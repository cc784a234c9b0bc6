"""Which kinds of events the code records: the first argument of whatever writes an event, followed to where it is said."""

import ast
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "core",
    "accounts",
    "cooperatives",
    "reports",
    "training",
    "revival",
    "supervision",
    "opendata",
    "solokop",
)
NAME = "verb"
# What writes an event; a function that hands its own argument on to one of these writes it, too.
WRITERS = {
    ("core.events", "record"): (0, NAME),
    ("core.events", "build"): (0, NAME),
    ("core.events", "record_each"): (0, NAME),
    ("core.storage.downloads", "Trace"): (0, NAME),
    ("core.models", "Event"): (None, NAME),
}
# Where they hand it on among themselves.
INSIDE = {"core.events", "core.storage.downloads"}
Place = tuple[str, str]


@dataclass
class Found:
    """Verbs as they stand in the code, those that are composed (`report.{to}`), and what could not be followed."""

    verbs: dict[str, str] = field(default_factory=dict)
    composed: dict[str, str] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)


class Module:
    def __init__(self, name: str, path: Path):
        self.name, self.path = name, path
        self.tree = ast.parse(path.read_text())
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        self.imported: dict[str, Place] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    self.imported[alias.asname or alias.name] = (node.module, alias.name)

    def place_of(self, called: ast.expr) -> Place | None:
        """Where the function stands that is called."""
        if isinstance(called, ast.Name):
            return self.imported.get(called.id, (self.name, called.id))
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            if called.value.id == "self":
                return self.name, called.attr
            module, name = self.imported.get(called.value.id, ("", ""))
            return (f"{module}.{name}", called.attr) if module else None
        return None

    def functions_around(self, node: ast.AST) -> list[ast.FunctionDef]:
        found = []
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, ast.FunctionDef):
                found.append(node)
        return found


def modules() -> list[Module]:
    found = []
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if not {"tests", "migrations"} & set(parts):
                found.append(Module(".".join(part for part in parts if part != "__init__"), path))
    return found


def read() -> Found:
    """All that the product's modules record."""
    found, writers, known, seen = Found(), dict(WRITERS), modules(), set()
    before = -1
    while before != len(writers):
        before = len(writers)
        for module in known:
            for call in [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]:
                for place, said in _said(module, call, writers):
                    key = (module.name, call.lineno, call.col_offset, place)
                    if key not in seen and not (module.name in INSIDE and place in WRITERS):
                        seen.add(key)
                        _follow(module, said, call, found, writers)
    return found


def _said(module: Module, call: ast.Call, writers) -> list[tuple[Place, ast.expr]]:
    """The expression that a call gives to a writer as the kind of its event."""
    arguments, called = call.args, call.func
    if isinstance(called, ast.Name) and called.id == "partial" and arguments:
        called, arguments = arguments[0], arguments[1:]
    place = module.place_of(called)
    if place is None or place not in writers:
        return []
    index, name = writers[place]
    if index is not None and index < len(arguments):
        return [(place, arguments[index])]
    return [(place, keyword.value) for keyword in call.keywords if keyword.arg == name]


def _follow(module: Module, said: ast.expr, at: ast.AST, found: Found, writers) -> None:
    where = f"{module.path.relative_to(ROOT)}:{said.lineno}"
    if isinstance(said, ast.Constant):
        if isinstance(said.value, str) and said.value:
            found.verbs.setdefault(said.value, where)
    elif isinstance(said, ast.IfExp | ast.BoolOp):
        for one in (said.body, said.orelse) if isinstance(said, ast.IfExp) else said.values:
            _follow(module, one, at, found, writers)
    elif isinstance(said, ast.JoinedStr):
        found.composed.setdefault(ast.unparse(said)[2:-1], where)
    elif isinstance(said, ast.Name):
        _follow_name(module, said, at, found, writers, where)
    else:
        found.unclear.append(f"{where} {ast.unparse(said)}")


def _follow_name(module: Module, said: ast.Name, at: ast.AST, found: Found, writers, where: str) -> None:
    for function in module.functions_around(at):
        names = [one.arg for one in function.args.args]
        if said.id in names or said.id in [one.arg for one in function.args.kwonlyargs]:
            index = names.index(said.id) - (names[0] == "self") if said.id in names else None
            writers.setdefault((module.name, function.name), (index, said.id))
            return
        if values := _values(function, said.id):
            for value in values:
                _follow(module, value, at, found, writers)
            return
    values = _values(module.tree, said.id, deep=False)
    if not values and said.id in module.imported:
        source, name = module.imported[said.id]
        values = _values(ast.parse((ROOT / source.replace(".", "/")).with_suffix(".py").read_text()), name, deep=False)
    for value in values:
        _follow(module, value, at, found, writers)
    if not values:
        found.unclear.append(f"{where} {said.id}")


def _values(scope: ast.AST, name: str, *, deep: bool = True) -> list[ast.expr]:
    """What a name is set to within a function or, not deep, at the top of a module."""
    found: list[ast.expr] = []
    for node in ast.walk(scope) if deep else ast.iter_child_nodes(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                found += _paired(target, node.value, name)
        elif isinstance(node, ast.For | ast.comprehension) and isinstance(node.iter, ast.Tuple | ast.List):
            for row in node.iter.elts:
                found += _paired(node.target, row, name)
    return found


def _paired(target: ast.expr, value: ast.expr, name: str) -> list[ast.expr]:
    if isinstance(target, ast.Name):
        return [value] if target.id == name else []
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return [one for left, right in zip(target.elts, value.elts, strict=False) for one in _paired(left, right, name)]
    return []
