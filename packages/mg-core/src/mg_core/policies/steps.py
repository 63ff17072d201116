"""The one order of the policies, outermost first, and all that follows from it.

Each step names its part of a `Policy`, says in words what it does, describes its numbers, and writes the lines that
it puts around the steps inside of it. `describe()`, validation, settings, the compiled functions, the README's table
and the documentation read this tuple, and nothing else says in which order policies stand.

The lines speak of names that `mg_core.call.compiled` binds: `state` (the call), `failure` (None or the error of the
last attempt), `reply`, and one upper-case name for each object. After the lines of a step, `reply` holds a good
answer and `failure` is None, or `failure` says why there is none; what ends a call at once is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..contract.policy import (
    BreakerPolicy,
    BulkheadPolicy,
    CachePolicy,
    ChaosPolicy,
    FallbackPolicy,
    HedgePolicy,
    Policy,
    RateLimitPolicy,
    RetryPolicy,
    TimeoutPolicy,
)
from ..contract.row import Row

Lines = list[str]


@dataclass(frozen=True, slots=True)
class Shape:
    """Which steps a function has. Operations of the same shape share one code object."""

    steps: frozenset[str]
    """Names of the steps that leave lines, e.g. `breaker`; `tracing` when there is a tracer."""
    blocking: bool = False
    """Nothing in the function suspends, so a thread may run it to its end at once."""

    def has(self, name: str) -> bool:
        """Whether a step is on."""
        return name in self.steps


@dataclass(frozen=True, slots=True)
class Step:
    """One step between a caller and the wire."""

    name: str
    """What it is called, in `Shape` and in words: `rate limit`."""
    part: str
    """Field of `Policy`, or "" for what no contract writes."""
    kind: type | None
    """Class of the part."""
    words: str
    """What it is for, in plain words."""
    describe: Callable[[Row, Any], str]
    """The line of `describe()`, without the name."""
    numbers: tuple[str, ...] = ()
    """Fields of the part that the line shows; all when empty."""
    wrap: Callable[[Shape, Lines], Lines] | None = None
    """The step's lines around those inside; None for what stands outside of a compiled function."""

    def is_on(self, policy: Policy) -> bool:
        """Whether a policy has this step."""
        value = getattr(policy, self.part) if self.part else None
        return value is not None and not (isinstance(value, RetryPolicy) and value.max_retries == 0)


def indented(lines: Lines) -> Lines:
    """Lines one level deeper."""
    return [f"    {line}" for line in lines]


def _bulkhead(_: Shape, inner: Lines) -> Lines:
    return [
        "if BULKHEAD.free > 0:",
        "    BULKHEAD.free -= 1",
        "else:",
        "    await BULKHEAD_ACQUIRE(state.deadline - now())",
        "try:",
        *indented(inner),
        "finally:",
        "    if BULKHEAD.waiters:",
        "        BULKHEAD.release()",
        "    else:",
        "        BULKHEAD.free += 1",
    ]


def _rate_limit(_: Shape, inner: Lines) -> Lines:
    return ["if not RATE.try_take():", "    await RATE_ACQUIRE(state.deadline)", *inner]


def _budget(_: Shape, inner: Lines) -> Lines:
    return ["BUDGET.credit += BUDGET.ratio", *inner]


def _retry(shape: Shape, inner: Lines) -> Lines:
    delay = "RETRY.delay(state, failure, now())"
    return [
        "while True:",
        *indented(inner),
        "    if failure is None:",
        "        break",
        f"    delay = None if BREAKER.refusing else {delay}" if shape.has("breaker") else f"    delay = {delay}",
        "    if delay is None:",
        "        break",
        "    METRICS.retries += 1",
        "    failure = None",
        "    await SLEEP(delay)",
    ]


def _refresh(_: Shape, inner: Lines) -> Lines:
    return [
        "while True:",
        *indented(inner),
        "    if failure is None or failure.status != 401 or state.refreshed:",
        "        break",
        "    state.refreshed = True",
        "    await REFRESH(state)",
    ]


def _token(_: Shape, inner: Lines) -> Lines:
    return ["await AUTHORIZE(state)", *inner]


def _breaker(shape: Shape, inner: Lines) -> Lines:
    hot = "" if shape.blocking else "BREAKER.generation if BREAKER.hot else "
    return [
        f"generation = {hot}BREAKER.admit()",
        "try:",
        *indented(inner),
        "except BaseException:",
        "    BREAKER.ignore(generation)",
        "    raise",
        "if failure is None:",
        "    if not BREAKER.hot:",
        "        BREAKER.ok(generation)",
        "else:",
        "    BREAKER.judge(generation, failed=is_failure(failure, state))",
    ]


def _hedge(shape: Shape, inner: Lines) -> Lines:
    """The attempt inside is the round's first; for threads, who cannot be interrupted, the round makes all."""
    generation = "generation" if shape.has("breaker") else "0"
    if shape.blocking:
        return [
            "try:",
            f"    reply = await HEDGED(state, {generation})",
            "    failure = None",
            "except MgError as error:",
            "    failure = error",
        ]
    return [
        f"race = HEDGED(state, {generation}, task)",
        "reply = None",
        "try:",
        *indented(inner),
        "except BaseException as error:",
        "    if not race.was_decided(error, cancelling):",
        "        await race.abandon()",
        "        raise",
        "    reply, failure = await race.decision()",
        "else:",
        "    if not race.is_over():",
        "        reply, failure = await race.finish(reply, failure)",
    ]


