"""Transports for tests."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..rest.transports import Reply, Transport


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as the transport got it."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    timeout_s: float | None

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what came back: a reply, or the error raised."""

    sent: Sent
    result: Reply | BaseException


Step = Reply | BaseException | Callable[[Sent], Reply | BaseException | Awaitable[Reply | BaseException]]
"""An answer, an error to raise, or a function (async too) that decides by the request."""


def answer(body: Any = None, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """A JSON reply; `body` bytes are sent as they are, None is no body."""
    content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = {"content-type": "application/json"} if body is not None else {}
    return status, {**kind, **(headers or {})}, content


def problem(status: int, code: str, headers: Mapping[str, str] | None = None, **members: Any) -> Reply:
    """An error reply in the platform's shape."""
    body = {"type": "about:blank", "status": status, "error": code, "message": code.replace("_", " "), **members}
    return answer(body, status, {"content-type": "application/problem+json", **(headers or {})})


class _Script:
    def __init__(self, *steps: Step) -> None:
        self._steps = list(steps)
        self.sent: list[Sent] = []

    def _next(self, sent: Sent) -> Step:
        self.sent.append(sent)
        if not self._steps:
            raise AssertionError(f"request {len(self.sent)} was not expected: {sent.method} {sent.url}")
        return self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]

    def add(self, *steps: Step) -> None:
        """Append steps."""
        self._steps.extend(steps)


class ScriptedTransport(_Script):
    """Answers request n with step n; the last step repeats. `sent` holds the requests."""

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None
    ) -> Reply:
        """See `Transport.send`."""
        step: Any = self._next(Sent(method, url, dict(headers), body, timeout_s))
        if callable(step):
            step = step(self.sent[-1])
            if isinstance(step, Awaitable):
                step = await step
        if isinstance(step, BaseException):
            raise step
        reply: Reply = step
        return reply

    async def aclose(self) -> None:
        """Nothing."""


class BlockingScriptedTransport(_Script):
    """`ScriptedTransport` for sync clients."""

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None) -> Reply:
        """See `BlockingTransport.send`."""
        step: Any = self._next(Sent(method, url, dict(headers), body, timeout_s))
        if callable(step):
            step = step(self.sent[-1])
        if isinstance(step, BaseException):
            raise step
        reply: Reply = step
        return reply

    def close(self) -> None:
        """Nothing."""


class RecordingTransport:
    """Passes requests on and keeps both sides in `exchanges`."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.exchanges: list[Exchange] = []

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None
    ) -> Reply:
        """See `Transport.send`."""
        sent = Sent(method, url, dict(headers), body, timeout_s)
        try:
            reply = await self._inner.send(method, url, headers, body, timeout_s)
        except BaseException as error:
            self.exchanges.append(Exchange(sent, error))
            raise
        self.exchanges.append(Exchange(sent, reply))
        return reply

    async def aclose(self) -> None:
        """Close the inner transport."""
        await self._inner.aclose()
