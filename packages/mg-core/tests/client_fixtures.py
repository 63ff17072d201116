"""A small contract and clients for it, for the tests of the client side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from mg_core.call.credentials import Credentials
from mg_core.call.options import CallOptions
from mg_core.clock import SystemClock
from mg_core.contract.model import Model, OpenStrEnum
from mg_core.contract.operation import ErrorCase, Operation, Param, Reply
from mg_core.contract.policy import BreakerPolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.rest.client import AsyncClient, Client
from mg_core.rest.ends import RestCarrier, RestEnds
from mg_core.testing import ManualClock, ScriptedTransport


class Kind(OpenStrEnum):
    MOVIE = "movie"


class Item(Model):
    id: str
    kind: Kind = Kind.MOVIE


class NewItem(Model):
    name: str
    note: str | None = None


PLAIN = Policy("plain", TimeoutPolicy(attempt_s=2.0, total_s=5.0))
RETRYING = Policy("retrying", TimeoutPolicy(attempt_s=2.0, total_s=5.0), retry=RetryPolicy(budget_min_per_s=100.0))
GUARDED = Policy("guarded", TimeoutPolicy(attempt_s=2.0, total_s=5.0), breaker=BreakerPolicy())
FULL = Policy("full", TimeoutPolicy(2.0, 5.0), retry=RetryPolicy(budget_min_per_s=100.0), breaker=BreakerPolicy())


def operation(policy: Policy = PLAIN, **changes: Any) -> Operation:
    row: dict[str, Any] = {
        "id": "getItem",
        "contract": "shop",
        "method": "GET",
        "path": "/items/{id}",
        "policy": policy,
        "idempotency": "safe",
        "params": (
            Param("id", "id", "path", required=True),
            Param("tag", "tag", "query"),
            Param("ids", "ids", "query", explode=False),
            Param("X-Market", "x_market", "header"),
        ),
        "replies": (Reply(200, Item), Reply(204)),
        "errors": (ErrorCase(404, "item_not_found"), ErrorCase(503, "busy", retryable=True)),
        "secured": True,
        "source": "spec/openapi/shop.yaml:7",
    }
    return Operation(**{**row, **changes})


CREATE = operation(
    RETRYING, id="createItem", method="POST", path="/items", idempotency="key", params=(), body=NewItem,
    replies=(Reply(201, Item),),
)  # fmt: skip
FORGET = operation(
    RETRYING, id="pay", method="POST", path="/pay", idempotency="never", params=(), replies=(Reply(200, Item),)
)


def make_client(*operations: Operation, **options: Any) -> AsyncClient:
    """A client of these operations, on a clock that only moves by sleeping and with jitter factor 1."""
    rows = operations or (operation(),)

    class ShopClient(AsyncClient):
        contract: ClassVar[str] = "shop"

    ShopClient.operations = rows
    options.setdefault("clock", ManualClock())
    options.setdefault("rng", lambda: 0.5)
    return ShopClient("http://shop.test/v1", **options)


def make_sync_client(*operations: Operation, **options: Any) -> Client:
    class ShopSyncClient(Client):
        contract: ClassVar[str] = "shop"

    ShopSyncClient.operations = operations or (operation(),)
    options.setdefault("clock", ManualClock())
    options.setdefault("rng", lambda: 0.5)
    return ShopSyncClient(options.pop("base_url", "http://shop.test/v1"), **options)


async def get(client: AsyncClient, identity: str = "1", options: CallOptions | None = None) -> Any:
    return await client._call(client.operations[0], (identity, None, None, None), None, options)


async def code_of(action: Callable[[], Any]) -> str:
    """The code of the MgError that awaiting `action()` raises."""
    from mg_core.errors import MgError

    try:
        await action()
    except MgError as error:
        return error.code
    return ""


def ends_of(row: Operation) -> RestEnds:
    """What makes the requests of an operation and reads its replies."""
    carrier = RestCarrier("http://shop.test", Credentials(None), ScriptedTransport(), SystemClock(), None)
    return carrier.ends(row, row.policy)
