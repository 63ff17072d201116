"""The outage film: one service hangs for a minute, and five ways to call it are watched, second by second.

Virtual time, seeded arrivals: every run of the same code gives the same numbers and the same picture.

    timeout               3 s for each attempt
    + retry               3 more attempts after 100, 200, 400 ms × random(0.5, 1.5)
    + retry + purgatory   a stock purgatory breaker around each attempt: opens after 5 failures, for 30 s
    ours, no bulkhead     retry with budget, breaker with three trials, as in the next
    ours                  the generated client of the streaming contract with the policy that ships with it
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import SimpleNamespace

import purgatory.domain.model
from purgatory import AsyncCircuitBreakerFactory

from bench.outage_picture import Band, Strip, draw
from bench.table import Row
from mg_clients.streaming_platform import AsyncStreamingPlatformClient
from mg_core.clock import LoopClock
from mg_core.errors import MgError
from mg_core.rest.transports import Reply
from mg_core.testing import answer, run_virtual

PICTURE = Path(__file__).parents[1] / "docs" / "resilience" / "outage.svg"
"""Where the picture goes; the table goes beside it."""

ATTEMPT_S = 3.0
"""Attempt timeout of every stack."""
WAITS_S = (0.1, 0.2, 0.4)
SAMPLE_S = 0.25
"""Seconds between two looks at our breaker's metric."""
REPLY = answer(
    {"results": [{"id": "80057281", "title": "A title", "type": "movie"}], "total": 1, "page": 1, "limit": 20}
)

Call = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Film:
    """What happens, in seconds from the start."""

    seconds: float = 180.0
    per_s: float = 200.0
    """Calls begun per second on average; an open loop: nobody waits for an earlier call to end."""
    hang_from_s: float = 20.0
    hang_until_s: float = 80.0
    """A request that arrives in between is never answered."""
    answer_s: float = 0.02
    """Usual time of an answer; each takes 0.5 to 1.5 times as long."""
    seed: int = 20

    def starts(self) -> list[float]:
        """When calls begin: a Poisson process."""
        random = Random(self.seed)
        found: list[float] = []
        at = 0.0
        while (at := at - math.log(1.0 - random.random()) / self.per_s) < self.seconds:
            found.append(at)
        return found

    def hangs(self, at: float) -> bool:
        """Whether the service hangs at `at`."""
        return self.hang_from_s <= at < self.hang_until_s


@dataclass(slots=True)
class Service:
    """The service that everybody calls; also its log."""

    film: Film
    arrivals: list[float] = field(default_factory=list)
    in_flight: int = 0
    peak_in_flight: int = 0
    _random: Random = field(default_factory=lambda: Random(1))

    async def exchange(self) -> None:
        """One request: an answer, or silence until the caller gives up."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        self.arrivals.append(now)
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)
        try:
            if self.film.hangs(now):
                await loop.create_future()
            await asyncio.sleep(self.film.answer_s * self._random.uniform(0.5, 1.5))
        finally:
            self.in_flight -= 1


@dataclass(frozen=True, slots=True)
class Ended:
    """How one call ended for its caller."""

    began: float
    took_s: float
    good: bool


@dataclass(frozen=True, slots=True)
class Take:
    """One stack's part of the film."""

    stack: str
    film: Film
    arrivals: tuple[float, ...]
    """When requests reached the service."""
    peak_in_flight: int
    calls: tuple[Ended, ...]
    """In the order in which they ended."""
    states: tuple[tuple[float, int], ...] = ()
    """Our breaker: (since, state as in its metric: 0 closed, 1 half-open, 2 open)."""

    @property
    def into_the_hang(self) -> int:
        """Requests that reached the service while it hung."""
        return sum(self.film.hangs(at) for at in self.arrivals)

    @property
    def peak_per_s(self) -> int:
        """Most requests in one second of the outage, its first 10 s left out."""
        first, last = int(self.film.hang_from_s) + 10, int(self.film.hang_until_s)
        return max(self.per_second()[first:last], default=0)

    @property
    def normal_after_s(self) -> float:
        """Seconds from the end of the outage to the start of the last call that failed; 0 when none did."""
        failed = [call.began for call in self.calls if not call.good]
        return max(0.0, max(failed, default=0.0) - self.film.hang_until_s)

    def waits_s(self, share: float) -> float:
        """How long the callers of the outage waited for good or bad news: this share of them at most so long."""
        waited = sorted(call.took_s for call in self.calls if self.film.hangs(call.began))
        return waited[math.ceil(share * len(waited)) - 1]

    def per_second(self) -> list[int]:
        """Requests that reached the service in each second."""
        counts = [0] * math.ceil(self.film.seconds)
        for at in self.arrivals:
            if at < self.film.seconds:
                counts[int(at)] += 1
        return counts