def _attempt(shape: Shape, inner: Lines) -> Lines:
    """The attempt timeout: the deadline queue, or a timer of its own where the queue's duration does not fit."""
    (send,) = inner
    timed = f"reply = await TIMED({send}, state, left)"
    queued = [
        "if left > LIMITS.attempt_s - 0.001 and state.attempt_s is None and task not in QUEUE:",
        "    QUEUE[task] = LOOP_TIME() + QUEUE.duration_s",
        "    if not QUEUE.armed:",
        "        QUEUE.arm()",
        "    try:",
        f"        reply = await {send}(state, left)",
        "    except BaseException as error:",
        "        expired = QUEUE.pop(task, None) is None",
        "        if expired and task.uncancel() <= cancelling and isinstance(error, CancelledError):",
        "            raise attempt_timeout(QUEUE.duration_s) from None",
        "        raise",
        "    if QUEUE.pop(task, None) is None:",
        "        task.uncancel()",
        "else:",
        f"    {timed}",
    ]
    return [
        "state.attempts += 1",
        "METRICS.attempts += 1",
        "try:",
        "    left = state.deadline - now()",
        *indented([timed] if shape.blocking else queued),
        "    failure = JUDGE(reply)",
        "except MgError as error:",
        "    failure = error",
    ]


def _chaos(_: Shape, __: Lines) -> Lines:
    return ["CHAOS"]


def _tell_fallback(_: Row, part: FallbackPolicy) -> str:
    if callable(part.body):
        text = f"{getattr(part.body, '__name__', 'a function')}()"
    else:
        text = part.body if len(part.body) <= 60 else f"{part.body[:57]}..."
    return f"{text} when there is no answer"


def _tell_cache(_: Row, part: CachePolicy) -> str:
    stale = f"{part.stale_while_revalidate_s:g} s while asking again, {part.stale_if_error_s:g} s on errors"
    return f"{part.ttl_s:g} s, then stale {stale}"


def _tell_rate_limit(_: Row, part: RateLimitPolicy) -> str:
    wait = f", waits at most {part.max_wait_s:g} s" if part.max_wait_s else ""
    return f"{part.per_s:g} per s, burst {part.burst}{wait}"


def _tell_retry(row: Row, part: RetryPolicy) -> str:
    waits = ", ".join(f"{wait_s:g}" for wait_s in part.backoff_s)
    when = "only if never sent" if row.idempotency == "never" else row.idempotency
    budget = f"budget {part.budget_ratio:.0%} + {part.budget_min_per_s:g} per s"
    return f"{part.max_retries} after {waits} s × {part.jitter[0]:g}–{part.jitter[1]:g}, {when}, {budget}"


def _tell_breaker(_: Row, part: BreakerPolicy) -> str:
    rules = f"{part.failures} failures in a row open it for {part.open_s:g} s, {part.trials} trials"
    return {
        "auto": rules,
        "forced_open": "forced open, every call is refused",
        "disabled": "disabled, every call goes through and nothing is counted",
        "shadow": f"shadow, counts and lets every call through; {rules}",
    }[part.mode]


def _tell_chaos(_: Row, part: ChaosPolicy) -> str:
    found = [
        (part.latency_rate, f"{part.latency_s:g} s more"),
        (part.fault_rate, "connection refused" if part.fault == "connect" else "connection lost"),
        (part.status_rate, f"status {part.status}"),
    ]
    shares = ", ".join(f"{text} for {rate:.3g} of the attempts" for rate, text in found if rate)
    return f"{shares or 'nothing'} (seed {part.seed})"


STEPS: Final[tuple[Step, ...]] = (
    Step("fallback", "fallback", FallbackPolicy, "something true instead of an error", _tell_fallback),
    Step("cache", "cache", CachePolicy, "what we knew a moment ago, with its age", _tell_cache),
    Step(
        "deadline", "timeout", TimeoutPolicy, "the whole call ends in time, whatever happens inside",
        lambda _, part: f"{part.total_s:g} s in all", ("total_s",),
    ),
    Step(
        "bulkhead", "bulkhead", BulkheadPolicy, "a slow neighbour may not take all places",
        lambda _, part: f"{part.max_in_flight} in flight, {part.max_queue} waiting", (), _bulkhead,
    ),
    Step(
        "rate limit", "rate_limit", RateLimitPolicy, "do not ask more often than was agreed",
        _tell_rate_limit, (), _rate_limit,
    ),
    Step("budget", "", None, "what retries and hedges may spend", lambda *_: "", (), _budget),
    Step(
        "retry", "retry", RetryPolicy, "once more, if repeating is harmless and others are not made to suffer",
        _tell_retry, (), _retry,
    ),
    Step("refresh", "", None, "a new token after a 401, once", lambda *_: "", (), _refresh),
    Step("token", "", None, "the token of the moment", lambda *_: "", (), _token),
    Step(
        "breaker", "breaker", BreakerPolicy, "stop calling what does not answer, try gently later",
        _tell_breaker, (), _breaker,
    ),
    Step(
        "hedge", "hedge", HedgePolicy, "once more beside it, when it is slow",
        lambda _, part: f"{part.max_hedges} more, each after {part.delay_s:g} s without an answer", (), _hedge,
    ),
    Step(
        "attempt timeout", "timeout", TimeoutPolicy, "one attempt ends in time",
        lambda _, part: f"{part.attempt_s:g} s", ("attempt_s",), _attempt,
    ),
    Step(
        "chaos", "chaos", ChaosPolicy, "disturb on purpose, so that every other policy is tried",
        _tell_chaos, (), _chaos,
    ),
)  # fmt: skip
"""Every step, outermost first; the transport stands inside of the last."""

PARTS: Final[Mapping[str, type]] = {step.part: step.kind for step in STEPS if step.kind is not None}
"""The parts of a policy and the class of each."""
