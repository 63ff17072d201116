"""purgatory's factory with our rules: the same arguments, decorator, events, hooks and storage ports.

What differs from purgatory 3.0.1, each on purpose
    1. Exactly `trials` calls are let through while half-open, and all must succeed.
    2. Results of an older generation are dropped; a cancelled call is neutral.
    3. Each refusal is a new exception, with `retry_after_s`.
    4. `exclude` belongs to the caller of `get_breaker`, not to whoever called last.
    5. A hook that raises is logged; a storage that fails or is slow is logged once and counted, and the local rules
       hold. The call itself is not harmed by either.
    6. Events of a storage with I/O are delivered by a task of their own, so a cancelled caller loses none.
    7. The half-open event is published when the first trial begins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Self

from purgatory import AsyncAbstractUnitOfWork, AsyncCircuitBreakerFactory
from purgatory.domain.messages.commands import CreateCircuitBreaker
from purgatory.domain.messages.events import CircuitBreakerFailed, CircuitBreakerRecovered, ContextChanged
from purgatory.domain.model import Context, ExcludeType
from purgatory.service._async.circuitbreaker import AsyncCircuitBreaker, PublicEvent
from purgatory.service._async.message_handlers import (
    inc_circuit_breaker_failure,
    reset_failure,
    save_circuit_breaker_state,
)
from purgatory.service._async.repository import AsyncInMemoryRepository
from purgatory.typing import TTL, CircuitName, Hook, Threshold

from ...clock import Clock, SystemClock
from ...contract.policy import BreakerPolicy
from ...policies.breaker.groups import Breakers
from .context import CallContext, SharedBreaker
from .hooks import REST_S, harmless, report_lost


class GuardedBreaker(AsyncCircuitBreaker):
    """purgatory's breaker: `async with` lets a call in and takes its result."""

    def __init__(self, context: CallContext, factory: BreakerFactory) -> None:
        super().__init__(context, factory.uow, factory.messagebus)
        self._call = context
        self._breaker = context.breaker
        self._factory = factory

    async def __aenter__(self) -> Self:
        self.context.__enter__()
        if self.context.messages:
            await self._factory.deliver(self._breaker)
        return self

    async def __aexit__(self, exc_type: object, exc: BaseException | None, tb: object) -> None:
        self._call.__exit__(exc_type, exc, tb)
        if self.context.messages:
            await self._factory.deliver(self._breaker)


