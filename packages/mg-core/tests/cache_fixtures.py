"""A service to be cached, on virtual or manual time, for the tests of the cache."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from client_fixtures import Item, ends_of, operation

from mg_core import context
from mg_core.call.options import CallOptions, ReplyInfo
from mg_core.clock import LoopClock
from mg_core.contract.operation import Operation
from mg_core.contract.policy import CachePolicy
from mg_core.deadline import budget
from mg_core.errors import DeadlineExceededError
from mg_core.policies.cache.merging import CachedCalls
from mg_core.policies.cache.store import ResponseCache

RULES = CachePolicy(10.0, stale_while_revalidate_s=5.0, stale_if_error_s=60.0)
CLOCK = LoopClock()
TOTAL_S = 30.0

KEPT = (
    CallOptions(timeout_s=1.0),
    CallOptions(attempt_timeout_s=1.0),
    CallOptions(max_retries=0),
    CallOptions(request_id="r-1"),
)
"""Options that leave the answer what it is."""

OWN = (CallOptions(headers={"accept-language": "de"}), CallOptions(info=ReplyInfo()), CallOptions(idempotency_key="k"))
"""Options whose call needs an answer of its own, or an error of its own."""

Step = Item | BaseException | Callable[[], Awaitable[Any]]


@dataclass
class Service:
    """Answers call n with step n, the last one for ever; by default with an item numbered n."""

    steps: list[Step] = field(default_factory=list)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    deadlines: list[float | None] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    options: list[CallOptions | None] = field(default_factory=list)

    async def __call__(self, args: tuple[Any, ...], _body: Any, options: CallOptions | None) -> Any:
        self.options.append(options)
        own_s = None if options is None else options.timeout_s
        with nullcontext() if own_s is None else budget(own_s, now=CLOCK.monotonic()):
            return await self._call(args)

    async def _call(self, args: tuple[Any, ...]) -> Any:
        self.asked.append(args)
        current = context.current()
        self.deadlines.append(None if current is None else current.deadline)
        try:
            result = await self._answer()
        except BaseException as error:
            self.ended.append(type(error).__name__)
            raise
        self.ended.append("ok")
        return result

    async def _answer(self) -> Any:
        if not self.steps:
            return Item(id=str(len(self.asked)))
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, BaseException):
            raise step
        return await step() if callable(step) else step


def after(seconds: float, result: Item | BaseException | None = None) -> Callable[[], Awaitable[Any]]:
    """A step that takes `seconds`, and as long as the caller's deadline allows at most, as a pipeline does."""

    async def step() -> Any:
        current = context.current()
        left = seconds if current is None or current.deadline is None else current.deadline - CLOCK.monotonic()
        if left < seconds:
            await CLOCK.sleep(max(0.0, left))
            raise DeadlineExceededError("late")
        await CLOCK.sleep(seconds)
        if isinstance(result, BaseException):
            raise result
        return result or Item(id="1")

    return step


def cached(
    service: Service, rules: CachePolicy = RULES, clock: Any = CLOCK, row: Operation | None = None
) -> tuple[CachedCalls, Callable[..., Coroutine[Any, Any, Any]]]:
    calls = CachedCalls(ResponseCache(row or operation(), rules, clock.monotonic, ends_of(row or operation()).sent))
    wrapped = calls.wrap(service, TOTAL_S)

    async def get(identity: str = "1", options: CallOptions | None = None) -> Any:
        return await wrapped((identity, None, None, None), None, options)

    return calls, get


async def settle() -> None:
    """Let what is in the background end."""
    for _ in range(5):
        await asyncio.sleep(0)


def others() -> set[asyncio.Task[Any]]:
    return asyncio.all_tasks() - {asyncio.current_task()}
