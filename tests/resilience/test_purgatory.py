"""Our factory behind purgatory's public API: its behaviours, our rules, and both directions of the storage ports."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncIterator
from typing import Any

import pytest
from purgatory import (
    AsyncCircuitBreakerFactory,
    AsyncInMemoryUnitOfWork,
    AsyncRedisUnitOfWork,
    CircuitBreakerCreated,
    CircuitBreakerFailed,
    CircuitBreakerRecovered,
    ContextChanged,
)
from purgatory.domain.model import OpenedState
from redis.asyncio import Redis

from mg_core.contract.operation import Operation, Reply
from mg_core.contract.policy import BreakerPolicy, Policy, TimeoutPolicy
from mg_core.contrib.purgatory import BreakerFactory, CircuitOpenedError, RedisRepository, RedisUnitOfWork
from mg_core.errors import CircuitOpenError, MgError, RejectedError
from mg_core.rest.client import AsyncClient
from mg_core.testing import ManualClock, ScriptedTransport, answer, problem


async def failing(factory: AsyncCircuitBreakerFactory, times: int = 5, **more: Any) -> None:
    for _ in range(times):
        with pytest.raises(ValueError, match="boom"):
            async with await factory.get_breaker("shop", **more):
                raise ValueError("boom")


async def passes(factory: AsyncCircuitBreakerFactory, **more: Any) -> bool:
    try:
        async with await factory.get_breaker("shop", **more):
            return True
    except OpenedState:
        return False


async def state_of(factory: AsyncCircuitBreakerFactory) -> str:
    return (await factory.get_breaker("shop")).context.state


async def test_threshold_failures_open_and_the_decorator_refuses() -> None:
    factory = BreakerFactory(clock=ManualClock())
    called = []

    async def fail() -> None:
        called.append(1)
        raise ValueError("boom")

    call = factory("shop")(fail)
    for _ in range(5):
        with pytest.raises(ValueError, match="boom"):
            await call()
    with pytest.raises(OpenedState):
        await call()

    assert len(called) == 5


async def test_a_success_sets_the_count_back() -> None:
    factory = BreakerFactory(default_threshold=3)
    await failing(factory, 2)
    await passes(factory)
    await failing(factory, 2)

    assert await state_of(factory) == "closed"


async def test_events_and_hooks_are_those_of_purgatory() -> None:
    clock, seen = ManualClock(), []
    factory = BreakerFactory(default_threshold=2, default_ttl=10, clock=clock, trials=1)

    def hook(circuit: str, name: str, event: Any) -> None:
        seen.append((circuit, name, event))

    factory.add_listener(hook)
    await failing(factory, 2)
    opened_at = clock.time()
    clock.advance(10)
    await passes(factory)
    factory.remove_listener(hook)
    await failing(factory, 1)

    assert seen == [
        ("shop", "circuit_breaker_created", CircuitBreakerCreated("shop", 2, 10)),
        ("shop", "failed", CircuitBreakerFailed("shop", 1)),
        ("shop", "failed", CircuitBreakerFailed("shop", 2)),
        ("shop", "state_changed", ContextChanged("shop", "opened", opened_at)),
        ("shop", "state_changed", ContextChanged("shop", "half-opened", None)),
        ("shop", "recovered", CircuitBreakerRecovered("shop")),
        ("shop", "state_changed", ContextChanged("shop", "closed", None)),
    ]
    with pytest.raises(RuntimeError):
        factory.remove_listener(hook)


async def test_exactly_three_of_fifty_trials_and_three_successes_close() -> None:
    clock, gate = ManualClock(), asyncio.Event()
    factory = BreakerFactory(clock=clock)
    await failing(factory)
    clock.advance(30)
    breaker = await factory.get_breaker("shop")
    inside = []

    async def trial() -> bool:
        try:
            async with breaker:
                inside.append(1)
                await gate.wait()
                return True
        except OpenedState:
            return False

    trials = [asyncio.ensure_future(trial()) for _ in range(50)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    half_open = breaker.context.state
    gate.set()
    results = await asyncio.gather(*trials)

    assert (len(inside), sum(results), half_open) == (3, 3, "half-opened")
    assert await state_of(factory) == "closed"


async def test_each_refusal_is_new_says_when_and_is_an_error_of_both_worlds() -> None:
    factory = BreakerFactory(clock=ManualClock())
    await failing(factory)
    errors = set()
    for _ in range(3):
        with pytest.raises(CircuitOpenedError) as caught:
            async with await factory.get_breaker("shop"):
                pass
        errors.add(caught.value)
    again = copy.copy(caught.value)

    assert len(errors) == 3
    assert isinstance(caught.value, RejectedError)
    assert (caught.value.code, caught.value.retry_after_s) == ("circuit_breaker_open", 30.0)
    assert (again.circuit_name, again.retry_after_s) == ("shop", 30.0)


async def test_cancelled_calls_are_neutral_even_when_excluded() -> None:
    factory = BreakerFactory(exclude=[asyncio.CancelledError], clock=ManualClock())
    await failing(factory, 4)
    breaker = await factory.get_breaker("shop")

    async def hang() -> None:
        async with breaker:
            await asyncio.get_running_loop().create_future()

    tasks = [asyncio.ensure_future(hang()) for _ in range(10)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert (breaker.context.state, breaker.context.failure_count) == ("closed", 4)


async def test_exclude_belongs_to_its_caller() -> None:
    factory = BreakerFactory(default_threshold=2)
    mine = await factory.get_breaker("shop", exclude=[(ValueError, lambda error: error.args == ("fine",))])
    theirs = await factory.get_breaker("shop")
    for breaker, text in ((mine, "fine"), (mine, "bad"), (theirs, "fine")):
        with pytest.raises(ValueError, match=text):
            async with breaker:
                raise ValueError(text)

    assert mine.context.state == theirs.context.state == "opened"


async def test_a_hook_that_raises_harms_no_call() -> None:
    factory, seen = BreakerFactory(), []

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    factory.add_listener(broken)
    factory.add_listener(lambda _circuit, name, _event: seen.append(name))
    await failing(factory, 1)

    assert seen == ["circuit_breaker_created", "failed"]


async def test_in_memory_their_factory_sees_ours_and_ours_sees_theirs() -> None:
    for first, second in ((BreakerFactory, AsyncCircuitBreakerFactory), (AsyncCircuitBreakerFactory, BreakerFactory)):
        uow = AsyncInMemoryUnitOfWork()
        one, two = first(uow=uow), second(uow=uow)
        await passes(two)
        await failing(one)

        assert not await passes(two)
        assert not await passes(one)


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as found:
        yield found


@pytest.fixture
async def stock_uow(redis_url: str) -> AsyncIterator[AsyncRedisUnitOfWork]:
    uow = AsyncRedisUnitOfWork(redis_url)
    yield uow
    await uow.contexts.redis.aclose()  # type: ignore[attr-defined] # purgatory never closes it


async def test_on_redis_a_stock_process_sees_our_state_and_we_see_its(
    client: Redis, stock_uow: AsyncRedisUnitOfWork
) -> None:
    ours, stock = BreakerFactory(uow=RedisUnitOfWork(client)), AsyncCircuitBreakerFactory(uow=stock_uow)
    await failing(ours)
    stock_refused = not await passes(stock)
    await client.flushdb()
    stock_again, later = AsyncCircuitBreakerFactory(uow=stock_uow), BreakerFactory(uow=RedisUnitOfWork(client))
    await failing(stock_again)
    with pytest.raises(CircuitOpenedError) as caught:
        async with await later.get_breaker("shop"):
            pass

    assert stock_refused
    assert caught.value.retry_after_s == pytest.approx(30.0, abs=2.0)


async def test_their_factory_takes_our_unit_of_work_and_ours_takes_theirs(
    client: Redis, stock_uow: AsyncRedisUnitOfWork
) -> None:
    theirs = AsyncCircuitBreakerFactory(uow=RedisUnitOfWork(client))
    ours = BreakerFactory(uow=stock_uow)
    await failing(theirs)

    assert not await passes(ours)
    assert await client.keys("cbr::*")


async def test_our_keys_expire(client: Redis) -> None:
    await failing(BreakerFactory(uow=RedisUnitOfWork(client)))

    keys = await client.keys("*")
    assert len(keys) == 2
    assert all([await client.ttl(key) > 0 for key in keys])


async def test_concurrent_failures_on_redis_open_it(client: Redis) -> None:
    factory = BreakerFactory(uow=RedisUnitOfWork(client))
    breaker = await factory.get_breaker("shop")
    start = asyncio.Event()

    async def fail() -> None:
        async with breaker:
            await start.wait()
            raise ValueError

    calls = [asyncio.ensure_future(fail()) for _ in range(50)]
    await asyncio.sleep(0)
    start.set()
    await asyncio.gather(*calls, return_exceptions=True)

    assert not await passes(BreakerFactory(uow=RedisUnitOfWork(client)))


class SlowRepository(RedisRepository):
    """Gives other tasks a turn before it counts."""

    async def inc_failures(self, name: str, failure_count: int) -> None:
        await asyncio.sleep(0)
        await super().inc_failures(name, failure_count)


async def test_a_cancelled_caller_loses_no_change_of_state(client: Redis) -> None:
    uow = RedisUnitOfWork(client)
    uow.contexts = SlowRepository(client)
    factory = BreakerFactory(default_threshold=1, uow=uow)
    breaker = await factory.get_breaker("shop")

    async def fail() -> None:
        async with breaker:
            task = asyncio.current_task()
            assert task
            asyncio.get_running_loop().call_soon(task.cancel)
            raise ValueError

    await asyncio.gather(asyncio.ensure_future(fail()), return_exceptions=True)
    await factory.aclose()

    assert not await passes(BreakerFactory(uow=RedisUnitOfWork(client)))


async def test_without_redis_the_local_rules_hold() -> None:
    async with Redis(port=1) as nowhere:
        factory = BreakerFactory(uow=RedisUnitOfWork(nowhere))
        seen: list[str] = []
        factory.add_listener(lambda _circuit, name, _event: seen.append(name))
        passed = await passes(factory)
        await failing(factory)

        assert passed
        assert not await passes(factory)
        assert factory.storage_errors > 0
        assert seen[-1] == "state_changed"


GET = Operation(
    "get",
    "shop",
    "GET",
    "/x",
    Policy("p", TimeoutPolicy(1.0, 2.0), breaker=BreakerPolicy()),
    "safe",
    replies=(Reply(200, dict),),
)


async def test_a_client_uses_the_factorys_breakers_and_its_hooks_hear_of_it(client: Redis) -> None:
    factory = BreakerFactory(uow=RedisUnitOfWork(client))
    seen: list[str] = []
    factory.add_listener(lambda _circuit, name, _event: seen.append(name))
    transport = ScriptedTransport(*[problem(503, "busy")] * 5, answer({}))

    class ShopClient(AsyncClient):
        contract = "shop"
        operations = (GET,)

    shop = ShopClient("http://shop.test", transport=transport, breakers=factory.source("shop"))
    for _ in range(5):
        with pytest.raises(MgError):
            await shop._call(GET, ())
    with pytest.raises(CircuitOpenError):
        await shop._call(GET, ())
    await factory.aclose()

    assert len(transport.sent) == 5
    assert seen == ["circuit_breaker_created", *["failed"] * 5, "state_changed"]
    assert not await passes(BreakerFactory(uow=RedisUnitOfWork(client)))
