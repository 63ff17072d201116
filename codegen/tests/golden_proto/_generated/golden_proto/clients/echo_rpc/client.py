# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Client of EchoService over gRPC."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable
from typing import Any, ClassVar

from golden_proto.clients.pb.echo import v1 as echo_v1
from mg_core.call.options import CallOptions
from mg_core.contract.method import RpcMethod
from mg_core.rpc.client import RpcClient

from . import methods


class AsyncEchoRpcClient(RpcClient):
    """Asynchronous client of EchoService."""

    contract: ClassVar[str] = "echo"
    rpc_methods: ClassVar[tuple[RpcMethod[Any, Any], ...]] = methods.METHODS

    async def say(self, request: echo_v1.SayRequest, *, options: CallOptions | None = None) -> echo_v1.SayResponse:
        """Says it once."""
        return await self._unary(methods.SAY, request, options)

    def repeat(
        self, request: echo_v1.RepeatRequest, *, options: CallOptions | None = None
    ) -> AsyncGenerator[echo_v1.SayResponse, None]:
        """Says it several times."""
        return self._server_stream(methods.REPEAT, request, options)

    async def gather(
        self, requests: AsyncIterable[echo_v1.SayRequest], *, options: CallOptions | None = None
    ) -> echo_v1.SayResponse:
        """Says everything at once."""
        return await self._client_stream(methods.GATHER, requests, options)

    def chat(
        self, requests: AsyncIterable[echo_v1.SayRequest], *, options: CallOptions | None = None
    ) -> AsyncGenerator[echo_v1.SayResponse, None]:
        """Says each as it comes."""
        return self._bidi(methods.CHAT, requests, options)

    async def timeout(self, request: echo_v1.SayRequest, *, options: CallOptions | None = None) -> echo_v1.SayResponse:
        """A name that a client of other generators uses itself."""
        return await self._unary(methods.TIMEOUT, request, options)

    async def metadata(
        self, request: echo_v1.SayRequest, *, options: CallOptions | None = None
    ) -> echo_v1.SayResponseInner:
        """Likewise."""
        return await self._unary(methods.METADATA, request, options)

    async def close_(self, request: echo_v1.SayRequest, *, options: CallOptions | None = None) -> echo_v1.SayResponse:
        """Likewise."""
        return await self._unary(methods.CLOSE, request, options)
