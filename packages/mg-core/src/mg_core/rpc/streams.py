"""Streams behind the same guards as unary calls, and what may be repeated of them.

Rules
    1. Admission is that of a call: bulkhead, rate limit, then for each attempt the token and the breaker.
    2. The total timeout covers the whole stream. The attempt timeout covers the wait for the first message of a
       server stream; the other kinds have none, as their callers decide when they are heard.
    3. A failed attempt is repeated, by the rules of `policies/retry.py`, only while the caller has been given nothing
       and nothing was taken from it: before the first reply of a server stream, before the first request was asked of
       the iterator for the kinds that send many.
    4. The breaker's verdict falls at the end of the stream. A caller that stops early says nothing about the service.
    5. A bulkhead's place is held until the stream has ended. No hedge, no cache, no fallback and no chaos.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable
from contextlib import aclosing, suppress
from typing import Any, Final

from ..call.call import Call, attempt_timeout, deadline_exceeded
from ..call.guards import Guards, Passage
from ..call.options import CallOptions
from ..errors import ApiError, AttemptTimeoutError, MgError
from .ends import Outgoing, RpcEnds, told
from .transport import Metadata, RpcCallInfo

Begin = Callable[[Metadata, float, RpcCallInfo], AsyncGenerator[Any, None]]
"""Begins an attempt: metadata, seconds left, what the peer says."""

_CLOSE_S: Final = 0.05
"""Seconds before the deadline in which a peer that says that it passed means this call's own."""


class GuardedStreams:
    """The streams of one method."""

    def __init__(self, ends: RpcEnds, guards: Guards) -> None:
        self._ends = ends
        self._guards = guards
        self.loop = asyncio.get_running_loop()

    async def client_stream(self, requests: AsyncIterable[Any], options: CallOptions | None) -> Any:
        """Send many messages, give the one reply."""
        source = _Counted(requests)
        ends, method = self._ends, self._ends.method
        async with self._guards.enter() as passage, _Closing(source):
            call = await self._admitted(passage, source, options)
            while True:
                await passage.attempt()
                info = RpcCallInfo()
                try:
                    metadata = ends.prepare(call)
                    reply = await ends.opened().client_stream(method, source, metadata, passage.left_s(), info)
                except MgError as error:
                    told(call, info)
                    await self._failed(passage, error, may_repeat=source.taken == 0)
                else:
                    told(call, info)
                    await passage.verdict(None)
                    return reply

    async def server_stream(self, request: Any, options: CallOptions | None) -> AsyncGenerator[Any, None]:
        """Send one message, give many."""

        def begin(metadata: Metadata, left_s: float, info: RpcCallInfo) -> AsyncGenerator[Any, None]:
            return self._ends.opened().server_stream(self._ends.method, request, metadata, left_s, info)

        async with (
            self._guards.enter() as passage,
            aclosing(self._replies(passage, request, options, begin, None)) as replies,
        ):
            async for reply in replies:
                yield reply

    async def bidi(self, requests: AsyncIterable[Any], options: CallOptions | None) -> AsyncGenerator[Any, None]:
        """Send many messages, give many."""
        source = _Counted(requests)

        def begin(metadata: Metadata, left_s: float, info: RpcCallInfo) -> AsyncGenerator[Any, None]:
            return self._ends.opened().bidi(self._ends.method, source, metadata, left_s, info)

        async with (
            self._guards.enter() as passage,
            _Closing(source),
            aclosing(self._replies(passage, source, options, begin, source)) as replies,
        ):
            async for reply in replies:
                yield reply

    async def _replies(
        self,
        passage: Passage[Outgoing],
        request: Any,
        options: CallOptions | None,
        begin: Begin,
        source: _Counted | None,
    ) -> AsyncGenerator[Any, None]:
        call = await self._admitted(passage, request, options)
        seen = False
        while True:
            await passage.attempt()
            info = RpcCallInfo()
            try:
                metadata = self._ends.prepare(call)
                async with aclosing(begin(metadata, passage.left_s(), info)) as replies:
                    async for reply in self._watched(call, replies, timed=source is None):
                        if not seen:
                            seen = True
                            told(call, info)
                        yield reply
            except MgError as error:
                told(call, info)
                await self._failed(passage, error, may_repeat=not seen and (source is None or source.taken == 0))
            else:
                told(call, info)
                await passage.verdict(None)
                return

    async def _admitted(self, passage: Passage[Outgoing], request: Any, options: CallOptions | None) -> Call[Outgoing]:
        started = passage.started
        call = self._ends.make((), request, options, started + self._guards.limits.total_s, started)
        await passage.admit(call)
        return call

    async def _failed(self, passage: Passage[Outgoing], error: MgError, *, may_repeat: bool) -> None:
        """Judge an attempt; returns after the wait when there shall be another one, else raises."""
        call = passage.call
        if isinstance(error, AttemptTimeoutError) and self._guards.now() >= call.deadline - _CLOSE_S:
            late = deadline_exceeded(call)
            late.__cause__ = error
            error = late
        if isinstance(error, ApiError):
            passage.learn(error)
        await passage.verdict(error, may_repeat=may_repeat)

    async def _watched(
        self, call: Call[Outgoing], replies: AsyncGenerator[Any, None], *, timed: bool
    ) -> AsyncIterator[Any]:
        """The replies; with `timed`, the first one within the attempt timeout."""
        if timed:
            try:
                first = await self._first(call, replies)
            except StopAsyncIteration:
                return
            yield first
        async for reply in replies:
            yield reply

    async def _first(self, call: Call[Outgoing], replies: AsyncGenerator[Any, None]) -> Any:
        attempt_s = self._guards.limits.attempt_s if call.attempt_s is None else call.attempt_s
        if attempt_s >= call.deadline - self._guards.now():
            return await anext(replies)
        limit = asyncio.timeout(attempt_s)
        try:
            async with limit:
                return await anext(replies)
        except TimeoutError:
            if limit.expired():
                raise attempt_timeout(attempt_s) from None
            raise


class _Counted:
    """The caller's messages, counted; closing an attempt does not close them."""

    def __init__(self, requests: AsyncIterable[Any]) -> None:
        self.requests = requests
        self.taken = 0
        self._source: AsyncIterator[Any] | None = None

    def __aiter__(self) -> _Counted:
        return self

    async def __anext__(self) -> Any:
        if self._source is None:
            self._source = aiter(self.requests)
        self.taken += 1
        return await anext(self._source)


class _Closing:
    """Closes the caller's iterator when the call has ended."""

    def __init__(self, source: _Counted) -> None:
        self._source = source

    async def __aenter__(self) -> None:
        """Nothing."""

    async def __aexit__(self, *_: object) -> None:
        close = getattr(self._source.requests, "aclose", None)
        if close is not None:
            with suppress(Exception):
                await close()
