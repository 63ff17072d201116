"""The compiler of calls: one flat function per shape, written from the steps that a policy has.

`mg_core.policies.steps` says in which order steps stand and which lines each puts around the others; this module adds
the frame (counting, tracing, errors) and binds the names. A step that is off leaves no line behind. The functions are
what `mg_core.call.guards` does with calls that have one answer, without its method calls; a differential test holds
them to it. The text is registered with linecache, so a traceback or a debugger shows it; `source(shape)` returns it.

Numbers live on objects, so they can change without a new compilation. A function for threads is the same coroutine
with steps that block instead of suspending: `drive` runs it to its end.
"""

from __future__ import annotations

import asyncio
import linecache
import sys
from collections.abc import Awaitable, Callable, Coroutine
from functools import cache, wraps
from types import CodeType
from typing import Any, Final, TypeVar

from ..errors import MgError, RejectedError
from ..policies.facts import is_failure
from ..policies.steps import STEPS, Lines, Shape, indented
from .call import Call, attempt_timeout

T = TypeVar("T")

__all__ = ["Shape", "annotate", "build", "code_for", "drive", "settled", "source"]

if sys.version_info >= (3, 12):
    _TASK: Final = ["task = current_task()", "if task.get_loop() is not LOOP:"]
else:  # current_task() costs ten times the look into its table
    _TASK: Final = ["task = TASKS.get(LOOP)", "if task is None:"]


@cache
def code_for(shape: Shape) -> CodeType:
    """Compiled source, registered with linecache."""
    text = source(shape)
    steps = [step.name for step in STEPS if shape.has(step.name)] + ["tracing"] * shape.has("tracing")
    filename = f"<mg_core call {'blocking' if shape.blocking else 'async'} {'+'.join(steps) or 'plain'}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    return compile(text, filename, "exec")


def build(shape: Shape, names: dict[str, Any]) -> Callable[..., Any]:
    """The function of this shape, `call(args, body, options)`, with its objects bound to `names`."""
    scope = {
        "CancelledError": asyncio.CancelledError,
        "MgError": MgError,
        "RejectedError": RejectedError,
        "attempt_timeout": attempt_timeout,
        "annotate": annotate,
        "is_failure": is_failure,
        "current_task": asyncio.current_task,
        **names,
    }
    exec(code_for(shape), scope)  # noqa: S102 - our own text, no input in it
    function: Callable[..., Any] = scope["call"]
    return function


def source(shape: Shape) -> str:
    """Python source of the function of this shape."""
    tracing = shape.has("tracing")
    traced = ["    if state is not None:", "        TRACER.end(span, state, error)"] if tracing else []
    begun = ["span = state.span = TRACER.begin(SERVICE, ROW, state)"] if tracing else []
    moved = [] if shape.blocking else [*_TASK, "    return await MOVED(args, body, options)"]
    lines = [
        *moved,
        *([] if shape.blocking else ["cancelling = task.cancelling()"]),
        "METRICS.calls += 1",
        "state = span = None" if tracing else "state = None",
        "started = now()",
        "try:",
        "    state = MAKE(args, body, options, started + LIMITS.total_s, started)",
        *indented([*begun, *_steps(shape), "if failure is not None:", "    raise failure", "value = VALUE(reply)"]),
        "except MgError as error:",
        "    failure = None",
        "    annotate(error, state, SERVICE, OPERATION)",
        "    METRICS.error(error.code)",
        "    if isinstance(error, RejectedError):",
        "        METRICS.rejected += 1",
        "    METRICS.observe(now() - started)",
        *traced,
        "    raise",
        *(["except BaseException as error:", *traced, "    raise"] if tracing else []),
        "METRICS.ok += 1",
        "METRICS.observe(now() - started)",
        *(["TRACER.end(span, state, None)"] if tracing else []),
        "return value",
    ]
    return "\n".join(["async def call(args, body, options):", *indented(lines)]) + "\n"


def _steps(shape: Shape) -> Lines:
    lines: Lines = ["SEND"]
    for step in reversed(STEPS):
        if step.wrap is not None and (shape.has(step.name) or step.name == "attempt timeout"):
            lines = step.wrap(shape, lines)
    return lines


def annotate(error: MgError, call: Call[Any] | None, service: str, operation: str) -> None:
    """Complete an error with where it happened."""
    error.service = service
    error.operation = operation
    if call is not None:
        error.attempts = call.attempts
        error.request_id = error.request_id or call.headers.get("x-request-id", "")


def settled(function: Callable[..., T]) -> Callable[..., Awaitable[T]]:
    """A function that blocks, as a coroutine function that never suspends."""

    async def call(*args: Any) -> T:
        return function(*args)

    return call


def drive(function: Callable[..., Coroutine[Any, Any, T]]) -> Callable[..., T]:
    """A coroutine function in which nothing suspends, as a function that blocks."""

    @wraps(function)
    def call(*args: Any) -> T:
        try:
            function(*args).send(None)
        except StopIteration as end:
            result: T = end.value
            return result
        raise RuntimeError("a step of a call for threads suspended")

    return call
