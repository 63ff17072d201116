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
from ..policies.hedge import HedgeRules, final_of, weightiest
from ..tasks import end
from .call import Call, deadline_exceeded

Outcome = Any
"""A carrier's good reply, or the `MgError` that says why there is none."""


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
    """Rounds of one operation, on an event loop.

    The first attempt runs in the caller's own task, as if there were no hedge: a timer is all that an answer in time
    costs. A `Race` begins with the round and takes over when the timer has sent another attempt.
    """

    def __init__(self, racing: Racing) -> None:
        self._racing = racing

    def __call__(self, call: Call[Any], generation: int, task: asyncio.Task[Any]) -> Race:
        """A round begins; `generation`: the breaker's, in which the call was admitted. `task`: the caller's."""
        return Race(self._racing, call, generation, task)

    async def round(self, call: Call[Any], generation: int) -> Any:
        """A whole round: what the compiled functions do around an attempt of theirs.

        Raises:
            MgError: no attempt succeeded.
        """
        racing, task = self._racing, asyncio.current_task()
        if task is None:
            raise RuntimeError("a round needs a task")
        cancelling, race = task.cancelling(), self(call, generation, task)
        call.attempts += 1
        racing.metrics.attempts += 1
        reply: Any = None
        failure: MgError | None
        try:
            try:
                reply = await racing.timed(racing.send, call, call.deadline - racing.now())
                failure = racing.judge(reply)
            except MgError as error:
                failure = error
        except BaseException as error:
            if not race.was_decided(error, cancelling):
                await race.abandon()
                raise
            reply, failure = await race.decision()
        else:
            if not race.is_over():
                reply, failure = await race.finish(reply, failure)
        if failure is not None:
            raise failure
        return reply


class Race:
    """One round. While the first attempt runs, a hedge that decides the round interrupts it by cancelling its task."""

    __slots__ = (
        "_answer", "_call", "_cancelling", "_decided", "_defect", "_failures", "_generation", "_hedges", "_over",
        "_racing", "_task", "_timer",
    )  # fmt: skip

    def __init__(self, racing: Racing, call: Call[Any], generation: int, task: asyncio.Task[Any]) -> None:
        self._racing = racing
        self._call = call
        self._generation = generation
        self._task = task
        self._cancelling = task.cancelling()
        self._hedges: list[asyncio.Task[None]] = []
        self._failures: list[MgError] = []
        self._answer: tuple[Any] | None = None
        self._defect: Exception | None = None
        self._decided = False
        self._over = False
        self._timer: asyncio.TimerHandle | None = None
        self._wait()

    def is_over(self) -> bool:
        """The first attempt has ended by itself; True when it was the only one."""
        self._over = True
        self._stop()
        return not self._hedges

    def was_decided(self, error: BaseException, cancelling: int) -> bool:
        """Whether the first attempt was interrupted by a hedge, and by nobody else.

        `cancelling`: the task's count of cancellations when the call began.
        """
        self._over = True
        self._stop()
        return self._decided and self._task.uncancel() <= cancelling and isinstance(error, asyncio.CancelledError)

    async def decision(self) -> tuple[Any, MgError | None]:
        """What a hedge has decided: (reply, failure). The other attempts have ended."""
        await end(self._hedges)
        return self._result() or (None, weightiest(self._failures))

    async def abandon(self) -> None:
        """The caller goes, and takes its attempts along."""
        await end(self._hedges)

    async def finish(self, reply: Any, failure: MgError | None) -> tuple[Any, MgError | None]:
        """The first attempt has ended while hedges run: (reply, failure) of the round."""
        try:
            if failure is None:
                return reply, None
            self._failures.append(failure)
            while (result := self._result()) is None:
                running = [hedge for hedge in self._hedges if not hedge.done()]
                if not running:
                    return None, weightiest(self._failures)
                await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            return result
        finally:
            await end(self._hedges)

    def _result(self) -> tuple[Any, MgError | None] | None:
        """What the hedges say by now; None: nothing that ends the round."""
        if self._defect is not None:
            raise self._defect
        if self._answer is not None:
            self._racing.rules.won += 1
            return self._answer[0], None
        final = final_of(self._failures)
        return None if final is None else (None, final)

    def _wait(self) -> None:
        self._timer = self._task.get_loop().call_later(self._racing.rules.policy.delay_s, self._fire)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _fire(self) -> None:
        self._timer = None
        if self._task.cancelling() > self._cancelling:
            return  # the first attempt is being ended, and takes its time
        hedge = self._racing.another(self._call, self._generation, len(self._hedges))
        if hedge is not None:
            self._hedges.append(self._task.get_loop().create_task(self._attempt(*hedge)))
            self._wait()

    async def _attempt(self, call: Call[Any], left_s: float) -> None:
        racing = self._racing
        try:
            reply = await racing.timed(racing.send, call, left_s)
            failure = racing.judge(reply)
        except MgError as error:
            failure = error
        except Exception as defect:  # noqa: BLE001 - raised where the call is
            self._defect = defect
            self._arrived(decides=True)
            return
        if failure is None:
            self._answer = self._answer or (reply,)
        else:
            self._failures.append(failure)
        self._arrived(decides=failure is None or final_of([failure]) is not None)

    def _arrived(self, *, decides: bool) -> None:
        self._stop()
        if decides and not self._over and not self._decided:
            self._decided = True
            self._task.cancel()


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
            if (final := final_of(failures)) is not None:
                raise final
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
