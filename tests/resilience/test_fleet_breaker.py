"""The breaker of a fleet on a real Redis: several breakers, several processes, and Redis going away."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from mg_core.contract.policy import BreakerPolicy
from mg_core.errors import CircuitOpenError
from mg_core.policies.breaker.fleet import Command, FleetBreaker
from mg_core.policies.breaker.fleet_redis import Fleet
from mg_core.policies.breaker.machine import State
from mg_services.engines.redis import RedisEngine

MEMBER = Path(__file__).with_name("fleet_member.py")
QUICK = BreakerPolicy(open_s=0.3)
LIMIT_S = 240.0
"""Ends what hangs, however busy the machine is."""


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not condition():
            await asyncio.sleep(0)


def fail(breaker: FleetBreaker, times: int = 5) -> None:
    for _ in range(times):
        breaker.fail(breaker.admit())


def tries(breaker: FleetBreaker, times: int = 50) -> list[int]:
    admitted = []
    for _ in range(times):
        try:
            admitted.append(breaker.admit())
        except CircuitOpenError:
            continue
    return admitted


async def answered(fleet: Fleet, act: Callable[[], None]) -> None:
    """Do something, and wait until Redis has answered a command of it."""
    before = fleet.commands
    act()
    await until(lambda: fleet.commands > before)


async def permits(breaker: FleetBreaker) -> list[int]:
    """Calls until some are let through: all that are."""
    async with asyncio.timeout(LIMIT_S):
        while not (admitted := tries(breaker)):
            await asyncio.sleep(0)
    return admitted


@asynccontextmanager
async def fleet_of(url: str, size: int, quorum: int = 1, **more: Any) -> AsyncIterator[list[Fleet]]:
    """Fleets as of `size` processes, all connected."""
    clients = [Redis.from_url(url) for _ in range(size)]
    fleets = [Fleet(client, quorum=quorum, **{"timeout_s": 2.0, **more}) for client in clients]
    try:
        for fleet in fleets:
            await fleet.__aenter__()
        yield fleets
    finally:
        for fleet in fleets:
            await fleet.aclose()
        for client in clients:
            await client.aclose()


async def joined(fleets: list[Fleet], policy: BreakerPolicy = QUICK) -> list[FleetBreaker]:
    """The breaker of each, after all have looked at the store."""
    breakers = [fleet.breaker("shop", policy) for fleet in fleets]
    await until(lambda: all(fleet.connected and fleet.commands for fleet in fleets))
    known = fleets[0]._redis.get_connection_kwargs()
    arguments = {name: known[name] for name in ("host", "port", "db", "password") if name in known}
    async with asyncio.timeout(LIMIT_S), Redis(**arguments) as client:
        while dict(await client.pubsub_numsub("mg:breakers"))[b"mg:breakers"] < len(fleets):
            await asyncio.sleep(0)
    return breakers


async def scripts_run(url: str) -> int:
    async with Redis.from_url(url) as client:
        stats = await client.info("commandstats")
    return sum(stats.get(f"cmdstat_{name}", {}).get("calls", 0) for name in ("evalsha", "eval"))


async def test_a_closed_breaker_never_speaks_to_redis(redis_url: str) -> None:
    async with fleet_of(redis_url, 1) as fleets:
        (breaker,) = await joined(fleets)
        before = await scripts_run(redis_url)
        for _ in range(100):
            fail(breaker, 4)
            breaker.ok(breaker.admit())
        await asyncio.sleep(0)

        assert await scripts_run(redis_url) == before


async def test_one_opening_reaches_all_with_the_time_that_is_left(redis_url: str) -> None:
    async with fleet_of(redis_url, 3) as fleets:
        breakers = await joined(fleets, BreakerPolicy())
        fail(breakers[0])
        await until(lambda: all(breaker.state is State.OPEN for breaker in breakers))

        with pytest.raises(CircuitOpenError) as caught:
            breakers[2].admit()

        assert caught.value.retry_after_s is not None
        assert 25 < caught.value.retry_after_s <= 30
        assert [breaker.opened for breaker in breakers] == [1, 1, 1]


async def test_below_the_quorum_a_bad_process_is_open_alone(redis_url: str) -> None:
    async with fleet_of(redis_url, 3, quorum=2) as fleets:
        one, two, three = await joined(fleets, BreakerPolicy())
        await answered(fleets[0], lambda: fail(one))
        alone = (one.state, one.shared, two.state, three.state)

        fail(two)
        await until(lambda: three.state is State.OPEN and one.shared)

        assert alone == (State.OPEN, False, State.CLOSED, State.CLOSED)


async def test_the_same_process_has_one_vote(redis_url: str) -> None:
    async with fleet_of(redis_url, 2, quorum=2) as fleets, Redis.from_url(redis_url) as client:
        bad, other = await joined(fleets)
        await answered(fleets[0], lambda: fail(bad))
        for _ in range(3):
            await until(lambda: bad.left_s == 0)
            await answered(fleets[0], lambda: bad.fail(bad.admit()))
        (votes,) = await client.keys("mg:breaker:*")

        assert await client.zcard(votes) == 1
        assert (bad.shared, other.state) == (False, State.CLOSED)


async def test_every_key_expires(redis_url: str) -> None:
    async with fleet_of(redis_url, 2, quorum=2) as fleets, Redis.from_url(redis_url) as client:
        one, two = await joined(fleets, BreakerPolicy())
        fail(one)
        async with asyncio.timeout(LIMIT_S):
            while not (voting := await client.keys("mg:breaker:*")):
                await asyncio.sleep(0)
        lives = [await client.pttl(key) for key in voting]
        fail(two)
        await until(lambda: one.shared)
        lives += [await client.pttl(key) for key in await client.keys("mg:*")]

        assert len(lives) == 2
        assert all(life > 0 for life in lives)


async def test_three_trials_for_all_and_three_successes_close_for_all(redis_url: str) -> None:
    async with fleet_of(redis_url, 4) as fleets:
        breakers = await joined(fleets, BreakerPolicy(open_s=1.0))
        fail(breakers[0])
        await until(lambda: all(breaker.shared for breaker in breakers))
        await until(lambda: all(breaker.left_s == 0 for breaker in breakers))
        trials: list[tuple[FleetBreaker, int]] = []

        def storm() -> bool:
            for breaker in breakers:
                trials.extend((breaker, generation) for generation in tries(breaker))
            return all(fleet.commands > 5 for fleet in fleets) or len(trials) >= 3

        await until(storm)
        await until(lambda: not storm() or all(fleet._queue.empty() for fleet in fleets))
        for breaker, generation in trials:
            breaker.ok(generation)
        await until(lambda: all(breaker.state is State.CLOSED for breaker in breakers))

        assert len(trials) == 3


async def test_one_failed_trial_reopens_for_all(redis_url: str) -> None:
    async with fleet_of(redis_url, 2) as fleets:
        one, two = await joined(fleets)
        fail(one)
        await until(lambda: two.shared and two.left_s == 0)
        trials = await permits(two)

        two.ok(trials[0])
        two.fail(trials[1])
        await until(lambda: one.left_s > 0 and two._seen == one._seen)

        assert (one.state, two.state, two.opened) == (State.OPEN, State.OPEN, 2)
        assert tries(one) == tries(two) == []


async def test_unused_permits_go_to_the_process_that_wants_them(redis_url: str) -> None:
    async with fleet_of(redis_url, 2) as fleets:
        idle, busy = await joined(fleets, BreakerPolicy(open_s=1.5))
        fail(idle)
        await until(lambda: busy.shared)
        tries(idle, 1)
        await until(lambda: idle.held == 3)
        round_ = idle._fleet

        admitted = await permits(busy)

        assert (len(admitted), idle.held, busy._fleet) == (3, 0, round_)


async def test_results_of_an_older_round_are_fenced_off(redis_url: str) -> None:
    async with fleet_of(redis_url, 1) as fleets, Redis.from_url(redis_url) as client:
        (slow,) = await joined(fleets)
        fail(slow)
        await until(lambda: slow.shared and slow.left_s == 0)
        stale = await permits(slow)
        old = slow._fleet
        await until(lambda: slow._fleet > old)

        before = fleets[0].commands
        for generation in stale:
            slow.ok(generation)
            fleets[0]._send(slow, Command("succeeded", old))
            fleets[0]._send(slow, Command("failed", old))
        await until(lambda: fleets[0].commands >= before + 6)
        (record,) = await client.keys("mg:breaker:*")

        assert len(stale) == 3
        assert await client.hmget(record, "state", "ok") == [b"1", b"0"]
        assert slow.state is State.HALF_OPEN


async def test_four_processes_with_fifty_callers_each_send_three_trials(redis_url: str) -> None:
    command = [sys.executable, str(MEMBER), redis_url, "4.0"]
    pipe = asyncio.subprocess.PIPE
    members = [await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe) for _ in range(4)]

    async def ask(word: str, *to: asyncio.subprocess.Process) -> list[dict[str, Any]]:
        async def one(member: asyncio.subprocess.Process) -> dict[str, Any]:
            assert member.stdin
            assert member.stdout
            member.stdin.write(f"{word}\n".encode())
            answer: dict[str, Any] = json.loads(await member.stdout.readline())
            return answer

        return await asyncio.gather(*(one(member) for member in to or members))

    try:
        async with asyncio.timeout(LIMIT_S), Redis.from_url(redis_url) as client:
            while any(row["commands"] == 0 for row in await ask("state")):
                await asyncio.sleep(0)
            await ask("fail", members[0])
            while any(row["state"] != "OPEN" for row in await ask("state")):
                await asyncio.sleep(0)
            while not await client.get("reached"):
                stormed = await ask("storm")
            reached = await client.get("reached")
            running = sum(row["running"] for row in stormed)
            await ask("ok")
            while any(row["state"] != "CLOSED" for row in await ask("state")):
                await asyncio.sleep(0)
    finally:
        for member in members:
            member.kill()
            await member.wait()

    assert (reached, running) == (b"3", 3)


@pytest.fixture
async def own_redis(redis_program: Path, tmp_path: Path) -> AsyncIterator[RedisEngine]:
    """A Redis that a test may kill and start again."""
    engine = RedisEngine(redis_program, tmp_path)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


async def test_without_redis_the_local_rules_hold_and_with_it_again_the_fleet(
    own_redis: RedisEngine, caplog: pytest.LogCaptureFixture
) -> None:
    async with fleet_of(own_redis.url, 2, timeout_s=0.5) as fleets:
        one, two = await joined(fleets)
        fail(one)
        await until(lambda: two.shared)
        caplog.clear()
        await own_redis.kill()
        await until(lambda: not fleets[0].connected and not fleets[1].connected)
        await until(lambda: one.left_s == 0)
        admitted = await permits(one)
        for generation in admitted:
            one.ok(generation)
        locally = (len(admitted), one.state, [fleet.errors > 0 for fleet in fleets])
        lost = [record for record in caplog.records if record.message == "fleet_store_lost"]
        await own_redis.start()
        await until(lambda: all(fleet.connected for fleet in fleets))
        await joined(fleets)
        fail(one)
        await until(lambda: two.shared and two.left_s > 0)

    assert locally == (3, State.CLOSED, [True, True])
    assert len(lost) == 2


async def test_a_redis_that_answers_too_late_means_local_rules(redis_url: str) -> None:
    async with fleet_of(redis_url, 1, timeout_s=0.5) as fleets, Redis.from_url(redis_url) as client:
        (breaker,) = await joined(fleets)
        fail(breaker)
        await until(lambda: breaker.shared)
        await client.client_pause(2000)
        admitted = await permits(breaker)
        await client.client_unpause()

        assert (len(admitted), breaker.shared) == (3, False)


async def test_a_process_that_joins_late_learns_that_the_fleet_is_open(redis_url: str) -> None:
    async with fleet_of(redis_url, 1) as fleets:
        (first,) = await joined(fleets, BreakerPolicy())
        fail(first)
        await until(lambda: first.shared)
        async with fleet_of(redis_url, 1) as latecomers:
            late = latecomers[0].breaker("shop", BreakerPolicy())
            await until(lambda: late.shared)

            assert tries(late) == []
            assert first.left_s - late.left_s < 1


async def test_it_closes_at_once_at_any_moment_of_connecting(redis_url: str) -> None:
    async with asyncio.timeout(LIMIT_S):
        for turns in range(40):
            async with Redis.from_url(redis_url) as client:
                fleet = await Fleet(client).__aenter__()
                fleet.breaker("shop", QUICK)
                for _ in range(turns):
                    await asyncio.sleep(0)
                tasks = list(fleet._tasks)
                await fleet.aclose()

                assert all(task.done() for task in tasks)
