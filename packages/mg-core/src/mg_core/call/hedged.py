"""Hedged rounds: attempts that run beside each other. The rules are in `mg_core.policies.hedge`."""

from __future__ import annotations

import asyncio
import contextvars
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import MgError
from ..observe.samples import OperationMetrics
from ..policies.hedge import HedgeRules, raise_final, weightiest
from ..tasks import end
from .call import Call, deadline_exceeded

Outcome = Any
"""A carrier's good reply, or the `MgError` that says why there is none."""

Attempt = asyncio.Task[Outcome]
"""A running attempt."""


@dataclass(slots=True)
class Racing:
    """What both kinds of rounds work with: `timed(send, call, left_s)` makes one attempt within its time limit."""

    rules: HedgeRules
    send: Callable[..., Any]
    timed: Callable[..., Any]
    judge: Callable[[Any], MgError | None]
    metrics: OperationMetrics
    now: Callable[[], float]

    def begin(self, call: Call[Any]) -> tuple[Call[Any], float]:
        """The round's first attempt and the seconds left for it.

        Raises:
            DeadlineExceededError: there is no time left; nothing is counted.
        """
        left_s = call.deadline - self.now()
        if left_s <= 0.0:
            raise deadline_exceeded(call)
        return self._count(call), left_s

    def another(self, call: Call[Any], generation: int, hedges: int) -> tuple[Call[Any], float] | None:
        """The next hedge of a round that has sent `hedges`, and its seconds left; None: there is none."""
        left_s = call.deadline - self.now()
        if left_s <= 0.0 or not call.may_repeat() or not self.rules.another(hedges, generation):
            return None
        return self._count(call), left_s

    def _count(self, call: Call[Any]) -> Call[Any]:
        call.attempts += 1
        self.metrics.attempts += 1
        return call.fork()


class HedgedRound:
    """Rounds of one operation, on an event loop: `await round(call, generation)`."""

    def __init__(self, racing: Racing) -> None:
        self._racing = racing

    async def __call__(self, call: Call[Any], generation: int) -> Any:
        """The first good answer. `generation`: the breaker's, in which the call was admitted.

        Raises:
            MgError: no attempt succeeded.
        """
        first = self._start(*self._racing.begin(call))
        running = {first}
        try:
            return await self._race(call, generation, running, first)
        finally:
            await end(running)

    async def _race(self, call: Call[Any], generation: int, running: set[Attempt], first: Attempt) -> Any:
        rules, hedges = self._racing.rules, 0
        delay_s: float | None = rules.policy.delay_s
        failures: list[MgError] = []
        while len(failures) < len(running):
            waited = {task for task in running if not task.done()}
            done, _ = await asyncio.wait(waited, timeout=delay_s, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                hedge = self._racing.another(call, generation, hedges)
                if hedge is None:
                    delay_s = None
                else:
                    hedges += 1
                    running.add(self._start(*hedge))
                continue
            delay_s = None
            ended = [(task, task.result()) for task in done]
            for task, outcome in ended:
                if not isinstance(outcome, MgError):
                    rules.won += task is not first
                    return outcome
            failures += [outcome for _, outcome in ended if isinstance(outcome, MgError)]
            raise_final(failures)
        raise weightiest(failures)

    def _start(self, call: Call[Any], left_s: float) -> Attempt:
        return asyncio.get_running_loop().create_task(self._attempt(call, left_s))

    async def _attempt(self, call: Call[Any], left_s: float) -> Outcome:
        racing = self._racing
        try:
            reply = await racing.timed(racing.send, call, left_s)
        except MgError as error:
            return error
        return racing.judge(reply) or reply


class BlockingHedgedRound:
    """Rounds of one operation, for threads."""

    def __init__(self, racing: Racing) -> None:
        self._racing = racing

    def __call__(self, call: Call[Any], generation: int) -> Any:
        """As `HedgedRound.__call__`, blocking the thread."""
        rules, running, hedges = self._racing.rules, 1, 0
        ended: queue.SimpleQueue[tuple[int, Outcome | BaseException]] = queue.SimpleQueue()
        delay_s: float | None = rules.policy.delay_s
        failures: list[MgError] = []
        self._start(ended, 0, *self._racing.begin(call))
        while len(failures) < running:
            try:
                number, outcome = ended.get(timeout=delay_s)
            except queue.Empty:
                hedge = self._racing.another(call, generation, hedges)
                if hedge is None:
                    delay_s = None
                    continue
                hedges += 1
                running += 1
                self._start(ended, hedges, *hedge)
                continue
            delay_s = None
            if not isinstance(outcome, BaseException):
                rules.won += number > 0
                return outcome
            if not isinstance(outcome, MgError):
                raise outcome
            failures.append(outcome)
            raise_final(failures)
        raise weightiest(failures)

    def _start(self, ended: Any, number: int, call: Call[Any], left_s: float) -> None:
        context = contextvars.copy_context()

        def run() -> None:
            with _Reporting(ended, number):
                ended.put((number, context.run(self._attempt, call, left_s)))

        threading.Thread(target=run, name=f"mg-hedge-{number}", daemon=True).start()

    def _attempt(self, call: Call[Any], left_s: float) -> Outcome:
        racing = self._racing
        try:
            reply = racing.timed(racing.send, call, left_s)
        except MgError as error:
            return error
        return racing.judge(reply) or reply


class _Reporting:
    """Hands whatever ends an attempt's thread to the caller's thread, which raises it."""

    def __init__(self, ended: Any, number: int) -> None:
        self._ended = ended
        self._number = number

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: object) -> bool:
        if error is not None:
            self._ended.put((self._number, error))
        return True
