"""gRPC calls beside google's runtimes: CPU per call of client and server together.

The server builds a page of 20 titles for each call, the client reads every field of it. Ours is the generated client
and server of the discovery contract with every policy that it names; the peers are plain libraries without any. Client
and server are processes of their own, all on uvloop.

    ours-grpcio     generated client and server, our codec, over grpcio
    ours-grpclib    the same over grpclib
    codec           plain grpclib, our message classes and codec
    upb             plain grpclib, google's message classes (upb)
    grpcio          grpcio.aio, google's message classes
    stock           plain grpclib, our message classes, the codec of betterproto2
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grpc.aio
import grpclib.const
import uvloop
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpclib.client import Channel, UnaryUnaryMethod
from grpclib.server import Server, Stream

from bench.table import Row
from mg_clients import rpc
from mg_core.contrib.grpcio.server import GrpcioServer
from mg_core.contrib.grpcio.transport import GrpcioTransport
from mg_core.contrib.grpclib.server import GrpclibServer
from mg_core.contrib.grpclib.transport import GrpclibTransport
from mg_core.rpc import wire
from mg_servers.rpc import DISCOVERY_ENDPOINTS

PROTOS = Path(__file__).resolve().parents[1] / "spec" / "proto"
PACKAGE = "mediagateway.v1"
PATH = f"/{PACKAGE}.DiscoveryService/SearchContent"
OURS: dict[str, tuple[Any, Any]] = {
    "ours-grpcio": (GrpcioTransport, GrpcioServer),
    "ours-grpclib": (GrpclibTransport, GrpclibServer),
}
VARIANTS = (*OURS, "codec", "upb", "grpcio", "stock")
ROUNDS = 7
CALLS = {"small": 150, "page": 60}
STOCK_CALLS = {"small": 40, "page": 8}
TARGET = "<= 1.15"
CODEC_ROUNDS, CODEC_CALLS = 9, 60


def run() -> list[Row]:
    """All rows."""
    return [*_calls(), *_codecs()]


def _calls() -> list[Row]:
    best: dict[tuple[str, str], float] = {}
    with ExitStack() as stack:
        pairs = {name: stack.enter_context(_pair(name)) for name in VARIANTS}
        for turn in range(ROUNDS):
            for name, measure in pairs.items():
                for size in CALLS:
                    if name != "stock" or turn < 3:
                        found = measure(size, (STOCK_CALLS if name == "stock" else CALLS)[size])
                        best[name, size] = min(best.get((name, size), float("inf")), found)
    rows = []
    for size in CALLS:
        for ours, peer in (
            ("ours-grpcio", "upb"),
            ("ours-grpclib", "upb"),
            ("codec", "upb"),
            ("ours-grpcio", "grpcio"),
            ("ours-grpcio", "stock"),
            ("codec", "stock"),
        ):
            target = TARGET if (ours, peer, size) == ("codec", "upb", "page") else ""
            rows.append(
                Row(f"{size}: {ours} / {peer}", best[ours, size], best[peer, size], "µs CPU, both sides", target)
            )
    return rows


def google() -> SimpleNamespace:
    """Google's classes of the contract's messages."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "set"
        files = [str(path.relative_to(PROTOS)) for path in PROTOS.rglob("*.proto")]
        command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTOS}", "--include_imports"]
        subprocess.run([*command, f"--descriptor_set_out={made}", *files], check=True)
        described = descriptor_pb2.FileDescriptorSet.FromString(made.read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in described.file:
        pool.Add(file)
    names = ("SearchRequest", "SearchResponse", "ContentItem")
    found = {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.{name}")) for name in names}
    return SimpleNamespace(**found)


def _title(number: int) -> dict[str, Any]:
    return {
        "content_id": f"netflix:8005728{number}:s01e01",
        "platform": "netflix",
        "title": f"The film of the number {number}",
        "type": 2,
        "seasons": 3,
        "genres": ["drama", "thriller", "crime"],
        "release_year": 2001 + number,
        "description": f"{number}: nobody knows what happened that night, and everybody has a reason to be silent. "
        * 2,
        "url": f"https://www.netflix.example/watch/8005728{number}",
        "rating": 4.25,
        "relevance_score": 0.875,
        "available": True,
        "popularity": 0.5,
        "duration_ms": 3_600_000 + number,
    }


TITLES = [_title(number) for number in range(20)]


def build_google(messages: Any, query: str) -> Any:
    """The reply in google's classes: a page, or next to nothing for another query."""
    reply = messages.SearchResponse(total=240, execution_time_ms=34, query=query)
    if query == "page":
        for title in TITLES:
            reply.results.add(**title)
    return reply


def build_ours(messages: Any, query: str) -> Any:
    """The reply in our classes."""
    item, kind = messages.ContentItem, messages.ContentType.SERIES
    results = [item(**title | {"type": kind}) for title in TITLES] if query == "page" else []
    return messages.SearchResponse(results=results, total=240, execution_time_ms=34, query=query)


def read_ours(reply: Any) -> int:
    """Read every field; gives how many are there."""
    count = 0
    for item in reply.results:
        values = (item.content_id, item.platform, item.title, item.type, item.description, item.url)
        some = (item.seasons, item.release_year, item.rating, item.relevance_score, item.available)
        more = (item.popularity, item.duration_ms)
        count += len(values) + sum(value is not None for value in some + more) + len([*item.genres])
    return count + len((reply.total, reply.execution_time_ms, [*reply.errors], reply.query, reply.partial_results))


def read_google(reply: Any) -> int:
    """Likewise; whether an optional field is there has to be asked for."""
    count = 0
    for item in reply.results:
        has = item.HasField
        values = (item.content_id, item.platform, item.title, item.type, item.description, item.url)
        some = (
            item.seasons if has("seasons") else None,
            item.release_year if has("release_year") else None,
            item.rating if has("rating") else None,
            item.relevance_score if has("relevance_score") else None,
            item.available if has("available") else None,
        )
        more = (
            item.popularity if has("popularity") else None,
            item.duration_ms if has("duration_ms") else None,
        )
        count += len(values) + sum(value is not None for value in some + more) + len([*item.genres])
    return count + len((reply.total, reply.execution_time_ms, [*reply.errors], reply.query, reply.partial_results))


def _reader(variant: str) -> Callable[[Any], int]:
    return read_google if variant in {"upb", "grpcio"} else read_ours


def stock() -> Any:
    """Our messages with the codec of betterproto2."""
    for name in dir(rpc.messages):
        cls = getattr(rpc.messages, name)
        if isinstance(cls, type) and "FromString" in vars(cls):
            for installed in wire.INSTALLED:
                delattr(cls, installed)
    return rpc.messages


def _messages(variant: str) -> Any:
    if variant in {"upb", "grpcio"}:
        return google()
    return stock() if variant == "stock" else rpc.messages


def _builder(variant: str) -> Callable[[Any, str], Any]:
    return build_google if variant in {"upb", "grpcio"} else build_ours


# Servers


class _Ours:
    """Implements the generated Protocol, as far as it is called."""

    async def search_content(self, call: Any, request: Any) -> Any:
        return build_ours(rpc.messages, request.query)

    def __getattr__(self, name: str) -> Any:
        """The other methods of the contract are never called here."""
        return self.search_content


class _Plain:
    """A service of plain grpclib."""

    def __init__(self, variant: str) -> None:
        self._messages, self._build = _messages(variant), _builder(variant)

    async def search(self, stream: Stream[Any, Any]) -> None:
        """Answer one call."""
        request: Any = await stream.recv_message()
        await stream.send_message(self._build(self._messages, request.query))

    def __mapping__(self) -> dict[str, grpclib.const.Handler]:
        m = self._messages
        kind = grpclib.const.Cardinality.UNARY_UNARY
        return {PATH: grpclib.const.Handler(self.search, kind, m.SearchRequest, m.SearchResponse)}


async def serve(variant: str) -> None:
    """Serve until the process ends; the port is printed."""
    if variant in OURS:
        server = OURS[variant][1]([(_Ours(), DISCOVERY_ENDPOINTS)])
        port = await server.start()
    elif variant == "grpcio":
        port = await _grpcio_server()
    else:
        server = Server([_Plain(variant)])
        await server.start("127.0.0.1", 0)
        port = server._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]  # noqa: SLF001 - the port is told nowhere else
    print(port, flush=True)
    await asyncio.Event().wait()


async def _grpcio_server() -> int:
    messages = google()

    async def search(request: Any, _: Any) -> Any:
        return build_google(messages, request.query)

    handler = grpc.unary_unary_rpc_method_handler(
        search, messages.SearchRequest.FromString, messages.SearchResponse.SerializeToString
    )
    server = grpc.aio.server()
    name = PATH.split("/")[1]
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(name, {"SearchContent": handler}),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    _KEPT.append(server)
    return int(port)


_KEPT: list[Any] = []
"""Servers that nothing else refers to."""


# Clients

Call = Callable[[str], Awaitable[Any]]


@asynccontextmanager
async def _client(variant: str, port: int) -> AsyncIterator[Call]:
    target = f"127.0.0.1:{port}"
    async with AsyncExitStack() as stack:
        if variant in OURS:
            transport = OURS[variant][0](target)
            client = await stack.enter_async_context(rpc.AsyncDiscoveryRpcClient(transport))
            yield lambda query: client.search_content(rpc.messages.SearchRequest(user_id="u-1", query=query, limit=20))
            return
        messages = _messages(variant)
        request = messages.SearchRequest
        if variant == "grpcio":
            channel = await stack.enter_async_context(grpc.aio.insecure_channel(target))
            call = channel.unary_unary(PATH, request.SerializeToString, messages.SearchResponse.FromString)
            yield lambda query: call(request(user_id="u-1", query=query, limit=20), timeout=5)
            return
        plain = await stack.enter_async_context(Channel("127.0.0.1", port))
        method = UnaryUnaryMethod(plain, PATH, request, messages.SearchResponse)
        yield lambda query: method(request(user_id="u-1", query=query, limit=20), timeout=5)


async def call_when_told(variant: str, port: int) -> None:
    """Read `size calls` from standard input, make the calls, print µs of CPU for each."""
    loop, read_all = asyncio.get_running_loop(), _reader(variant)
    async with _client(variant, port) as call:
        read_all(await call("page"))
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            size, calls = line.split()
            gc.collect()
            began = time.process_time_ns()
            for _ in range(int(calls)):
                if read_all(await call(size)) < (300 if size == "page" else 5):
                    raise SystemExit(f"{variant}: a part of the reply is missing")
            print((time.process_time_ns() - began) / int(calls) / 1000, flush=True)


@contextmanager
def _pair(variant: str) -> Iterator[Callable[[str, int], float]]:
    """A server and a client; gives the function that makes calls and tells µs of CPU for each, both sides together."""
    command = [sys.executable, "-m", "bench.grpc"]
    server = subprocess.Popen([*command, "serve", variant], stdout=subprocess.PIPE, text=True)
    client: subprocess.Popen[str] | None = None
    try:
        port = _line(server)
        client = subprocess.Popen(
            [*command, "call", variant, port], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started = client

        def measure(size: str, calls: int) -> float:
            before = _cpu_us(server.pid)
            assert started.stdin
            print(size, calls, file=started.stdin, flush=True)
            own_us = float(_line(started))
            return own_us + (_cpu_us(server.pid) - before) / calls

        yield measure
    finally:
        for process in (client, server):
            if process is not None:
                process.kill()
                process.wait()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    line = process.stdout.readline().strip()
    if not line:
        raise RuntimeError("a process of the benchmark ended early; its last words are above")
    return line


def _cpu_us(pid: int) -> float:
    """CPU time of all threads of a process, in µs."""
    return sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1000


# Codecs alone


def _codecs() -> list[Row]:
    messages, upb = rpc.messages, google()
    mine, theirs = build_ours(messages, "page"), build_google(upb, "page")
    data = bytes(mine)
    if theirs.SerializeToString(deterministic=True) != data:
        raise RuntimeError("the two codecs write different bytes")
    decode, decode_upb = messages.SearchResponse.FromString, upb.SearchResponse.FromString
    steps: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
        "encode": (mine.SerializeToString, theirs.SerializeToString),
        "decode": (lambda: decode(data), lambda: decode_upb(data)),
        "decode and read": (lambda: read_ours(decode(data)), lambda: read_google(decode_upb(data))),
        "build and encode": (
            lambda: bytes(build_ours(messages, "page")),
            lambda: build_google(upb, "page").SerializeToString(),
        ),
    }
    best = {name: [float("inf"), float("inf")] for name in steps}
    for _ in range(CODEC_ROUNDS):
        for name, both in steps.items():
            for place, step in enumerate(both):
                best[name][place] = min(best[name][place], _step_us(step))
    what = f"page of {len(data)} B, {{}}: our codec / upb"
    return [Row(what.format(name), ours, peer, "µs CPU") for name, (ours, peer) in best.items()]


def _step_us(step: Callable[[], Any]) -> float:
    gc.collect()
    began = time.thread_time_ns()
    for _ in range(CODEC_CALLS):
        step()
    return (time.thread_time_ns() - began) / CODEC_CALLS / 1000


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        uvloop.run(serve(sys.argv[2]))
    else:
        uvloop.run(call_when_told(sys.argv[2], int(sys.argv[3])))