Stack = Callable[[Service], AbstractAsyncContextManager[Call]]


@asynccontextmanager
async def timeout_only(service: Service) -> AsyncIterator[Call]:
    """A limit for the attempt and nothing else."""

    async def call() -> None:
        async with asyncio.timeout(ATTEMPT_S):
            await service.exchange()

    yield call


@asynccontextmanager
async def with_retry(service: Service) -> AsyncIterator[Call]:
    """The usual loop: three more attempts after a timeout."""
    async with timeout_only(service) as attempt:
        yield _retrying(attempt)


@asynccontextmanager
async def with_purgatory(service: Service) -> AsyncIterator[Call]:
    """Retry around a stock purgatory around the attempt; a refusal of the breaker is not retried."""
    factory = AsyncCircuitBreakerFactory(default_threshold=5, default_ttl=30)
    async with timeout_only(service) as attempt:
        guarded: Call = factory("service")(attempt)
        with _purgatory_time():
            yield _retrying(guarded)


def _retrying(attempt: Call) -> Call:
    random = Random(2)

    async def call() -> None:
        for wait_s in WAITS_S:
            try:
                await attempt()
            except TimeoutError:
                await asyncio.sleep(wait_s * random.uniform(0.5, 1.5))
            else:
                return
        await attempt()

    return call


@contextmanager
def _purgatory_time() -> Iterator[None]:
    """Let purgatory read the loop's clock in place of the machine's."""
    names = vars(purgatory.domain.model)
    own = names["time"]
    names["time"] = SimpleNamespace(time=asyncio.get_running_loop().time)
    try:
        yield
    finally:
        names["time"] = own


@asynccontextmanager
async def ours(service: Service) -> AsyncIterator[Call]:
    """The generated client as it ships; only the transport, the clock and the random numbers are the film's."""
    async with _client(service) as client:
        yield _Ours(client)


@asynccontextmanager
async def without_bulkhead(service: Service) -> AsyncIterator[Call]:
    """Ours with the bulkhead switched off: what retry, budget and breaker do by themselves."""
    async with _client(service) as client:
        client.policies["*"].set(bulkhead=None)
        yield _Ours(client)


def _client(service: Service) -> AsyncStreamingPlatformClient:
    wire = _Wire(service)
    return AsyncStreamingPlatformClient("http://service", transport=wire, clock=LoopClock(), rng=Random(2).random)


@dataclass(frozen=True, slots=True)
class _Ours:
    """A call of our client that also tells the breaker's state."""

    client: AsyncStreamingPlatformClient

    async def __call__(self) -> object:
        return await self.client.search_catalog(q="dark")

    def state(self) -> int:
        return next((int(row.value) for row in self.client.metrics() if row.name == "mg_client_breaker_state"), 0)


@dataclass(frozen=True, slots=True)
class _Wire:
    """A transport that ends at the film's service."""

    service: Service

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None
    ) -> Reply:
        await self.service.exchange()
        return REPLY

    async def aclose(self) -> None:
        """Nothing is open."""


STACKS: dict[str, Stack] = {
    "timeout": timeout_only,
    "+ retry": with_retry,
    "+ retry + purgatory": with_purgatory,
    "ours, no bulkhead": without_bulkhead,
    "ours": ours,
}
"""In the order of the table."""


def shoot(stack: str, film: Film) -> Take:
    """Play the film for one stack, in virtual time."""
    return run_virtual(_shoot(stack, film))


async def _shoot(stack: str, film: Film) -> Take:
    loop = asyncio.get_running_loop()
    service = Service(film)
    ended: list[Ended] = []
    states = [(0.0, 0)]

    async def one(call: Call) -> None:
        began = loop.time()
        try:
            await call()
        except (TimeoutError, MgError, purgatory.domain.model.OpenedState):
            ended.append(Ended(began, loop.time() - began, good=False))
        else:
            ended.append(Ended(began, loop.time() - began, good=True))

    async with STACKS[stack](service) as call, asyncio.TaskGroup() as group:
        if isinstance(call, _Ours):
            group.create_task(_watch(call.state, states, film.seconds))
        for at in film.starts():
            await asyncio.sleep(at - loop.time())
            group.create_task(one(call))
    return Take(stack, film, tuple(service.arrivals), service.peak_in_flight, tuple(ended), tuple(states))


