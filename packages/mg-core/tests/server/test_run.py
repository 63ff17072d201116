"""Starting and stopping."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from mg_core.rest.server import App
from mg_core.serving.run import Patience, StartError, bind, serve_in_loop

PROGRAM = """
import sys
from mg_core.rest.server import App
from mg_core.serving.run import run
sys.exit(run(App(object(), (), name="lonely"), port=int(sys.argv[1]), ready=lambda url: print(url, flush=True)))
"""


def test_a_port_in_use_is_one_line_that_says_what_to_do() -> None:
    taken = bind("127.0.0.1", 0)
    taken.listen()
    port = taken.getsockname()[1]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(port)], capture_output=True, text=True, timeout=30, check=False
    )
    taken.close()

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"port {port}" in done.stderr


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(StartError):
        bind("192.0.2.1", 0)


def test_sigterm_ends_the_process_cleanly() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline()
        os.kill(process.pid, signal.SIGTERM)
        _, errors = process.communicate(timeout=30)

    assert url.startswith("http://127.0.0.1:")
    assert (process.returncode, errors) == (0, "")


async def test_a_request_in_flight_is_answered_before_the_stop_hooks_run(things: Any) -> None:
    order: list[str] = []
    inside, proceed = asyncio.Event(), asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await app.lifecycle.lifespan(receive, send)
            return
        inside.set()
        await proceed.wait()
        order.append("answered")
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def stopped() -> None:
        order.append("stopped")

    app = App(things, (), name="slow", on_stop=[stopped])
    async with asyncio.timeout(10):
        async with serve_in_loop(slow) as url:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
            writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            await inside.wait()
            asyncio.get_running_loop().call_later(0.02, proceed.set)
        status = await reader.readline()
        writer.close()

    assert status.startswith(b"HTTP/1.1 204")
    assert order == ["answered", "stopped"]


async def test_several_applications_share_one_loop(things: Any) -> None:
    async with serve_in_loop(App(things, (), name="a")) as one, serve_in_loop(App(things, (), name="b")) as two:
        names = []
        for url in (one, two):
            reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
            writer.write(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            names.append(await reader.read())
            writer.close()

    assert b'"service": "a"' in names[0]
    assert b'"service": "b"' in names[1]


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nhost: x\r\n"])
async def test_a_client_that_does_not_finish_its_head_is_told_and_disconnected(things: Any, sent: bytes) -> None:
    async with asyncio.timeout(10), serve_in_loop(App(things, (), name="slow"), patience=Patience(head_s=0.05)) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(sent)
        answer = await reader.read()
        writer.close()

    assert answer.startswith(b"HTTP/1.1 408")
    assert b"request_timeout" in answer


class Visitor:
    """One connection that asks again and again."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def at(cls, url: str) -> Visitor:
        return cls(*await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2])))

    async def ask(self) -> int:
        self.writer.write(b"GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n")
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        await self.reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
        return int(head.split(b" ")[1])


async def test_the_head_limit_leaves_an_idle_connection_alone(things: Any) -> None:
    patience = Patience(head_s=0.05)
    async with asyncio.timeout(10), serve_in_loop(App(things, (), name="idle"), patience=patience) as url:
        idle = await Visitor.at(url)
        await idle.ask()
        slow = await Visitor.at(url)
        told = await slow.reader.read()
        status = await idle.ask()
        idle.writer.close()
        slow.writer.close()

    assert told.startswith(b"HTTP/1.1 408")
    assert status == 404


async def test_an_idle_connection_is_closed_and_a_busy_one_is_not(things: Any) -> None:
    patience = Patience(idle_s=0.1)
    async with asyncio.timeout(10), serve_in_loop(App(things, (), name="idle"), patience=patience) as url:
        idle, busy = await Visitor.at(url), await Visitor.at(url)
        await idle.ask()
        closed = asyncio.ensure_future(idle.reader.read())
        while not closed.done():
            await busy.ask()
        status = await busy.ask()
        idle.writer.close()
        busy.writer.close()

    assert closed.result() == b""
    assert status == 404