class BreakerFactory(AsyncCircuitBreakerFactory):
    """`AsyncCircuitBreakerFactory` of purgatory, for one event loop.

    Attributes:
        storage_errors: reads and writes of the storage that failed, took too long, or were left out after that.
    """

    def __init__(
        self,
        default_threshold: Threshold = 5,
        default_ttl: TTL = 30,
        exclude: ExcludeType | None = None,
        uow: AsyncAbstractUnitOfWork | None = None,
        *,
        trials: int = 3,
        clock: Clock | None = None,
        storage_timeout_s: float = 1.0,
    ) -> None:
        """As purgatory's; `default_ttl` in seconds.

        Args:
            default_threshold: failures in a row that open a circuit.
            default_ttl: seconds that it stays open.
            exclude: exceptions, or (exception, predicate), that count as an answer.
            uow: storage port; in memory by default.
            trials: calls let through while half-open.
            clock: monotonic time for the rules, wall time for `opened_at`.
            storage_timeout_s: seconds that the storage may take for one step.
        """
        super().__init__(default_threshold, default_ttl, exclude, uow)
        self.storage_errors = 0
        self._trials = trials
        self._clock = clock or SystemClock()
        self._timeout_s = storage_timeout_s
        self._breakers: dict[CircuitName, SharedBreaker] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._healthy = True
        self._rest_until = float("-inf")
        self._locks: dict[CircuitName, asyncio.Lock] = {}
        for event, handler in (
            (ContextChanged, save_circuit_breaker_state),
            (CircuitBreakerFailed, inc_circuit_breaker_failure),
            (CircuitBreakerRecovered, reset_failure),
        ):
            self.messagebus.remove_listener(event, handler)
            self.messagebus.add_listener(event, self._storing(handler))

    def add_listener(self, listener: Hook) -> None:
        """Call `listener(circuit, event name, event)` on each event; what it raises is logged."""
        self.listeners[listener] = PublicEvent(self.messagebus, harmless(listener))

    async def get_breaker(
        self,
        circuit: CircuitName,
        threshold: Threshold | None = None,
        ttl: TTL | None = None,
        exclude: ExcludeType | None = None,
    ) -> AsyncCircuitBreaker:
        """The breaker of a circuit; its numbers are those of the first time, here or in the storage."""
        numbers = BreakerPolicy(threshold or self.default_threshold, ttl or self.default_ttl, self._trials)
        breaker = await self._load(circuit, numbers)
        return GuardedBreaker(CallContext(breaker, [*(exclude or []), *self.global_exclude]), self)

    def source(self, service: str) -> Breakers:
        """Breakers of this factory for a client's argument `breakers`.

        The client's calls do no I/O: the storage is read when a breaker is made, and written by a task after a
        failure or a change.
        """
        return Breakers(service, self._clock.monotonic, self._attached, loop_only=True)

    async def deliver(self, breaker: SharedBreaker) -> None:
        """Hand the events of a breaker to storage and listeners."""
        if isinstance(self.uow.contexts, AsyncInMemoryRepository):
            await self._drain(breaker)
        else:
            await asyncio.shield(self._spawn(self._in_order(breaker, self._drain(breaker))))

    async def aclose(self) -> None:
        """Wait until everything is delivered."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _load(self, circuit: CircuitName, numbers: BreakerPolicy) -> SharedBreaker:
        stored = await self._stored(circuit, numbers)
        breaker = self._breakers.get(circuit)
        if breaker is None:
            if stored is not None:
                numbers = BreakerPolicy(stored.threshold, stored.ttl, self._trials)
            breaker = self._breakers[circuit] = self._made(circuit, numbers)
        if stored is not None:
            breaker.agree(stored)
        return breaker

    async def _stored(self, circuit: CircuitName, numbers: BreakerPolicy) -> Context | None:
        async def ask() -> Context:
            async with self.uow as uow:
                found: Context | None = await uow.contexts.get(circuit)
            if found is None:
                command = CreateCircuitBreaker(circuit, numbers.failures, numbers.open_s)
                found = await self.messagebus.handle(command, self.uow)
            assert found is not None  # noqa: S101 - the command's handler returns what it made
            return found

        if isinstance(self.uow.contexts, AsyncInMemoryRepository):
            return await ask()
        answer: Context | None = await self._tolerant(ask)
        return answer

    async def _tolerant(self, step: Callable[[], Any]) -> Any:
        """What `step` gives; None if the storage fails or is too slow."""
        if self._clock.monotonic() < self._rest_until:
            self.storage_errors += 1
            return None
        try:
            async with asyncio.timeout(self._timeout_s):
                result = await step()
        except Exception as error:  # noqa: BLE001 - a storage port is foreign: any failure means local rules
            self.storage_errors += 1
            self._rest_until = self._clock.monotonic() + REST_S
            if self._healthy:
                report_lost(error)
            self._healthy = False
            return None
        self._healthy = True
        return result

    def _storing(self, handler: Any) -> Any:
        async def store(event: Any, uow: Any) -> None:
            await self._tolerant(lambda: handler(event, uow))

        return store

    def _made(self, circuit: CircuitName, numbers: BreakerPolicy) -> SharedBreaker:
        return SharedBreaker(circuit, numbers, self._clock.monotonic, self._clock.time)

    def _attached(self, service: str, policy: BreakerPolicy, _now: Any) -> SharedBreaker:
        breaker = self._breakers.get(service)
        if breaker is None or breaker.policy != policy:
            taken = service in self._breakers
            name = f"{service}:{policy.failures}:{policy.open_s:g}:{policy.trials}" if taken else service
            breaker = self._breakers[name] = self._made(name, policy)
        breaker.wake = self._wake
        self._spawn(self._in_order(breaker, self._load(breaker.name, policy)))
        return breaker

    def _wake(self, breaker: SharedBreaker) -> None:
        self._spawn(self._in_order(breaker, self._drain(breaker)))

    async def _in_order(self, breaker: SharedBreaker, work: Awaitable[Any]) -> None:
        """One step with I/O at a time for each breaker, so that the storage sees changes in their order."""
        async with self._locks.setdefault(breaker.name, asyncio.Lock()):
            await work

    def _spawn(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _drain(self, breaker: SharedBreaker) -> None:
        contexts = self.uow.contexts
        while breaker.messages:
            if isinstance(contexts, AsyncInMemoryRepository) and breaker.name in contexts.breakers:
                breaker.mirror(contexts.breakers[breaker.name])
            message = breaker.messages.pop(0)
            await self.messagebus.handle(message, self.uow)
            if isinstance(message, ContextChanged):
                breaker.stored = message.state
