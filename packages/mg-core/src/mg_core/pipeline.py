"""The pipeline compiler: one flat function per operation, written from the policies that its contract names.

Order, outermost first: total deadline → bulkhead → rate limit → retry with budget → breaker → attempt timeout →
transport. A policy that is not named leaves no line behind. The source is registered with linecache, so a traceback
or a debugger shows it; `source(...)` returns it.

The functions know nothing of HTTP. They are given the steps as names: `MAKE` (arguments → call), `SEND` (call →
reply), `JUDGE` (reply → None or an error), `VALUE` (reply → result). Numbers live on objects, so they can change
without a new compilation.
"""

from __future__ import annotations

import asyncio
import linecache
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from textwrap import indent
from types import CodeType
from typing import Any

from .caller import Call
from .errors import AttemptTimeoutError, DeadlineExceededError, MgError, RejectedError, TransportError
from .policies.retry import RetryBudget, is_worth_repeating, wait_s


@dataclass(frozen=True, slots=True)
class Shape:
    """Which steps a function has. Operations of the same shape share one code object."""

    bulkhead: bool = False
    rate_limit: bool = False
    retry: bool = False
    breaker: bool = False
    token: bool = False
    """The Authorization header comes from a callable."""
    refresh: bool = False
    """The token can be renewed after a 401."""
    blocking: bool = False
    """For threads instead of an event loop."""


STEPS = ("bulkhead", "rate_limit", "retry", "breaker", "token", "refresh")
"""Fields of `Shape` that put steps into a function."""


def source(shape: Shape) -> str:
    """Python source of the pipeline function of this shape."""
    text = _call(shape)
    if shape.blocking:
        text = text.replace("async def ", "def ").replace("await ", "")
    return text


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


def attempt_timeout(seconds: float) -> AttemptTimeoutError:
    """The error of an attempt that took too long."""
    return AttemptTimeoutError(f"no answer within {seconds:g} s")


def deadline_exceeded(call: Call) -> DeadlineExceededError:
    """The error of a call whose time is up."""
    return DeadlineExceededError(
        "the deadline passed before anything was sent" if call.attempts == 0 else "the deadline passed",
        retry_safe=True if call.attempts == 0 else None,
    )


def is_breaker_failure(failure: MgError, call: Call) -> bool | None:
    """True: counts against the service. False: it answered. None: says nothing about it.

    A caller that brought less time than the policy gives cannot blame the service for not using it well.
    """
    if isinstance(failure, DeadlineExceededError):
        return None if call.narrowed else True
    if isinstance(failure, TransportError | AttemptTimeoutError):
        return True
    if isinstance(failure, RejectedError):
        return None
    return failure.status >= 500 and failure.code != "invalid_response"


def retry_delay(settings: RetrySettings, call: Call, failure: MgError, now: Callable[[], float]) -> float | None:
    """Seconds to wait before the next attempt, or None when this failure ends the call."""
    policy = settings.policy
    if call.max_retries is not None and call.retries >= call.max_retries:
        return None
    if not is_worth_repeating(policy, failure, repeatable=settings.repeatable):
        return None
    delay = wait_s(policy, call.retries + 1, failure, settings.random)
    if delay is None or now() + delay >= call.deadline or not settings.budget.withdraw():
        return None
    call.retries += 1
    return delay


@dataclass(slots=True)
class RetrySettings:
    """What `retry_delay` decides by."""

    policy: Any
    """`mg_core.operation.Retry`."""
    repeatable: bool
    budget: RetryBudget
    random: Callable[[], float]


def annotate(error: MgError, call: Call | None, service: str, operation: str) -> None:
    """Complete an error with where it happened."""
    error.service = service
    error.operation = operation
    if call is not None:
        error.attempts = call.attempts
        error.request_id = error.request_id or call.headers.get("x-request-id", "")


