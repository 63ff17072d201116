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
    8. An operator's mode (`MODES`) stands above the state and never changes or forgets it.
       forced_open: every call is refused, without a time to come back (only the operator knows it); results of
           calls that were let through before still count.
       disabled: every call goes through; results are dropped, and a trial that ends meanwhile gives its permit back.
       shadow: the state moves exactly as in auto. Calls that auto would refuse go through and are counted in
           `would_have_rejected`; their results are dropped, since in auto they would not exist.
    9. Numbers may change at any time; failures counted, the time of opening and the trials under way stay. A number
       alone never opens it (the next failure does); it closes at once when fewer trials are asked for than have
       succeeded already.
    10. What several processes share may open or close it from outside (`told`).
    11. Transitions are logged and given to listeners; a listener that raises is logged and harms no call. Refusals
        are counted, and logged at most once a second with the number that was not logged.

The table below is the whole machine; `CircuitBreaker` holds the counters that decide which event happened.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Final, Literal, NamedTuple, Self, TypeVar

from ...contract.policy import BreakerMode, BreakerPolicy
from ...errors import CircuitOpenError
from ...observe.logging import get_logger

T = TypeVar("T")

NEUTRAL: Final = -1
"""The generation of a call whose result never counts."""

LOG_EVERY_S: Final = 1.0
"""Seconds between two log lines about refused calls."""

_REFUSED: Final = -2
_log = get_logger("mg_core.breaker")


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
    OPENED_ELSEWHERE = "another process that shares it opened it"
    CLOSED_ELSEWHERE = "another process that shares it closed it"


TABLE: Final[dict[tuple[State, Event], State]] = {
    (State.CLOSED, Event.FAILURES_REACHED): State.OPEN,
    (State.OPEN, Event.TIME_UP): State.HALF_OPEN,
    (State.HALF_OPEN, Event.TIME_UP): State.HALF_OPEN,
    (State.HALF_OPEN, Event.TRIAL_FAILED): State.OPEN,
    (State.HALF_OPEN, Event.TRIALS_SUCCEEDED): State.CLOSED,
    (State.CLOSED, Event.OPENED_ELSEWHERE): State.OPEN,
    (State.HALF_OPEN, Event.OPENED_ELSEWHERE): State.OPEN,
    (State.OPEN, Event.CLOSED_ELSEWHERE): State.CLOSED,
    (State.HALF_OPEN, Event.CLOSED_ELSEWHERE): State.CLOSED,
}
"""(state, event) → next state; a pair that is missing cannot happen."""


class Mode(NamedTuple):
    """What an operator's mode makes of the state."""

    admits: Literal["by state", "all", "none"]
    counts: bool
    """Results move the state."""


MODES: Final[dict[BreakerMode, Mode]] = {
    "auto": Mode("by state", counts=True),
    "forced_open": Mode("none", counts=True),
    "disabled": Mode("all", counts=False),
    "shadow": Mode("all", counts=True),
}

Listener = Callable[["CircuitBreaker", State, State], None]


class Memory(NamedTuple):
    """What a breaker knows, apart from its counts for metrics."""

    state: State
    failures: int
    at: float
    """Monotonic time of the last transition."""
    successes: int
    listeners: tuple[Listener, ...]


