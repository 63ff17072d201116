"""Cached calls: one request for everybody who asks for the same at the same time. The rules are in `cache.py`."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import copy
import threading
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from ... import context as _context
from ...errors import DeadlineExceededError, MgError
from ...tasks import end
from .store import ResponseCache, cannot_answer

MAX_RENEWERS: Final = 4
"""Threads that renew answers of one operation of a blocking client at the same time."""

Call = Callable[..., Any]
"""`call(args, body, options)`: a compiled pipeline, async or not."""

Ask = Callable[[], Any]
"""The call with its arguments, ready to be made."""


ANY_ATTEMPTS: Final[tuple[float | None, int | None]] = (None, None)
"""Limits of attempts that are the policy's."""


class Options(Protocol):
    """What is looked at of a call's options; see `mg_core.call.options`."""

    @property
    def timeout_s(self) -> float | None:
        """Seconds for the whole call."""
        ...

    @property
    def attempt_timeout_s(self) -> float | None:
        """Seconds for each attempt."""
        ...

    @property
    def max_retries(self) -> int | None:
        """Attempts after the first."""
        ...

    @property
    def needs_own_answer(self) -> bool:
        """Whether an answer to somebody else's call would not do."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a caller may wait, in seconds of the client's clock, and how it wants to be served."""

    began: float
    deadline: float
    narrowed: bool
    """The deadline is the caller's, not the policy's."""
    attempts: tuple[float | None, int | None] = ANY_ATTEMPTS
    """The caller's own limits of attempts: seconds of each, and how many after the first."""

    @classmethod
    def of(cls, now: float, total_s: float, options: Options | None = None) -> Limits:
        """Those of a call that begins now."""
        deadline, narrowed, attempts = now + total_s, False, ANY_ATTEMPTS
        if options is not None:
            attempts = options.attempt_timeout_s, options.max_retries
            if options.timeout_s is not None:
                deadline, narrowed = now + options.timeout_s, True
        current = _context.current()
        own = None if current is None else current.deadline
        if own is not None and own < deadline:
            deadline, narrowed = own, True
        return cls(now, deadline, narrowed, attempts)

    def again(self, now: float) -> tuple[Limits, contextvars.Context]:
        """Those of a second request, which gets what is left, and the context to make it in."""
        copied = contextvars.copy_context()
        copied.run(_context.bind, _context.amend(deadline=self.deadline))
        return Limits(now, self.deadline, narrowed=True, attempts=self.attempts), copied

    def may_do_better(self, other: Limits, error: BaseException | None, now: float) -> bool:
        """Whether a request within these limits may succeed where one within `other` ended with `error`.

        More time is left than that one had before its own caller's deadline ended it, or its caller allowed it fewer
        or shorter attempts.
        """
        if isinstance(error, DeadlineExceededError) and other.narrowed:
            return self.deadline - now > other.deadline - other.began
        restrained = other.attempts not in (self.attempts, ANY_ATTEMPTS)
        return restrained and isinstance(error, MgError) and cannot_answer(error)


@dataclass(slots=True, eq=False)
class _Flight:
    """A request under way, for everybody who wants its answer."""

    task: asyncio.Task[Any]
    limits: Limits
    background: bool
    dropped: bool = False
    waiting: int = 0
    shared: bool = False


