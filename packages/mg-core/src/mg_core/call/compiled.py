"""The pipeline compiler: one flat function per operation, written from the policies that its contract names.

Order, outermost first: total deadline → bulkhead → rate limit → retry with budget → breaker → hedge → attempt
timeout → chaos → transport. A policy that is not named leaves no line behind (`mg_core.call.source` writes them).
The source is registered with linecache, so a traceback or a debugger shows it; `source(...)` returns it.

The functions know nothing of HTTP. They are given the steps as names: `MAKE` (arguments → call), `SEND` (call →
reply), `JUDGE` (reply → None or an error), `VALUE` (reply → result). Numbers live on objects, so they can change
without a new compilation.
"""

from __future__ import annotations

import asyncio
import linecache
from collections.abc import Callable
from functools import cache
from types import CodeType
from typing import Any

from ..errors import (
    AttemptTimeoutError,
    ConfigurationError,
    DeadlineExceededError,
    MgError,
    RejectedError,
    TransportError,
)
from ..policies.retry import retry_delay
from .call import Call, attempt_timeout, deadline_exceeded
from .source import MARKS, Shape, source

__all__ = ["STEPS", "Shape", "annotate", "build", "code_for", "is_breaker_failure", "source"]

STEPS = tuple(MARKS)
"""Fields of `Shape` that put steps into a function."""


@cache
def code_for(shape: Shape) -> CodeType:
    """Compiled source, registered with linecache."""
    text = source(shape)
    steps = [name for name in STEPS if getattr(shape, name)]
    filename = f"<mg_core pipeline {'sync' if shape.blocking else 'async'} {'+'.join(steps) or 'plain'}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    return compile(text, filename, "exec")


def build(shape: Shape, names: dict[str, Any]) -> Callable[..., Any]:
    """The function of this shape, with its steps bound to `names`."""
    scope = {
        "CancelledError": asyncio.CancelledError,
        "MgError": MgError,
        "RejectedError": RejectedError,
        "attempt_timeout": attempt_timeout,
        "deadline_exceeded": deadline_exceeded,
        "annotate": annotate,
        "is_breaker_failure": is_breaker_failure,
        "retry_delay": retry_delay,
        "current_task": asyncio.current_task,
        **names,
    }
    exec(code_for(shape), scope)  # noqa: S102 - our own text, no input in it
    function: Callable[..., Any] = scope["call"]
    return function


def is_breaker_failure(failure: MgError, call: Call) -> bool | None:
    """True: counts against the service. False: it answered. None: says nothing about it.

    A caller that brought less time than the policy gives cannot blame the service for not using it well, and
    neither can one whose time was up before anything was sent.
    """
    if isinstance(failure, DeadlineExceededError):
        return None if call.narrowed or call.attempts == 0 else True
    if isinstance(failure, TransportError | AttemptTimeoutError):
        return True
    if isinstance(failure, RejectedError | ConfigurationError):
        return None
    return failure.status >= 500 and failure.code != "invalid_response"


def annotate(error: MgError, call: Call | None, service: str, operation: str) -> None:
    """Complete an error with where it happened."""
    error.service = service
    error.operation = operation
    if call is not None:
        error.attempts = call.attempts
        error.request_id = error.request_id or call.headers.get("x-request-id", "")
