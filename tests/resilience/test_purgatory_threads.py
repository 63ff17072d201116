"""Our synchronous factory behind purgatory's public API: threads, hooks, and both directions of the storage ports."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from purgatory import (
    CircuitBreakerCreated,
    CircuitBreakerFailed,
    CircuitBreakerRecovered,
    ContextChanged,
    SyncCircuitBreakerFactory,
    SyncInMemoryUnitOfWork,
)
from purgatory import SyncRedisUnitOfWork as StockUnitOfWork
from purgatory.domain.model import OpenedState
from redis import Redis

from mg_core.contract.operation import Operation, Reply
from mg_core.contract.policy import BreakerPolicy, Policy, TimeoutPolicy
from mg_core.contrib.purgatory import (
    BreakerFactory,
    CircuitOpenedError,
    SyncBreakerFactory,
    SyncRedisRepository,
    SyncRedisUnitOfWork,
)
from mg_core.contrib.purgatory.context import CallContext, SharedBreaker
from mg_core.errors import CircuitOpenError, ConfigurationError, MgError
from mg_core.policies.breaker.fleet_redis import Fleet
from mg_core.rest.client import AsyncClient, Client
from mg_core.testing import BlockingScriptedTransport, ManualClock, answer, problem, race

LIMIT_S = 20.0


def failing(factory: SyncCircuitBreakerFactory, times: int = 5, **more: Any) -> None:
    for _ in range(times):
        with pytest.raises(ValueError, match="boom"), factory.get_breaker("shop", **more):
            raise ValueError("boom")


def passes(factory: SyncCircuitBreakerFactory) -> bool:
    try:
        with factory.get_breaker("shop"):
            return True
    except OpenedState:
        return False


def keeping(values: list[Any], of: str, field: str) -> Any:
    """A hook that keeps one field of one kind of event."""

    def hook(_circuit: str, name: str, event: Any) -> None:
        if name == of:
            values.append(getattr(event, field))

    return hook


def test_threshold_failures_open_and_the_decorator_refuses_with_an_error_of_both_worlds() -> None:
    factory = SyncBreakerFactory(clock=ManualClock())
    called = []

    def fail() -> None:
        called.append(1)
        raise ValueError("boom")

    call = factory("shop")(fail)
    for _ in range(5):
        with pytest.raises(ValueError, match="boom"):
            call()
    with pytest.raises(OpenedState):
        call()
    with pytest.raises(CircuitOpenError) as caught:
        call()

    assert len(called) == 5
    assert isinstance(caught.value, CircuitOpenedError)
    assert (caught.value.code, caught.value.retry_after_s) == ("circuit_breaker_open", 30.0)


def test_a_success_sets_the_count_back() -> None:
    factory = SyncBreakerFactory(default_threshold=3)
    failing(factory, 2)
    assert passes(factory)
    failing(factory, 2)

    assert factory.get_breaker("shop").context.state == "closed"


def test_events_and_hooks_are_those_of_purgatory() -> None:
    clock, seen = ManualClock(), []
    factory = SyncBreakerFactory(default_threshold=2, default_ttl=10, clock=clock, trials=1)

    def hook(circuit: str, name: str, event: Any) -> None:
        seen.append((circuit, name, event))

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    factory.add_listener(broken)
    factory.add_listener(hook)
    failing(factory, 2)
    opened_at = clock.time()
    clock.advance(10)
    assert passes(factory)
    factory.remove_listener(hook)
    failing(factory, 1)

    assert seen == [
        ("shop", "circuit_breaker_created", CircuitBreakerCreated("shop", 2, 10)),
        ("shop", "failed", CircuitBreakerFailed("shop", 1)),
        ("shop", "failed", CircuitBreakerFailed("shop", 2)),
        ("shop", "state_changed", ContextChanged("shop", "opened", opened_at)),
        ("shop", "state_changed", ContextChanged("shop", "half-opened", None)),
        ("shop", "recovered", CircuitBreakerRecovered("shop")),
        ("shop", "state_changed", ContextChanged("shop", "closed", None)),
    ]


def test_exclude_belongs_to_its_caller_and_an_interrupt_is_neutral() -> None:
    factory = SyncBreakerFactory(default_threshold=2)
    mine = factory.get_breaker("shop", exclude=[(ValueError, lambda error: error.args == ("fine",))])
    theirs = factory.get_breaker("shop")
    for breaker, error in ((mine, ValueError("bad")), (theirs, KeyboardInterrupt())):
        with pytest.raises(type(error)), breaker:
            raise error
    counted = mine.context.failure_count
    with pytest.raises(ValueError, match="fine"), mine:
        raise ValueError("fine")
    failing(factory, 2)

    assert counted == 1
    assert mine.context.state == theirs.context.state == "opened"


def test_exactly_three_of_fifty_racing_threads_are_let_through_and_close_it() -> None:
    for _ in range(5):
        clock = ManualClock()
        factory = SyncBreakerFactory(clock=clock)
        states: list[str] = []
        factory.add_listener(keeping(states, "state_changed", "state"))
        failing(factory)
        clock.advance(30)
        inside = threading.Semaphore(0)
        everyone_tried = threading.Barrier(50)

        def trial(factory: SyncBreakerFactory = factory, inside: Any = inside, tried: Any = everyone_tried) -> bool:
            try:
                with factory.get_breaker("shop"):
                    inside.release()
                    tried.wait(LIMIT_S)
                    return True
            except OpenedState:
                tried.wait(LIMIT_S)
                return False

        assert sum(race(trial, 50)) == 3
        assert states == ["opened", "half-opened", "closed"]
        assert factory.get_breaker("shop").context.state == "closed"


def test_racing_failures_are_all_counted_and_told_once_each() -> None:
    factory = SyncBreakerFactory(default_threshold=401)
    counts: list[int] = []
    factory.add_listener(keeping(counts, "failed", "failure_count"))

    race(lambda: failing(factory, 50), 8)
    before = factory.get_breaker("shop").context.state
    failing(factory, 1)

    assert (before, factory.get_breaker("shop").context.state) == ("closed", "opened")
    assert counts == list(range(1, 402))


def test_hooks_are_called_one_at_a_time() -> None:
    factory = SyncBreakerFactory(default_threshold=1000)
    inside: list[str] = []
    most: list[int] = []

    def hook(_circuit: str, name: str, _event: Any) -> None:
        inside.append(name)
        most.extend(len(inside) for _ in range(100))
        inside.pop()

    factory.add_listener(hook)
    race(lambda: failing(factory, 10), 8)

    assert set(most) == {1}


def test_racing_threads_get_three_permits_of_a_circuit_each_time() -> None:
    def admitted(breaker: SharedBreaker) -> int:
        try:
            return breaker.admit()
        except CircuitOpenError:
            return -1

    for _ in range(40):
        clock = ManualClock()
        factory = SyncBreakerFactory(clock=clock)
        failing(factory)
        clock.advance(30)
        context = factory.get_breaker("shop").context
        assert isinstance(context, CallContext)

        permits = race(partial(admitted, context.breaker), 16)

        assert sum(permit >= 0 for permit in permits) == 3


def test_in_memory_their_factory_sees_ours_and_ours_sees_theirs() -> None:
    for first, second in (
        (SyncBreakerFactory, SyncCircuitBreakerFactory),
        (SyncCircuitBreakerFactory, SyncBreakerFactory),
    ):
        uow = SyncInMemoryUnitOfWork()
        one, two = first(uow=uow), second(uow=uow)
        assert passes(two)
        failing(one)

        assert not passes(two)
        assert not passes(one)


@pytest.fixture
def client(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as found:
        yield found


def stock_uow(client: Redis) -> StockUnitOfWork:
    """purgatory's own, with the client that it should have made."""
    uow = StockUnitOfWork("redis://nowhere.invalid")
    uow.contexts.redis = client  # type: ignore[attr-defined] # its port does not declare it
    return uow