@dataclass(slots=True, eq=False)
class CachedCalls:
    """A `ResponseCache` in front of a compiled function, for an event loop."""

    cache: ResponseCache
    _flights: dict[Hashable, _Flight] = field(default_factory=dict)

    def wrap(self, call: Call, total_s: float) -> Callable[..., Awaitable[Any]]:
        """`call(args, body, options)` with the cache in front of it. `total_s`: `Timeout.total_s`."""
        cache = self.cache

        async def cached(args: tuple[Any, ...], body: Any, options: Options | None) -> Any:
            key = cache.key(args, body) if options is None or not options.needs_own_answer else None
            if key is None:
                return await call(args, body, options)
            freshness, entry = cache.look(key)
            if entry is None or freshness == "old":
                limits = Limits.of(cache.now(), total_s, options)
                return await self._fetch(key, lambda: call(args, body, options), limits)
            if freshness == "stale" and self._under_way(key) is None:
                cache.renewals += 1
                limits = Limits(cache.now(), cache.now() + total_s, narrowed=False)
                self._depart(key, lambda: call(args, body, None), limits, _context.without_deadline(), background=True)
            return cache.given(entry)

        return cached

    def close(self) -> None:
        """End the renewals, and forget the requests of a loop that is gone."""
        here = _current_task()
        for key, flight in list(self._flights.items()):
            if flight.task.get_loop().is_closed():
                del self._flights[key]
            elif flight.background and flight.task is not here:
                self._drop(key, flight)
                flight.task.cancel()

    async def _fetch(self, key: Hashable, ask: Ask, mine: Limits) -> Any:
        cache = self.cache
        context: contextvars.Context | None = None
        while True:
            flight = self._under_way(key)
            if flight is None:
                cache.misses += 1
                flight = self._depart(key, ask, mine, context, background=False)
                await self._ride(key, flight, None)
                return self._outcome(key, flight)
            if flight.task is asyncio.current_task():
                # A client that moved to another loop compiles anew in the middle of its own request.
                return await ask()
            cache.merged += 1
            flight.shared = True
            if not await self._ride(key, flight, mine.deadline - cache.now()):
                return cache.instead_of(cache.too_late(narrowed=mine.narrowed), key)
            if not _is_worth_another(flight, mine, cache.now()):
                return self._outcome(key, flight)
            mine, context = mine.again(cache.now())

    def _outcome(self, key: Hashable, flight: _Flight) -> Any:
        error = None if flight.task.cancelled() else flight.task.exception()
        if isinstance(error, MgError):
            return self.cache.instead_of(copy.copy(error) if flight.shared else error, key)
        return flight.task.result()

    def _under_way(self, key: Hashable) -> _Flight | None:
        flight = self._flights.get(key)
        return flight if flight is not None and flight.task.get_loop() is asyncio.get_running_loop() else None

    def _depart(
        self, key: Hashable, ask: Ask, limits: Limits, context: contextvars.Context | None, *, background: bool
    ) -> _Flight:
        async def request() -> Any:
            return await ask()

        task = asyncio.get_running_loop().create_task(request(), context=context)
        flight = self._flights[key] = _Flight(task, limits, background)
        task.add_done_callback(lambda _: self._landed(key, flight))
        return flight

    def _landed(self, key: Hashable, flight: _Flight) -> None:
        wanted = self._flights.get(key) is flight
        if wanted:
            del self._flights[key]
        if flight.task.cancelled():
            return
        error = flight.task.exception()
        if error is None:
            if wanted:
                self.cache.store(key, flight.task.result())
            return
        self.cache.failed(key, error, renewal=flight.background)
        if flight.background and not isinstance(error, MgError):
            facts = {"message": "the renewal of a cached answer failed", "exception": error, "task": flight.task}
            flight.task.get_loop().call_exception_handler(facts)

    async def _ride(self, key: Hashable, flight: _Flight, left_s: float | None) -> bool:
        """Wait for a request to end, `left_s` at most; whether it did. Whoever is the last to give up ends it."""
        flight.waiting += 1
        try:
            done, _ = await asyncio.wait((flight.task,), timeout=None if left_s is None else max(0.0, left_s))
            return bool(done)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.background and not flight.task.done():
                self._drop(key, flight)
                await end((flight.task,))

    def _drop(self, key: Hashable, flight: _Flight) -> None:
        flight.dropped = True
        if self._flights.get(key) is flight:
            del self._flights[key]


def _is_worth_another(flight: _Flight, mine: Limits, now: float) -> bool:
    if flight.task.cancelled():
        return flight.dropped
    return mine.may_do_better(flight.limits, flight.task.exception(), now)


def _current_task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None


@dataclass(slots=True, eq=False)
class _BlockingFlight:
    """A request under way in one thread, for everybody who wants its answer."""

    limits: Limits
    background: bool
    thread: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    value: Any = None
    error: BaseException | None = None
    shared: bool = False


