"""A stub: what it answers to, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from .patterns import Pattern

PRIORITY_DEFAULT = 5
STARTED = "Started"
"""State in which every scenario begins."""

FaultKind = Literal["EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK", "RANDOM_DATA_THEN_CLOSE", "CONNECTION_RESET_BY_PEER"]
FAULT_KINDS: tuple[str, ...] = get_args(FaultKind)


@dataclass(frozen=True, slots=True)
class Received:
    """A request as stubs see it."""

    method: str
    path: str
    """As sent, percent-encoding included."""
    query_string: str
    query: Mapping[str, list[str]]
    """Decoded values by decoded name."""
    headers: Mapping[str, list[str]]
    """Values by name in lower case."""
    body: bytes

    @property
    def url(self) -> str:
        """Path and query as sent."""
        return f"{self.path}?{self.query_string}" if self.query_string else self.path


@dataclass(frozen=True, slots=True)
class RequestPattern:
    """Which requests a stub answers to."""

    method: str = "ANY"
    url: Callable[[str], bool] | None = None
    path: Callable[[str], bool] | None = None
    query: tuple[tuple[str, Pattern], ...] = ()
    headers: tuple[tuple[str, Pattern], ...] = ()
    """By name in lower case."""
    body: tuple[Pattern, ...] = ()

    def fits(self, request: Received) -> bool:
        """Whether every part of the request fits."""
        if self.method not in {"ANY", request.method}:
            return False
        if self.url is not None and not self.url(request.url):
            return False
        if self.path is not None and not self.path(request.path):
            return False
        if not all(_any_fits(pattern, request.query.get(name)) for name, pattern in self.query):
            return False
        if not all(_any_fits(pattern, request.headers.get(name)) for name, pattern in self.headers):
            return False
        text = request.body.decode("utf-8", "replace") if request.body else None
        return all(pattern(text) for pattern in self.body)


def _any_fits(pattern: Pattern, values: list[str] | None) -> bool:
    return any(pattern(value) for value in values) if values else pattern(None)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a stub answers."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay_s: float = 0.0
    """Waited before the answer."""
    chunks: int = 1
    """Pieces in which the body goes out."""
    dribble_s: float = 0.0
    """Seconds over which the pieces go out."""
    fault: FaultKind | None = None
    """In place of the answer."""


@dataclass(frozen=True, slots=True)
class Stub:
    """One mapping of a file."""

    id: str
    request: RequestPattern
    reply: Reply
    raw: Mapping[str, Any]
    """As it stands in its file."""
    name: str | None = None
    priority: int = PRIORITY_DEFAULT
    """1 is asked first."""
    scenario: str | None = None
    required_state: str | None = None
    new_state: str | None = None
