"""Putting a break into a running process: the code of the functions that differ, nothing else.

What lies outside of functions, or ran while the modules were imported, cannot be put in afterwards: `differing` says
None, and the break is tried in a process of its own (cold.py).
"""

import ast
import inspect
import sys
from types import CodeType, FunctionType, ModuleType


def functions_of(code: CodeType) -> dict[str, CodeType]:
    """The code of the functions and methods of a module, by qualified name; classes are gone through."""
    found = {}
    for const in code.co_consts:
        if isinstance(const, CodeType):
            if const.co_flags & inspect.CO_OPTIMIZED:
                found[const.co_qualname] = const
            else:
                found |= functions_of(const)
    return found


def _outside(code: CodeType) -> tuple:
    """What a module or class does outside of its functions."""
    consts = [
        const.co_qualname
        if isinstance(const, CodeType) and const.co_flags & inspect.CO_OPTIMIZED and not const.co_name.startswith("<")
        else _outside(const)
        if isinstance(const, CodeType) and not const.co_flags & inspect.CO_OPTIMIZED
        else _same(const)
        for const in code.co_consts
    ]
    return code.co_code, tuple(consts), code.co_names


def _same(value) -> tuple:
    """A constant or the code of a function as something to compare, without its line numbers."""
    if isinstance(value, CodeType):
        return value.co_code, tuple(_same(const) for const in value.co_consts), value.co_names, value.co_varnames
    return type(value).__name__, repr(value)


def differing(source: str, broken: str, module: ModuleType, ran: set[tuple[str, str]]) -> dict | None:
    """The functions whose code a break changes, with the new code; None when it cannot be put in afterwards."""
    path = str(module.__file__)
    old, new = (compile(text, path, "exec") for text in (source, broken))
    if _outside(old) != _outside(new):
        return None
    before, after = functions_of(old), functions_of(new)
    if before.keys() != after.keys():
        return None
    found = {}
    for name, code in after.items():
        if _same(code) == _same(before[name]):
            continue
        function = _function(module, name)
        if (path, name) in ran or function is None or function.__code__.co_freevars != code.co_freevars:
            return None
        found[function] = code
    return found


def enclosing(source: str, line: int) -> set[str]:
    """The qualified name of the function, with its decorators, in which a line stands; none outside of functions."""

    def look(nodes: list[ast.stmt], prefix: str) -> set[str]:
        for node in nodes:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                if first <= line <= (node.end_lineno or line):
                    inside = isinstance(node, ast.ClassDef)
                    return look(node.body, f"{prefix}{node.name}.") if inside else {f"{prefix}{node.name}"}
        return set()

    return look(ast.parse(source).body, "")


def _function(module: ModuleType, name: str) -> FunctionType | None:
    holder: object = module
    *classes, last = name.split(".")
    for part in classes:
        holder = vars(holder).get(part)
        if not inspect.isclass(holder):
            return None
    found = vars(holder).get(last)
    found = getattr(found, "fget", None) or getattr(found, "__func__", None) or found
    found = inspect.unwrap(found) if callable(found) else None
    return found if isinstance(found, FunctionType) and found.__code__.co_qualname == name else None


class Ran:
    """Which functions of the portal run while a block imports its modules."""

    def __init__(self, root: str):
        self.root, self.found = root, set()

    def __enter__(self) -> set[tuple[str, str]]:
        sys.setprofile(self._see)
        return self.found

    def __exit__(self, *_error) -> None:
        sys.setprofile(None)

    def _see(self, frame, event: str, _argument) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(self.root):
            self.found.add((frame.f_code.co_filename, frame.f_code.co_qualname))