class CircuitBreaker:
    """One breaker: the counters around `TABLE`.

    Attributes:
        hot: a call needs neither `admit` nor `ok`: CLOSED without a failure on record, or disabled.
        generation: the token of a call that is let through while `hot`: the number of transitions so far, or
            `NEUTRAL` while disabled.
        failures: failures in a row while CLOSED.
        rejected: calls refused since the start.
        would_have_rejected: calls let through in shadow mode that auto would have refused.
        opened: times it opened since the start.
    """

    __slots__ = (
        "_at", "_current", "_given", "_listeners", "_logged_at", "_news", "_now", "_successes", "_suppressed",
        "failures", "generation", "hot", "name", "opened", "policy", "rejected", "state", "would_have_rejected",
    )  # fmt: skip

    def __init__(self, name: str, policy: BreakerPolicy, now: Callable[[], float]) -> None:
        self.name = name
        self.policy = policy
        self.state = State.CLOSED
        self.failures = self.rejected = self.would_have_rejected = self.opened = 0
        self._now = now
        self._current = 0
        self._given = 0
        self._successes = 0
        self._at = 0.0
        self._listeners: list[Listener] = []
        self._news: list[tuple[State, State]] = []
        self._logged_at = float("-inf")
        self._suppressed = 0
        self._heat()

    def listen(self, listener: Listener) -> None:
        """Call `listener(breaker, before, after)` after each transition. It must not block."""
        self._listeners.append(listener)

    @property
    def mode(self) -> BreakerMode:
        """The operator's mode."""
        return self.policy.mode

    @property
    def refusing(self) -> bool:
        """A retry would be refused: it is open and its mode lets the state decide, or it is forced open."""
        mode = MODES[self.policy.mode]
        return mode.admits == "none" or (mode.admits == "by state" and self.state is State.OPEN)

    @property
    def left_s(self) -> float:
        """Seconds until `open_s` are over, in OPEN or HALF_OPEN; 0 when they are, or when it is closed."""
        if self.state is State.CLOSED:
            return 0.0
        return max(0.0, self._at + self.policy.open_s - self._now())

    def admit(self) -> int:
        """Let a call through and return its generation.

        Raises:
            CircuitOpenError: a new one for each refusal, with `retry_after_s`; None when an operator forced it.
        """
        generation = self._run(self._decide)
        if generation == _REFUSED:
            raise self._refusal()
        return generation

    def ok(self, generation: int) -> None:
        """The call admitted as `generation` was answered."""
        self._run(self._succeeded, generation)

    def fail(self, generation: int) -> None:
        """The call admitted as `generation` failed."""
        self._run(self._failed, generation)

    def ignore(self, generation: int) -> None:
        """The call admitted as `generation` ended without a verdict (cancelled, refused before sending)."""
        self._run(self._returned, generation)

    def judge(self, generation: int, *, failed: bool | None) -> None:
        """The call admitted as `generation` failed, was answered, or (None) says nothing about the service."""
        if failed:
            self.fail(generation)
        elif failed is None:
            self.ignore(generation)
        else:
            self.ok(generation)

    def renumber(self, policy: BreakerPolicy) -> None:
        """Take other numbers, or another mode; see rules 8 and 9."""
        self._run(self._renumbered, policy)

    def told(self, event: Event, *, ago_s: float = 0.0) -> None:
        """Another process opened or closed it, `ago_s` seconds ago.

        What is open already keeps its generation and only counts its time from then; a closed one stays closed.
        """
        self._run(self._moved_outside, event, ago_s)

    def fork(self, policy: BreakerPolicy) -> Self:
        """A breaker of its own with the same state and listeners; trials under way stay with this one."""
        twin = type(self)(self.name, policy, self._now)
        twin.recall(self._run(self._remembered))
        return twin

    def recall(self, memory: Memory) -> None:
        """Continue from what another breaker remembers."""
        self.state, self.failures, self._at, self._successes, listeners = memory
        self._given = self._successes
        self._listeners = list(listeners)
        self._renumbered(self.policy)

    def _run(self, step: Callable[..., T], *args: object) -> T:
        result = step(*args)
        if self._news:
            self._tell()
        return result

    def _decide(self) -> int:
        admits, counts = MODES[self.policy.mode]
        if admits == "none":
            return _REFUSED
        if not counts:
            return NEUTRAL
        if self._permitted():
            return self._current
        if admits == "all":
            self.would_have_rejected += 1
            return NEUTRAL
        return _REFUSED

    def _permitted(self) -> bool:
        if self.state is State.CLOSED:
            return True
        if self._at + self.policy.open_s <= self._now():
            self._move(Event.TIME_UP)
        if self.state is State.HALF_OPEN and self._given < self.policy.trials:
            self._given += 1
            return True
        return False

    def _succeeded(self, generation: int) -> None:
        if generation != self._current:
            return
        if not MODES[self.policy.mode].counts:
            self._returned(generation)
        elif self.state is State.CLOSED:
            self.failures = 0
            self._heat()
        elif self.state is State.HALF_OPEN:
            self._trial_succeeded()

    def _trial_succeeded(self) -> None:
        self._successes += 1
        if self._successes >= self.policy.trials:
            self._move(Event.TRIALS_SUCCEEDED)

    def _failed(self, generation: int) -> None:
        if generation != self._current:
            return
        if not MODES[self.policy.mode].counts:
            self._returned(generation)
        elif self.state is State.CLOSED:
            self.failures += 1
            self._heat()
            if self.failures >= self.policy.failures:
                self._move(Event.FAILURES_REACHED)
        elif self.state is State.HALF_OPEN:
            self._move(Event.TRIAL_FAILED)

    def _returned(self, generation: int) -> None:
        if generation == self._current and self.state is State.HALF_OPEN:
            self._given -= 1

    def _renumbered(self, policy: BreakerPolicy) -> None:
        self.policy = policy
        if self.state is State.HALF_OPEN and self._successes >= policy.trials:
            self._move(Event.TRIALS_SUCCEEDED)
        self._heat()

    def _moved_outside(self, event: Event, ago_s: float) -> None:
        if (self.state, event) in TABLE:
            self._move(event)
        if self.state is State.OPEN:
            self._at = self._now() - ago_s

    def _remembered(self) -> Memory:
        return Memory(self.state, self.failures, self._at, self._successes, tuple(self._listeners))

    def _move(self, event: Event) -> None:
        before, after = self.state, TABLE[self.state, event]
        self.state = after
        self._current += 1
        self.failures = self._successes = self._given = 0
        self._at = self._now()
        self.opened += after is State.OPEN
        self._heat()
        self._news.append((before, after))

    def _heat(self) -> None:
        admits, counts = MODES[self.policy.mode]
        quiet = self.state is State.CLOSED and self.failures == 0
        self.hot = not counts or (admits != "none" and quiet)
        self.generation = self._current if counts else NEUTRAL

    def _tell(self) -> None:
        news, self._news = self._news, []
        for before, after in news:
            self._log_transition(before, after)
            for listener in self._listeners:
                try:
                    listener(self, before, after)
                except Exception:  # noqa: BLE001 - rule 11: whatever a listener raises harms no call
                    _log.exception("breaker_listener_failed", breaker=self.name)

    def _log_transition(self, before: State, after: State) -> None:
        fields = {"breaker": self.name, "before": before.name.lower(), "mode": self.policy.mode}
        if after is State.OPEN:
            _log.warning("breaker_opened", **fields, open_s=self.policy.open_s)
        elif after is State.CLOSED:
            _log.info("breaker_closed", **fields, rejected=self.rejected)
        else:
            _log.debug("breaker_half_opened", **fields, trials=self.policy.trials)

    def _refusal(self) -> CircuitOpenError:
        self.rejected += 1
        forced = self.policy.mode == "forced_open"
        if forced:
            message, left_s = f"{self.name} was switched off by its operator", None
        else:
            message = f"{self.name} failed repeatedly and is left alone for {self.policy.open_s:g} s"
            left_s = self.left_s if self.state is State.OPEN else min(self.left_s, 1.0)
        now = self._now()
        if now - self._logged_at < LOG_EVERY_S:
            self._suppressed += 1
        else:
            suppressed, self._suppressed, self._logged_at = self._suppressed, 0, now
            _log.warning("calls_refused", breaker=self.name, suppressed=suppressed, retry_after_s=left_s, forced=forced)
        return CircuitOpenError(message, retry_after_s=left_s)
