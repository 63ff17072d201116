"""A process of a fleet that calls a service through a generated client: takes one line, answers with one line of JSON.

call 5     five calls, one after the other
storm 20   twenty calls at once; answers when all are over but those that the service holds
state      nothing
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from typing import Any

from redis.asyncio import Redis

from mg_clients.discovery import AsyncDiscoveryClient
from mg_core.errors import MgError
from mg_core.policies.breaker.fleet_redis import Fleet

PATIENCE_S = 0.1


class Member:
    """A client whose breakers are the fleet's."""

    def __init__(self, fleet: Fleet, service: str, open_s: float) -> None:
        self.fleet = fleet
        self.client = AsyncDiscoveryClient(
            service, token="key", breakers=fleet.source("discovery"), policies={"*": {
                "breaker": {"open_s": open_s}, "retry": None, "hedge": None, "cache": None, "fallback": None,
                "timeout": {"attempt_s": 15.0, "total_s": 15.0},
            }},
        )  # fmt: skip
        self._calls: set[asyncio.Task[str]] = set()

    async def do(self, line: str) -> dict[str, Any]:
        """Obey one line."""
        word, _, number = line.partition(" ")
        codes: Counter[str] = Counter()
        if word == "call":
            codes.update([await self._call() for _ in range(int(number))])
        elif word == "storm":
            self._calls.update(asyncio.create_task(self._call()) for _ in range(int(number)))
            done, self._calls = await asyncio.wait(self._calls, timeout=PATIENCE_S)
            codes.update(call.result() for call in done)
        states = [breaker.state.name for breaker in self.client.breakers]
        return {"codes": codes, "states": states, "commands": self.fleet.commands, "in_flight": len(self._calls)}

    async def aclose(self) -> None:
        """End the client and its calls."""
        if self._calls:
            await asyncio.wait(self._calls, timeout=20)
        await self.client.aclose()

    async def _call(self) -> str:
        try:
            await self.client.get_content(content_id="tt1")
        except MgError as error:
            return error.code
        return "ok"


async def main(redis_url: str, service: str, open_s: float) -> None:
    """Serve the lines of the standard input."""
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with Redis.from_url(redis_url) as redis, Fleet(redis, timeout_s=2.0) as fleet:
        member = Member(fleet, service, open_s)
        while line := (await lines.readline()).decode().strip():
            sys.stdout.write(json.dumps(await member.do(line)) + "\n")
            sys.stdout.flush()
        await member.aclose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
