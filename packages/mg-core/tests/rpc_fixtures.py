"""Messages and a transport without a network, for tests of what stands around calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Self

from mg_core.call.options import CallOptions
from mg_core.contract.policy import Policy, TimeoutPolicy
from mg_core.rpc import RpcCallInfo, RpcClient, RpcMethod
from mg_core.rpc.transport import Metadata


@dataclass(frozen=True)
class Word:
    """A message."""

    text: str = ""

    def SerializeToString(self) -> bytes:  # noqa: N802 - the name that every protobuf runtime uses
        return self.text.encode()

    @classmethod
    def FromString(cls, data: bytes) -> Self:  # noqa: N802 - as above
        return cls(data.decode())

    @classmethod
    def from_json(cls, text: str) -> Self:
        if not text.startswith('"'):
            raise ValueError(text)
        return cls(text.strip('"'))


PLAIN = Policy("plain", TimeoutPolicy(1.0, 3.0))


def method(name: str, *, sends: bool = False, gives: bool = False, idempotency: Any = "safe") -> RpcMethod[Word, Word]:
    return RpcMethod("words.v1.Words", name, Word, Word, sends, gives, PLAIN, idempotency, "words", "words.proto:7")


SAY = method("Say")
KEEP = method("Keep", idempotency="key")
ONCE = method("Once", idempotency="never")
LISTEN = method("Listen", gives=True)
GATHER = method("Gather", sends=True)
CHAT = method("Chat", sends=True, gives=True)


class WordsClient(RpcClient):
    """As the compiler writes one."""

    contract = "words"
    rpc_methods = (SAY, KEEP, ONCE, LISTEN, GATHER, CHAT)

    async def say(self, request: Word, *, options: CallOptions | None = None) -> Word:
        return await self._unary(SAY, request, options)

    async def keep(self, request: Word, *, options: CallOptions | None = None) -> Word:
        return await self._unary(KEEP, request, options)

    async def once(self, request: Word, *, options: CallOptions | None = None) -> Word:
        return await self._unary(ONCE, request, options)

    def listen(self, request: Word, *, options: CallOptions | None = None) -> AsyncGenerator[Word, None]:
        return self._server_stream(LISTEN, request, options)

    async def gather(self, requests: AsyncIterable[Word], *, options: CallOptions | None = None) -> Word:
        return await self._client_stream(GATHER, requests, options)

    def chat(self, requests: AsyncIterable[Word], *, options: CallOptions | None = None) -> AsyncGenerator[Word, None]:
        return self._bidi(CHAT, requests, options)


@dataclass
class Sent:
    """One attempt as the transport saw it."""

    method: str
    metadata: dict[str, str | bytes]
    timeout_s: float


Step = Word | BaseException | list[Any] | Callable[[], Any]


@dataclass
class ScriptedRpc:
    """Answers attempts from a list: a word, an error, a list of both (a stream), or a function to be awaited."""

    steps: list[Any]
    sent: list[Sent] = field(default_factory=list)
    closed: int = 0
    heard: list[Word] = field(default_factory=list)

    def _next(self, called: Any, metadata: Metadata, timeout_s: float) -> Any:
        self.sent.append(Sent(called.name, dict(metadata), timeout_s))
        step = self.steps.pop(0)
        if isinstance(step, BaseException):
            raise step
        return step

    async def unary(self, called: Any, request: Any, metadata: Metadata, timeout_s: float, info: RpcCallInfo) -> Any:
        step = self._next(called, metadata, timeout_s)
        info.trailing_metadata = {"x-attempt": str(len(self.sent))}
        return await step() if callable(step) else step

    async def client_stream(
        self, called: Any, requests: AsyncIterable[Any], metadata: Metadata, timeout_s: float, info: RpcCallInfo
    ) -> Any:
        step = self._next(called, metadata, timeout_s)
        async for request in requests:
            self.heard.append(request)
            if isinstance(step, list):
                raise step[0]
        return step

    async def server_stream(
        self, called: Any, request: Any, metadata: Metadata, timeout_s: float, info: RpcCallInfo
    ) -> AsyncGenerator[Any, None]:
        try:
            for each in self._next(called, metadata, timeout_s):
                if isinstance(each, BaseException):
                    raise each
                yield await each() if callable(each) else each
        finally:
            self.closed += 1

    async def bidi(
        self, called: Any, requests: AsyncIterable[Any], metadata: Metadata, timeout_s: float, info: RpcCallInfo
    ) -> AsyncGenerator[Any, None]:
        steps = self._next(called, metadata, timeout_s)
        async for request in requests:
            self.heard.append(request)
            each = steps.pop(0)
            if isinstance(each, BaseException):
                raise each
            yield each

    async def aclose(self) -> None:
        """Nothing to close."""


def client(*steps: Any, **more: Any) -> tuple[WordsClient, ScriptedRpc]:
    """A client whose attempts are answered by `steps`."""
    transport = ScriptedRpc(list(steps))
    return WordsClient(transport, environment={}, **more), transport


async def each(*texts: str) -> AsyncGenerator[Word, None]:
    for text in texts:
        yield Word(text)


async def never() -> None:
    await asyncio.Event().wait()


def policy(**parts: Any) -> Policy:
    """The plain policy with some parts."""
    return replace(PLAIN, **parts)
