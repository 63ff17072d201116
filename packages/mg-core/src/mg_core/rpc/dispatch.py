"""What every gRPC server of ours does with a call, whichever library carries it: context, guard, deadline, errors."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

from mg_core.context import RequestContext, use
from mg_core.errors import ApiError, ConfigurationError, DeadlineExceededError, DecodeError
from mg_core.serving.trace import read_request_id, read_trace, request_context

from ..codes import RpcStatus
from ..contract.method import RpcEndpoint
from .server import RpcCall
from .status import reply_of
from .transport import AnyMethod, Metadata

_log = logging.getLogger(__name__)

Guard = Callable[[RpcCall], Awaitable[None]]
"""Runs before every handler; raises an MgError to refuse the call, or sets `call.identity`."""

Table = Sequence[RpcEndpoint]

MAX_TEXT: Final = 1000
"""Characters of an error's message that are sent: trailers have little room."""
_YIELD_EVERY: Final = 16
"""Messages of a stream between two chances for the other tasks of the loop."""
_FAULTS: Final = frozenset({RpcStatus.INTERNAL, RpcStatus.UNKNOWN})


class Wire(Protocol):
    """One call on a library's own stream."""

    async def receive(self) -> Any:
        """The next message; None when the caller has ended its side. Raises ApiError or DecodeError."""
        ...

    async def begin(self, metadata: Metadata) -> None:
        """Send initial metadata; nothing when that was done."""
        ...

    async def send(self, message: Any) -> None:
        """Send a message. Raises PeerGoneError when nobody reads any more."""
        ...


class PeerGoneError(Exception):
    """The caller or its connection is gone: there is nobody to answer."""


class Outcome(NamedTuple):
    """How a call ends on the wire."""

    status: RpcStatus
    message: str
    trailers: Metadata


@dataclass(slots=True)
class Serving:
    """What the methods of one server share."""

    guard: Guard | None
    limit_bytes: int
    default_deadline_s: float | None
    """Seconds for a call that brings no deadline; None takes `Timeout.total_s` of the method's policy."""
    stopping: bool = False
    """The grace period is over: what still runs is cancelled and answered with UNAVAILABLE."""


class MethodServer:
    """Serves one method."""

    def __init__(self, method: AnyMethod, handler: Callable[..., Any], serving: Serving) -> None:
        self.method = method
        self._handler = handler
        self.serving = serving

    async def serve(self, call: RpcCall, wire: Wire) -> Outcome:
        """Run the handler; what is returned is still to be sent.

        Raises:
            PeerGoneError: there is nobody to answer.
        """
        limit = asyncio.timeout(self._limit_s(call))
        try:
            async with limit:
                await self._serve(call, wire)
        except PeerGoneError:
            raise
        except asyncio.CancelledError:
            if not self.serving.stopping:
                raise
            return self._ended(call, ApiError("the server is going away", code="service_unavailable", status=503))
        except TimeoutError as error:
            if not limit.expired():
                return self._ended(call, error)
            return self._ended(call, DeadlineExceededError("the caller's deadline passed before the answer"))
        except Exception as error:  # noqa: BLE001 - the last place: every error becomes a status here
            return self._ended(call, error)
        return Outcome(RpcStatus.OK, "", call.trailers)

    def _limit_s(self, call: RpcCall) -> float | None:
        """Seconds that the handler gets: what the caller brought, else the server's."""
        remaining_s = call.remaining_s
        if remaining_s is not None:
            return remaining_s
        given = self.serving.default_deadline_s
        limit_s = self.method.policy.timeout.total_s if given is None else given
        if limit_s == float("inf"):
            return None
        call.expires_at = call.clock() + limit_s
        return limit_s

    async def _serve(self, call: RpcCall, wire: Wire) -> None:
        if self.serving.guard is not None:
            await self.serving.guard(call)
        with use(context_of(call)):
            await self._answer(call, wire)
        await wire.begin(call.reply_metadata)

    async def _answer(self, call: RpcCall, wire: Wire) -> None:
        method, requests = self.method, _requests(wire)
        argument = requests if method.client_streaming else await _single(requests)
        if not method.server_streaming:
            reply = await self._handler(call, argument)
            await wire.begin(call.reply_metadata)
            await wire.send(reply)
            return
        async with aclosing(aiter(self._handler(call, argument))) as replies:
            sent = 0
            async for reply in replies:
                await wire.begin(call.reply_metadata)
                await wire.send(reply)
                sent += 1
                if sent % _YIELD_EVERY == 0:
                    # A library waits for nothing while the window is open: a reset would be read too late.
                    await asyncio.sleep(0)

    def _ended(self, call: RpcCall, error: BaseException) -> Outcome:
        status, message, trailers = reply_of(error, self.method.service)
        if status in _FAULTS:
            _log.error("%s failed", self.method.path, exc_info=error)
        return Outcome(status, message[:MAX_TEXT], {**call.trailers, **trailers})


async def _requests(wire: Wire) -> AsyncIterator[Any]:
    while True:
        try:
            request = await wire.receive()
        except DecodeError as error:
            raise ApiError(error.message, code="invalid_request", status=400) from error
        if request is None:
            return
        yield request


async def _single(requests: AsyncIterator[Any]) -> Any:
    async for request in requests:
        return request
    raise ApiError("a request message is missing", code="invalid_request", status=400)


def method_servers(service: object, table: Table, serving: Serving) -> dict[str, MethodServer]:
    """Path → what serves it.

    Raises:
        ConfigurationError: the service object has no method of a name that its table asks for.
    """
    found = {}
    for row in table:
        handler = getattr(service, row.handler, None)
        if not callable(handler):
            raise ConfigurationError(f"{type(service).__name__} has no method {row.handler} for {row.method.path}")
        found[row.method.path] = MethodServer(row.method, handler, serving)
    return found


def call_of(
    method: AnyMethod, metadata: Mapping[str, str | bytes], remaining_s: float | None, peer: str, certificate: Any
) -> RpcCall:
    """The call as its handler sees it."""
    texts = texts_of(metadata)
    return RpcCall(
        method=method,
        metadata=metadata,
        peer=peer,
        request_id=read_request_id(texts),
        trace_id=read_trace(texts)[0],
        expires_at=None if remaining_s is None else time.monotonic() + remaining_s,
        certificate=certificate,
    )


def context_of(call: RpcCall) -> RequestContext:
    """The context that client calls made by the handler read."""
    texts = texts_of(call.metadata)
    trace = call.trace_id, read_trace(texts)[1]
    return request_context(texts, call.request_id, trace, call.expires_at, call.identity)


def texts_of(metadata: Mapping[str, str | bytes]) -> dict[str, str]:
    """The values that are text."""
    return {name: value for name, value in metadata.items() if isinstance(value, str)}
