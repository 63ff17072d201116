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
from typing import Any, Self

from mg_core.call.call import Call, attempt_timeout, deadline_exceeded
from mg_core.call.compiled import annotate, is_breaker_failure
from mg_core.errors import ApiError, AttemptTimeoutError, MgError, RejectedError
from mg_core.policies.retry import retry_delay

from .calls import prepare, told
from .transport import AnyMethod, RpcCallInfo, RpcOptions, RpcTransport

Names = dict[str, Any]
"""The steps of one method, as the pipeline compiler knows them; see `mg_core.call.compiled`."""


class GuardedStreams:
    """The streams of one method."""

    def __init__(self, method: AnyMethod, opened: Callable[[], RpcTransport], names: Names) -> None:
        self.method = method
        self._opened = opened
        self.names = names

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop that the guards belong to."""
        loop: asyncio.AbstractEventLoop = self.names["LOOP"]
        return loop

    async def client_stream(self, requests: AsyncIterable[Any], options: RpcOptions | None) -> Any:
        """Send many messages, give the one reply."""
        source = _Counted(requests)
        async with _Run(self.names) as run, _Closing(source):
            call = await run.begin(source, options)
            while True:
                await run.attempt()
                info = RpcCallInfo()
                try:
                    reply = await self._opened().client_stream(self.method, source, run.metadata, run.left_s(), info)
                except MgError as error:
                    told(call, info)
                    await run.failed(error, may_repeat=source.taken == 0)
                else:
                    told(call, info)
                    run.succeeded()
                    return reply

    async def server_stream(self, request: Any, options: RpcOptions | None) -> AsyncGenerator[Any, None]:
        """Send one message, give many."""

        def begin(run: _Run, info: RpcCallInfo) -> AsyncGenerator[Any, None]:
            return self._opened().server_stream(self.method, request, run.metadata, run.left_s(), info)

        async with _Run(self.names) as run, aclosing(self._replies(run, request, options, begin, None)) as replies:
            async for reply in replies:
                yield reply

    async def bidi(self, requests: AsyncIterable[Any], options: RpcOptions | None) -> AsyncGenerator[Any, None]:
        """Send many messages, give many."""
        source = _Counted(requests)

        def begin(run: _Run, info: RpcCallInfo) -> AsyncGenerator[Any, None]:
            return self._opened().bidi(self.method, source, run.metadata, run.left_s(), info)

        async with (
            _Run(self.names) as run,
            _Closing(source),
            aclosing(self._replies(run, source, options, begin, source)) as replies,
        ):
            async for reply in replies:
                yield reply

    async def _replies(
        self,
        run: _Run,
        request: Any,
        options: RpcOptions | None,
        begin: Callable[[_Run, RpcCallInfo], AsyncGenerator[Any, None]],
        source: _Counted | None,
    ) -> AsyncGenerator[Any, None]:
        call = await run.begin(request, options)
        seen = False
        while True:
            await run.attempt()
            info = RpcCallInfo()
            try:
                async with aclosing(begin(run, info)) as replies:
                    async for reply in run.watched(replies, timed=source is None):
                        if not seen:
                            seen = True
                            told(call, info)
                        yield reply
            except MgError as error:
                told(call, info)
                await run.failed(error, may_repeat=not seen and (source is None or source.taken == 0))
            else:
                told(call, info)
                run.succeeded()
                return


class _Run:
    """One stream call between its guards: `begin`, then per attempt `attempt` and `failed` or `succeeded`."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._now: Callable[[], float] = names["now"]
        self._metrics = names["METRICS"]
        self._breaker = names.get("BREAKER")
        self._started = self._now()
        self._call: Call | None = None
        self._span: Any = None
        self._held = False
        self._generation: int | None = None
        self._done = False

    async def __aenter__(self) -> Self:
        self._metrics.calls += 1
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, MgError):
            self._ended_badly(error)
        elif error is not None or not self._done:
            self._dropped(error)
        if self._held:
            self._names["BULKHEAD"].release()

    @property
    def metadata(self) -> Any:
        """Metadata of the attempt."""
        return self._running.headers

    @property
    def _running(self) -> Call:
        if self._call is None:
            raise RuntimeError("begin() comes first")
        return self._call

    def left_s(self) -> float:
        """Seconds until the deadline.

        Raises:
            DeadlineExceededError: there are none.
        """
        left_s = self._running.deadline - self._now()
        if left_s <= 0.0:
            self._running.attempts -= 1
            self._metrics.attempts -= 1
            raise deadline_exceeded(self._running)
        return left_s

    async def begin(self, request: Any, options: RpcOptions | None) -> Call:
        """Make the call and pass what is passed once."""
        names, started = self._names, self._started
        call: Call = names["MAKE"]((), request, options, started + names["LIMITS"].total_s, started)
        self._call = call
        if names["TRACER"] is not None:
            self._span = call.span = names["TRACER"].begin(names["SERVICE"], names["ROW"], call)
        if "BULKHEAD" in names:
            await names["BULKHEAD"].acquire(call.deadline - self._now())
            self._held = True
        if "RATE" in names and not names["RATE"].try_take():
            await names["RATE"].acquire(call.deadline)
        if "BUDGET" in names:
            names["BUDGET"].credit += names["BUDGET"].ratio
        return call

    async def attempt(self) -> None:
        """Pass what each attempt passes."""
        call, names = self._running, self._names
        if names["AUTHORIZE"] is not None:
            await names["AUTHORIZE"](call)
        if self._breaker is not None:
            self._generation = self._breaker.admit()
        call.attempts += 1
        self._metrics.attempts += 1
        prepare(call, names["TRACER"])

    async def watched(self, replies: AsyncGenerator[Any, None], *, timed: bool) -> AsyncIterator[Any]:
        """The replies; with `timed`, the first one within the attempt timeout."""
        if timed:
            try:
                first = await self._first(replies)
            except StopAsyncIteration:
                return
            yield first
        async for reply in replies:
            yield reply

    async def _first(self, replies: AsyncGenerator[Any, None]) -> Any:
        call = self._running
        attempt_s = self._names["LIMITS"].attempt_s if call.attempt_s is None else call.attempt_s
        if attempt_s >= call.deadline - self._now():
            return await anext(replies)
        limit = asyncio.timeout(attempt_s)
        try:
            async with limit:
                return await anext(replies)
        except TimeoutError:
            if limit.expired():
                raise attempt_timeout(attempt_s) from None
            raise

    def succeeded(self) -> None:
        """The stream ended well."""
        self._verdict(failed=False)
        self._metrics.ok += 1
        self._finish(None)

    async def failed(self, error: MgError, *, may_repeat: bool) -> None:
        """Judge an attempt; returns after the wait when there shall be another one, else raises."""
        call, names = self._running, self._names
        if isinstance(error, AttemptTimeoutError) and self._now() >= call.deadline - _CLOSE_S:
            error = _late(call, error)
        self._verdict(failed=is_breaker_failure(error, call))
        self._learn(error)
        if not may_repeat:
            raise error
        if error.status == 401 and names["REFRESH"] is not None and not call.refreshed:
            call.refreshed = True
            await names["REFRESH"](call)
            return
        if "RETRY" not in names or (self._breaker is not None and self._breaker.refusing):
            raise error
        delay = retry_delay(names["RETRY"], call, error, self._now)
        if delay is None:
            raise error
        self._metrics.retries += 1
        await names["SLEEP"](delay)

    def _learn(self, error: MgError) -> None:
        bucket = self._names.get("RATE")
        if bucket is not None and isinstance(error, ApiError) and error.status == 429 and error.retry_after_s:
            bucket.close(error.retry_after_s)

    def _verdict(self, *, failed: bool | None) -> None:
        generation, self._generation = self._generation, None
        if self._breaker is None or generation is None:
            return
        judge = {True: self._breaker.fail, False: self._breaker.ok, None: self._breaker.ignore}[failed]
        judge(generation)

    def _ended_badly(self, error: MgError) -> None:
        self._verdict(failed=None)
        annotate(error, self._call, self._names["SERVICE"], self._names["OPERATION"])
        self._metrics.error(error.code)
        if isinstance(error, RejectedError):
            self._metrics.rejected += 1
        self._finish(error)

    def _dropped(self, error: BaseException | None) -> None:
        self._verdict(failed=None)
        self._finish(error or asyncio.CancelledError())

    def _finish(self, error: BaseException | None) -> None:
        if self._done:
            return
        self._done = True
        if error is None or isinstance(error, MgError):
            self._metrics.observe(self._now() - self._started)
        if self._call is not None and self._names["TRACER"] is not None:
            self._names["TRACER"].end(self._span, self._call, error)


_CLOSE_S = 0.05
"""Seconds before the deadline in which a peer that says that it passed means this call's own."""


def _late(call: Call, error: MgError) -> MgError:
    late = deadline_exceeded(call)
    late.__cause__ = error
    return late


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
