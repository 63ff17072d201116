"""A fleet through generated clients and real HTTP: two clients of one process, and two processes."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from mg_core.errors import CircuitOpenError
from mg_core.policies.breaker.fleet_redis import Fleet
from mg_core.rest.server import App
from tests.resilience.counting_service import CountingService, answer
from tests.resilience.fleet_client import Member

PROGRAM = Path(__file__).with_name("fleet_client.py")
ROOT = Path(__file__).resolve().parents[2]
OPEN_S = 3.0
BUSY = answer(503, {"error": "service_unavailable", "message": "busy"})
FOUND = answer(200, {"id": "netflix:80100172", "platform": "netflix", "title": "Dark", "type": "series"})

Do = Callable[[str], Awaitable[dict[str, Any]]]


class HeldService(CountingService):
    """Well until `fail`; from `recover` on it keeps each request until `release`."""

    def __init__(self) -> None:
        super().__init__(FOUND)
        self._go = asyncio.Event()
        self._go.set()

    def fail(self) -> None:
        """Answer 503 from now on."""
        self._steps = [BUSY]

    def recover(self) -> None:
        """Answer well, but not yet."""
        self._steps = [FOUND]
        self._go.clear()

    def release(self) -> None:
        """Answer what is kept, and the rest at once."""
        self._go.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Handle one connection."""
        try:
            while True:
                self.asked.append(await self._read(reader))
                await self._go.wait()
                writer.write(self._steps[0] or b"")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def running() -> AsyncIterator[HeldService]:
    service = HeldService()
    listener = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        service.release()
        listener.close()
        await asyncio.sleep(0)


@asynccontextmanager
async def clients(redis_url: str, service: str) -> AsyncIterator[list[Do]]:
    async with AsyncExitStack() as stack:
        members = []
        for _ in range(2):
            redis = await stack.enter_async_context(Redis.from_url(redis_url))
            fleet = await stack.enter_async_context(Fleet(redis, timeout_s=2.0))
            members.append(Member(fleet, service, OPEN_S))
            stack.push_async_callback(members[-1].aclose)
        yield [member.do for member in members]


@asynccontextmanager
async def processes(redis_url: str, service: str) -> AsyncIterator[list[Do]]:
    command, pipe = [sys.executable, str(PROGRAM), redis_url, service, str(OPEN_S)], asyncio.subprocess.PIPE
    started = [await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, cwd=ROOT) for _ in range(2)]

    def driver(process: asyncio.subprocess.Process) -> Do:
        async def do(line: str) -> dict[str, Any]:
            assert process.stdin
            assert process.stdout
            process.stdin.write(f"{line}\n".encode())
            said: dict[str, Any] = json.loads(await process.stdout.readline())
            return said

        return do

    try:
        yield [driver(process) for process in started]
    finally:
        for process in started:
            process.kill()
            await process.wait()


async def both(members: list[Do], line: str) -> list[dict[str, Any]]:
    return await asyncio.gather(*(do(line) for do in members))


async def until(members: list[Do], condition: Callable[[dict[str, Any]], bool], line: str = "state") -> None:
    while not all(map(condition, await both(members, line))):
        await asyncio.sleep(0)


@pytest.mark.parametrize("fleet", [clients, processes])
async def test_it_opens_for_both_lets_three_trials_through_and_closes_for_both(redis_url: str, fleet: Any) -> None:
    async with asyncio.timeout(90), running() as service, fleet(redis_url, service.url) as members:
        one, two = members
        await until(members, lambda said: said["commands"] > 0, "call 1")
        service.fail()
        opened = await one("call 5")
        alone = (opened["states"], await two("call 1"))
        await two("call 4")
        while not (await refusing(redis_url)):
            await asyncio.sleep(0)
        before = len(service.asked)
        refused = await both(members, "call 3")

        service.recover()
        while len(service.asked) < before + 3:
            await both(members, "storm 20")
        stormed = [said for _ in range(3) for said in await both(members, "storm 20")]
        trials = len(service.asked) - before
        service.release()
        await until(members, lambda said: said["states"] == ["CLOSED"])
        closed = await both(members, "call 3")

    assert alone[0] == ["OPEN"]
    assert (alone[1]["states"], alone[1]["codes"]) == (["CLOSED"], {"service_unavailable": 1})
    assert [said["codes"] for said in refused] == [{"circuit_breaker_open": 3}] * 2
    assert trials == 3
    assert sum(said["in_flight"] for said in stormed[-2:]) == 3
    assert {code for said in stormed for code in said["codes"]} == {"circuit_breaker_open"}
    assert [said["codes"].get("circuit_breaker_open", 0) for said in closed] == [0, 0]
    assert sum(said["codes"].get("ok", 0) for said in closed) == 6


async def refusing(redis_url: str) -> bool:
    """The store says that the fleet is open."""
    async with Redis.from_url(redis_url) as client:
        records = [key for key in await client.keys("mg:breaker:*") if "votes" not in str(key)]
        return any([await client.hget(record, "state") == b"2" for record in records])


async def test_the_numbers_of_a_fleet_stand_beside_those_of_its_clients(redis_url: str) -> None:
    async with running() as service, Redis.from_url(redis_url) as redis, Fleet(redis, timeout_s=2.0) as fleet:
        service.fail()
        member = Member(fleet, service.url, OPEN_S)
        app = App(object(), (), name="gateway", clients=(member.client, fleet))
        async with asyncio.timeout(20):
            await member.do("call 5")
            while fleet.commands < 2:
                await asyncio.sleep(0)
        text, answered = app.metrics.render(), fleet.commands
        await member.aclose()

    assert "mg_fleet_connected 1" in text
    assert f"mg_fleet_commands_total {answered}\n" in text
    assert 'mg_client_breaker_state{service="discovery"} 2' in text


async def test_what_a_client_raises_is_caught_as_one_error_wherever_its_breakers_come_from(redis_url: str) -> None:
    async with running() as service, Redis.from_url(redis_url) as redis, Fleet(redis) as fleet:
        service.fail()
        member = Member(fleet, service.url, OPEN_S)
        await member.do("call 5")
        with pytest.raises(CircuitOpenError) as caught:
            await member.client.get_content(content_id="tt1")
        await member.aclose()

    assert caught.value.retry_after_s is not None
    assert 0 < caught.value.retry_after_s <= OPEN_S
