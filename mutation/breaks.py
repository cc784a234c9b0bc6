"""The breaks of a module: the standard ones of cosmic-ray, and those of this house that it does not know.

Left out is what is no rule: annotations, lines of the log, and sizes of which one more or less is a matter of taste
(SIZES, the length at which a text is cut).
"""

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

# Of the many replacements that cosmic-ray has, those that a slip of the hand makes.
COMPARISONS = {
    "Eq": ("NotEq",),
    "NotEq": ("Eq",),
    "Lt": ("LtE", "GtE"),
    "LtE": ("Lt", "Gt"),
    "Gt": ("GtE", "LtE"),
    "GtE": ("Gt", "Lt"),
    "Is": ("IsNot",),
    "IsNot": ("Is",),
}
SUMS = {
    "Add": ("Sub",),
    "Sub": ("Add",),
    "Mul": ("Add",),
    "Div": ("Mul",),
    "FloorDiv": ("Mul",),
    "Mod": ("Mul",),
    "BitOr": ("BitAnd",),
    "BitAnd": ("BitOr",),
}
STANDARD = (
    *(f"ReplaceComparisonOperator_{one}_{other}" for one, others in COMPARISONS.items() for other in others),
    *(f"ReplaceBinaryOperator_{one}_{other}" for one, others in SUMS.items() for other in others),
    "ReplaceUnaryOperator_Delete_USub",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_Delete_Invert",
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "NumberReplacer",
    "RemoveDecorator",
    "ZeroIterationForLoop",
)
# Links of a chain that choose rows or put them in order, and what can go without a query.
LINKS = {
    "visible_to",
    "filter",
    "exclude",
    "current",
    "in_force",
    "live",
    "holding",
    "open",
    "waiting",
    "in_line",
    "order_by",
    "distinct",
    "strip",
    "lower",
    "upper",
}

SIZES = {"ATTEMPTS", "STUCK_AFTER", "RESULT_DAYS", "BATCH", "limit", "seconds", "batch_size", "max_workers", "indent"}
CUT = 20


@dataclass(frozen=True, slots=True)
class Break:
    """One break: the kind, the line, and the module's text with it."""

    kind: str
    line: int
    code: str
    before: str
    after: str

    @property
    def title(self) -> str:
        return f"{self.line}: {self.before or '(nothing)'} → {self.after or '(nothing)'}"


def breaks(source: str) -> list[Break]:
    """All breaks of a module's text, in the order of its lines; none that changes nothing or only an annotation."""
    tree = ast.parse(source)
    unread = _unread(tree)
    found = {}
    for kind, start, end, code in (*_standard(source), *_own(source, tree)):
        if code == source or any(a <= start and end <= b for a, b in unread):
            continue
        before, after = _lines(source, code)
        found.setdefault(code, Break(kind, start[0], code, before, after))
    return sorted((one for one in found.values() if _compiles(one.code)), key=lambda one: (one.line, one.kind))


def _compiles(code: str) -> bool:
    try:
        compile(code, "module", "exec")
    except SyntaxError:
        return False
    return True


def _lines(source: str, code: str) -> tuple[str, str]:
    difference = [line for line in difflib.ndiff(source.splitlines(), code.splitlines()) if line[0] in "+-"]
    before = " ".join(line[2:].strip() for line in difference if line[0] == "-")
    after = " ".join(line[2:].strip() for line in difference if line[0] == "+")
    return before[:200], after[:200]


def _unread(tree: ast.Module) -> list[tuple]:
    """Where the text is no rule: annotations, lines of the log, sizes."""
    nodes: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            given = zip(reversed(node.args.args), reversed(node.args.defaults), strict=False)
            nodes += [value for argument, value in given if argument.arg in SIZES]
            nodes += [one for one in (node.returns, *(each.annotation for each in arguments)) if one]
        elif isinstance(node, ast.AnnAssign):
            nodes.append(node.annotation)
        else:
            nodes += _taste(node)
    return [_place(node) for node in nodes]


def _taste(node: ast.AST) -> list[ast.AST]:
    """Sizes, the length at which a text is cut, lines of the log."""
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in SIZES:
        return [node.value]
    if isinstance(node, ast.keyword) and node.arg in SIZES:
        return [node.value]
    if isinstance(node, ast.Slice) and isinstance(node.upper, ast.Constant) and node.upper.value >= CUT:
        return [node]
    return [node] if isinstance(node, ast.Expr) and ast.unparse(node).startswith("log.") else []


def _place(node) -> tuple:
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


@cache
def _operators() -> list:
    return [get_operator(f"core/{name}")() for name in STANDARD]


def _standard(source: str) -> Iterator[tuple]:
    nodes = list(ast_nodes(get_ast(source)))
    for operator in _operators():
        places = [place for node in nodes for place in operator.mutation_positions(node)]
        for occurrence, (start, end) in enumerate(places):
            code = mutate_code(source, operator, occurrence)
            if code is not None:
                yield type(operator).__name__, start, end, code


def _own(source: str, tree: ast.Module) -> Iterator[tuple]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield "CallSkipped", *_place(node), _put(source, node, "pass")
        elif isinstance(node, ast.ExceptHandler) and node.type:
            yield "NothingCaught", *_place(node.type), _put(source, node.type, "()")
        elif isinstance(node, ast.Raise):
            yield "RaiseSkipped", *_place(node), _put(source, node, "pass")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LINKS:
            inside = ast.get_source_segment(source, node.func.value)
            is_chain = not isinstance(node.func.value, ast.Name | ast.Constant)
            if inside and (is_chain or node.func.attr in ("visible_to", "filter", "exclude", "strip")):
                yield "LinkDropped", *_place(node), _put(source, node, inside)
        elif isinstance(node, ast.With) and ast.unparse(node.items[0]).startswith("transaction.atomic"):
            yield (
                "TransactionDropped",
                *_place(node.items[0].context_expr),
                _put(source, node.items[0].context_expr, "__import__('contextlib').nullcontext()"),
            )
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn) and len(node.ops) == 1:
            word = "not in" if isinstance(node.ops[0], ast.In) else "in"
            left, right = (ast.get_source_segment(source, one) for one in (node.left, node.comparators[0]))
            yield "MembershipTurned", *_place(node), _put(source, node, f"({left} {word} {right})")


def _put(source: str, node, text: str) -> str:
    """The text with something else in the place of a node; the number of lines stays, so that nothing else moves."""
    lines = source.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    start, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
    whole = source.encode()
    gone = whole[start:end].count(b"\n") - text.count("\n")
    # Inside brackets a blank line is nothing; after a statement it is nothing either.
    return (whole[:start] + text.encode() + b"\n" * max(gone, 0) * _in_brackets(node) + whole[end:]).decode()


def _in_brackets(node) -> bool:
    return not isinstance(node, ast.Expr | ast.Raise)
