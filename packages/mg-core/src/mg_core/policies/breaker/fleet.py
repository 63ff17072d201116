"""The breaker of a fleet: processes share it over a store, local first. Decisions only; `fleet_redis` has the I/O.

Rules, on top of those of `breaker`
    1. CLOSED costs no I/O. A process opens on its own evidence at once, and votes.
    2. The fleet opens when at least `quorum` processes have voted within `open_s`. With a quorum of 1, one process
       with a broken network shuts the service off for all of them; the default of 2 keeps such a process alone.
    3. A process that is open on its own evidence only follows the local rules: its own trials, its own closing.
    4. While the fleet is open every process refuses locally. When `open_s` are over, a process whose calls were
       refused asks for permits; a call finds them in the local stock or is refused. No call ever waits for the store.
    5. There are exactly `trials` permits for all processes together. Unused ones stay in stock until another process
       wants them, or the round is over; a cancelled trial puts its permit back into the local stock.
    6. The store decides about the fleet: the last of `trials` successes closes it for all, one failure reopens it for
       all (the process that saw it reopens at once).
    7. Every change in the store has a higher generation; what belongs to an older one is dropped, in the store and
       here. A round that is over after `open_s` gives way to a new one, so permits of a process that died come back.
    8. The store down or slow: the local rules, with the state as it is. The store back: the process reads the state
       of the fleet, and votes again if it is open on its own evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Self

from ...contract.policy import BreakerPolicy
from .machine import CircuitBreaker, Event, State

Kind = Literal["look", "vote", "withdraw", "ask", "succeeded", "failed", "give_back"]

ASK_AGAIN_S: Final = 1.0
"""Seconds between two requests for permits when there were none; permits that come back are announced."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that the store is to do for a breaker."""

    kind: Kind
    generation: int = 0
    """The fleet's generation that it belongs to; 0 for any."""
    count: int = 0
    """Permits given back."""


@dataclass(frozen=True, slots=True)
class News:
    """What the store says of a breaker."""

    state: State
    generation: int
    """0: the store knows nothing."""
    left_s: float = 0.0
    """OPEN: seconds until trials. HALF_OPEN: seconds until the round is over."""
    granted: int = 0
    """Permits for this process, in answer to `ask`."""


Send = Callable[["FleetBreaker", Command], None]


