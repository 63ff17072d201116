from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from mg_core.errors import ConnectError
from mg_services.adapters.redis import Cache, RedisStore, open_redis, search_key
from mg_services.engines import redis
from mg_services.engines.redis import RedisEngine

NOWHERE = "redis://127.0.0.1:1/0"


class Seconds:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.scenario("RD-02")
async def test_search_is_cached_under_its_key_for_300_seconds(redis_url: str) -> None:
    client = open_redis(redis_url)
    cache = Cache(RedisStore(client))
    kept = await cache.put(search_key("Inception ", "user-123"), '{"results":[]}', ttl_s=300)
    ttl_s = await client.ttl("search:inception:user-123")
    found = await cache.get(search_key("inception", "user-123"))
    other = await cache.get(search_key("inception", "user-456"))
    await client.aclose()

    assert kept
    assert 295 <= ttl_s <= 300
    assert found == '{"results":[]}'
    assert other is None


async def test_cache_without_redis_finds_nothing_and_logs_once_a_second(caplog: pytest.LogCaptureFixture) -> None:
    clock = Seconds()
    client = open_redis(NOWHERE)
    cache = Cache(RedisStore(client), clock=clock)
    with caplog.at_level(logging.WARNING):
        found = [await cache.get("a"), await cache.put("a", "b", ttl_s=1), await cache.drop("a")]
        first_second = len(caplog.records)
        clock.now = 1.0
        await cache.get("a")
    await client.aclose()

    assert found == [None, False, False]
    assert first_second == 1
    assert len(caplog.records) == 2
    assert cache.failures == 4


async def test_store_without_redis_raises_one_error() -> None:
    client = open_redis(NOWHERE)
    with pytest.raises(ConnectError):
        await RedisStore(client).get("a")
    await client.aclose()


async def test_cache_works_again_when_redis_is_back(tmp_path: Path) -> None:
    program = redis.find_program()
    assert program is not None
    engine = RedisEngine(program, tmp_path)
    async with asyncio.timeout(30):
        await engine.start()
        client = open_redis(engine.url)
        cache = Cache(RedisStore(client))
        try:
            before = await cache.put("a", "1", ttl_s=60)
            await engine.kill()
            away = await cache.get("a")
            await engine.start()
            after = await cache.put("a", "2", ttl_s=60)
            found = await cache.get("a")
        finally:
            await client.aclose()
            await engine.stop()

    assert (before, away, after, found) == (True, None, True, "2")
