"""Hedge: another attempt beside one that is slow. The first good answer wins.

Rules
    1. Only operations whose repetition is harmless (`safe`, `idempotent`) may be hedged.
    2. An attempt without an answer after `delay_s` gets another one beside it; the next follows `delay_s` after that,
       up to `max_hedges`. A failure sends none: failures are for retry.
    3. The first good answer wins. The attempts that still run are cancelled, and have ended before the call goes on.
    4. While another attempt runs a failure is not the result, unless no other attempt could do better: an answer
       that is neither an error of the server nor 408, 425 or 429. If all fail, the failure that forbids a repeat
       or asks for the longest wait counts, else the last.
    5. Every hedge is taken from the budget that retries are taken from, and counts against the caller's
       `max_retries`. An empty budget, a breaker that is not closed (a trial is never hedged), a rate limit that the
       service closed, or a deadline that has passed: no hedge.
    6. All attempts of a round are one call to the breaker. Each is counted, has its own span id, headers and attempt
       timeout; the Idempotency-Key is the call's.
    7. A cancelled caller takes all its attempts along.

A round takes the place of a single attempt, so retry repeats rounds. For threads the loser of rule 3 cannot be
cancelled: it runs on in a daemon thread until its attempt timeout, outside the bulkhead, and its answer is dropped.
"""

from __future__ import annotations

import asyncio
import contextvars
import queue
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ..call.call import Call, deadline_exceeded
from ..contract.policy import HedgePolicy
from ..errors import ApiError, DecodeError, MgError
from ..observe.samples import OperationMetrics
from ..rest.transports import Reply
from ..tasks import end
from .breaker.machine import CircuitBreaker, State
from .pushback import forbids_retry
from .rate_limit import TokenBucket
from .retry import RETRYABLE_4XX, RetryBudget

Outcome = Reply | MgError
"""A good reply, or why there is none."""

Attempt = asyncio.Task[Outcome]
"""A running attempt."""


@dataclass(slots=True)
class HedgeRules:
    """What decides about hedges of one operation.

    Attributes:
        sent: hedges sent since the start.
        won: calls that a hedge answered.
    """

    policy: HedgePolicy
    budget: RetryBudget
    now: Callable[[], float]
    judge: Callable[[Reply], MgError | None]
    metrics: OperationMetrics
    breaker: CircuitBreaker | None = None
    bucket: TokenBucket | None = None
    sent: int = 0
    won: int = 0

    def begin(self, call: Call) -> tuple[Call, float]:
        """The round's first attempt and the seconds left for it.

        Raises:
            DeadlineExceededError: there is no time left; nothing is counted.
        """
        left_s = call.deadline - self.now()
        if left_s <= 0.0:
            raise deadline_exceeded(call)
        return self._count(call), left_s

    def another(self, call: Call, generation: int, hedges: int) -> tuple[Call, float] | None:
        """The next hedge of a round that has sent `hedges`, and its seconds left; None: there is none."""
        left_s = call.deadline - self.now()
        if hedges >= self.policy.max_hedges or left_s <= 0.0 or not call.may_repeat():
            return None
        if self._is_guarded(generation) or not self.budget.withdraw():
            return None
        self.sent += 1
        return self._count(call), left_s

    def _is_guarded(self, generation: int) -> bool:
        if self.bucket is not None and self.bucket.closed_s() > 0.0:
            return True
        breaker = self.breaker
        if breaker is None or breaker.policy.mode == "disabled":
            return False
        return breaker.state is not State.CLOSED or breaker.generation != generation

    def _count(self, call: Call) -> Call:
        call.attempts += 1
        self.metrics.attempts += 1
        return call.fork()


def is_final(failure: MgError) -> bool:
    """Rule 4: no other attempt could do better."""
    if isinstance(failure, DecodeError):
        return True
    return isinstance(failure, ApiError) and failure.status < 500 and failure.status not in RETRYABLE_4XX


def weightiest(failures: list[MgError]) -> MgError:
    """Rule 4: the failure that stands for a round in which every attempt failed."""
    return max(reversed(failures), key=lambda failure: (forbids_retry(failure.headers), failure.retry_after_s or 0.0))


