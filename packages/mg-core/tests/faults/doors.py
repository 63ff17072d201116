"""One typed client over each transport, with everything that guards a call to a platform."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from client_fixtures import Item, NewItem, make_sync_client, operation
from transports.kinds import blocks, made

from mg_core.call.options import CallOptions
from mg_core.contract.operation import Operation, Reply
from mg_core.contract.policy import BreakerPolicy, BulkheadPolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.errors import MgError
from mg_core.policies.breaker.machine import CircuitBreaker
from mg_core.rest.client import AsyncClient
from mg_core.testing import ManualClock

KINDS = ("default", "fast", "httpx2", "blocking", "httpx2 blocking")


def platform(attempt_s: float = 10.0, failures: int = 5) -> Policy:
    """The profile `platform`; only its patience differs, so that a test need not wait."""
    return Policy(
        "platform",
        TimeoutPolicy(attempt_s, 10.0),
        retry=RetryPolicy(),
        breaker=BreakerPolicy(failures=failures),
        bulkhead=BulkheadPolicy(),
    )


def rows(policy: Policy) -> tuple[Operation, Operation]:
    """A safe operation and one that takes a key."""
    create = operation(
        policy, id="createItem", method="POST", path="/items", idempotency="key", params=(), body=NewItem,
        replies=(Reply(201, Item),),
    )  # fmt: skip
    return operation(policy), create


class ShopClient(AsyncClient):
    """What the compiler would write."""

    contract: ClassVar[str] = "shop"


class Door:
    """A client over one kind of transport, called from a loop whatever it is made of."""

    def __init__(self, client: Any, *, blocking: bool) -> None:
        self.client = client
        self.blocking = blocking

    @property
    def breaker(self) -> CircuitBreaker:
        """The only breaker."""
        found: CircuitBreaker
        (found,) = self.client._assembly.breakers
        return found

    @property
    def in_flight(self) -> int:
        """Calls that hold a place of the bulkhead."""
        (found,) = self.client._assembly._bulkheads.values()
        return int(found.in_flight)

    async def get(self, options: CallOptions | None = None) -> Any:
        """Call the safe operation."""
        return await self._call(0, ("1", None, None, None), None, options)

    async def create(self, note: str | None = None) -> Any:
        """Call the operation with a key."""
        return await self._call(1, (), NewItem(name="a", note=note))

    async def _call(self, number: int, args: tuple[Any, ...], body: Any, options: CallOptions | None = None) -> Any:
        row = self.client.operations[number]
        if self.blocking:
            return await asyncio.to_thread(self.client._call, row, args, body, options)
        return await self.client._call(row, args, body, options)


@asynccontextmanager
async def opened(
    kind: str, url: str, policy: Policy | None = None, clock: ManualClock | None = None, **transport_options: Any
) -> AsyncIterator[Door]:
    """A client of `url` over the transport `kind`; waits between attempts take no time."""
    common: dict[str, Any] = {"clock": clock or ManualClock(), "rng": lambda: 0.5}
    operations = rows(policy or platform())
    async with made(kind, **transport_options) as transport:
        if blocks(kind):
            yield Door(make_sync_client(*operations, transport=transport, base_url=url, **common), blocking=True)
            return
        kind_of_client = type("ShopClient", (ShopClient,), {"operations": operations})
        client = kind_of_client(url, transport=transport, **common)
        yield Door(client, blocking=False)
        await client.aclose()


async def error_of(door: Door) -> MgError:
    """The error that a safe call ends with, within 10 s."""
    async with asyncio.timeout(10):
        try:
            value = await door.get()
        except MgError as error:
            return error
    raise AssertionError(f"an answer instead of an error: {value!r}")
