"""The deadline queue against asyncio.timeout: the same programs, in virtual time, must leave the same traces.

A program is a tree of waits, cleanups, swallowed cancellations, shields and limits inside limits, under an outer scope
of asyncio or anyio, cancelled from outside at any moment. All times are whole seconds, so that things happen in the
same turn of the loop as often as possible. Which of several timers of the same moment fires first is not defined: what
asyncio.timeout does when its own fires before or after the others of that turn is right, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

import anyio
import pytest
from client_fixtures import make_client, operation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mg_core.clock import LoopClock
from mg_core.contract.policy import Policy, TimeoutPolicy
from mg_core.errors import AttemptTimeoutError
from mg_core.testing import ScriptedTransport, VirtualLoop, answer, run_virtual

OK = answer({"id": "1"})
pass_time = LoopClock().sleep
Step = tuple[Any, ...]
Work = Callable[[], Awaitable[None]]
Limiter = Callable[[int, Work], Awaitable[None]]


class LateError(Exception):
    """A limit ended, whichever way it was made."""


class OopsError(Exception):
    """The work failed by itself."""


@dataclass(frozen=True)
class Program:
    """What runs. `outer`: (kind, seconds). `calls`: (limit, steps), one after the other. `cancels`: moments."""

    outer: tuple[str, int]
    calls: tuple[tuple[int, tuple[Step, ...]], ...]
    cancels: tuple[int, ...]


class Run:
    """One execution of a program with one way to make limits. `trace` holds whatever can be observed."""

    def __init__(self, program: Program, limiter: Limiter) -> None:
        self.program = program
        self.limiter = limiter
        self.trace: list[tuple[str, float, int]] = []

    def note(self, what: str) -> None:
        """Remember what happened, when, and how often the task is being cancelled."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        self.trace.append((what, loop.time(), task.cancelling() if task else -1))

    async def main(self) -> list[tuple[str, float, int]]:
        """Run it all."""
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(self.outer())
        timers = [loop.call_later(moment, task.cancel) for moment in self.program.cancels]
        await asyncio.wait([task])
        for timer in timers:
            timer.cancel()
        ended = "cancelled" if task.cancelled() else repr(task.exception())
        self.trace.append((ended, loop.time(), task.cancelling()))
        return self.trace

    async def outer(self) -> None:
        """The outer scope, and a moment after it in which a stray cancellation would show."""
        kind, seconds = self.program.outer
        try:
            if kind == "asyncio":
                async with asyncio.timeout(seconds):
                    await self.calls()
            elif kind == "move_on":
                with anyio.move_on_after(seconds) as scope:
                    await self.calls()
                self.note(f"caught {scope.cancelled_caught}")
            elif kind == "fail":
                with anyio.fail_after(seconds):
                    await self.calls()
            elif kind == "group":
                async with anyio.create_task_group() as group:
                    group.start_soon(self.fail_after, seconds)
                    await self.calls()
                    group.cancel_scope.cancel()
            else:
                await self.calls()
        except (TimeoutError, ExceptionGroup, OopsError) as error:
            self.note(f"outer {type(error).__name__}")
        await pass_time(1)
        self.note("after")

    async def fail_after(self, seconds: int) -> None:
        """A sibling that fails."""
        await pass_time(seconds)
        raise OopsError

    async def calls(self) -> None:
        """The limited pieces of work."""
        for limit, steps in self.program.calls:
            try:
                await self.limiter(limit, partial(self.work, steps))
                self.note("done")
            except LateError:
                self.note("late")

    async def work(self, steps: tuple[Step, ...]) -> None:
        """The steps in order."""
        for step in steps:
            await self.step(*step)

    async def step(self, kind: str, first: int, more: Any = None) -> None:
        """One step."""
        if kind == "cleanup":
            try:
                await pass_time(first)
            finally:
                self.note("cleanup")
                await pass_time(more)
        elif kind == "swallow":
            try:
                await pass_time(first)
            except asyncio.CancelledError:
                self.note("swallowed")
                await pass_time(more)
        elif kind == "scope":
            with anyio.CancelScope(shield=True):
                await pass_time(first)
        elif kind == "shield":
            await asyncio.shield(asyncio.ensure_future(pass_time(first)))
        elif kind == "fail":
            await pass_time(first)
            raise OopsError
        elif kind == "limit":
            await self.limiter(first, lambda: self.work(more))
        else:
            await pass_time(first)
        self.note(kind)


class ByAsyncio:
    """The reference; the timer of the n-th limit comes `hairs[n]` before or after others of its moment."""

    def __init__(self, hairs: tuple[float, ...] = ()) -> None:
        self.hairs = list(hairs)
        self.made = 0

    async def __call__(self, limit: int, work: Work) -> None:
        """Run `work` under asyncio.timeout."""
        hair = self.hairs[self.made] if self.made < len(self.hairs) else 0.0
        self.made += 1
        try:
            async with asyncio.timeout(limit + hair):
                await work()
        except TimeoutError:
            raise LateError from None


