"""The text of a pipeline function: which lines each step puts into it.

`MARKS` names one global per step that its lines mention; a step that is off leaves no trace of it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from textwrap import indent
from typing import Final


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
    hedge: bool = False
    chaos: bool = False
    tracing: bool = False
    blocking: bool = False
    """For threads instead of an event loop."""


MARKS: Final = {
    "bulkhead": "BULKHEAD",
    "rate_limit": "RATE",
    "retry": "RETRY",
    "breaker": "BREAKER",
    "token": "AUTHORIZE",
    "refresh": "REFRESH",
    "hedge": "HEDGED",
    "chaos": "CHAOS",
    "tracing": "TRACER",
}
"""Fields of `Shape` that put steps into a function → a name that only their lines use."""


def source(shape: Shape) -> str:
    """Python source of the pipeline function of this shape."""
    text = _call(shape)
    if shape.blocking:
        text = text.replace("async def ", "def ").replace("await ", "")
    return text


def _call(shape: Shape) -> str:
    lines = ["async def call(args, body, options):"]
    if not shape.blocking:
        lines += indent(_TASK, "    ").splitlines()
    if shape.bulkhead:
        lines.append("    held = False")
    lines += ["    METRICS.calls += 1", "    state = None"]
    if shape.tracing:
        lines.append("    span = None")
    lines += [
        "    started = now()",
        "    try:",
        "        state = MAKE(args, body, options, started + LIMITS.total_s, started)",
    ]
    if shape.tracing:
        lines.append("        span = state.span = TRACER.begin(SERVICE, ROW, state)")
    lines.append(indent(_admission(shape), " " * 8))
    again = shape.retry or shape.refresh
    attempt = _attempt(shape)
    lines.append(indent(f"while True:\n{indent(attempt, '    ')}" if again else attempt, " " * 8))
    lines.append("        value = VALUE(reply)")
    lines.append(indent(_ending(shape), "    "))
    return "\n".join(line for line in lines if line) + "\n"


def _admission(shape: Shape) -> str:
    """What a call passes once, before its first attempt."""
    lines = []
    if shape.bulkhead:
        lines += [
            "if BULKHEAD.free > 0:",
            "    BULKHEAD.free -= 1",
            "else:",
            "    await BULKHEAD.acquire(state.deadline - now())",
            "held = True",
        ]
    if shape.rate_limit:
        lines += ["if not RATE.try_take():", "    await RATE.acquire(state.deadline)"]
    if shape.retry or shape.hedge:
        lines.append("BUDGET.credit += BUDGET.ratio")
    return "\n".join(lines)


def _ending(shape: Shape) -> str:
    lines = [
        "except MgError as error:",
        "    failure = None",
        "    annotate(error, state, SERVICE, OPERATION)",
        "    METRICS.error(error.code)",
        "    if isinstance(error, RejectedError):",
        "        METRICS.rejected += 1",
        "    METRICS.observe(now() - started)",
    ]
    traced = ["    if state is not None:", "        TRACER.end(span, state, error)"] if shape.tracing else []
    lines += [*traced, "    raise"]
    if shape.tracing:
        lines += ["except BaseException as error:", *traced, "    raise"]
    if shape.bulkhead:
        lines += [
            "finally:",
            "    if held:",
            "        if BULKHEAD.waiters:",
            "            BULKHEAD.release()",
            "        else:",
            "            BULKHEAD.free += 1",
        ]
    lines += ["METRICS.ok += 1", "METRICS.observe(now() - started)"]
    if shape.tracing:
        lines.append("TRACER.end(span, state, None)")
    return "\n".join([*lines, "return value"])


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
    lines += _sending(shape)
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


def _sending(shape: Shape) -> list[str]:
    send = "CHAOS" if shape.chaos else "SEND"
    if shape.hedge:
        generation = "generation" if shape.breaker else "0"
        return ["try:", f"    reply = await HEDGED({send}, state, {generation})", "    failure = None"]
    body = (_SEND_BLOCKING if shape.blocking else _SEND_ASYNC).replace("SEND", send)
    lines = ["state.attempts += 1", "METRICS.attempts += 1"]
    return [*lines, "try:", indent(body, "    "), "    failure = JUDGE(reply)"]


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
    lines.append(f"delay = None if BREAKER.refusing else {delay}" if shape.breaker else f"delay = {delay}")
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
    reply = await TIMED(SEND, state, left)"""

_SEND_BLOCKING = """\
left = state.deadline - now()
reply = TIMED(SEND, state, left)"""