def _raise_final(failures: list[MgError]) -> None:
    for failure in failures:
        if is_final(failure):
            raise failure


class HedgedRound:
    """Rounds of one operation, on an event loop: `await round(send, call, generation)`."""

    def __init__(self, rules: HedgeRules, timed: Callable[..., Awaitable[Reply]]) -> None:
        """`timed(send, call, left_s)`: one attempt with its time limit."""
        self.rules = rules
        self._timed = timed

    async def __call__(self, send: Any, call: Call, generation: int) -> Reply:
        """The first good answer. `generation`: the breaker's, in which the call was admitted.

        Raises:
            MgError: no attempt succeeded.
        """
        first = self._start(send, *self.rules.begin(call))
        running = {first}
        try:
            return await self._race(send, call, generation, running, first)
        finally:
            await end(running)

    async def _race(self, send: Any, call: Call, generation: int, running: set[Attempt], first: Attempt) -> Reply:
        rules, hedges = self.rules, 0
        delay_s: float | None = rules.policy.delay_s
        failures: list[MgError] = []
        while len(failures) < len(running):
            waited = {task for task in running if not task.done()}
            done, _ = await asyncio.wait(waited, timeout=delay_s, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                hedge = rules.another(call, generation, hedges)
                if hedge is None:
                    delay_s = None
                else:
                    hedges += 1
                    running.add(self._start(send, *hedge))
                continue
            delay_s = None
            ended = [(task, task.result()) for task in done]
            for task, outcome in ended:
                if not isinstance(outcome, MgError):
                    rules.won += task is not first
                    return outcome
            failures += [outcome for _, outcome in ended if isinstance(outcome, MgError)]
            _raise_final(failures)
        raise weightiest(failures)

    def _start(self, send: Any, call: Call, left_s: float) -> Attempt:
        return asyncio.get_running_loop().create_task(self._attempt(send, call, left_s))

    async def _attempt(self, send: Any, call: Call, left_s: float) -> Outcome:
        try:
            reply = await self._timed(send, call, left_s)
        except MgError as error:
            return error
        return self.rules.judge(reply) or reply


class BlockingHedgedRound:
    """Rounds of one operation, for threads."""

    def __init__(self, rules: HedgeRules, timed: Callable[..., Reply]) -> None:
        """`timed(send, call, left_s)`: one attempt with its time limit."""
        self.rules = rules
        self._timed = timed

    def __call__(self, send: Any, call: Call, generation: int) -> Reply:
        """As `HedgedRound.__call__`, blocking the thread."""
        rules, running, hedges = self.rules, 1, 0
        ended: queue.SimpleQueue[tuple[int, Reply | BaseException]] = queue.SimpleQueue()
        delay_s: float | None = rules.policy.delay_s
        failures: list[MgError] = []
        self._start(ended, 0, send, *rules.begin(call))
        while len(failures) < running:
            try:
                number, outcome = ended.get(timeout=delay_s)
            except queue.Empty:
                hedge = rules.another(call, generation, hedges)
                if hedge is None:
                    delay_s = None
                    continue
                hedges += 1
                running += 1
                self._start(ended, hedges, send, *hedge)
                continue
            delay_s = None
            if not isinstance(outcome, BaseException):
                rules.won += number > 0
                return outcome
            if not isinstance(outcome, MgError):
                raise outcome
            failures.append(outcome)
            _raise_final(failures)
        raise weightiest(failures)

    def _start(self, ended: Any, number: int, send: Any, call: Call, left_s: float) -> None:
        context = contextvars.copy_context()

        def run() -> None:
            with _Reporting(ended, number):
                ended.put((number, context.run(self._attempt, send, call, left_s)))

        threading.Thread(target=run, name=f"mg-hedge-{number}", daemon=True).start()

    def _attempt(self, send: Any, call: Call, left_s: float) -> Outcome:
        try:
            reply = self._timed(send, call, left_s)
        except MgError as error:
            return error
        return self.rules.judge(reply) or reply


class _Reporting:
    """Hands whatever ends an attempt's thread to the caller's thread, which raises it."""

    def __init__(self, ended: Any, number: int) -> None:
        self._ended = ended
        self._number = number

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: object) -> bool:
        if error is not None:
            self._ended.put((self._number, error))
        return True
