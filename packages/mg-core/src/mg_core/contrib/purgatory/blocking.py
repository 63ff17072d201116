"""purgatory's synchronous factory with our rules, for threads; what differs is listed in `factory`.

A storage with I/O is used by one thread of the factory's own: changes are written in their order, a caller of
`get_breaker` waits for `storage_timeout_s` at most, and a client's calls do not wait at all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self, TypeVar

from purgatory import SyncAbstractUnitOfWork, SyncCircuitBreakerFactory
from purgatory.domain.messages.commands import CreateCircuitBreaker
from purgatory.domain.messages.events import CircuitBreakerFailed, CircuitBreakerRecovered, ContextChanged
from purgatory.domain.model import Context, ExcludeType
from purgatory.service._sync.circuitbreaker import PublicEvent, SyncCircuitBreaker
from purgatory.service._sync.message_handlers import (
    inc_circuit_breaker_failure,
    reset_failure,
    save_circuit_breaker_state,
)
from purgatory.service._sync.repository import SyncInMemoryRepository
from purgatory.typing import TTL, CircuitName, Hook, Threshold
from redis.asyncio import Redis as AsyncioRedis

from ...clock import Clock, SystemClock
from ...contract.policy import BreakerPolicy
from ...errors import ConfigurationError
from ...policies.breaker.groups import Breakers
from .context import CallContext, SharedBreaker
from .hooks import REST_S, harmless, report_lost

T = TypeVar("T")


class SyncGuardedBreaker(SyncCircuitBreaker):
    """purgatory's breaker: `with` lets a call in and takes its result. Many threads may be in it at once."""

    def __init__(self, context: CallContext, factory: SyncBreakerFactory) -> None:
        super().__init__(context, factory.uow, factory.messagebus)
        self._call = context
        self._breaker = context.breaker
        self._factory = factory

    def __enter__(self) -> Self:
        self.context.__enter__()
        if self._breaker.messages:
            self._factory.deliver(self._breaker)
        return self

    def __exit__(self, exc_type: object, exc: BaseException | None, tb: object) -> None:
        self._call.__exit__(exc_type, exc, tb)
        if self._breaker.messages:
            self._factory.deliver(self._breaker)


