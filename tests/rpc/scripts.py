"""A server of HTTP/2 frames, for what no well-behaved server says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

from golden_proto.clients.echo_rpc.client import AsyncEchoRpcClient
from golden_proto.clients.pb.echo.v1 import SayRequest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import RequestReceived, StreamEnded
from hyperframe.frame import GoAwayFrame

from mg_core.rpc import RpcTransport, open_transport

NO_RETRY: Any = {"*": {"retry": None}}
X = SayRequest(text="x")
LIMIT_S = 10


@asynccontextmanager
async def client_of(transport: RpcTransport, policies: Any = NO_RETRY) -> AsyncGenerator[AsyncEchoRpcClient]:
    """A client over a transport."""
    async with asyncio.timeout(LIMIT_S), AsyncEchoRpcClient(transport, policies=policies, environment={}) as client:
        yield client


class Script:
    """A server of HTTP/2 frames: what it does with each request is a function of ours."""

    def __init__(self, act: Callable[[Script, int], None]) -> None:
        self._act = act
        self.h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self.streams: list[int] = []
        self.writer: Any = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.h2.initiate_connection()
        writer.write(self.h2.data_to_send())
        try:
            while data := await reader.read(65536):
                for event in self.h2.receive_data(data):
                    if isinstance(event, RequestReceived):
                        self.streams.append(event.stream_id)
                    if isinstance(event, StreamEnded):
                        self._act(self, event.stream_id)
                writer.write(self.h2.data_to_send())
        except OSError:
            pass
        finally:
            writer.close()

    def begin(self, stream: int) -> None:
        self.h2.send_headers(stream, [(":status", "200"), ("content-type", "application/grpc")])

    def message(self, stream: int, data: bytes, *, flag: int = 0, size: int | None = None, end: bool = False) -> None:
        length = len(data) if size is None else size
        self.h2.send_data(stream, bytes([flag]) + length.to_bytes(4, "big") + data, end_stream=end)

    def trailers(self, stream: int, status: str = "0") -> None:
        self.h2.send_headers(stream, [("grpc-status", status)], end_stream=True)


@asynccontextmanager
async def scripted(*acts: Callable[[Script, int], None], **more: Any) -> AsyncGenerator[tuple[Any, list[Script]]]:
    """A client of a scripted server; each connection takes the next act, the last one again and again.

    `more`: `library`, `policies`, arguments of the transport.
    """
    scripts: list[Script] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        scripts.append(Script(acts[min(len(scripts), len(acts) - 1)]))
        await scripts[-1].serve(reader, writer)

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    policies = more.pop("policies", NO_RETRY)
    try:
        async with client_of(open_transport(f"127.0.0.1:{port}", **more), policies) as client:
            yield client, scripts
    finally:
        listening.close()
        for script in scripts:
            script.writer.close()


def good(script: Script, stream: int) -> None:
    script.begin(stream)
    script.message(stream, X.SerializeToString())
    script.trailers(stream)


def goaway(last: int, code: int = 0) -> Callable[[Script, int], None]:
    """Ends with a GOAWAY; answers the stream if it is not above `last`."""

    def act(script: Script, stream: int) -> None:
        script.writer.write(GoAwayFrame(stream_id=0, last_stream_id=last, error_code=code).serialize())
        if stream <= last:
            good(script, stream)

    return act


def reset(code: ErrorCodes) -> Callable[[Script, int], None]:
    return lambda script, stream: script.h2.reset_stream(stream, code)
