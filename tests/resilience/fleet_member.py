"""A process of a fleet, for the tests: takes one word per line, answers with one JSON line.

fail    five failed calls
storm   50 concurrent callers try for SECONDS; those let through count themselves in Redis and stay in flight
ok      the calls in flight succeed
state   what the breaker says
"""

from __future__ import annotations

import asyncio
import json
import sys

from redis.asyncio import Redis

from mg_core.clock import SystemClock
from mg_core.contract.policy import BreakerPolicy
from mg_core.errors import CircuitOpenError
from mg_core.policies.breaker.fleet import FleetBreaker
from mg_core.policies.breaker.fleet_redis import Fleet

SECONDS = 1.0


async def caller(breaker: FleetBreaker, redis: Redis, running: list[int]) -> None:
    clock = SystemClock()
    end = clock.monotonic() + SECONDS
    while clock.monotonic() < end:
        try:
            running.append(breaker.admit())
        except CircuitOpenError:
            await clock.sleep(0.01)
        else:
            await redis.incr("reached")
            return


async def main(url: str, open_s: float) -> None:
    redis = Redis.from_url(url)
    lines: asyncio.StreamReader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    running: list[int] = []
    async with Fleet(redis, quorum=1, timeout_s=2.0) as fleet:
        breaker = fleet.breaker("shop", BreakerPolicy(open_s=open_s))
        while line := (await lines.readline()).decode().strip():
            if line == "fail":
                for _ in range(5):
                    breaker.fail(breaker.admit())
            elif line == "storm":
                await asyncio.gather(*(caller(breaker, redis, running) for _ in range(50)))
            elif line == "ok":
                for generation in running:
                    breaker.ok(generation)
            answer = {"state": breaker.state.name, "running": len(running), "commands": fleet.commands}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    await redis.aclose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
