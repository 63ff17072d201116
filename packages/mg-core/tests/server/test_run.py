"""Starting and stopping."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from mg_core.server.http import App
from mg_core.server.run import Patience, StartError, bind, serve_in_loop

PROGRAM = """
import sys
from mg_core.server.http import App
from mg_core.server.run import run
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


async def test_the_head_limit_leaves_an_idle_connection_alone(things: Any) -> None:
    async with asyncio.timeout(10), serve_in_loop(App(things, (), name="idle"), patience=Patience(head_s=0.05)) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        for _ in range(2):
            writer.write(b"GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n")
            status = await reader.readline()
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await reader.read(1)
        writer.close()

    assert status.startswith(b"HTTP/1.1 404")


async def test_an_idle_connection_is_closed_only_after_its_time(things: Any) -> None:
    patience = Patience(idle_s=0.2)
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(10), serve_in_loop(App(things, (), name="idle"), patience=patience) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        for _ in range(3):
            writer.write(b"GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n")
            await reader.readuntil(b"request_id")
            await asyncio.sleep(0.1)
        last = loop.time()
        await reader.read()
        closed_after_s = loop.time() - last
        writer.close()

    assert 0.05 <= closed_after_s < 2.0
