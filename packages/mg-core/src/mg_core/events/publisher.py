"""What every generated publisher is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from mg_core.contract.channel import EventOperation
from mg_core.errors import DeadlineExceededError, MgError
from mg_core.events.bus import Bus
from mg_core.events.codec import encode


class EventPublisher:
    """Base of the generated publishers.

    One publish per channel is in flight at a time: with more, a bus may give them tokens in another order.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._turns: dict[str, tuple[asyncio.Lock, int]] = {}

    async def _publish(self, operation: EventOperation, params: Mapping[str, str], event: Any) -> str:
        channel = operation.channel
        try:
            name = channel.name(params)
            payload = encode(event, operation.payloads[channel.id], max_bytes=channel.max_bytes)
            limit_s = operation.policy.timeout.total_s if operation.policy else None
            return await self._send(name, payload, channel.ttl_s, limit_s)
        except MgError as error:
            error.service = operation.contract
            error.operation = operation.id
            raise

    async def _send(self, name: str, payload: bytes, ttl_s: float | None, limit_s: float | None) -> str:
        try:
            async with asyncio.timeout(limit_s), self._turn(name):
                return await self._bus.publish(name, payload, ttl_s=ttl_s)
        except TimeoutError as error:
            raise DeadlineExceededError(f"not published within {limit_s:g} s") from error

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[None]:
        lock, users = self._turns.get(name, (None, 0))
        lock = lock or asyncio.Lock()
        self._turns[name] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            users = self._turns[name][1] - 1
            if users:
                self._turns[name] = (lock, users)
            else:
                del self._turns[name]
