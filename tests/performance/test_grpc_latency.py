"""What a call from one process to another costs, with every policy of the contract on it."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time

import pytest

from mg_clients.rpc import AsyncDiscoveryRpcClient, messages

CALLS = 300
ROUNDS = 3
LIMITS_MS = {50: 20.0, 95: 50.0, 99: 100.0}
"""Percentile → milliseconds (specification, section 8.2)."""


async def _round(client: AsyncDiscoveryRpcClient) -> dict[int, float]:
    """Percentiles of one round, in milliseconds."""
    took_ms = []
    for number in range(CALLS):
        began = time.perf_counter()
        answer = await client.search_content(messages.SearchRequest(user_id="u-1", query=f"star {number}"))
        took_ms.append(1000 * (time.perf_counter() - began))
        assert answer.query == f"star {number}"
        assert len(answer.results) == 20
    cuts = statistics.quantiles(took_ms, n=100)
    return {percentile: cuts[percentile - 1] for percentile in LIMITS_MS}


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
                rounds = [await _round(client) for _ in range(ROUNDS)]
    finally:
        process.stdin.close()
        async with asyncio.timeout(20):
            await process.wait()

    # The best of three rounds: what else the machine does is not what is measured.
    best = {percentile: min(one[percentile] for one in rounds) for percentile in LIMITS_MS}
    assert all(best[percentile] < limit_ms for percentile, limit_ms in LIMITS_MS.items()), best
