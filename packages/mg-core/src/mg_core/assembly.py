"""Assembly: gives each operation of a client its compiled pipeline and the objects that it works with."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from .answers import Answers
from .caller import Call, CallFactory
from .codec import Decoder
from .credentials import Credentials
from .deadline import DeadlineQueue, format_timeout_ms
from .errors import AttemptTimeoutError, MgError
from .operation import Operation, Policy, Timeout
from .pipeline import RetrySettings, Shape, attempt_timeout, build, deadline_exceeded
from .policies.breaker import CircuitBreaker, State
from .policies.breakers import Breakers
from .policies.bulkhead import BlockingBulkhead, Bulkhead
from .policies.locked import LockedBreaker, LockedBucket, LockedBudget
from .policies.metrics import OperationMetrics, Sample
from .policies.rate_limit import TokenBucket
from .policies.retry import RetryBudget, is_repeatable
from .policies.settings import validate
from .tracing import new_span_id
from .transports import Reply

USER_AGENT = "mg-core/0.1"


class Assembly:
    """State that the operations of one client share: breakers, budgets, bulkheads, limits, metrics."""

    blocking = False

    def __init__(
        self,
        *,
        base_url: str,
        service: str,
        credentials: Credentials,
        transport: Any,
        clock: Any,
        random: Callable[[], float],
        stale: Callable[[], None],
    ) -> None:
        self._base_url = base_url
        self._service = service
        self._credentials = credentials
        self._transport = transport
        self._clock = clock
        self._random = random
        self._stale = stale
        kind = LockedBreaker if self.blocking else CircuitBreaker
        self._breakers = Breakers(service, clock.monotonic, kind)
        self._bulkheads: dict[Any, Bulkhead] = {}
        self._limits: dict[Any, TokenBucket] = {}
        self._budgets: dict[tuple[float, float], RetryBudget] = {}
        self._metrics: dict[str, OperationMetrics] = {}
        self._answers = Answers(clock.monotonic, blocking=self.blocking)

    def check(self, operation: Operation) -> None:
        """Validate the policy of an operation that is not in the client's table."""
        validate(operation, operation.policy)

    def function(self, operation: Operation, policy: Policy) -> Callable[..., Any]:
        """The compiled pipeline of one operation."""
        dynamic = operation.secured and self._credentials.dynamic
        shape = Shape(
            bulkhead=policy.bulkhead is not None,
            rate_limit=policy.rate_limit is not None,
            retry=policy.retry is not None and policy.retry.max_retries > 0,
            breaker=policy.breaker is not None,
            token=dynamic,
            refresh=dynamic and self._credentials.refreshable,
            blocking=self.blocking,
        )
        function = build(shape, {**self._steps(operation), **self._guards(operation, policy)})
        return self._answers.around(operation, policy, function)

    def close(self) -> None:
        """Stop timers."""

    def samples(self) -> Iterator[Sample]:
        """Rows for an exporter."""
        for name, metrics in self._metrics.items():
            yield from metrics.samples({"service": self._service, "operation": name})
        labels = {"service": self._service}
        for breaker in self._breakers:
            yield Sample(
                "mg_client_breaker_state", "gauge", "0 closed, 1 half-open, 2 open", labels, breaker.state.value
            )
            yield Sample("mg_client_breaker_opened_total", "counter", "Times a breaker opened", labels, breaker.opened)
            yield Sample(
                "mg_client_breaker_rejected_total", "counter", "Calls refused by a breaker", labels, breaker.rejected
            )
        for bulkhead in self._bulkheads.values():
            yield Sample("mg_client_in_flight", "gauge", "Calls in a bulkhead", labels, bulkhead.in_flight)
        for (name, _), cache in self._answers.caches.items():
            where = {**labels, "operation": name}
            yield Sample("mg_client_cache_hits_total", "counter", "Calls answered from the cache", where, cache.hits)
            yield Sample(
                "mg_client_cache_stale_total", "counter", "Calls answered with a stale answer", where, cache.stale
            )
        for budget in self._budgets.values():
            text = "Retries refused by the budget"
            yield Sample("mg_client_retry_budget_exhausted_total", "counter", text, labels, budget.exhausted)

    @property
    def breakers(self) -> tuple[CircuitBreaker, ...]:
        """The client's breakers; one, unless operations ask for different numbers."""
        return tuple(self._breakers)

    def _steps(self, operation: Operation) -> dict[str, Any]:
        decoder = Decoder(operation)
        factory = CallFactory(operation, self._base_url, self._credentials, USER_AGENT)
        good, failure, wall = decoder.statuses, decoder.failure, self._clock.time

        def judge(reply: Reply) -> MgError | None:
            return None if reply[0] in good else failure(reply, wall)

        return {
            "MAKE": factory.make,
            "JUDGE": judge,
            "VALUE": decoder.value,
            "METRICS": self._metrics.setdefault(operation.id, OperationMetrics()),
            "SERVICE": self._service,
            "OPERATION": operation.id,
            "now": self._clock.monotonic,
        }

    def _guards(self, operation: Operation, policy: Policy) -> dict[str, Any]:
        names: dict[str, Any] = {"LIMITS": policy.timeout, "OPEN": State.OPEN}
        now = self._clock.monotonic
        if policy.breaker:
            names["BREAKER"] = self._breakers.of(operation, policy.breaker)
        if policy.bulkhead:
            room = policy.bulkhead
            places = BlockingBulkhead if self.blocking else Bulkhead
            names["BULKHEAD"] = _shared(self._bulkheads, room, lambda: places(self._service, room))
        if policy.rate_limit:
            rate = policy.rate_limit
            bucket = LockedBucket if self.blocking else TokenBucket
            names["RATE"] = _shared(self._limits, rate, lambda: bucket(self._service, rate, now))
        if policy.retry:
            share = (policy.retry.budget_ratio, policy.retry.budget_min_per_s)
            purse = LockedBudget if self.blocking else RetryBudget
            budget = _shared(self._budgets, share, lambda: purse(*share, now))
            names["BUDGET"] = budget
            names["RETRY"] = RetrySettings(policy.retry, is_repeatable(operation.idempotency), budget, self._random)
        return names

    def _prepare_attempt(self, operation: Operation, policy: Policy) -> Callable[[Call, float], None]:
        most = 1 + (policy.retry.max_retries if policy.retry else 0)

        def prepare(call: Call, left_s: float) -> None:
            headers = call.headers
            trace_id, flags = call.trace
            headers["traceparent"] = f"00-{trace_id}-{new_span_id()}-{flags}"
            headers["x-request-timeout-ms"] = format_timeout_ms(left_s)
            headers["mg-attempt"] = f"{call.attempts}; max={most}"

        return prepare