def test_a_unit_of_work_with_an_asynchronous_client_is_refused_with_the_way_out() -> None:
    with pytest.raises(ConfigurationError, match=r"contexts\.redis"):
        SyncBreakerFactory(uow=StockUnitOfWork("redis://nowhere.invalid"))


def test_on_redis_a_stock_process_sees_our_state_and_we_see_its(client: Redis) -> None:
    ours, stock = SyncBreakerFactory(uow=SyncRedisUnitOfWork(client)), SyncCircuitBreakerFactory(uow=stock_uow(client))
    failing(ours)
    stock_refused = not passes(stock)
    ours.close()
    client.flushdb()
    failing(SyncCircuitBreakerFactory(uow=stock_uow(client)))
    with pytest.raises(CircuitOpenedError) as caught, later(client).get_breaker("shop"):
        pass

    assert stock_refused
    assert caught.value.retry_after_s == pytest.approx(30.0, abs=2.0)


def later(client: Redis) -> SyncBreakerFactory:
    return SyncBreakerFactory(uow=SyncRedisUnitOfWork(client))


def test_their_factory_takes_our_unit_of_work_and_ours_takes_theirs(client: Redis) -> None:
    failing(SyncCircuitBreakerFactory(uow=SyncRedisUnitOfWork(client)))
    keys = client.keys("*")

    assert not passes(SyncBreakerFactory(uow=stock_uow(client)))
    assert len(keys) == 2
    assert all(client.ttl(key) > 0 for key in keys)