@dataclass(slots=True, eq=False)
class BlockingCachedCalls:
    """A `ResponseCache` in front of a compiled function, for threads; the lock is never held during a request."""

    cache: ResponseCache
    _flights: dict[Hashable, _BlockingFlight] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _renewers: int = 0

    def wrap(self, call: Call, total_s: float) -> Callable[..., Any]:
        """`call(args, body, options)` with the cache in front of it. `total_s`: `Timeout.total_s`."""

        def cached(args: tuple[Any, ...], body: Any, options: Options | None) -> Any:
            key = self.cache.key(args, body) if options is None or not options.needs_own_answer else None
            if key is None:
                return call(args, body, options)
            return self._answer(key, lambda options: call(args, body, options), options, total_s)

        return cached

    def close(self) -> None:
        """Let no renewal that is under way change the store; its thread ends with its request."""
        with self._lock:
            for key, flight in list(self._flights.items()):
                if flight.background:
                    del self._flights[key]

    def _answer(self, key: Hashable, ask: Callable[[Any], Any], options: Options | None, total_s: float) -> Any:
        cache = self.cache
        with self._lock:
            freshness, entry = cache.look(key)
            usable = entry is not None and freshness != "old"
            renewal = self._renewal(key, total_s) if usable and freshness == "stale" else None
            answer = cache.given(entry) if entry is not None and usable else None
        if renewal is not None:
            self._start(key, renewal, lambda: ask(None))
        return answer if usable else self._fetch(key, lambda: ask(options), Limits.of(cache.now(), total_s, options))

    def _fetch(self, key: Hashable, ask: Ask, mine: Limits) -> Any:
        me = threading.get_ident()
        context = contextvars.copy_context()
        while True:
            flight, stored = self._join(key, mine, me)
            if flight is None:
                return stored
            if flight.thread == me:
                with contextlib.suppress(MgError):
                    context.run(self._request, key, flight, ask)
                return self._outcome(key, flight)
            if not flight.ended.wait(mine.deadline - self.cache.now()):
                return self._instead_of(self.cache.too_late(narrowed=mine.narrowed), key)
            if not _may_ask_again(flight, mine, self.cache.now()):
                return self._outcome(key, flight)
            mine, context = mine.again(self.cache.now())

    def _join(self, key: Hashable, mine: Limits, me: int) -> tuple[_BlockingFlight | None, Any]:
        """The request to wait for, one's own to make if its thread is `me`; or None and what was stored meanwhile."""
        with self._lock:
            flight = self._flights.get(key)
            if flight is None:
                freshness, entry = self.cache.look(key)
                if entry is not None and freshness == "fresh":
                    return None, self.cache.given(entry)
                self.cache.misses += 1
                flight = self._flights[key] = _BlockingFlight(mine, background=False, thread=me)
            elif flight.thread != me:
                self.cache.merged += 1
                flight.shared = True
            return flight, None

    def _request(self, key: Hashable, flight: _BlockingFlight, ask: Ask) -> None:
        flight.thread = threading.get_ident()
        try:
            flight.value = ask()
        except BaseException as error:
            flight.error = error
            raise
        finally:
            self._landed(key, flight)

    def _landed(self, key: Hashable, flight: _BlockingFlight) -> None:
        with self._lock:
            if flight.error is not None:
                self.cache.failed(key, flight.error, renewal=flight.background)
            elif self._flights.get(key) is flight:
                self.cache.store(key, flight.value)
            if self._flights.get(key) is flight:
                del self._flights[key]
        flight.ended.set()

    def _outcome(self, key: Hashable, flight: _BlockingFlight) -> Any:
        if isinstance(flight.error, MgError):
            return self._instead_of(copy.copy(flight.error) if flight.shared else flight.error, key)
        if flight.error is not None:
            raise flight.error
        return flight.value

    def _instead_of(self, error: MgError, key: Hashable) -> Any:
        with self._lock:
            return self.cache.instead_of(error, key)

    def _renewal(self, key: Hashable, total_s: float) -> _BlockingFlight | None:
        """A place for a renewal, if nobody asks for `key` and there is one."""
        if key in self._flights or self._renewers >= MAX_RENEWERS:
            return None
        self._renewers += 1
        self.cache.renewals += 1
        now = self.cache.now()
        flight = self._flights[key] = _BlockingFlight(Limits(now, now + total_s, narrowed=False), background=True)
        return flight

    def _start(self, key: Hashable, flight: _BlockingFlight, ask: Ask) -> None:
        def renew() -> None:
            try:
                with contextlib.suppress(MgError):
                    self._request(key, flight, ask)
            finally:
                with self._lock:
                    self._renewers -= 1

        thread = threading.Thread(
            target=_context.without_deadline().run, args=(renew,), name="mg-cache-renewal", daemon=True
        )
        try:
            thread.start()
        except RuntimeError as error:
            # No thread to be had: the stale answer stands, as after a renewal that failed.
            flight.error = error
            self._landed(key, flight)
            with self._lock:
                self._renewers -= 1


def _may_ask_again(flight: _BlockingFlight, mine: Limits, now: float) -> bool:
    if flight.error is not None and not isinstance(flight.error, Exception):
        return True
    return mine.may_do_better(flight.limits, flight.error, now)
