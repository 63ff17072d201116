# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of EchoService implements, and its endpoint table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final, Protocol

from golden_proto.clients.echo_rpc import methods
from golden_proto.clients.pb.echo import v1 as echo_v1
from mg_core.rpc import RpcCall, RpcEndpoint


class EchoRpcService(Protocol):
    """Handlers of EchoService. Raise `mg_core.ApiError` to answer an error; its code travels along."""

    async def say(self, call: RpcCall, request: echo_v1.SayRequest) -> echo_v1.SayResponse:
        """Says it once."""
        ...

    def repeat(self, call: RpcCall, request: echo_v1.RepeatRequest) -> AsyncIterator[echo_v1.SayResponse]:
        """Says it several times."""
        ...

    async def gather(self, call: RpcCall, requests: AsyncIterator[echo_v1.SayRequest]) -> echo_v1.SayResponse:
        """Says everything at once."""
        ...

    def chat(self, call: RpcCall, requests: AsyncIterator[echo_v1.SayRequest]) -> AsyncIterator[echo_v1.SayResponse]:
        """Says each as it comes."""
        ...

    async def timeout(self, call: RpcCall, request: echo_v1.SayRequest) -> echo_v1.SayResponse:
        """A name that a client of other generators uses itself."""
        ...

    async def metadata(self, call: RpcCall, request: echo_v1.SayRequest) -> echo_v1.SayResponseInner:
        """Likewise."""
        ...

    async def close_(self, call: RpcCall, request: echo_v1.SayRequest) -> echo_v1.SayResponse:
        """Likewise."""
        ...


ENDPOINTS: Final[tuple[RpcEndpoint, ...]] = (
    RpcEndpoint(methods.SAY, "say"),
    RpcEndpoint(methods.REPEAT, "repeat"),
    RpcEndpoint(methods.GATHER, "gather"),
    RpcEndpoint(methods.CHAT, "chat"),
    RpcEndpoint(methods.TIMEOUT, "timeout"),
    RpcEndpoint(methods.METADATA, "metadata"),
    RpcEndpoint(methods.CLOSE, "close_"),
)
"""Every method with its handler's name, in the contract's order."""