async def test_the_asynchronous_factory_shares_circuits_with_the_synchronous_one(redis_url: str) -> None:
    from redis.asyncio import Redis as AsyncioRedis

    from mg_core.contrib.purgatory import RedisUnitOfWork

    with Redis.from_url(redis_url) as blocking:
        failing(SyncBreakerFactory(uow=SyncRedisUnitOfWork(blocking)))
    async with AsyncioRedis.from_url(redis_url) as client:
        with pytest.raises(CircuitOpenedError):
            async with await BreakerFactory(uow=RedisUnitOfWork(client)).get_breaker("shop"):
                pass


def test_racing_failures_on_redis_open_it_for_others(client: Redis) -> None:
    factory = SyncBreakerFactory(uow=SyncRedisUnitOfWork(client))
    breaker = factory.get_breaker("shop")
    inside = threading.Barrier(20)

    def fail() -> None:
        with breaker:
            inside.wait(LIMIT_S)
            raise ValueError("boom")

    def call() -> None:
        with pytest.raises(ValueError, match="boom"):
            fail()

    race(call, 20)
    factory.close()

    assert not passes(later(client))


def test_without_redis_the_local_rules_hold() -> None:
    with Redis(port=1) as nowhere:
        factory = SyncBreakerFactory(uow=SyncRedisUnitOfWork(nowhere), storage_timeout_s=LIMIT_S)
        seen: list[str] = []
        factory.add_listener(lambda _circuit, name, _event: seen.append(name))
        passed = passes(factory)
        failing(factory)

        assert passed
        assert not passes(factory)
        assert factory.storage_errors > 0
        assert seen[-1] == "state_changed"


class StuckRepository(SyncRedisRepository):
    """Does not answer until it may."""

    def __init__(self, client: Redis, go: threading.Event) -> None:
        super().__init__(client)
        self.go = go

    def get(self, name: str) -> Any:
        assert self.go.wait(LIMIT_S)
        return super().get(name)


def test_a_storage_that_hangs_costs_one_wait_and_no_event_is_lost(client: Redis) -> None:
    go = threading.Event()
    uow = SyncRedisUnitOfWork(client)
    uow.contexts = StuckRepository(client, go)
    factory = SyncBreakerFactory(uow=uow, storage_timeout_s=0.2)
    seen: list[str] = []
    factory.add_listener(lambda _circuit, name, _event: seen.append(name))
    began = time.monotonic()
    failing(factory)
    refused, took_s = not passes(factory), time.monotonic() - began
    go.set()
    factory.close()

    assert refused
    assert took_s < 10 * 0.2
    assert seen[-6:] == [*["failed"] * 5, "state_changed"]


