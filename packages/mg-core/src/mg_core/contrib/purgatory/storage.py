"""purgatory's storage port over redis-py: purgatory's keys (`cbr::<name>`), a client handed in, keys that expire."""

from __future__ import annotations

import json
from typing import Any, Final

from purgatory.domain.messages.base import Message
from purgatory.domain.model import Context
from purgatory.service._async.repository import AsyncAbstractRepository
from purgatory.service._async.unit_of_work import AsyncAbstractUnitOfWork
from purgatory.service._sync.repository import SyncAbstractRepository
from purgatory.service._sync.unit_of_work import SyncAbstractUnitOfWork
from redis import Redis as BlockingRedis
from redis.asyncio import Redis
from redis.exceptions import WatchError

PREFIX: Final = "cbr::"
"""What purgatory begins its keys with."""


class RedisRepository(AsyncAbstractRepository):
    """Circuits in Redis, as purgatory writes them.

    Args:
        client: a client of redis-py; the caller closes it.
        keep_s: seconds after the last change for which a circuit is kept; purgatory creates it anew then.
    """

    def __init__(self, client: Redis, *, keep_s: int = 86400) -> None:
        self.messages: list[Message] = []
        self._client: Any = client
        self._keep_s = keep_s

    async def get(self, name: str) -> Context | None:
        """The circuit as it is stored; one round trip."""
        data, failures = await self._client.mget(f"{PREFIX}{name}", f"{PREFIX}{name}::failure_count")
        return _context(data, failures)

    async def register(self, context: Context) -> None:
        """Store a new circuit."""
        await self._client.set(f"{PREFIX}{context.name}", _row(context), ex=self._keep_s)

    async def update_state(self, name: str, state: str, opened_at: float | None) -> None:
        """Store a change, in one step that no other process can come between; a circuit that is gone stays gone."""
        key = f"{PREFIX}{name}"
        while True:
            async with self._client.pipeline(transaction=True) as pipe:
                try:
                    await pipe.watch(key)
                    data = await pipe.get(key)
                    if not data:
                        return
                    pipe.multi()
                    row = {**json.loads(data), "state": state, "opened_at": opened_at}
                    pipe.set(key, json.dumps(row), ex=self._keep_s)
                    await pipe.execute()
                except WatchError:
                    continue
                return

    async def inc_failures(self, name: str, failure_count: int) -> None:
        """Count one more failure."""
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.incr(f"{PREFIX}{name}::failure_count")
            pipe.expire(f"{PREFIX}{name}::failure_count", self._keep_s)
            await pipe.execute()

    async def reset_failure(self, name: str) -> None:
        """Set the count back."""
        await self._client.set(f"{PREFIX}{name}::failure_count", "0", ex=self._keep_s)


class RedisUnitOfWork(AsyncAbstractUnitOfWork):
    """A unit of work for purgatory's factories and ours; every step is stored at once."""

    def __init__(self, client: Redis, *, keep_s: int = 86400) -> None:
        self.contexts = RedisRepository(client, keep_s=keep_s)

    async def commit(self) -> None:
        """Nothing: every step is stored at once."""

    async def rollback(self) -> None:
        """Nothing: a state is a fact, not part of the caller's transaction."""


class SyncRedisRepository(SyncAbstractRepository):
    """`RedisRepository` for threads, over a client of redis-py that is not asyncio's."""

    def __init__(self, client: BlockingRedis, *, keep_s: int = 86400) -> None:
        self.messages: list[Message] = []
        self._client: Any = client
        self._keep_s = keep_s

    def get(self, name: str) -> Context | None:
        """The circuit as it is stored; one round trip."""
        data, failures = self._client.mget(f"{PREFIX}{name}", f"{PREFIX}{name}::failure_count")
        return _context(data, failures)

    def register(self, context: Context) -> None:
        """Store a new circuit."""
        self._client.set(f"{PREFIX}{context.name}", _row(context), ex=self._keep_s)

    def update_state(self, name: str, state: str, opened_at: float | None) -> None:
        """See `RedisRepository.update_state`."""
        key = f"{PREFIX}{name}"
        while True:
            with self._client.pipeline(transaction=True) as pipe:
                try:
                    pipe.watch(key)
                    data = pipe.get(key)
                    if not data:
                        return
                    pipe.multi()
                    row = {**json.loads(data), "state": state, "opened_at": opened_at}
                    pipe.set(key, json.dumps(row), ex=self._keep_s)
                    pipe.execute()
                except WatchError:
                    continue
                return

    def inc_failures(self, name: str, failure_count: int) -> None:
        """Count one more failure."""
        with self._client.pipeline(transaction=True) as pipe:
            pipe.incr(f"{PREFIX}{name}::failure_count")
            pipe.expire(f"{PREFIX}{name}::failure_count", self._keep_s)
            pipe.execute()

    def reset_failure(self, name: str) -> None:
        """Set the count back."""
        self._client.set(f"{PREFIX}{name}::failure_count", "0", ex=self._keep_s)


class SyncRedisUnitOfWork(SyncAbstractUnitOfWork):
    """A unit of work for purgatory's synchronous factories and ours; every step is stored at once.

    purgatory's class of this name makes an asynchronous client (3.0.1), which its synchronous factory cannot use.
    """

    def __init__(self, client: BlockingRedis, *, keep_s: int = 86400) -> None:
        self.contexts = SyncRedisRepository(client, keep_s=keep_s)

    def commit(self) -> None:
        """Nothing: every step is stored at once."""

    def rollback(self) -> None:
        """Nothing: a state is a fact, not part of the caller's transaction."""


def _context(data: bytes | str | None, failures: bytes | str | None) -> Context | None:
    return Context(**{**json.loads(data), "failure_count": int(failures or 0)}) if data else None


def _row(context: Context) -> str:
    return json.dumps(
        {
            "name": context.name,
            "threshold": context.threshold,
            "ttl": context.ttl,
            "state": context.state,
            "opened_at": context.opened_at,
        }
    )
