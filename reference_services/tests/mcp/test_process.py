"""The server as a process of its own: starts, says where, and ends when it is told to, whoever listens."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from reference_services.tests.mcp.conftest import Platform

_SAYS = "mg: mcp on "


@asynccontextmanager
async def process_of(platform: Platform) -> AsyncIterator[tuple[Process, str]]:
    """A running server and its URL; killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "mg_services",
        "mcp",
        env={**os.environ, **platform.mcp.stdio_environment(MG_TOKEN=""), "MG_MCP_PORT": "0"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        line = ""
        while not line.startswith(_SAYS):
            line = (await process.stdout.readline()).decode()
            assert line, "it ended without a word"
        yield process, line.removeprefix(_SAYS).strip()
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_it_ends_at_once_with_a_client_that_listens(platform_of_six: Platform) -> None:
    headers = {"accept": "text/event-stream"}
    async with (
        asyncio.timeout(30),
        process_of(platform_of_six) as (process, url),
        platform_of_six.mcp.http_client() as http,
        http.stream("GET", f"{url}/sse", headers=headers) as reply,
    ):
        lines = reply.aiter_lines()
        assert await anext(lines) == "event: endpoint"
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            assert [text async for text in lines if text.startswith("event:")] == []
            assert await process.wait() == 0


async def test_a_port_in_use_is_one_line(platform_of_six: Platform) -> None:
    port = platform_of_six.mcp.url.rpartition(":")[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "mg_services",
        "mcp",
        env={**os.environ, "MG_MCP_PORT": port},
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        _, said = await process.communicate()

    assert process.returncode == 1
    assert said.decode() == f"mg: port {port} on 127.0.0.1 is in use: stop what listens there, or choose another port\n"
