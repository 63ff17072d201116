"""What a request carries through this process: its id, its trace, its deadline, who it is for.

A server binds a `RequestContext` before it calls a handler; every client call made inside reads it and
sends it on. Tasks inherit it (contextvars). Without one, a client call starts a trace of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, Token, copy_context
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Final

MAX_KEY: Final = 128
"""Characters that an Idempotency-Key may have."""


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
    idempotency_key: str = ""
    """The caller's Idempotency-Key, or ""; see `key_for`."""
    keyed: dict[str, int] = field(default_factory=dict, compare=False)
    """Operation → calls that were given a key by `key_for`."""

    def key_for(self, operation: str) -> str:
        """Idempotency-Key of the next call to `operation` (`contract.id`) made for this request, or "".

        The first is the caller's own. Further calls to the same operation are other calls, so a number is added:
        when the caller repeats its request, the calls made for it carry the same keys in the same order.
        """
        if not self.idempotency_key:
            return ""
        count = self.keyed[operation] = self.keyed.get(operation, 0) + 1
        key = self.idempotency_key if count == 1 else f"{self.idempotency_key}.{count}"
        return key if len(key) <= MAX_KEY else sha256(key.encode()).hexdigest()


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


def without_deadline() -> Context:
    """A copy of everything that the caller's task carries, in which the request has no deadline."""
    copied = copy_context()
    if _current.get() is not None:
        copied.run(bind, amend(deadline=None))
    return copied
