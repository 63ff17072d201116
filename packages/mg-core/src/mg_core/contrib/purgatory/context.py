"""A breaker that tells what happens in purgatory's events, and purgatory's context around one call of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import Any, Final, Self

from purgatory.domain.messages.base import Event as Message
from purgatory.domain.messages.events import CircuitBreakerFailed, CircuitBreakerRecovered, ContextChanged
from purgatory.domain.model import ClosedState, Context, ExcludeType, HalfOpenedState, OpenedState
from purgatory.typing import StateName

from ...contract.policy import BreakerPolicy
from ...errors import CircuitOpenError, RejectedError
from ...policies.breaker.machine import MODES, CircuitBreaker, Event, State
from .errors import CircuitOpenedError

NAMES: Final[dict[State, StateName]] = {
    State.CLOSED: "closed",
    State.HALF_OPEN: "half-opened",
    State.OPEN: "opened",
}
"""purgatory's words for the states."""

_admitted: ContextVar[tuple[tuple[int, int], ...]] = ContextVar("admitted", default=())
"""(id of the call context, generation) of the calls that this task is in: a breaker object may be entered by many."""


class SharedBreaker(CircuitBreaker):
    """`CircuitBreaker` whose changes are collected as purgatory's events.

    Attributes:
        messages: events that were not delivered yet.
        opened_at: seconds since 1970 when it opened; None unless it is open.
        last_opened_at: seconds since 1970 of the last opening, here or elsewhere; 0 before the first.
        stored: the state that the storage is known to have.
        wake: called when there are messages, by a breaker that a client uses; None where a context delivers.
    """

    __slots__ = ("_lock", "_quiet", "_wall", "last_opened_at", "messages", "opened_at", "stored", "wake")

    def __init__(
        self,
        name: str,
        policy: BreakerPolicy,
        now: Callable[[], float],
        wall: Callable[[], float],
        *,
        lock: Callable[[], AbstractContextManager[Any]] = nullcontext,
    ) -> None:
        """`lock`: makes what is held for a decision, `threading.Lock` for threads; see `policies/locked.py`."""
        super().__init__(name, policy, now)
        self.messages: list[Message] = []
        self.opened_at: float | None = None
        self.last_opened_at = 0.0
        self.stored: StateName = "closed"
        self.wake: Callable[[SharedBreaker], None] | None = None
        self._wall = wall
        self._quiet = False
        self._lock = lock()

    def fork(self, policy: BreakerPolicy) -> Self:
        """See `CircuitBreaker.fork`; the new one has a name of its own in the storage."""
        name = f"{self.name}:{policy.failures}:{policy.open_s:g}:{policy.trials}"
        lock = threading.Lock if self.for_threads else nullcontext
        twin = type(self)(name, policy, self._now, self._wall, lock=lock)
        twin.recall(self._run(self._remembered))
        twin.opened_at, twin.last_opened_at, twin.wake = self.opened_at, self.last_opened_at, self.wake
        return twin

    @property
    def for_threads(self) -> bool:
        """It has a lock."""
        return not isinstance(self._lock, nullcontext)

    def agree(self, stored: Context) -> None:
        """Take over what another process wrote into the storage."""
        self._run(self._agreed, stored)

    def _agreed(self, stored: Context) -> None:
        wall, opened_at = self._wall(), stored.opened_at or 0.0
        if stored.state == "opened" and opened_at > self.last_opened_at + 0.001:
            self._take(Event.OPENED_ELSEWHERE, wall - opened_at)
            self.opened_at = self.last_opened_at = opened_at
        elif self.messages:  # what is stored is older than what is about to be written
            return
        elif stored.state == "half-opened" and self.state is State.CLOSED and self.last_opened_at == 0.0:
            self._take(Event.OPENED_ELSEWHERE, self.policy.open_s)
            self.opened_at = self.last_opened_at = wall - self.policy.open_s
        elif stored.state == "closed" and self.stored != "closed":
            self._take(Event.CLOSED_ELSEWHERE, 0.0)
        elif stored.state == "closed" and self.state is State.CLOSED:
            self.failures = max(self.failures, stored.failure_count or 0)
            self._heat()
        self.stored = stored.state

    def mirror(self, context: Context) -> None:
        """Show this state in a context object that a storage in memory gives to everybody."""
        state: Any = HalfOpenedState()
        if self.state is State.OPEN:
            state = OpenedState(self.name)
            state.opened_at = self.opened_at or self._wall()
        elif self.state is State.CLOSED:
            state = ClosedState()
            state.failure_count = self.failures
        context.set_state(state)
        context.messages.pop()

    def _take(self, event: Event, ago_s: float) -> None:
        self._quiet = True
        try:
            self._moved_outside(event, ago_s)
        finally:
            self._quiet = False

    def _run(self, step: Callable[..., Any], *args: object) -> Any:
        with self._lock:
            result = step(*args)
        if self._news:
            self._tell()
        if self.messages and self.wake:
            self.wake(self)
        return result

    def _failed(self, generation: int) -> None:
        if generation == self._current and self.state is State.CLOSED and MODES[self.policy.mode].counts:
            self.messages.append(CircuitBreakerFailed(self.name, self.failures + 1))
        super()._failed(generation)

    def _succeeded(self, generation: int) -> None:
        counts = generation == self._current and MODES[self.policy.mode].counts
        if counts and self.state is State.CLOSED and self.failures:
            self.messages.append(CircuitBreakerRecovered(self.name))
        super()._succeeded(generation)

    def _trial_succeeded(self) -> None:
        if self._successes + 1 >= self.policy.trials:
            self.messages.append(CircuitBreakerRecovered(self.name))
        super()._trial_succeeded()

    def _move(self, event: Event) -> None:
        before = self.state
        super()._move(event)
        self.opened_at = self._wall() if self.state is State.OPEN else None
        self.last_opened_at = self.opened_at or self.last_opened_at
        if self.state is not before and not self._quiet:
            self.messages.append(ContextChanged(self.name, NAMES[self.state], self.opened_at))