class FleetBreaker(CircuitBreaker):
    """`CircuitBreaker` that shares its state. For one event loop."""

    __slots__ = (
        "_ask_at",
        "_asked_at",
        "_asking",
        "_fleet",
        "_held",
        "_own",
        "_seen",
        "_send",
        "_spawn",
        "_void_at",
        "_wanted",
    )

    def __init__(
        self,
        name: str,
        policy: BreakerPolicy,
        now: Callable[[], float],
        send: Send,
        spawn: Callable[[str, BreakerPolicy], FleetBreaker],
    ) -> None:
        """`send` takes a command without waiting; `spawn` makes a breaker of the same fleet."""
        super().__init__(name, policy, now)
        self._send = send
        self._spawn = spawn
        self._fleet = 0
        self._seen = 0
        self._held = 0
        self._own = self._wanted = self._asking = False
        self._asked_at = self._ask_at = self._void_at = 0.0

    @property
    def shared(self) -> bool:
        """It follows the fleet: not closed, and not on own evidence only."""
        return self._fleet != 0

    @property
    def held(self) -> int:
        """Permits in the local stock."""
        return self._held

    def fork(self, policy: BreakerPolicy) -> Self:
        """See `CircuitBreaker.fork`; the new one has its own record in the store, and follows local rules first."""
        twin = self._spawn(self.name, policy)
        if twin.hot:
            twin.recall(self._remembered())
        return twin  # type: ignore[return-value] # `spawn` makes what this is

    def due(self) -> float | None:
        """Monotonic time at which `wake` wants to be called, or None."""
        if not self._fleet or self._asking or self.state is State.CLOSED:
            return None
        if self.state is State.OPEN:
            at = self._at + self.policy.open_s
            return at if at > self._now() else self._again()
        return self._void_at if self._held else self._again()

    def wake(self) -> None:
        """Ask for permits if calls were refused and it is time."""
        self._run(self._ask_if_wanted)

    def learn(self, news: News, *, answer_to: Kind | None = None) -> None:
        """The store announced a change, or answered a command."""
        if answer_to == "ask":
            self._asking = False
        self._run(self._learned, news)

    def wanted_elsewhere(self) -> None:
        """Another process found no permit: give back what is unused."""
        if self._held:
            self._send(self, Command("give_back", self._fleet, self._held))
            self._held = 0
            self._wanted = False

    def returned_elsewhere(self) -> None:
        """Another process gave permits back."""
        self._ask_at = self._now()
        self.wake()

    def unreachable(self) -> None:
        """The store did not answer: local rules from here."""
        self._asking = False
        self._run(self._go_local)

    def rejoin(self) -> None:
        """The store is back."""
        self._asking = False
        opened = self._own and not self._fleet and self.state is State.OPEN and self.left_s > 0
        self._send(self, Command("vote" if opened else "look"))

    def _again(self) -> float | None:
        return max(self._ask_at, self._now()) if self._wanted else None

    def _permitted(self) -> bool:
        if not self._fleet or self.state is State.CLOSED:
            admitted = super()._permitted()
            self._wanted = not admitted
            return admitted
        now = self._now()
        if self.state is State.HALF_OPEN:
            if now >= self._void_at:
                self._held = 0
            if self._held > 0:
                self._held -= 1
                return True
        self._wanted = True
        self._ask_if_wanted()
        return False

    def _ask_if_wanted(self) -> None:
        now = self._now()
        if now >= self._void_at:
            self._held = 0
        resting = self.state is State.OPEN and now < self._at + self.policy.open_s
        idle = not self._fleet or self.state is State.CLOSED or not self._wanted
        if idle or self._asking or resting or self._held or now < self._ask_at:
            return
        self._asking, self._asked_at = True, now
        self._send(self, Command("ask", self._fleet))

    def _learned(self, news: News) -> None:
        if news.generation == 0:
            self._go_local()
        elif news.generation < self._seen:
            return
        elif news.granted:
            self._grant(news)
        else:
            self._ask_at = self._now() + min(ASK_AGAIN_S, news.left_s)
            self._follow(news)

    def _follow(self, news: News) -> None:
        known = news.generation == self._seen
        self._seen = news.generation
        if news.state is State.CLOSED:
            if self._fleet:
                self._fleet = self._held = 0
                self._moved_outside(Event.CLOSED_ELSEWHERE, 0.0)
        elif not known or not self._fleet:
            left_s = news.left_s if news.state is State.OPEN else 0.0
            self._fleet = news.generation
            if self.state is State.HALF_OPEN and news.state is State.HALF_OPEN:
                self._move(Event.TIME_UP)
            else:
                self._moved_outside(Event.OPENED_ELSEWHERE, self.policy.open_s - left_s)

    def _grant(self, news: News) -> None:
        if self.state is State.CLOSED:
            self._send(self, Command("give_back", news.generation, news.granted))
            return
        if news.generation != self._fleet or self.state is State.OPEN:
            self._fleet = self._seen = news.generation
            self._move(Event.TIME_UP)
        # counted from the question, so that the stock is void here before it is void in the store
        self._void_at = self._asked_at + news.left_s
        self._held += news.granted

    def _go_local(self) -> None:
        followed, self._fleet, self._held = self._fleet, 0, 0
        if followed and self.state is State.HALF_OPEN:
            self._move(Event.TIME_UP)

    def _trial_succeeded(self) -> None:
        if self._fleet:
            self._send(self, Command("succeeded", self._fleet))
        else:
            super()._trial_succeeded()

    def _returned(self, generation: int) -> None:
        if not self._fleet:
            super()._returned(generation)
        elif generation == self._current and self.state is State.HALF_OPEN:
            self._held += 1

    def _move(self, event: Event) -> None:
        fleet = self._fleet
        self._held = 0
        self._own = event in (Event.FAILURES_REACHED, Event.TRIAL_FAILED)
        super()._move(event)
        if event is Event.TRIAL_FAILED and fleet:
            self._wanted = False
            self._send(self, Command("failed", fleet))
        elif self._own:
            self._send(self, Command("vote"))
        elif event is Event.TRIALS_SUCCEEDED:
            self._send(self, Command("withdraw"))
        elif event in (Event.OPENED_ELSEWHERE, Event.CLOSED_ELSEWHERE):
            self._wanted = False
