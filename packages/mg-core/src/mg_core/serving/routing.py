"""Method and path to endpoint: a dictionary for fixed paths, a tree of segments for templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar
from urllib.parse import unquote_to_bytes

from mg_core.errors import ConfigurationError

from .asgi import Scope
from .problems import ProblemError

T = TypeVar("T")

MAX_URL_BYTES: Final = 8192
"""Longest path with query."""

MAX_HEADER_BYTES: Final = 32_768
"""Longest header section, names and values."""

_UNSAFE_SEGMENTS = frozenset({"", ".", ".."})


class BadPathError(ValueError):
    """The path cannot be taken literally: bad escapes, control characters, dot segments, hidden slashes."""


@dataclass(slots=True)
class _Node(Generic[T]):
    fixed: dict[str, _Node[T]] = field(default_factory=dict)
    place: _Node[T] | None = None
    leaf: dict[str, tuple[T, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """What a path leads to: per method the target and the names of its path places, and their values."""

    methods: dict[str, tuple[T, tuple[str, ...]]]
    values: tuple[str, ...]

    def get(self, method: str) -> tuple[T, dict[str, str]] | None:
        """Target and path values for a method; HEAD finds GET. None when the method is not declared."""
        found = self.methods.get(method)
        if found is None and method == "HEAD":
            found = self.methods.get("GET")
        if found is None:
            return None
        target, names = found
        return target, dict(zip(names, self.values, strict=True)) if names else {}

    @property
    def allow(self) -> str:
        """Value of the Allow header."""
        extra = {"HEAD", "OPTIONS"} if "GET" in self.methods else {"OPTIONS"}
        return ", ".join(sorted(self.methods.keys() | extra))


class Router(Generic[T]):
    """Targets by method and path template. A fixed segment wins over a place."""

    def __init__(self, routes: Iterable[tuple[str, str, T]]) -> None:
        self._static: dict[bytes, Match[T]] = {}
        self._root: _Node[T] = _Node()
        for method, template, target in routes:
            self._add(method.upper(), template, target)

    def choose(self, scope: Scope) -> tuple[T, dict[str, str]] | bytes:
        """Target and path values of a request, or the Allow header of an OPTIONS that no target answers.

        Raises:
            ProblemError: `uri_too_long`, `headers_too_large`, `invalid_request` for a hostile path, `not_found`,
                `method_not_allowed`.
        """
        if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_URL_BYTES:
            raise ProblemError("uri_too_long", f"The URL is longer than {MAX_URL_BYTES} bytes.")
        if sum([len(name) + len(value) for name, value in scope["headers"]]) > MAX_HEADER_BYTES:
            raise ProblemError("headers_too_large", f"The headers are longer than {MAX_HEADER_BYTES} bytes.")
        try:
            match = self.match(scope["raw_path"])
        except BadPathError as error:
            raise ProblemError("invalid_request", str(error)) from None
        if match is None:
            raise ProblemError("not_found", "There is nothing at this path.")
        found = match.get(scope["method"])
        if found is not None:
            return found
        if scope["method"] == "OPTIONS":
            return match.allow.encode()
        raise ProblemError("method_not_allowed", f"Allowed here: {match.allow}.", headers={"allow": match.allow})

    def match(self, raw_path: bytes) -> Match[T] | None:
        """What this undecoded path leads to; None when nothing does.

        Raises:
            BadPathError: the path is ambiguous or hostile and must be refused.
        """
        found = self._static.get(raw_path)
        if found is not None:
            return found
        segments = tuple(_decoded(part) for part in raw_path[1:].split(b"/"))
        if not _UNSAFE_SEGMENTS.isdisjoint(segments):
            if "." in segments or ".." in segments:
                msg = "The path contains dot segments."
                raise BadPathError(msg)
            return None
        return self._walk(self._root, segments, 0, ())

    def _walk(self, node: _Node[T], segments: tuple[str, ...], at: int, values: tuple[str, ...]) -> Match[T] | None:
        if at == len(segments):
            return Match(node.leaf, values) if node.leaf else None
        child = node.fixed.get(segments[at])
        if child is not None:
            found = self._walk(child, segments, at + 1, values)
            if found is not None:
                return found
        if node.place is not None:
            return self._walk(node.place, segments, at + 1, (*values, segments[at]))
        return None

    def _add(self, method: str, template: str, target: T) -> None:
        node, names = self._root, []
        for segment in template.lstrip("/").split("/"):
            if segment.startswith("{") and segment.endswith("}"):
                names.append(segment[1:-1])
                node.place = node.place or _Node()
                node = node.place
            elif "{" in segment:
                msg = f"path {template}: a place must fill a whole segment"
                raise ConfigurationError(msg)
            else:
                node = node.fixed.setdefault(segment, _Node())
        if method in node.leaf:
            msg = f"{method} {template} is declared twice"
            raise ConfigurationError(msg)
        node.leaf[method] = (target, tuple(names))
        if not names:
            self._static[template.encode()] = Match(node.leaf, ())


def _decoded(segment: bytes) -> str:
    try:
        text = (unquote_to_bytes(segment) if b"%" in segment else segment).decode()
    except UnicodeDecodeError:
        msg = "The path is not valid UTF-8."
        raise BadPathError(msg) from None
    if b"%" in segment and ("/" in text or "\\" in text or "%" in text):
        msg = "The path contains an encoded separator."
        raise BadPathError(msg)
    if any(ord(char) < 32 or ord(char) == 127 for char in text) or "\\" in text:
        msg = "The path contains characters that are not allowed."
        raise BadPathError(msg)
    return text