async def _watch(state: Callable[[], int], states: list[tuple[float, int]], seconds: float) -> None:
    loop = asyncio.get_running_loop()
    while loop.time() < seconds:
        if (now := state()) != states[-1][1]:
            states.append((loop.time(), now))
        await asyncio.sleep(SAMPLE_S)


def run() -> list[Row]:
    """All rows; prints the film's table, writes the picture and the table into docs/resilience/."""
    logging.getLogger().addHandler(logging.NullHandler())  # what breakers report belongs to the film, not here
    takes = {stack: shoot(stack, Film()) for stack in STACKS}
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(picture(takes), "utf-8")
    PICTURE.with_suffix(".md").write_text(page(takes), "utf-8")
    print(f"\n{_table(takes)}")
    mine = takes["ours"]
    into, what, bounds = mine.into_the_hang, "requests into the hung service: ours", {"+ retry + purgatory": "<= 0.1"}
    rows = [
        Row(f"{what} / {stack}", into, take.into_the_hang, "requests", bounds.get(stack, ""))
        for stack, take in takes.items()
        if take is not mine
    ]
    peer = takes["+ retry + purgatory"]
    versus = "ours / + retry + purgatory"
    return [
        *rows,
        Row(f"peak after the first 10 s: {versus}", mine.peak_per_s, peer.peak_per_s, "requests/s"),
        Row(f"peak in flight: {versus}", mine.peak_in_flight, peer.peak_in_flight, "requests"),
        Row(f"p99 wait of a caller in the outage: {versus}", mine.waits_s(0.99), peer.waits_s(0.99), "s"),
        Row(f"last failed call after the outage: {versus}", mine.normal_after_s, peer.normal_after_s, "s"),
    ]


HEADING = (
    "stack",
    "requests into the hung service",
    "peak per s after 10 s",
    "peak in flight",
    "caller waits p50 / p99",
    "last failure after the end",
)


def cells(take: Take) -> tuple[str, ...]:
    """One line of the film's table."""
    return (
        take.stack,
        f"{take.into_the_hang:,}".replace(",", " "),
        str(take.peak_per_s),
        str(take.peak_in_flight),
        f"{take.waits_s(0.5):.1f} / {take.waits_s(0.99):.1f} s",
        f"{take.normal_after_s:.1f} s",
    )


def _table(takes: Mapping[str, Take]) -> str:
    """The film's table for a terminal."""
    lines = [HEADING, *(cells(take) for take in takes.values())]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADING))]
    return "\n".join(line[0].ljust(widths[0] + 2) + "  ".join(map(str.rjust, line[1:], widths[1:])) for line in lines)


def page(takes: Mapping[str, Take]) -> str:
    """The table as Markdown, with the picture."""
    film = takes["ours"].film
    hangs = f"the service hangs from {film.hang_from_s:g} s to {film.hang_until_s:g} s"
    lines = [
        "# The outage film",
        "",
        f"{film.per_s:g} calls a second for {film.seconds:g} s; {hangs}.",
        "Virtual time: `nox -s bench -- outage` writes this page, the same each time.",
        "",
        "![Requests that reach the service, second by second](outage.svg)",
        "",
        f"| {' | '.join(HEADING)} |",
        f"| {' | '.join(['---'] + ['--:'] * (len(HEADING) - 1))} |",
        *(f"| {' | '.join(cells(take))} |" for take in takes.values()),
        "",
    ]
    return "\n".join(lines)


def picture(takes: Mapping[str, Take]) -> str:
    """The film as SVG."""
    film = takes["ours"].film
    bands = [
        Band(
            take.stack,
            take.per_second(),
            f"{take.into_the_hang:,}".replace(",", " "),
            f"callers wait p50 {take.waits_s(0.5):.1f} s, p99 {take.waits_s(0.99):.1f} s",
        )
        for take in takes.values()
    ]
    strip = Strip("our breaker", takes["ours"].states)
    return draw(bands, strip, seconds=film.seconds, outage=(film.hang_from_s, film.hang_until_s))
