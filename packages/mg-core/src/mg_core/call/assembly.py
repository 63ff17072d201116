"""Assembly: gives each operation of a client its guards, its compiled function, and the objects that both work with."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ..configuration.resolution import validate
from ..contract.policy import Policy, RateLimitPolicy, RetryPolicy, TimeoutPolicy
from ..contract.row import Row
from ..deadline import DeadlineQueue
from ..errors import ConfigurationError, MgError
from ..observe.samples import OperationMetrics, Sample, sample
from ..policies.breaker.groups import Breakers, BreakerSource
from ..policies.breaker.machine import CircuitBreaker
from ..policies.bulkhead import BlockingBulkhead, Bulkhead
from ..policies.locked import LockedBreaker, LockedBucket, LockedBudget
from ..policies.rate_limit import QueueingBucket, TokenBucket, learning
from ..policies.retry import Retries, RetryBudget, is_repeatable
from ..policies.steps import STEPS
from .answers import Answers
from .attempts import timed, timed_blocking
from .call import Call, deadline_exceeded
from .compiled import Shape, build, drive, settled
from .credentials import Credentials
from .ends import Carrier, Ends
from .guards import Guards
from .tracer import CallTracer

if TYPE_CHECKING:  # few policies name them, so they are imported where one does
    from ..policies.chaos import FaultInjector
    from ..policies.hedge import HedgeRules


class NoCarrier:
    """For whoever wants guards only, such as a node of a store."""

    def ends(self, row: Row, policy: Policy) -> Ends[Any, Any]:
        """There are none."""
        raise ConfigurationError(f"{row.contract}.{row.id} has guards only, under {policy.name}")


NO_CARRIER: Final = NoCarrier()


class Assembly(ABC):
    """State that the operations of one client share: breakers, budgets, bulkheads, limits, metrics."""

    blocking = False

    def __init__(
        self,
        *,
        service: str,
        clock: Any,
        random: Callable[[], float],
        carrier: Carrier = NO_CARRIER,
        credentials: Credentials | None = None,
        stale: Callable[[], None] | None = None,
        tracer: CallTracer | None = None,
        breakers: BreakerSource | None = None,
    ) -> None:
        """`carrier`: makes the ends of calls. `stale`: called when compiled functions must be dropped."""
        self._carrier = carrier
        self._service = service
        self._credentials = credentials or Credentials(None)
        self._clock = clock
        self._random = random
        self._stale = stale
        self._tracer = tracer
        kind = LockedBreaker if self.blocking else CircuitBreaker
        self._breakers: BreakerSource = breakers or Breakers(service, clock.monotonic, kind)
        self._bulkheads: dict[Any, Any] = {}
        self._limits: dict[Any, TokenBucket] = {}
        self._budgets: dict[tuple[float, float], RetryBudget] = {}
        self._hedges: dict[Any, HedgeRules] = {}
        self._injectors: dict[Any, FaultInjector] = {}
        self._metrics: dict[str, OperationMetrics] = {}
        self._answers = Answers(clock.monotonic, blocking=self.blocking)

    def check(self, row: Row) -> None:
        """Validate the policy of a row that is not in the client's table."""
        validate(row, row.policy)

    def guards(self, row: Row, policy: Policy) -> Guards:
        """The guards of one operation; objects are shared as the policies' rules say."""
        clock = self._clock
        guards = Guards(
            row, self._service, policy.timeout, self._metrics.setdefault(row.id, OperationMetrics()),
            clock.monotonic, self._sleep(), clock.time, tracer=self._tracer,
        )  # fmt: skip
        if policy.breaker:
            guards.breaker = self._breakers.of(row, policy.breaker)
        if policy.bulkhead:
            room = policy.bulkhead
            places = BlockingBulkhead if self.blocking else Bulkhead
            guards.bulkhead = _shared(self._bulkheads, room, lambda: places(self._service, room))
        if policy.rate_limit:
            rate = policy.rate_limit
            guards.bucket = _shared(self._limits, rate, lambda: self._bucket(rate))
        retry = policy.retry if policy.retry and policy.retry.max_retries else None
        if retry or policy.hedge:
            guards.budget = self._budget(policy.retry or RetryPolicy())
        if retry and guards.budget:
            repeatable = is_repeatable(row.idempotency)
            guards.retries = Retries(retry, repeatable, guards.budget, self._random, guards.bucket)
        if row.secured and self._credentials.dynamic:
            guards.authorize = self._authorize
            guards.refresh = self._refresh if self._credentials.refreshable else None
        return guards

    def function(self, row: Row, policy: Policy) -> Callable[..., Any]:
        """The compiled function of one operation, `call(args, body, options)`."""
        guards, ends = self.guards(row, policy), self._carrier.ends(row, policy)
        names = self._names(guards, ends, policy)
        steps = {step.name for step in STEPS if step.is_on(policy)}
        steps |= {"budget"} if guards.budget else set()
        steps |= {"token"} if guards.authorize else set()
        steps |= {"refresh"} if guards.refresh else set()
        steps |= {"tracing"} if self._tracer else set()
        function = build(Shape(frozenset(steps), self.blocking), names)
        return self._answers.around(row, policy, ends, self._driven(function))

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
        for bulkhead in self._bulkheads.values():
            yield sample("mg_client_in_flight", bulkhead.in_flight, labels)
            yield sample("mg_client_bulkhead_queued", bulkhead.queued, labels)
            yield sample("mg_client_bulkhead_rejected_total", bulkhead.rejected, labels)
        for bucket in self._limits.values():
            yield sample("mg_client_rate_limit_queued", len(bucket.waiters), labels)
            yield sample("mg_client_rate_limit_rejected_total", bucket.rejected, labels)
        for budget in self._budgets.values():
            yield sample("mg_client_retry_budget_exhausted_total", budget.exhausted, labels)
        for (name, _), rules in self._hedges.items():
            yield sample("mg_client_hedges_total", rules.sent, {**labels, "operation": name})
            yield sample("mg_client_hedges_won_total", rules.won, {**labels, "operation": name})
        for (name, _), injector in self._injectors.items():
            for kind, count in injector.counts.items():
                yield sample("mg_client_chaos_total", count, {**labels, "operation": name, "kind": kind})

    @property
    def breakers(self) -> tuple[CircuitBreaker, ...]:
        """The client's breakers; one, unless operations ask for different numbers."""
        return tuple(self._breakers)

    def _names(self, guards: Guards, ends: Ends[Any, Any], policy: Policy) -> dict[str, Any]:
        """What the lines of the steps speak of."""
        judge: Callable[[Any], MgError | None] = ends.judge
        if guards.bucket is not None:
            judge = learning(guards.bucket, judge, ends.headers, guards.wall)
        limited = (timed_blocking if self.blocking else timed)(policy.timeout, guards.metrics)
        names: dict[str, Any] = {
            "MAKE": ends.make, "JUDGE": judge, "VALUE": ends.value, "SEND": ends.send,
            "TIMED": self._awaited(limited),
            "METRICS": guards.metrics, "SERVICE": guards.service, "OPERATION": guards.row.id, "ROW": guards.row,
            "TRACER": guards.tracer, "LIMITS": guards.limits, "SLEEP": guards.sleep, "now": guards.now,
            "BREAKER": guards.breaker, "BULKHEAD": guards.bulkhead, "RATE": guards.bucket, "BUDGET": guards.budget,
            "RETRY": guards.retries, "AUTHORIZE": guards.authorize, "REFRESH": guards.refresh,
        }  # fmt: skip
        if guards.bulkhead is not None:
            names["BULKHEAD_ACQUIRE"] = self._awaited(guards.bulkhead.acquire)
        if guards.bucket is not None:
            names["RATE_ACQUIRE"] = self._awaited(guards.bucket.acquire)
        send = names["SEND"]
        if policy.chaos:
            send = names["CHAOS"] = self._disturbed(send, ends, self._injector(guards.row, policy))
        if policy.hedge:
            names["HEDGED"] = self._hedged(guards, policy, send, judge, limited)
        return names

    def _hedged(self, guards: Guards, policy: Policy, send: Any, judge: Any, limited: Any) -> Any:
        from ..policies.hedge import HedgeRules
        from .hedged import BlockingHedgedRound, HedgedRound, Racing

        hedge, budget = policy.hedge, guards.budget
        if hedge is None or budget is None:
            raise ConfigurationError(f"{guards.row.contract}.{guards.row.id} has no hedge")
        rules = _shared(self._hedges, (guards.row.id, hedge), lambda: HedgeRules(hedge, budget))
        rules.budget, rules.breaker, rules.bucket = budget, guards.breaker, guards.bucket
        racing = Racing(rules, send, limited, judge, guards.metrics, guards.now)
        return self._awaited(BlockingHedgedRound(racing)) if self.blocking else HedgedRound(racing)

    def _injector(self, row: Row, policy: Policy) -> FaultInjector:
        from ..policies.chaos import FaultInjector

        chaos: Any = policy.chaos
        injector: FaultInjector = _shared(self._injectors, (row.id, chaos), lambda: FaultInjector(chaos, row.id))
        return injector

    def _budget(self, retry: RetryPolicy) -> RetryBudget:
        share = (retry.budget_ratio, retry.budget_min_per_s)
        purse = LockedBudget if self.blocking else RetryBudget
        budget: RetryBudget = _shared(self._budgets, share, lambda: purse(*share, self._clock.monotonic))
        return budget

    # What differs between event loops and threads.

    @abstractmethod
    def _sleep(self) -> Callable[[float], Awaitable[None]]:
        """How a retry waits."""

    @abstractmethod
    def _bucket(self, rate: RateLimitPolicy) -> Any:
        """The tokens of a rate limit."""

    @abstractmethod
    def _disturbed(self, send: Any, ends: Ends[Any, Any], injector: FaultInjector) -> Any:
        """The send step, with faults put in."""

    def _awaited(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A step that may wait, as something that the compiled text awaits."""
        return function

    def _driven(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A compiled function, as callers of this kind call it."""
        return function

    @abstractmethod
    async def _authorize(self, call: Call[Any]) -> None:
        """Give the call its token."""

    @abstractmethod
    async def _refresh(self, call: Call[Any]) -> None:
        """Give the call a token that is not the refused one."""


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

    def guards(self, row: Row, policy: Policy) -> Guards:
        """See `Assembly.guards`; they belong to the running loop.

        A client that moves to another loop (each test has its own) drops what was bound to the old one.
        """
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self.close()
            self._loop = loop
        return super().guards(row, policy)

    def close(self) -> None:
        """Stop the timers and the renewals."""
        super().close()
        for queue in self._queues.values():
            queue.close()
        self._queues.clear()

    def _names(self, guards: Guards, ends: Ends[Any, Any], policy: Policy) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        return {
            **super()._names(guards, ends, policy),
            "LOOP": loop,
            "LOOP_TIME": loop.time,
            "TASKS": getattr(asyncio.tasks, "_current_tasks", {}),
            "QUEUE": self._queue(policy.timeout, loop),
            "MOVED": self._moved(guards.row, policy),
        }

    def _queue(self, limits: TimeoutPolicy, loop: asyncio.AbstractEventLoop) -> DeadlineQueue:
        queue: DeadlineQueue = _shared(self._queues, limits.attempt_s, lambda: DeadlineQueue(limits.attempt_s, loop))
        return queue

    def _moved(self, row: Row, policy: Policy) -> Callable[..., Awaitable[Any]]:
        """What a function does that finds itself on another loop than the one it was bound to."""

        async def moved(args: tuple[Any, ...], body: Any, options: Any) -> Any:
            if self._stale is not None:
                self._stale()
            return await self.function(row, policy)(args, body, options)

        return moved

    def _sleep(self) -> Callable[[float], Awaitable[None]]:
        sleep: Callable[[float], Awaitable[None]] = self._clock.sleep
        return sleep

    def _bucket(self, rate: RateLimitPolicy) -> TokenBucket:
        return QueueingBucket(self._service, rate, self._clock.monotonic, self._clock.sleep)

    def _disturbed(self, send: Any, ends: Ends[Any, Any], injector: FaultInjector) -> Any:
        from .disturbed import disturbed

        return disturbed(send, injector, ends.made_up, self._clock.sleep)

    async def _authorize(self, call: Call[Any]) -> None:
        if not call.refreshed:
            async with self._until(call):
                call.headers["authorization"] = await self._credentials.header()

    async def _refresh(self, call: Call[Any]) -> None:
        async with self._until(call):
            call.headers["authorization"] = await self._credentials.refresh(call.headers["authorization"])

    @contextlib.asynccontextmanager
    async def _until(self, call: Call[Any]) -> AsyncIterator[None]:
        limit = asyncio.timeout(call.deadline - self._clock.monotonic())
        try:
            async with limit:
                yield
        except TimeoutError:
            if limit.expired():
                raise deadline_exceeded(call) from None
            raise


class BlockingAssembly(Assembly):
    """For threads: the same functions, whose steps block instead of suspending; see `policies/locked.py`."""

    blocking = True

    def __init__(self, **parts: Any) -> None:
        """See `Assembly`.

        Raises:
            ConfigurationError: breakers that live on an event loop.
        """
        source = parts.get("breakers")
        if isinstance(source, Breakers) and source.loop_only:
            raise ConfigurationError(
                "these breakers live on an event loop: give them to an AsyncClient, and to a Client those of "
                "mg_core.contrib.purgatory.SyncBreakerFactory"
            )
        super().__init__(**parts)
        self._lock = threading.RLock()

    def function(self, row: Row, policy: Policy) -> Callable[..., Any]:
        """The compiled function; one thread at a time, so that first calls at once share breakers and budgets."""
        with self._lock:
            return super().function(row, policy)

    def update(self, policies: Mapping[str, Policy]) -> None:
        """See `Assembly.update`."""
        with self._lock:
            super().update(policies)

    def _sleep(self) -> Callable[[float], Awaitable[None]]:
        return settled(self._clock.pause)

    def _bucket(self, rate: RateLimitPolicy) -> TokenBucket:
        return LockedBucket(self._service, rate, self._clock.monotonic, self._clock.pause)

    def _disturbed(self, send: Any, ends: Ends[Any, Any], injector: FaultInjector) -> Any:
        from .disturbed import disturbed_blocking

        return disturbed_blocking(send, injector, ends.made_up, self._clock.pause)

    def _awaited(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return settled(function)

    def _driven(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return drive(function)

    async def _authorize(self, call: Call[Any]) -> None:
        if not call.refreshed:
            call.headers["authorization"] = self._credentials.blocking_header()

    async def _refresh(self, call: Call[Any]) -> None:
        left_s = call.deadline - self._clock.monotonic()
        try:
            renewed = self._credentials.blocking_refresh(call.headers["authorization"], left_s)
        except TimeoutError:
            raise deadline_exceeded(call) from None
        call.headers["authorization"] = renewed
