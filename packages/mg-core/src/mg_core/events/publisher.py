"""What every generated publisher is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from ..call.options import CallOptions
from ..contract.channel import EventOperation
from ..errors import DeadlineExceededError, MgError
from .bus import Bus
from .client import BusClient


class EventPublisher(BusClient):
    """Base of the generated publishers.

    One publish per channel is in flight at a time: with more, a bus may give them tokens in another order. The wait
    for its turn is part of a publish's total timeout, and says nothing about the bus.
    """

    def __init__(self, bus: Bus, **settings: Any) -> None:
        """See `BusClient`."""
        super().__init__(bus, **settings)
        self._turns: dict[str, tuple[asyncio.Lock, int]] = {}

    async def _publish(self, operation: EventOperation, params: Mapping[str, str], event: Any) -> str:
        try:
            name = operation.channel.name(params)
            async with self._turn(name, self._policy(operation).timeout.total_s) as options:
                token: str = await self._call(operation, (name,), event, options)
        except MgError as error:
            error.service = error.service or operation.contract
            error.operation = error.operation or operation.id
            raise
        return token

    @asynccontextmanager
    async def _turn(self, name: str, total_s: float) -> AsyncIterator[CallOptions | None]:
        """This publish's turn on a channel; gives what is left of its time where it had to wait."""
        turns = self._turns
        lock, users = turns.get(name, (None, 0))
        lock = lock or asyncio.Lock()
        turns[name] = (lock, users + 1)
        try:
            if not lock.locked():
                async with lock:
                    yield None
                return
            began = self._time.monotonic()
            try:
                await asyncio.wait_for(lock.acquire(), total_s)
            except TimeoutError:
                raise DeadlineExceededError(f"its turn did not come within {total_s:g} s", retry_safe=True) from None
            try:
                yield CallOptions(timeout_s=max(1e-3, total_s - (self._time.monotonic() - began)))
            finally:
                lock.release()
        finally:
            users = turns[name][1] - 1
            if users:
                turns[name] = (lock, users)
            else:
                del turns[name]