class SyncBreakerFactory(SyncCircuitBreakerFactory):
    """`SyncCircuitBreakerFactory` of purgatory, for any number of threads.

    Attributes:
        storage_errors: reads and writes of the storage that failed, took too long, or were left out after that.
    """

    def __init__(
        self,
        default_threshold: Threshold = 5,
        default_ttl: TTL = 30,
        exclude: ExcludeType | None = None,
        uow: SyncAbstractUnitOfWork | None = None,
        *,
        trials: int = 3,
        clock: Clock | None = None,
        storage_timeout_s: float = 1.0,
    ) -> None:
        """See `BreakerFactory`.

        Raises:
            ConfigurationError: a unit of work whose client of Redis is asynchronous, as purgatory 3.0.1 makes it.
        """
        super().__init__(default_threshold, default_ttl, exclude, uow)
        if isinstance(getattr(self.uow.contexts, "redis", None), AsyncioRedis):
            raise ConfigurationError(
                "this SyncRedisUnitOfWork holds an asynchronous client and cannot work: set its `contexts.redis` to "
                "a redis.Redis, or use mg_core.contrib.purgatory.SyncRedisUnitOfWork"
            )
        self.storage_errors = 0
        self._trials = trials
        self._clock = clock or SystemClock()
        self._timeout_s = storage_timeout_s
        self._breakers: dict[CircuitName, SharedBreaker] = {}
        self._lock = threading.Lock()
        self._order = threading.RLock()
        self._in_memory = isinstance(self.uow.contexts, SyncInMemoryRepository)
        self._worker = self._new_worker()
        self._late: Future[Any] | None = None
        self._own = threading.local()
        self._healthy = True
        self._rest_until = float("-inf")
        for event, handler in (
            (ContextChanged, save_circuit_breaker_state),
            (CircuitBreakerFailed, inc_circuit_breaker_failure),
            (CircuitBreakerRecovered, reset_failure),
        ):
            self.messagebus.remove_listener(event, handler)
            self.messagebus.add_listener(event, self._storing(handler))

    def add_listener(self, listener: Hook) -> None:
        """Call `listener(circuit, event name, event)` on each event, one at a time; what it raises is logged."""
        self.listeners[listener] = PublicEvent(self.messagebus, harmless(listener))

    def get_breaker(
        self,
        circuit: CircuitName,
        threshold: Threshold | None = None,
        ttl: TTL | None = None,
        exclude: ExcludeType | None = None,
    ) -> SyncCircuitBreaker:
        """The breaker of a circuit; its numbers are those of the first time, here or in the storage."""
        numbers = BreakerPolicy(threshold or self.default_threshold, ttl or self.default_ttl, self._trials)
        breaker = self._done(lambda: self._load(circuit, numbers)) or self._known(circuit, numbers)
        return SyncGuardedBreaker(CallContext(breaker, [*(exclude or []), *self.global_exclude]), self)

    def source(self, service: str) -> Breakers:
        """Breakers of this factory for a client's argument `breakers`; see `BreakerFactory.source`."""
        return Breakers(service, self._clock.monotonic, self._attached)

    def deliver(self, breaker: SharedBreaker) -> None:
        """Hand the events of a breaker to storage and listeners."""
        self._done(lambda: self._drain(breaker))

    def close(self) -> None:
        """Wait until everything is delivered. The factory may be used again afterwards."""
        old, self._worker = self._worker, self._new_worker()
        old.shutdown()

    def _load(self, circuit: CircuitName, numbers: BreakerPolicy) -> SharedBreaker:
        stored = self._tolerant(lambda: self._stored(circuit, numbers))
        if stored is not None:
            numbers = BreakerPolicy(stored.threshold, stored.ttl, self._trials)
        breaker = self._known(circuit, numbers)
        if stored is not None:
            breaker.agree(stored)
        return breaker

    def _stored(self, circuit: CircuitName, numbers: BreakerPolicy) -> Context:
        with self.uow as uow:
            found = uow.contexts.get(circuit)
        if found is None:
            command = CreateCircuitBreaker(circuit, numbers.failures, numbers.open_s)
            found = self.messagebus.handle(command, self.uow)
        assert found is not None  # noqa: S101 - the command's handler returns what it made
        return found

    def _known(self, circuit: CircuitName, numbers: BreakerPolicy) -> SharedBreaker:
        with self._lock:
            breaker = self._breakers.get(circuit)
            if breaker is None:
                breaker = self._breakers[circuit] = self._made(circuit, numbers)
            return breaker

    def _made(self, circuit: CircuitName, numbers: BreakerPolicy) -> SharedBreaker:
        return SharedBreaker(circuit, numbers, self._clock.monotonic, self._clock.time, lock=threading.Lock)

    def _attached(self, service: str, policy: BreakerPolicy, _now: Any) -> SharedBreaker:
        with self._lock:
            taken = self._breakers.get(service)
            name = service
            if taken is not None and taken.policy != policy:
                name = f"{service}:{policy.failures}:{policy.open_s:g}:{policy.trials}"
        breaker = self._known(name, policy)
        breaker.wake = self._wake
        self._done(lambda: self._load(breaker.name, policy), wait=False)
        return breaker

    def _wake(self, breaker: SharedBreaker) -> None:
        self._done(lambda: self._drain(breaker), wait=False)

    def _drain(self, breaker: SharedBreaker) -> None:
        contexts = self.uow.contexts
        while breaker.messages:
            if isinstance(contexts, SyncInMemoryRepository) and breaker.name in contexts.breakers:
                breaker.mirror(contexts.breakers[breaker.name])
            message = breaker.messages.pop(0)
            self.messagebus.handle(message, self.uow)
            if isinstance(message, ContextChanged):
                breaker.stored = message.state

    def _done(self, step: Callable[[], T], *, wait: bool = True) -> T | None:
        """What a step gives that uses storage and listeners; None if it is not waited for, or takes too long."""
        if self._in_memory or getattr(self._own, "here", False):
            return self._ordered(step)
        late = self._late
        if wait and late is not None and not late.done():
            self.storage_errors += 1
            wait = False
        try:
            future = self._worker.submit(self._ordered, step)
        except RuntimeError:  # the interpreter is about to end
            self.storage_errors += 1
            return None
        try:
            return future.result(self._timeout_s) if wait else None
        except TimeoutError as error:
            self._late = future
            self._lost(error)
            return None

    def _ordered(self, step: Callable[[], T]) -> T:
        with self._order:
            return step()

    def _tolerant(self, step: Callable[[], T]) -> T | None:
        """What `step` gives; None if the storage fails."""
        if self._clock.monotonic() < self._rest_until:
            self.storage_errors += 1
            return None
        try:
            result = step()
        except Exception as error:  # noqa: BLE001 - a storage port is foreign: any failure means local rules
            self._lost(error)
            return None
        self._healthy = True
        return result

    def _lost(self, error: Exception) -> None:
        self.storage_errors += 1
        self._rest_until = self._clock.monotonic() + REST_S
        if self._healthy:
            report_lost(error)
        self._healthy = False

    def _storing(self, handler: Any) -> Any:
        def store(event: Any, uow: Any) -> None:
            self._tolerant(lambda: handler(event, uow))

        return store

    def _new_worker(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, "breakers", initializer=lambda: setattr(self._own, "here", True))
