"""Circuit breaker. A state machine without I/O, timers or locks; one event loop (or one lock) drives it.

Rules
    1. CLOSED. `failures` failed calls in a row open it; one success sets the count back.
    2. OPEN. Everything is refused for `open_s` seconds; the next call after that half-opens it.
    3. HALF_OPEN. Exactly `trials` permits. All succeed: CLOSED. One fails: OPEN again, for another `open_s`.
    4. A call belongs to the generation it was admitted in; every transition starts a new one, and results of
       older generations are dropped.
    5. A cancelled call is neutral: its permit goes back, nothing is counted.
    6. Trials that never report do not wedge it: after `open_s` in HALF_OPEN a new round of permits begins.
    7. Any answer below 500 counts as success, 4xx and 429 included: the service is there. What was refused on
       this side before it was sent is neutral.

The table below is the whole machine; `Breaker` holds the counters that decide which event happened.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Final

from ..errors import CircuitOpenError
from ..operation import Breaker as BreakerPolicy


class State(Enum):
    """Where a breaker is. The value is what the metric `mg_client_breaker_state` shows."""

    CLOSED = 0
    HALF_OPEN = 1
    OPEN = 2


class Event(Enum):
    """What moves it."""

    FAILURES_REACHED = "the last of `failures` failures in a row"
    TIME_UP = "`open_s` seconds went by"
    TRIAL_FAILED = "a trial failed"
    TRIALS_SUCCEEDED = "the last of `trials` trials succeeded"


TABLE: Final[dict[tuple[State, Event], State]] = {
    (State.CLOSED, Event.FAILURES_REACHED): State.OPEN,
    (State.OPEN, Event.TIME_UP): State.HALF_OPEN,
    (State.HALF_OPEN, Event.TIME_UP): State.HALF_OPEN,
    (State.HALF_OPEN, Event.TRIAL_FAILED): State.OPEN,
    (State.HALF_OPEN, Event.TRIALS_SUCCEEDED): State.CLOSED,
}
"""(state, event) → next state; a pair that is missing cannot happen."""

Listener = Callable[["CircuitBreaker", State, State], None]


class CircuitBreaker:
    """One breaker: the counters around `TABLE`.

    Attributes:
        hot: CLOSED without a failure on record; a call then needs neither `admit` nor `ok`.
        generation: number of transitions so far; the token of a call admitted while `hot`.
        rejected: calls refused since the start.
        opened: times it opened since the start.
    """

    __slots__ = (
        "_at", "_failures", "_listeners", "_now", "_permits", "_policy", "_successes",
        "generation", "hot", "name", "opened", "rejected", "state",
    )  # fmt: skip

    def __init__(self, name: str, policy: BreakerPolicy, now: Callable[[], float]) -> None:
        self.name = name
        self.state = State.CLOSED
        self.hot = True
        self.generation = 0
        self.rejected = 0
        self.opened = 0
        self._policy = policy
        self._now = now
        self._failures = 0
        self._permits = 0
        self._successes = 0
        self._at = 0.0
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Call `listener(breaker, before, after)` on each transition. It must not raise or block."""
        self._listeners.append(listener)

    def admit(self) -> int:
        """Let a call through and return its generation.

        Raises:
            CircuitOpenError: a new one for each refusal, with `retry_after_s`.
        """
        if self.state is State.CLOSED:
            return self.generation
        left_s = self._at + self._policy.open_s - self._now()
        if left_s <= 0.0:
            self._move(Event.TIME_UP)
        if self.state is State.HALF_OPEN and self._permits > 0:
            self._permits -= 1
            return self.generation
        self.rejected += 1
        if self.state is State.HALF_OPEN:
            left_s = min(left_s, 1.0)
        raise CircuitOpenError(
            f"{self.name} failed repeatedly and is left alone for {self._policy.open_s:g} s",
            retry_after_s=max(0.0, left_s),
        )

    def ok(self, generation: int) -> None:
        """The call admitted as `generation` was answered."""
        if generation != self.generation:
            return
        if self.state is State.CLOSED:
            self._failures = 0
            self.hot = True
        elif self.state is State.HALF_OPEN:
            self._successes += 1
            if self._successes >= self._policy.trials:
                self._move(Event.TRIALS_SUCCEEDED)

    def fail(self, generation: int) -> None:
        """The call admitted as `generation` failed."""
        if generation != self.generation:
            return
        if self.state is State.CLOSED:
            self.hot = False
            self._failures += 1
            if self._failures >= self._policy.failures:
                self._move(Event.FAILURES_REACHED)
        elif self.state is State.HALF_OPEN:
            self._move(Event.TRIAL_FAILED)

    def ignore(self, generation: int) -> None:
        """The call admitted as `generation` ended without a verdict (cancelled, refused before sending)."""
        if generation == self.generation and self.state is State.HALF_OPEN:
            self._permits += 1

    def _move(self, event: Event) -> None:
        before, after = self.state, TABLE[self.state, event]
        self.state = after
        self.generation += 1
        self._failures = self._successes = 0
        self._permits = self._policy.trials if after is State.HALF_OPEN else 0
        self.hot = after is State.CLOSED
        self._at = self._now()
        self.opened += after is State.OPEN
        for listener in self._listeners:
            listener(self, before, after)
