"""What a stub asks of a header, a query parameter or a body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .java_regex import translate
from .json_match import same
from .json_path import JsonPath, compile_path
from .node import Node, parse_json, write_json

Pattern = Callable[[str | None], bool]
"""Whether a value fits; None is a value that is missing."""

TEXT_WORDS = ("equalTo", "contains", "matches", "doesNotMatch", "absent", "caseInsensitive")
"""Members of a pattern for a header or a query parameter."""
VALUE_WORDS = (*TEXT_WORDS, "equalToJson", "ignoreArrayOrder", "ignoreExtraElements")
"""Members of a pattern for a value at a JSON path."""
BODY_WORDS = (*VALUE_WORDS, "matchesJsonPath")
"""Members of a pattern for a body."""
_OPTIONS = {"caseInsensitive": "equalTo", "ignoreArrayOrder": "equalToJson", "ignoreExtraElements": "equalToJson"}
"""Options and the word that each belongs to."""


def text_pattern(node: Node) -> Pattern:
    """The pattern for a header or a query parameter.

    Raises:
        ConfigurationError: not exactly one known word, or a value that does not fit it.
    """
    return _pattern(node, TEXT_WORDS)


def body_pattern(node: Node) -> Pattern:
    """The pattern for a body.

    Raises:
        ConfigurationError: not exactly one known word, or a value that does not fit it.
    """
    return _pattern(node, BODY_WORDS)


def regex(node: Node) -> Callable[[str], bool]:
    """Whether a text is matched from its beginning to its end.

    Raises:
        ConfigurationError: no text, or not an expression that means the same here as in Java.
    """
    try:
        compiled = translate(node.text())
    except ValueError as error:
        raise node.refused(str(error)) from None
    return lambda value: compiled.fullmatch(value) is not None


def _pattern(node: Node, words: tuple[str, ...]) -> Pattern:
    members = node.members(words)
    chosen = [name for name in members if name not in _OPTIONS]
    if len(chosen) != 1:
        raise node.refused(f"must have exactly one of {', '.join(w for w in words if w not in _OPTIONS)}")
    for name, owner in _OPTIONS.items():
        if name in members and owner not in members:
            raise members[name].refused(f"goes with {owner} only")
    return _MAKERS[chosen[0]](members[chosen[0]], members)


def _equal_to(node: Node, members: Mapping[str, Node]) -> Pattern:
    wanted = node.text()
    if "caseInsensitive" in members and members["caseInsensitive"].flag():
        folded = wanted.lower()
        return lambda value: value is not None and value.lower() == folded
    return lambda value: value == wanted


def _contains(node: Node, _members: Mapping[str, Node]) -> Pattern:
    wanted = node.text()
    return lambda value: value is not None and wanted in value


def _matches(node: Node, _members: Mapping[str, Node]) -> Pattern:
    fits = regex(node)
    return lambda value: value is not None and fits(value)


def _does_not_match(node: Node, _members: Mapping[str, Node]) -> Pattern:
    fits = regex(node)
    return lambda value: value is None or not fits(value)


def _absent(node: Node, _members: Mapping[str, Node]) -> Pattern:
    if not node.flag():
        raise node.refused("must be true; leave it out otherwise")
    return lambda value: value is None


def _equal_to_json(node: Node, members: Mapping[str, Node]) -> Pattern:
    wanted = _document(node)
    options = {
        "any_order": "ignoreArrayOrder" in members and members["ignoreArrayOrder"].flag(),
        "extra": "ignoreExtraElements" in members and members["ignoreExtraElements"].flag(),
    }

    def fits(value: str | None) -> bool:
        if value is None:
            return False
        try:
            return same(wanted, parse_json(value), **options)
        except ValueError:
            return False

    return fits


def _document(node: Node) -> Any:
    if isinstance(node.value, str):
        try:
            wanted = parse_json(node.value)
        except ValueError as error:
            raise node.refused(f"is not JSON: {error}") from None
    else:
        wanted = node.value
    if "${json-unit." in write_json(wanted):
        raise node.refused("placeholders of json-unit are not supported here")
    return wanted


def _matches_json_path(node: Node, _members: Mapping[str, Node]) -> Pattern:
    if not isinstance(node.value, dict):
        path = _path(node)
        return lambda value: any(each is not None and each not in ([], {}) for each in _values(path, value))
    members = node.members(("expression", *VALUE_WORDS))
    if "expression" not in members:
        raise node.refused("must have the member expression")
    path = _path(members["expression"])
    rest = {name: value for name, value in node.value.items() if name != "expression"}
    inner = _pattern(Node(rest, node.file, node.path), VALUE_WORDS)
    whole, missing_fits = "equalToJson" in rest, "absent" in rest

    def fits(value: str | None) -> bool:
        """Elements of an array are asked one by one, unless a document is wanted; null counts as missing."""
        found = _values(path, value)
        if path.definite and found and isinstance(found[0], list) and not whole:
            found = found[0]
        return any(missing_fits if each is None else inner(_as_text(each)) for each in found or [None])

    return fits


def _path(node: Node) -> JsonPath:
    try:
        return compile_path(node.text())
    except ValueError as error:
        raise node.refused(str(error)) from None


def _values(path: JsonPath, body: str | None) -> list[Any]:
    """What stands at the path; nothing when the body is no JSON."""
    try:
        return path.find(parse_json(body or ""))
    except ValueError:
        return []


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else write_json(value)


_MAKERS: Mapping[str, Callable[[Node, Mapping[str, Node]], Pattern]] = {
    "equalTo": _equal_to,
    "contains": _contains,
    "matches": _matches,
    "doesNotMatch": _does_not_match,
    "absent": _absent,
    "equalToJson": _equal_to_json,
    "matchesJsonPath": _matches_json_path,
}