def _call(shape: Shape) -> str:
    lines = ["async def call(args, body, options):"]
    if not shape.blocking:
        lines += indent(_TASK, "    ").splitlines()
    if shape.bulkhead:
        lines.append("    held = False")
    lines += [
        "    METRICS.calls += 1",
        "    state = None",
        "    started = now()",
        "    try:",
        "        state = MAKE(args, body, options, started + LIMITS.total_s, started)",
    ]
    if shape.bulkhead:
        lines += [
            "        if BULKHEAD.free > 0 and not BULKHEAD.waiters:",
            "            BULKHEAD.free -= 1",
            "        else:",
            "            await BULKHEAD.acquire(state.deadline - now())",
            "        held = True",
        ]
    if shape.rate_limit:
        lines.append("        RATE.take()")
    if shape.retry:
        lines.append("        BUDGET.credit += BUDGET.ratio")
    again = shape.retry or shape.refresh
    attempt = _attempt(shape)
    lines.append(indent(f"while True:\n{indent(attempt, '    ')}" if again else attempt, " " * 8))
    lines += [
        "        value = VALUE(reply)",
        "    except MgError as error:",
        "        failure = None",
        "        annotate(error, state, SERVICE, OPERATION)",
        "        METRICS.error(error.code)",
        "        if isinstance(error, RejectedError):",
        "            METRICS.rejected += 1",
        "        METRICS.observe(now() - started)",
        "        raise",
    ]
    if shape.bulkhead:
        lines += [
            "    finally:",
            "        if held:",
            "            if BULKHEAD.waiters:",
            "                BULKHEAD.release()",
            "            else:",
            "                BULKHEAD.free += 1",
        ]
    lines += ["    METRICS.ok += 1", "    METRICS.observe(now() - started)", "    return value", ""]
    return "\n".join(lines)


if sys.version_info >= (3, 12):
    _TASK = """\
task = current_task()
if task.get_loop() is not LOOP:
    return await MOVED(args, body, options)
cancelling = task.cancelling()"""
else:  # current_task() costs ten times the look into its table
    _TASK = """\
task = TASKS.get(LOOP)
if task is None:
    return await MOVED(args, body, options)
cancelling = task.cancelling()"""


def _attempt(shape: Shape) -> str:
    lines = []
    if shape.token:
        lines.append("await AUTHORIZE(state)")
    if shape.breaker:
        hot = "" if shape.blocking else "BREAKER.generation if BREAKER.hot else "
        lines.append(f"generation = {hot}BREAKER.admit()")
    lines += ["state.attempts += 1", "METRICS.attempts += 1"]
    body = _SEND_BLOCKING if shape.blocking else _SEND_ASYNC
    lines += ["try:", indent(body, "    "), "    failure = JUDGE(reply)"]
    lines += ["except MgError as error:", "    failure = error"]
    if shape.breaker:
        lines += ["except BaseException:", "    BREAKER.ignore(generation)", "    raise"]
    after = "break" if shape.retry or shape.refresh else "pass"
    lines.append("if failure is None:")
    if shape.breaker:
        lines += ["    if not BREAKER.hot:", "        BREAKER.ok(generation)"]
    lines += [f"    {after}", "else:"]
    lines.append(indent(_failed(shape), "    "))
    return "\n".join(lines)


def _failed(shape: Shape) -> str:
    lines = []
    if shape.breaker:
        lines += [
            "verdict = is_breaker_failure(failure, state)",
            "if verdict:",
            "    BREAKER.fail(generation)",
            "elif verdict is None:",
            "    BREAKER.ignore(generation)",
            "else:",
            "    BREAKER.ok(generation)",
        ]
    if shape.refresh:
        lines += [
            "if failure.status == 401 and not state.refreshed:",
            "    state.refreshed = True",
            "    await REFRESH(state)",
            "    continue",
        ]
    if not shape.retry:
        return "\n".join([*lines, "raise failure"])
    delay = "retry_delay(RETRY, state, failure, now)"
    lines.append(f"delay = None if BREAKER.state is OPEN else {delay}" if shape.breaker else f"delay = {delay}")
    lines += ["if delay is None:", "    raise failure", "METRICS.retries += 1", "failure = None", "await SLEEP(delay)"]
    return "\n".join(lines)


# The attempt timeout: the deadline queue, or a timer of its own when the queue's duration does not fit.
_SEND_ASYNC = """\
left = state.deadline - now()
if left > LIMITS.attempt_s - 0.001 and state.attempt_s is None and task not in QUEUE:
    QUEUE[task] = LOOP_TIME() + QUEUE.duration_s
    if not QUEUE.armed:
        QUEUE.arm()
    try:
        reply = await SEND(state, left)
    except BaseException as error:
        expired = QUEUE.pop(task, None) is None
        if expired and task.uncancel() <= cancelling and isinstance(error, CancelledError):
            raise attempt_timeout(QUEUE.duration_s) from None
        raise
    if QUEUE.pop(task, None) is None:
        task.uncancel()
else:
    reply = await TIMED(state, left)"""

_SEND_BLOCKING = """\
left = state.deadline - now()
reply = TIMED(state, left)"""
