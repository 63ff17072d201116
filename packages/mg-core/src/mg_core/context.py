"""What a request carries through this process: its id, its trace, its deadline, who it is for.

A server binds a `RequestContext` before it calls a handler; every client call made inside reads it and
sends it on. Tasks inherit it (contextvars). Without one, a client call starts a trace of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class RequestContext:
    """Facts about the request being served."""

    request_id: str = ""
    """X-Request-ID, or "" when there is none yet."""
    trace_id: str = ""
    """32 lower-case hex digits, or ""."""
    span_id: str = ""
    """16 lower-case hex digits of the span that calls made here are children of, or ""."""
    trace_flags: str = "01"
    """Two hex digits; `01` means sampled."""
    tracestate: str = ""
    """Vendors' part of the trace context, passed on unread."""
    deadline: float | None = None
    """Absolute, in seconds of the monotonic clock. Outgoing calls end by then at the latest."""
    user_id: str = ""
    """Sent on as X-User-ID."""
    roles: tuple[str, ...] = ()
    """Sent on as X-User-Roles, comma separated."""


_current: ContextVar[RequestContext | None] = ContextVar("mg_request_context", default=None)


def current() -> RequestContext | None:
    """The context of the request being served, or None outside of any."""
    return _current.get()


def bind(context: RequestContext | None) -> Token[RequestContext | None]:
    """Make `context` current; give the returned token to `unbind`. For hot paths; else prefer `use`."""
    return _current.set(context)


def unbind(token: Token[RequestContext | None]) -> None:
    """Restore what was current before `bind`."""
    _current.reset(token)


@contextmanager
def use(context: RequestContext | None) -> Iterator[RequestContext | None]:
    """Make `context` current for a block."""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


def amend(**changes: Any) -> RequestContext:
    """A copy of the current context with some facts changed; binds nothing."""
    return replace(_current.get() or RequestContext(), **changes)
