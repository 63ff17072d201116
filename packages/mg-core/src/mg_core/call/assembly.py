"""Assembly: gives each operation of a client its compiled pipeline and the objects that it works with."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..configuration.resolution import validate
from ..contract.operation import Operation
from ..contract.policy import Policy, RetryPolicy
from ..deadline import DeadlineQueue
from ..errors import ConfigurationError
from ..observe.samples import OperationMetrics, Sample, sample
from ..policies.breaker.groups import Breakers, BreakerSource
from ..policies.breaker.machine import CircuitBreaker
from ..policies.bulkhead import BlockingBulkhead, Bulkhead
from ..policies.locked import LockedBreaker, LockedBucket, LockedBudget
from ..policies.rate_limit import QueueingBucket, TokenBucket, learning
from ..policies.retry import RetryBudget, RetrySettings, is_repeatable
from ..rest.ends import HttpEnds
from .answers import Answers
from .attempts import timed, timed_blocking
from .call import Call, deadline_exceeded
from .compiled import build
from .credentials import Credentials
from .ends import Ends
from .source import Shape
from .tracer import CallTracer

if TYPE_CHECKING:  # few policies name them, so they are imported where one does
    from ..policies.chaos import FaultInjector
    from ..policies.hedge import HedgeRules


class Assembly:
    """State that the operations of one client share: breakers, budgets, bulkheads, limits, metrics."""

    blocking = False

    def __init__(
        self,
        *,
        service: str,
        credentials: Credentials,
        clock: Any,
        random: Callable[[], float],
        stale: Callable[[], None],
        tracer: CallTracer | None = None,
        breakers: BreakerSource | None = None,
        base_url: str = "",
        transport: Any = None,
        ends: Ends | None = None,
        answers: Answers | None = None,
    ) -> None:
        """`ends`: those of REST operations by default, made of `base_url` and `transport`."""
        self._ends = ends or HttpEnds(base_url, credentials, transport, clock, tracer)
        self._service = service
        self._credentials = credentials
        self._clock = clock
        self._random = random
        self._stale = stale
        kind = LockedBreaker if self.blocking else CircuitBreaker
        self._tracer = tracer
        self._breakers: BreakerSource = breakers or Breakers(service, clock.monotonic, kind)
        self._bulkheads: dict[Any, Bulkhead] = {}
        self._limits: dict[Any, TokenBucket] = {}
        self._budgets: dict[tuple[float, float], RetryBudget] = {}
        self._hedges: dict[Any, HedgeRules] = {}
        self._injectors: dict[Any, FaultInjector] = {}
        self._metrics: dict[str, OperationMetrics] = {}
        self._answers = answers or Answers(clock.monotonic, blocking=self.blocking)

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
            hedge=policy.hedge is not None,
            chaos=policy.chaos is not None,
            tracing=self._tracer is not None,
            blocking=self.blocking,
        )
        names = self._steps(operation)
        names |= self._guards(operation, policy)
        names |= self._sending(operation, policy, names)
        function = build(shape, names)
        return self._answers.around(operation, policy, function)

    def close(self) -> None:
        """Stop timers and renewals."""
        self._answers.close()

    def update(self, policies: Mapping[str, Policy]) -> None:
        """The policies in force changed: what is kept of the old breakers. By operationId."""
        self._breakers.update({name: policy.breaker for name, policy in policies.items()})

    def samples(self) -> Iterator[Sample]:
        """Rows for an exporter."""
        for name, metrics in self._metrics.items():
            yield from metrics.samples({"service": self._service, "operation": name})
        labels = {"service": self._service}
        for breaker in self._breakers:
            yield sample("mg_client_breaker_state", breaker.state.value, labels)
            yield sample("mg_client_breaker_opened_total", breaker.opened, labels)
            yield sample("mg_client_breaker_rejected_total", breaker.rejected, labels)
            yield sample("mg_client_breaker_would_have_rejected_total", breaker.would_have_rejected, labels)
        yield from self._answers.samples(self._service)
        yield from self._guard_samples(labels)
        yield from self._attempt_samples(labels)

    def _guard_samples(self, labels: dict[str, str]) -> Iterator[Sample]:
        for bulkhead in self._bulkheads.values():
            yield sample("mg_client_in_flight", bulkhead.in_flight, labels)
            yield sample("mg_client_bulkhead_queued", bulkhead.queued, labels)
            yield sample("mg_client_bulkhead_rejected_total", bulkhead.rejected, labels)
        for bucket in self._limits.values():
            yield sample("mg_client_rate_limit_queued", len(bucket.waiters), labels)
            yield sample("mg_client_rate_limit_rejected_total", bucket.rejected, labels)
        for budget in self._budgets.values():
            yield sample("mg_client_retry_budget_exhausted_total", budget.exhausted, labels)

    def _attempt_samples(self, labels: dict[str, str]) -> Iterator[Sample]:
        for (name, _), rules in self._hedges.items():
            where = {**labels, "operation": name}
            yield sample("mg_client_hedges_total", rules.sent, where)
            yield sample("mg_client_hedges_won_total", rules.won, where)
        for (name, _), injector in self._injectors.items():
            for kind, count in injector.counts.items():
                where = {**labels, "operation": name, "kind": kind}
                yield sample("mg_client_chaos_total", count, where)

    @property
    def breakers(self) -> tuple[CircuitBreaker, ...]:
        """The client's breakers; one, unless operations ask for different numbers."""
        return tuple(self._breakers)

    def _steps(self, operation: Operation) -> dict[str, Any]:
        return {
            **self._ends.steps(operation),
            "METRICS": self._metrics.setdefault(operation.id, OperationMetrics()),
            "SERVICE": self._service,
            "OPERATION": operation.id,
            "ROW": operation,
            "TRACER": self._tracer,
            "now": self._clock.monotonic,
        }

    def _guards(self, operation: Operation, policy: Policy) -> dict[str, Any]:
        names: dict[str, Any] = {"LIMITS": policy.timeout}
        if policy.breaker:
            names["BREAKER"] = self._breakers.of(operation, policy.breaker)
        if policy.bulkhead:
            room = policy.bulkhead
            places = BlockingBulkhead if self.blocking else Bulkhead
            names["BULKHEAD"] = _shared(self._bulkheads, room, lambda: places(self._service, room))
        bucket = None
        if policy.rate_limit:
            rate = policy.rate_limit
            bucket = names["RATE"] = _shared(self._limits, rate, lambda: self._bucket(rate))
        if policy.retry or policy.hedge:
            budget = names["BUDGET"] = self._budget(policy.retry or RetryPolicy())
            if policy.retry:
                repeatable = is_repeatable(operation.idempotency)
                names["RETRY"] = RetrySettings(policy.retry, repeatable, budget, self._random, bucket)
        return names

    def _bucket(self, rate: Any) -> TokenBucket:
        if self.blocking:
            return LockedBucket(self._service, rate, self._clock.monotonic, self._clock.pause)
        return QueueingBucket(self._service, rate, self._clock.monotonic, self._clock.sleep)

    def _budget(self, retry: RetryPolicy) -> RetryBudget:
        share = (retry.budget_ratio, retry.budget_min_per_s)
        purse = LockedBudget if self.blocking else RetryBudget
        budget: RetryBudget = _shared(self._budgets, share, lambda: purse(*share, self._clock.monotonic))
        return budget

    def _sending(self, operation: Operation, policy: Policy, names: dict[str, Any]) -> dict[str, Any]:
        """What sends attempts and judges their replies; `names` holds everything before that."""
        bucket, found = names.get("RATE"), {}
        judge = names["JUDGE"] if bucket is None else learning(bucket, names["JUDGE"], self._clock.time)
        found["JUDGE"] = judge
        found["SEND"] = send = self._ends.sender(operation, policy)
        found["TIMED"] = limited = self._timed(policy, names["METRICS"])
        if policy.chaos:
            found["CHAOS"] = self._disturbed(send, self._injector(operation, policy.chaos))
        if policy.hedge:
            from ..policies.hedge import BlockingHedgedRound, HedgedRound, HedgeRules

            hedge, metrics, now = policy.hedge, names["METRICS"], names["now"]
            key = (operation.id, hedge)
            rules = _shared(self._hedges, key, lambda: HedgeRules(hedge, names["BUDGET"], now, judge, metrics))
            rules.budget, rules.judge = names["BUDGET"], judge
            rules.breaker, rules.bucket = names.get("BREAKER"), bucket
            found["HEDGED"] = (BlockingHedgedRound if self.blocking else HedgedRound)(rules, limited)
        return found

    def _injector(self, operation: Operation, chaos: Any) -> FaultInjector:
        from ..policies.chaos import FaultInjector

        key = (operation.id, chaos)
        injector: FaultInjector = _shared(self._injectors, key, lambda: FaultInjector(chaos, operation.id))
        return injector

    def _timed(self, policy: Policy, metrics: OperationMetrics) -> Callable[..., Any]:
        return (timed_blocking if self.blocking else timed)(policy.timeout, metrics)

    def _disturbed(self, send: Callable[..., Any], injector: FaultInjector) -> Callable[..., Any]:
        return injector.around(send, self._clock.sleep)


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
        self._bind()
        return super().function(operation, policy)

    def parts(self, operation: Operation, policy: Policy) -> dict[str, Any]:
        """The names that a pipeline is bound to, without a pipeline; for what is no single call.

        `AUTHORIZE` and `REFRESH` are None where the token is no function, or cannot be renewed.
        """
        self._bind()
        names = self._steps(operation) | self._guards(operation, policy)
        dynamic = operation.secured and self._credentials.dynamic
        names["AUTHORIZE"] = names["AUTHORIZE"] if dynamic else None
        names["REFRESH"] = names["REFRESH"] if dynamic and self._credentials.refreshable else None
        return names

    def _bind(self) -> None:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self.close()
            self._loop = loop

    def close(self) -> None:
        """Stop the timers and the renewals."""
        super().close()
        for queue in self._queues.values():
            queue.close()
        self._queues.clear()

    def _guards(self, operation: Operation, policy: Policy) -> dict[str, Any]:
        loop = self._loop or asyncio.get_running_loop()
        duration = policy.timeout.attempt_s
        return {
            **super()._guards(operation, policy),
            "LOOP": loop,
            "LOOP_TIME": loop.time,
            "TASKS": getattr(asyncio.tasks, "_current_tasks", {}),
            "QUEUE": _shared(self._queues, duration, lambda: DeadlineQueue(duration, loop)),
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


class BlockingAssembly(Assembly):
    """For threads; see `policies/locked.py`."""

    blocking = True

    def __init__(self, **parts: Any) -> None:
        """See `Assembly`.

        Raises:
            ConfigurationError: breakers that live on an event loop.
        """
        source = parts.get("breakers")
        if isinstance(source, Breakers) and source.loop_only:
            raise ConfigurationError(
                "these breakers live on an event loop: give them to an AsyncClient, and to a SyncClient those of "
                "mg_core.contrib.purgatory.SyncBreakerFactory"
            )
        super().__init__(**parts)
        self._lock = threading.RLock()

    def function(self, operation: Operation, policy: Policy) -> Callable[..., Any]:
        """The compiled pipeline; one thread at a time, so that first calls at once share breakers and budgets."""
        with self._lock:
            return super().function(operation, policy)

    def update(self, policies: Mapping[str, Policy]) -> None:
        """See `Assembly.update`."""
        with self._lock:
            super().update(policies)

    def _guards(self, operation: Operation, policy: Policy) -> dict[str, Any]:
        return {
            **super()._guards(operation, policy),
            "SLEEP": self._clock.pause,
            "AUTHORIZE": self._authorize,
            "REFRESH": self._refresh,
        }

    def _disturbed(self, send: Callable[..., Any], injector: FaultInjector) -> Callable[..., Any]:
        return injector.around_blocking(send, self._clock.pause)

    def _authorize(self, call: Call) -> None:
        if not call.refreshed:
            call.headers["authorization"] = self._credentials.blocking_header()

    def _refresh(self, call: Call) -> None:
        left_s = call.deadline - self._clock.monotonic()
        try:
            renewed = self._credentials.blocking_refresh(call.headers["authorization"], left_s)
        except TimeoutError:
            raise deadline_exceeded(call) from None
        call.headers["authorization"] = renewed
