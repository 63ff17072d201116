"""Small ways to break a module: each mutant is the module with one change.

Comparisons at their bound and turned round, `and` for `or`, conditions negated, numbers one off, `+` for `-`, `min`
for `max`, a result that is None, a statement left out. Functions whose result is `str` write program text; their
text is broken in the same ways, line by line. Messages, annotations and docstrings are left alone.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
WORDS = (
    (" is not None", " is None"),
    (" is None", " is not None"),
    (" > ", " >= "),
    (" > ", " <= "),
    (" <= ", " < "),
    (" <= ", " > "),
    ("if not ", "if "),
    (" and ", " or "),
    ("+= 1", "+= 0"),
    ("-= 1", "-= 0"),
    ("continue", "pass"),
    ("break", "pass"),
    ("True", "False"),
    ("False", "True"),
)
"""Replacements in program text; the first occurrence in each line."""
HEADS = ("if ", "else", "elif ", "try", "except", "finally", "while ", "async def ", "def ", "return")
"""Lines of program text that cannot be left out."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one module."""

    where: str
    """Qualified name of the function or class around it; `` at module level."""
    was: str
    becomes: str
    occurrence: int
    """Counts equal changes in the same place, from 1."""
    line: int
    source: str
    """The whole module with this change."""

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What names it as long as the code around it stays."""
        return self.where, self.was, self.becomes, self.occurrence


@dataclass(frozen=True, slots=True)
class _Change:
    node: ast.AST
    new: ast.AST
    was: str
    becomes: str


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    counts: Counter[tuple[str, str, str]] = Counter()
    found = []
    for where, change in _walk(tree, "", writes_text=False):
        key = (where, change.was, change.becomes)
        counts[key] += 1
        line = getattr(change.node, "lineno", 0)
        found.append(Mutant(*key, counts[key], line, _with(tree, change)))
    return found


def _with(tree: ast.Module, change: _Change) -> str:
    """The module's source with one node replaced."""
    memo = {id(change.node): ast.copy_location(change.new, change.node)}
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(tree, memo)))


def _walk(node: ast.AST, where: str, *, writes_text: bool) -> Iterator[tuple[str, _Change]]:
    for child in _children(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{where}.{child.name}" if where else child.name
            returns = getattr(child, "returns", None)
            text = isinstance(returns, ast.Name) and returns.id == "str"
            yield from _walk(child, inner, writes_text=text)
            continue
        yield from ((where, change) for change in _changes(child, writes_text=writes_text))
        named = isinstance(child, ast.Assign) and _names_text(child)
        text = (writes_text or named) and not isinstance(child, ast.JoinedStr)
        yield from _walk(child, where, writes_text=text)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Children that may be broken: no docstrings, annotations, decorators or `__slots__`."""
    skipped = {"annotation", "returns", "decorator_list", "bases", "type_params"}
    for name, value in ast.iter_fields(node):
        if name in skipped:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_left_alone(child):
                yield child


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id.startswith("__") for target in node.targets)
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return True  # zip(strict=True) states what holds anyway
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Raise)


def _names_text(node: ast.Assign) -> bool:
    """`_SEND = \"\"\"...\"\"\"` at module level: program text of several lines."""
    value = node.value
    return isinstance(value, ast.Constant) and isinstance(value.value, str) and "\n" in value.value


def _changes(node: ast.AST, *, writes_text: bool) -> Iterator[_Change]:
    if isinstance(node, ast.expr):
        yield from _expression(node, writes_text=writes_text)
    if isinstance(node, ast.If | ast.While) and isinstance(node.test, ast.Name | ast.Attribute | ast.Call):
        yield _change(node.test, ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC and not isinstance(node.value, ast.List):
        yield _change(node, ast.AugAssign(node.target, ARITHMETIC[type(node.op)](), node.value))
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield _change(node, ast.Return(ast.Constant(None)))
    stores = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript)
    if stores or isinstance(node, ast.Expr | ast.AugAssign | ast.Delete | ast.Break | ast.Continue):
        yield _Change(node, ast.Pass(), ast.unparse(node), "pass")


def _expression(node: ast.expr, *, writes_text: bool) -> Iterator[_Change]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for kind in COMPARISONS.get(type(node.ops[0]), ()):
            yield _change(node, ast.Compare(node.left, [kind()], node.comparators))
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield _change(node, ast.BoolOp(other, node.values))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _change(node, node.operand)
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield _change(node, ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        yield _change(node, ast.Call(ast.Name(CALLS[node.func.id], ast.Load()), node.args, node.keywords))
    elif isinstance(node, ast.IfExp):
        yield _change(node.test, ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Constant):
        yield from _constant(node, writes_text=writes_text)


def _constant(node: ast.Constant, *, writes_text: bool) -> Iterator[_Change]:
    value = node.value
    if isinstance(value, bool):
        yield _change(node, ast.Constant(not value))
    elif isinstance(value, int | float):
        yield _change(node, ast.Constant(value + 1))
    elif isinstance(value, str) and writes_text:
        lines = value.split("\n")
        for number, line in enumerate(lines):
            for becomes in _text(line):
                yield _Change(
                    node,
                    ast.Constant("\n".join([*lines[:number], becomes, *lines[number + 1 :]])),
                    line.strip(),
                    becomes.strip(),
                )


def _text(line: str) -> Iterator[str]:
    """Ways to break one line of program text."""
    words = line.strip()
    if not words or not any(sign in words for sign in ("=", "(", ".", "raise", "break", "continue", "if ")):
        return
    for old, new in WORDS:
        if old in line:
            yield line.replace(old, new, 1)
    if not words.startswith(HEADS) and words not in ("break", "continue"):
        yield line[: len(line) - len(line.lstrip())] + "pass"


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _change(node: ast.AST, new: ast.AST) -> _Change:
    return _Change(node, new, ast.unparse(node), ast.unparse(ast.fix_missing_locations(copy.deepcopy(new))))
