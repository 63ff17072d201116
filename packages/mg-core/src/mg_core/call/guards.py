"""What a call passes between its caller and the wire, whatever carries it: one object for everybody.

`Guards` belong to one operation of one client; `enter()` begins the `Passage` of one call. Streams, publishing and
following, the nodes of a store and everything else that is no plain request works with a passage:

    async with guards.enter() as passage:
        await passage.admit(call)                  # bulkhead, rate limit
        again = True
        while again:
            await passage.attempt()                # token, breaker
            try:
                reply, failure = await send(call, passage.left_s()), None
            except MgError as error:
                failure = error
            again = await passage.verdict(failure)     # breaker, refresh, retry: True when there shall be another one
        ...                                        # leaving the block gives everything back and counts

Requests with one answer go through functions that `mg_core.call.compiled` writes from the same steps; `Guards.request`
is what they do, said once more without tricks, and a differential test holds the two together.

Rules
    1. Whatever ends a call (an answer, an error, a cancellation, a defect), its place in the bulkhead is given back and
       its permit of the breaker is returned or judged, exactly once.
    2. The breaker hears one verdict an attempt (a hedged round is one). What was refused here, cancelled, or ran out of
       the caller's own time says nothing about the service; see `mg_core.policies.facts`.
    3. An attempt after a refreshed token is neither a retry nor paid for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from ..contract.policy import TimeoutPolicy
from ..contract.row import Row
from ..errors import MgError, RejectedError
from ..observe.samples import OperationMetrics
from ..policies.breaker.machine import CircuitBreaker
from ..policies.bulkhead import Bulkhead
from ..policies.facts import is_failure
from ..policies.rate_limit import QueueingBucket
from ..policies.retry import Retries, RetryBudget
from .call import Call, deadline_exceeded
from .compiled import annotate
from .ends import Ends
from .options import CallOptions
from .tracer import CallTracer

P = TypeVar("P")
R = TypeVar("R")

Hook = Callable[[Call[Any]], Awaitable[None]]


@dataclass(slots=True)
class Guards:
    """The guards of one operation of one client on one event loop; None where the policy names none."""

    row: Row
    service: str
    limits: TimeoutPolicy
    metrics: OperationMetrics
    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    wall: Callable[[], float]
    bulkhead: Bulkhead | None = None
    bucket: QueueingBucket | None = None
    budget: RetryBudget | None = None
    retries: Retries | None = None
    breaker: CircuitBreaker | None = None
    authorize: Hook | None = None
    """Puts the token of the moment into the headers; None where it is fixed."""
    refresh: Hook | None = None
    """Renews the token after a 401."""
    tracer: CallTracer | None = None

    def enter(self) -> Passage[Any]:
        """The passage of a call that begins now."""
        return Passage(self)

    async def request(
        self,
        ends: Ends[P, R],
        timed: Callable[[Call[P], float], Awaitable[R]],
        args: tuple[Any, ...],
        body: Any,
        options: CallOptions | None,
        *,
        hedged: Callable[[Call[P], int], Awaitable[R]] | None = None,
    ) -> Any:
        """A call with one answer: `timed(call, left_s)` makes an attempt, `hedged(call, generation)` a round."""
        async with self.enter() as passage:
            started = passage.started
            call = ends.make(args, body, options, started + self.limits.total_s, started)
            await passage.admit(call)
            while True:
                await passage.attempt(counted=hedged is None)
                failure: MgError | None
                try:
                    if hedged is None:
                        reply = await timed(call, call.deadline - self.now())
                    else:
                        reply = await hedged(call, passage.generation or 0)
                    failure = ends.judge(reply) if hedged is None else None
                except MgError as error:
                    failure = error
                if not await passage.verdict(failure):
                    return ends.value(reply)


class Passage(Generic[P]):
    """One call on its way through the guards; `async with`.

    Attributes:
        started: when it began, seconds of the client's clock.
        generation: the breaker's permit of the attempt under way; None when there is none to return.
    """

    __slots__ = ("_call", "_good", "_guards", "_held", "_span", "generation", "started")

    def __init__(self, guards: Guards) -> None:
        self._guards = guards
        self._call: Call[P] | None = None
        self._span: Any = None
        self._held = False
        self._good = False
        self.generation: int | None = None
        self.started = guards.now()

    async def __aenter__(self) -> Self:
        self._guards.metrics.calls += 1
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish(error)

    @property
    def call(self) -> Call[P]:
        """The call, once it was admitted or tried to be."""
        if self._call is None:
            raise RuntimeError("admit() comes first")
        return self._call

    def left_s(self) -> float:
        """Seconds until the deadline.

        Raises:
            DeadlineExceededError: there are none; the attempt does not count.
        """
        call = self.call
        left_s = call.deadline - self._guards.now()
        if left_s <= 0.0:
            call.attempts -= 1
            self._guards.metrics.attempts -= 1
            raise deadline_exceeded(call)
        return left_s

    async def admit(self, call: Call[P]) -> None:
        """Pass what a call passes once.

        Raises:
            RejectedError: the bulkhead or the rate limit refuses it.
            DeadlineExceededError: no place became free in time.
        """
        guards, self._call = self._guards, call
        if guards.tracer is not None:
            self._span = call.span = guards.tracer.begin(guards.service, guards.row, call)
        if guards.bulkhead is not None:
            await guards.bulkhead.acquire(call.deadline - guards.now())
            self._held = True
        if guards.bucket is not None and not guards.bucket.try_take():
            await guards.bucket.acquire(call.deadline)
        if guards.budget is not None:
            guards.budget.credit += guards.budget.ratio

    async def attempt(self, *, counted: bool = True) -> None:
        """Pass what each attempt passes. `counted`: the attempt is one, and not a round that counts its own.

        Raises:
            CircuitOpenError: the service is left alone.
        """
        guards, call = self._guards, self.call
        if guards.authorize is not None:
            await guards.authorize(call)
        if guards.breaker is not None:
            self.generation = guards.breaker.admit()
        if counted:
            call.attempts += 1
            guards.metrics.attempts += 1

    async def verdict(self, failure: MgError | None, *, may_repeat: bool = True) -> bool:
        """Judge the attempt: None for a good one. True when, after its wait, there shall be another one.

        Raises:
            MgError: `failure`, when it ends the call.
        """
        guards, call = self._guards, self.call
        self._return_permit(failed=False if failure is None else is_failure(failure, call))
        if failure is None:
            self._good = True
            return False
        if not may_repeat:
            raise failure
        if failure.status == 401 and guards.refresh is not None and not call.refreshed:
            call.refreshed = True
            await guards.refresh(call)
            return True
        delay = None
        if guards.retries is not None and not (guards.breaker is not None and guards.breaker.refusing):
            delay = guards.retries.delay(call, failure, guards.now())
        if delay is None:
            raise failure
        guards.metrics.retries += 1
        await guards.sleep(delay)
        return True

    def learn(self, failure: MgError) -> None:
        """Tell the rate limit what a failure says about it, where no judged reply has done so."""
        if self._guards.bucket is not None:
            self._guards.bucket.heed(failure.headers, failure, self._guards.wall)

    def finish(self, error: BaseException | None) -> None:
        """Give everything back and count; `async with` does it.

        Without an error and without a good verdict the caller has left early, which is no result.
        """
        guards = self._guards
        self._return_permit(failed=None)
        if self._held:
            self._held = False
            if guards.bulkhead is not None:
                guards.bulkhead.release()
        if isinstance(error, MgError):
            annotate(error, self._call, guards.service, guards.row.id)
            guards.metrics.error(error.code)
            guards.metrics.rejected += isinstance(error, RejectedError)
        elif error is None and self._good:
            guards.metrics.ok += 1
        else:
            error = error or asyncio.CancelledError()
        if error is None or isinstance(error, MgError):
            guards.metrics.observe(guards.now() - self.started)
        if guards.tracer is not None and self._call is not None:
            guards.tracer.end(self._span, self._call, error)

    def _return_permit(self, *, failed: bool | None) -> None:
        generation, self.generation = self.generation, None
        if generation is not None and self._guards.breaker is not None:
            self._guards.breaker.judge(generation, failed=failed)
