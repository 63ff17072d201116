"""What a call from one process to another costs, with every policy of the contract on it."""

from __future__ import annotations

import asyncio
import itertools
import sys

import pytest

from mg_clients.rpc import AsyncDiscoveryRpcClient, messages
from tests.timing import in_time

LIMITS_S = {50: 0.020, 95: 0.050, 99: 0.100}
"""Percentile → seconds (specification, section 8.2)."""


@pytest.mark.scenario("PERF-02")
async def test_calls_between_two_processes_keep_the_limits() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.performance.echo_server",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            port = int(await process.stdout.readline())
            async with AsyncDiscoveryRpcClient(f"127.0.0.1:{port}") as client:
                numbers = itertools.count()

                async def search() -> None:
                    query = f"star {next(numbers)}"
                    answer = await client.search_content(messages.SearchRequest(user_id="u-1", query=query))
                    assert (answer.query, len(answer.results)) == (query, 20)

                await in_time(search, LIMITS_S, calls=300)
    finally:
        process.stdin.close()
        async with asyncio.timeout(20):
            await process.wait()