def _shared(table: dict[Any, Any], key: Any, make: Callable[[], Any]) -> Any:
    found = table.get(key)
    if found is None:
        found = table[key] = make()
    return found


class AsyncAssembly(Assembly):
    """For an event loop."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queues: dict[float, DeadlineQueue] = {}

    def function(self, operation: Operation, policy: Policy) -> Callable[..., Any]:
        """The compiled pipeline, bound to the running loop.

        A client that moves to another loop (each test has its own) drops what was bound to the old one.
        """
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self.close()
            self._loop = loop
        return super().function(operation, policy)

    def close(self) -> None:
        """Stop the timers."""
        for queue in self._queues.values():
            queue.close()
        self._queues.clear()

    def _guards(self, operation: Operation, policy: Policy) -> dict[str, Any]:
        loop = self._loop or asyncio.get_running_loop()
        duration = policy.timeout.attempt_s
        send = self._sender(operation, policy)
        return {
            **super()._guards(operation, policy),
            "LOOP": loop,
            "LOOP_TIME": loop.time,
            "TASKS": getattr(asyncio.tasks, "_current_tasks", {}),
            "QUEUE": _shared(self._queues, duration, lambda: DeadlineQueue(duration, loop)),
            "SEND": send,
            "TIMED": _timed(send, policy.timeout),
            "SLEEP": self._clock.sleep,
            "AUTHORIZE": self._authorize,
            "REFRESH": self._refresh,
            "MOVED": self._moved(operation, policy),
        }

    def _moved(self, operation: Operation, policy: Policy) -> Callable[..., Awaitable[Any]]:
        """What a function does that finds itself on another loop than the one it was bound to."""

        async def moved(args: tuple[Any, ...], body: Any, options: Any) -> Any:
            self._stale()
            return await self.function(operation, policy)(args, body, options)

        return moved

    def _sender(self, operation: Operation, policy: Policy) -> Callable[[Call, float], Awaitable[Reply]]:
        send, method = self._transport.send, operation.method
        prepare = self._prepare_attempt(operation, policy)

        def send_attempt(call: Call, left_s: float) -> Awaitable[Reply]:
            prepare(call, left_s)
            reply: Awaitable[Reply] = send(method, call.url, call.headers, call.body, None)
            return reply

        return send_attempt

    async def _authorize(self, call: Call) -> None:
        if not call.refreshed:
            async with self._until(call):
                call.headers["authorization"] = await self._credentials.header()

    async def _refresh(self, call: Call) -> None:
        async with self._until(call):
            call.headers["authorization"] = await self._credentials.refresh(call.headers["authorization"])

    @contextlib.asynccontextmanager
    async def _until(self, call: Call) -> Any:
        limit = asyncio.timeout(call.deadline - self._clock.monotonic())
        try:
            async with limit:
                yield
        except TimeoutError:
            if limit.expired():
                raise deadline_exceeded(call) from None
            raise


def _timed(
    send: Callable[[Call, float], Awaitable[Reply]], timeout: Timeout
) -> Callable[[Call, float], Awaitable[Reply]]:
    """An attempt whose limit is not the policy's: what is left of the deadline, or the caller's own."""

    async def timed(call: Call, left_s: float) -> Reply:
        if left_s <= 0:
            call.attempts -= 1
            raise deadline_exceeded(call)
        attempt_s = timeout.attempt_s if call.attempt_s is None else call.attempt_s
        limit = asyncio.timeout(min(left_s, attempt_s))
        try:
            async with limit:
                return await send(call, left_s)
        except TimeoutError:
            if not limit.expired():
                raise
            raise (attempt_timeout(attempt_s) if attempt_s <= left_s else deadline_exceeded(call)) from None

    return timed


class BlockingAssembly(Assembly):
    """For threads; see `policies/locked.py`."""

    blocking = True

    def _guards(self, operation: Operation, policy: Policy) -> dict[str, Any]:
        names = super()._guards(operation, policy)
        prepare = self._prepare_attempt(operation, policy)
        send, method, timeout = self._transport.send, operation.method, policy.timeout

        def timed(call: Call, left_s: float) -> Reply:
            if left_s <= 0:
                call.attempts -= 1
                raise deadline_exceeded(call)
            attempt_s = timeout.attempt_s if call.attempt_s is None else call.attempt_s
            prepare(call, left_s)
            try:
                reply: Reply = send(method, call.url, call.headers, call.body, min(left_s, attempt_s))
            except AttemptTimeoutError:
                if attempt_s <= left_s:
                    raise
                raise deadline_exceeded(call) from None
            return reply

        names["TIMED"] = timed
        names["SLEEP"] = self._clock.pause
        names["AUTHORIZE"] = self._authorize
        names["REFRESH"] = self._refresh
        return names

    def _authorize(self, call: Call) -> None:
        if not call.refreshed:
            call.headers["authorization"] = self._credentials.blocking_header()

    def _refresh(self, call: Call) -> None:
        call.headers["authorization"] = self._credentials.blocking_refresh(call.headers["authorization"])