def test_a_hook_may_use_the_factory(client: Redis) -> None:
    factory = SyncBreakerFactory(uow=SyncRedisUnitOfWork(client), storage_timeout_s=LIMIT_S)
    states: list[str] = []
    factory.add_listener(lambda *_: states.append(factory.get_breaker("other").context.state))
    began = time.monotonic()
    failing(factory, 1)

    assert "closed" in states
    assert time.monotonic() - began < LIMIT_S


GET = Operation(
    "get",
    "shop",
    "GET",
    "/x",
    Policy("p", TimeoutPolicy(1.0, 2.0), breaker=BreakerPolicy()),
    "safe",
    replies=(Reply(200, dict),),
)


class ShopClient(Client):
    """One operation."""

    contract = "shop"
    operations = (GET,)


def shop_of(source: Any, *steps: Any, clock: Any = None) -> tuple[ShopClient, BlockingScriptedTransport]:
    transport = BlockingScriptedTransport(*steps)
    return ShopClient("http://shop.test", transport=transport, breakers=source, clock=clock), transport


def outcome(client: Client) -> str:
    try:
        client._call(GET, ())
    except MgError as error:
        return error.code
    return "ok"


def test_a_sync_client_uses_the_factorys_breakers_and_its_hooks_hear_of_it(client: Redis) -> None:
    factory = later(client)
    seen: list[str] = []
    factory.add_listener(lambda _circuit, name, _event: seen.append(name))
    shop, transport = shop_of(factory.source("shop"), *[problem(503, "busy")] * 5, answer({}))
    codes = [outcome(shop) for _ in range(6)]
    factory.close()
    by_decorator = passes(factory)

    assert codes == ["busy"] * 5 + ["circuit_breaker_open"]
    assert len(transport.sent) == 5
    assert seen == ["circuit_breaker_created", *["failed"] * 5, "state_changed"]
    assert not by_decorator
    assert not passes(later(client))


def test_two_sync_clients_share_the_breaker_of_a_factory_and_threads_race_through_both() -> None:
    clock = ManualClock()
    factory = SyncBreakerFactory(clock=clock)
    one, _ = shop_of(factory.source("shop"), *[problem(503, "busy")] * 5, clock=clock)
    two, asked = shop_of(factory.source("shop"), *[answer({})] * 50, clock=clock)
    for _ in range(5):
        outcome(one)
    refused = outcome(two)
    clock.advance(30)
    codes = race(lambda: outcome(two), 20)

    assert refused == "circuit_breaker_open"
    assert set(codes) <= {"ok", "circuit_breaker_open"}
    assert len(asked.sent) == codes.count("ok") >= 3
    assert passes(factory)


def test_first_calls_of_racing_threads_share_one_breaker() -> None:
    rows = tuple(
        Operation(f"get{n}", "shop", "GET", "/x", GET.policy, "safe", replies=(Reply(200, dict),)) for n in range(8)
    )

    class WideClient(Client):
        """Eight operations with the same numbers."""

        contract = "shop"
        operations = rows

    for _ in range(10):
        assert breakers_after_a_race(WideClient, rows) == 1


def breakers_after_a_race(kind: type[Client], rows: tuple[Operation, ...]) -> int:
    shop = kind("http://shop.test", transport=BlockingScriptedTransport(*[answer({})] * len(rows)))
    waiting = list(rows)
    race(lambda: shop._call(waiting.pop(), ()), len(rows))
    return len(shop.breakers)


async def test_breakers_of_a_loop_are_refused_by_a_sync_client(redis_url: str) -> None:
    from redis.asyncio import Redis as AsyncioRedis

    async with AsyncioRedis.from_url(redis_url) as client:
        for source in (Fleet(client).source("shop"), BreakerFactory().source("shop")):
            with pytest.raises(ConfigurationError, match="event loop"):
                ShopClient("http://shop.test", breakers=source)
            AsyncClient("http://shop.test", breakers=source)