HAIR = 2.0**-20
"""Seconds that put timers of one turn in order."""


class WholeSeconds(VirtualLoop):
    """Time goes from one whole second to the next; what is a hair off fires in the same turn."""

    def __init__(self) -> None:
        super().__init__()
        self._clock_resolution = 2 * HAIR

    def jump(self, seconds: float) -> None:
        """Move to the next whole second."""
        super().jump(round(self.time() + seconds) - self.time())


def trace_of(program: Program, limiter: Limiter) -> list[tuple[str, float, int]]:
    """What a program leaves under limits of one kind."""
    with asyncio.Runner(loop_factory=WholeSeconds) as runner:
        return runner.run(Run(program, limiter).main())


def right_traces(program: Program) -> Iterator[list[tuple[str, float, int]]]:
    """What asyncio.timeout leaves, first as its timers come, then in every order."""
    plain = ByAsyncio()
    yield trace_of(program, plain)
    for hairs in product((0.0, HAIR, -HAIR), repeat=plain.made):
        yield trace_of(program, ByAsyncio(hairs))


class ByClient:
    """Limits made by clients, one for each duration, so that a limit inside an equal one meets its own queue."""

    def __init__(self) -> None:
        self.work: dict[str, Work] = {}
        self.clients: dict[int, Any] = {}

    async def __call__(self, limit: int, work: Work) -> None:
        """Run `work` as the transport of a call."""
        client = self.clients.get(limit)
        if client is None:
            row = operation(Policy("p", TimeoutPolicy(float(limit), 1000.0)))
            client = self.clients[limit] = make_client(row, transport=ScriptedTransport(self.send), clock=LoopClock())
        name = str(len(self.work))
        self.work[name] = work
        try:
            await client._call(client.operations[0], (name, None, None, None))
        except AttemptTimeoutError:
            raise LateError from None

    async def send(self, sent: Any) -> Any:
        """What the transport does."""
        await self.work[sent.url.rpartition("/")[2]]()
        return OK

    def left(self) -> int:
        """Entries that queues still hold."""
        return sum(len(queue) for client in self.clients.values() for queue in client._assembly._queues.values())


SECONDS = st.integers(0, 5)
LEAF = st.one_of(
    st.tuples(st.sampled_from(["sleep", "scope", "shield", "fail"]), SECONDS),
    st.tuples(st.sampled_from(["cleanup", "swallow"]), SECONDS, SECONDS),
)
STEPS = st.recursive(
    st.lists(LEAF, min_size=1, max_size=3).map(tuple),
    lambda inner: st.lists(st.one_of(LEAF, st.tuples(st.just("limit"), st.integers(1, 4), inner)), max_size=3).map(
        tuple
    ),
    max_leaves=4,
)
PROGRAMS = st.builds(
    Program,
    st.tuples(st.sampled_from(["none", "asyncio", "move_on", "fail", "group"]), st.integers(1, 8)),
    st.lists(st.tuples(st.integers(1, 4), STEPS), min_size=1, max_size=3).map(tuple),
    st.lists(st.integers(0, 8), max_size=2).map(tuple),
)


@settings(max_examples=400, deadline=None)
@given(PROGRAMS)
@example(Program(("asyncio", 2), ((2, (("sleep", 5),)),), ()))
@example(Program(("move_on", 2), ((2, (("swallow", 5, 3),)),), (2,)))
@example(Program(("group", 3), ((2, (("limit", 2, (("cleanup", 5, 4),)),)),), (2, 4)))
def test_the_queue_leaves_the_same_trace_as_asyncio_timeout(program: Program) -> None:
    by_client = ByClient()

    ours = trace_of(program, by_client)

    assert any(ours == right for right in right_traces(program))
    assert by_client.left() == 0


async def endless(_sent: Any) -> Any:
    await pass_time(100)


@pytest.mark.parametrize("moment", [1, 2])
def test_closing_a_client_takes_no_cancellation_away_from_its_calls(moment: int) -> None:
    """Time is up at 3: a call that is cancelled before is cancelled, one that is not ends in time."""

    async def main(*, cancels: bool) -> tuple[bool, float]:
        client = make_client(
            operation(Policy("p", TimeoutPolicy(3.0, 1000.0))), clock=LoopClock(),
            transport=ScriptedTransport(endless),
        )  # fmt: skip
        task: asyncio.Task[Any] = asyncio.ensure_future(client._call(client.operations[0], ("1", None, None, None)))
        await pass_time(moment)
        await client.aclose()
        if cancels:
            task.cancel()
        await asyncio.wait([task])
        assert task.cancelled() or isinstance(task.exception(), AttemptTimeoutError)
        return task.cancelled(), asyncio.get_running_loop().time()

    assert run_virtual(main(cancels=True)) == (True, moment)
    assert run_virtual(main(cancels=False)) == (False, 3)