class CallContext(Context):
    """purgatory's context: what one `get_breaker` gave out, with its own list of excluded exceptions."""

    def __init__(self, breaker: SharedBreaker, exclude: ExcludeType) -> None:
        super().__init__(breaker.name, breaker.policy.failures, breaker.policy.open_s, exclude=exclude)
        self.breaker = breaker
        self.messages = breaker.messages

    @property
    def state(self) -> StateName:
        """`closed`, `opened` or `half-opened`."""
        return NAMES[self.breaker.state]

    @property
    def opened_at(self) -> float | None:
        """Seconds since 1970; None unless it is open."""
        return self.breaker.opened_at

    @property
    def failure_count(self) -> int:
        """Failures in a row."""
        return self.breaker.failures

    def handle_new_request(self) -> None:
        """Let a call in.

        Raises:
            CircuitOpenedError: the circuit is open, or the trials are under way.
        """
        try:
            generation = self.breaker.admit()
        except CircuitOpenError as error:
            opened_at = self.breaker.opened_at or self.breaker.last_opened_at
            raise CircuitOpenedError(self.name, opened_at, error.retry_after_s) from None
        _admitted.set(((id(self), generation), *_admitted.get()))

    def handle_exception(self, exc: BaseException) -> None:
        """The call raised: a failure; a success if excluded; neutral if cancelled, or refused on this side."""
        generation = self._leave()
        if generation is None:
            return
        if not isinstance(exc, Exception) or isinstance(exc, RejectedError):
            self.breaker.ignore(generation)
        elif self._excluded(exc):
            self.breaker.ok(generation)
        else:
            self.breaker.fail(generation)

    def handle_end_request(self) -> None:
        """The call returned."""
        generation = self._leave()
        if generation is not None:
            self.breaker.ok(generation)

    def __exit__(self, exc_type: object, exc: BaseException | None, tb: object) -> None:
        if exc is None:
            self.handle_end_request()
        else:
            self.handle_exception(exc)

    def _leave(self) -> int | None:
        entered = _admitted.get()
        for place, (owner, generation) in enumerate(entered):
            if owner == id(self):
                _admitted.set(entered[:place] + entered[place + 1 :])
                return generation
        return None

    def _excluded(self, exc: Exception) -> bool:
        for entry in self.exclude_list:
            kind, test = entry if isinstance(entry, tuple) else (entry, None)
            if isinstance(exc, kind):
                return test is None or bool(test(exc))
        return False
