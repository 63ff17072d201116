"""The part of JSONPath that stub files use: members, indexes, `*`, `..name` and simple filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .json_match import same
from .node import parse_json

_NAME = r"[A-Za-z0-9_$-]+"
_STEP = re.compile(
    rf"""
    \.\.(?P<deep>{_NAME}) | \.(?P<name>{_NAME})(?!\() | \['(?P<quoted>[^'\\]*)'\] | \["(?P<double>[^"\\]*)"\]
    | \[(?P<index>-?\d+)\] | (?P<every>\[\*\]|\.\*)
    | \[\?\(\s*@(?P<field>(?:\.{_NAME})*)\s*(?:(?P<operator>==|!=|<=|>=|<|>)\s*(?P<literal>[^\s()][^()]*?)\s*)?\)\]
    """,
    re.VERBOSE,
)
Step = Callable[[Any], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A compiled expression."""

    steps: tuple[Step, ...]
    definite: bool
    """Whether it names at most one place."""

    def find(self, document: Any) -> list[Any]:
        """The values at the places that it names."""
        found = [document]
        for step in self.steps:
            found = [each for value in found for each in step(value)]
        return found


def compile_path(expression: str) -> JsonPath:
    """Compile an expression that begins with `$`.

    Raises:
        ValueError: it has something else than members, indexes, `*`, `..name` and filters `[?(@.a == 'b')]`.
    """
    if not expression.startswith("$"):
        raise ValueError(f"the JSON path {expression!r} does not begin with $")
    steps: list[Step] = []
    definite, at = True, 1
    while at < len(expression):
        match = _STEP.match(expression, at)
        if match is None:
            raise ValueError(
                f"the JSON path {expression!r} has {expression[at:]!r}: supported are .name ['name'] [0] [*] ..name "
                "and filters such as [?(@.name == 'value')]"
            )
        steps.append(_step(match))
        definite = definite and match.lastgroup in {"name", "quoted", "double", "index"}
        at = match.end()
    return JsonPath(tuple(steps), definite)


def _step(match: re.Match[str]) -> Step:
    parts = match.groupdict()
    if parts["deep"]:
        return lambda value: _deep(value, parts["deep"])
    if parts["index"]:
        return lambda value: _element(value, int(parts["index"]))
    if parts["every"]:
        return _every
    if parts["field"] is not None:
        return _filter(parts["field"].split(".")[1:], parts["operator"], parts["literal"])
    name = next(parts[kind] for kind in ("name", "quoted", "double") if parts[kind] is not None)
    return lambda value: iter([value[name]] if isinstance(value, dict) and name in value else [])


def _every(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _element(value: Any, index: int) -> Iterator[Any]:
    if isinstance(value, list) and -len(value) <= index < len(value):
        yield value[index]


def _deep(value: Any, name: str) -> Iterator[Any]:
    if isinstance(value, dict) and name in value:
        yield value[name]
    for each in _every(value):
        yield from _deep(each, name)


def _filter(fields: list[str], operator: str | None, literal: str | None) -> Step:
    wanted = None if literal is None else _literal(literal)

    def passes(value: Any) -> bool:
        for name in fields:
            if not isinstance(value, dict) or name not in value:
                return operator == "!="
            value = value[name]
        return operator is None or _compare(value, operator, wanted)

    def step(value: Any) -> Iterator[Any]:
        return (each for each in (value if isinstance(value, list) else [value]) if passes(each))

    return step


def _literal(text: str) -> Any:
    if len(text) >= 2 and text[0] == text[-1] == "'":
        if "'" in text[1:-1] or "\\" in text:
            raise ValueError(f"the literal {text} of the JSON path has quotes or backslashes inside: not supported")
        return text[1:-1]
    try:
        return parse_json(text)
    except ValueError:
        raise ValueError(f"the literal {text!r} of the JSON path is neither text in '' nor JSON") from None


def _compare(value: Any, operator: str, wanted: Any) -> bool:
    if operator in {"==", "!="}:
        return same(wanted, value) == (operator == "==")
    if isinstance(value, bool) or isinstance(wanted, bool):
        return False
    try:
        less, equal = value < wanted, value == wanted
    except TypeError:
        return False
    return bool({"<": less, "<=": less or equal, ">": not less and not equal, ">=": not less}[operator])
