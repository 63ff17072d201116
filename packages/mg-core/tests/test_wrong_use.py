"""What a caller gets wrong is told at once, by name, with the way out and without his secrets; nothing is sent."""

from __future__ import annotations

import asyncio
import gzip
import inspect
from typing import Any, Literal

import httpx
import httpx2
import pytest
from client_fixtures import (
    CREATE,
    FORGET,
    RETRYING,
    Item,
    NewItem,
    get,
    make_client,
    make_sync_client,
    operation,
)
from transports.hostile import reply, serving
from transports.kinds import KINDS, blocks, made

from mg_core import context
from mg_core.call.options import CallOptions
from mg_core.clock import LoopClock
from mg_core.contract.model import Model
from mg_core.contract.policy import BreakerPolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.errors import ConfigurationError, DeadlineExceededError
from mg_core.policies.breaker.machine import State
from mg_core.rest.transports.blocking import BlockingHttpTransport
from mg_core.rest.transports.httpcore import BlockingHttpxTransport, HttpTransport, HttpxTransport
from mg_core.testing import BlockingScriptedTransport, ManualClock, ScriptedTransport, answer, run_virtual

OK = answer({"id": "1"})


async def called(client: Any, row: Any, args: Any, options: CallOptions | None = None) -> Any:
    """A call of a client of either kind."""
    result = client._call(row, args, None, options)
    return await result if inspect.isawaitable(result) else result


class Order(Model):
    item: NewItem
    lines: list[NewItem] | None = None
    kind: Literal["order"] = "order"


ORDER = operation(
    RETRYING, id="order", method="POST", path="/orders", idempotency="key", params=(), body=Order, replies=()
)
FORM = operation(
    RETRYING, id="enter", method="POST", path="/enter", idempotency="key", params=(), body=NewItem,
    body_media_type="application/x-www-form-urlencoded", replies=(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("row", "body", "says"),
    [
        (CREATE, {"name": 7}, "createItem: the body does not fit: /name: Input should be a valid string"),
        (CREATE, {"note": "hush"}, "createItem: the body does not fit: /name: Field required"),
        (CREATE, "hush", "createItem: the body does not fit: /: Input should be a valid dictionary or instance of"),
        (CREATE, [{"name": "hush"}], "createItem: the body does not fit: /: Input should be a valid dictionary or"),
        (CREATE, Item(id="hush"), "createItem: the body does not fit: /: Input should be a valid dictionary or"),
        (
            ORDER,
            {"item": {"name": "a"}, "lines": [{"name": "b"}, {"name": ["hush"]}]},
            "order: the body does not fit: /lines/1/name: ",
        ),
        (
            ORDER,
            {"item": {"name": "a"}, "kind": "hush"},
            "order: the body does not fit: /kind: Input should be 'order'",
        ),
        (FORM, {"name": ["hush"]}, "enter: the body does not fit: /name: Input should be a valid string"),
    ],
)
async def test_a_body_that_does_not_fit_is_told_by_member_and_reason_and_without_its_values(
    row: Any, body: Any, says: str
) -> None:
    transport = ScriptedTransport(OK)
    with pytest.raises(ConfigurationError) as caught:
        await make_client(row, transport=transport)._call(row, (), body)

    assert caught.value.message.startswith(says)
    assert "hush" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert transport.sent == []


async def test_a_dict_that_fits_will_do_for_a_body() -> None:
    transport = ScriptedTransport(answer({"id": "1"}, 201))
    await make_client(CREATE, transport=transport)._call(CREATE, (), {"name": "a", "note": None})
    await make_client(FORM, transport=(form := ScriptedTransport(answer(status=204))))._call(FORM, (), {"name": "a b"})

    assert (transport.sent[0].body, form.sent[0].body) == (b'{"name":"a","note":null}', b"name=a+b")


@pytest.mark.parametrize(
    "row", [FORGET, operation(), operation(idempotency="idempotent")], ids=lambda row: row.idempotency
)
@pytest.mark.parametrize("blocking", [False, True])
async def test_a_key_for_an_operation_that_takes_none_is_refused_by_name(row: Any, *, blocking: bool) -> None:
    kind: Any = BlockingScriptedTransport if blocking else ScriptedTransport
    client: Any = (make_sync_client if blocking else make_client)(row, transport=(transport := kind(OK)))
    args = ("1", None, None, None)[: len(row.params)]
    with pytest.raises(
        ConfigurationError, match=rf"shop\.{row.id} is `{row.idempotency}` and takes no idempotency key"
    ):
        await called(client, row, args, CallOptions(idempotency_key="k"))

    assert transport.sent == []


WRONG_FOR_ASYNC: dict[str, Any] = {
    "an httpx client for threads": httpx2.Client,
    "a transport for threads": BlockingHttpTransport,
    "a class": lambda: HttpTransport,
    "a URL": lambda: "http://shop.test",
}
WRONG_FOR_BLOCKING: dict[str, Any] = {
    "an httpx client for loops": httpx2.AsyncClient,
    "a transport for loops": HttpTransport,
    "a scripted transport for loops": lambda: ScriptedTransport(OK),
    "one that is closed and awaited": lambda: type("Both", (ScriptedTransport,), {"close": lambda _: None})(OK),
    "a class": lambda: BlockingHttpTransport,
    "a URL": lambda: "http://shop.test",
}


@pytest.mark.parametrize("name", WRONG_FOR_ASYNC)
def test_what_cannot_be_awaited_is_refused_when_the_client_is_made(name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"httpx\.AsyncClient") as caught:
        make_client(transport=WRONG_FOR_ASYNC[name]())

    assert "belongs to the other client class" in caught.value.message


@pytest.mark.parametrize("name", WRONG_FOR_BLOCKING)
def test_what_cannot_block_is_refused_when_the_client_is_made(name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"httpx\.Client") as caught:
        make_sync_client(transport=WRONG_FOR_BLOCKING[name]())

    assert "belongs to the other client class" in caught.value.message


@pytest.mark.parametrize("edition", [httpx, httpx2])
async def test_a_client_of_httpx_will_do_for_a_transport_and_one_made_from_its_class_too(edition: Any) -> None:
    def found(request: Any) -> Any:
        return edition.Response(200, json={"id": request.url.path})

    mock = edition.MockTransport(found)
    with type("Mine", (edition.Client,), {})(transport=mock) as mine:
        sync: Any = make_sync_client(transport=mine)
        one = sync._call(sync.operations[0], ("1", None, None, None))
    async with type("Mine", (edition.AsyncClient,), {})(transport=mock) as mine:
        two = await get(make_client(transport=mine))

    assert (one.id, two.id) == ("/v1/items/1", "/v1/items/1")


async def test_what_httpx_has_unpacked_of_a_made_up_answer_is_not_unpacked_again() -> None:
    def found(_: Any) -> Any:
        return httpx2.Response(200, json={"id": "1"}, headers={"content-encoding": "identity"})

    def packed(_: Any) -> Any:
        body = gzip.compress(b'{"id":"1"}')
        return httpx2.Response(
            200, content=body, headers={"content-encoding": "gzip", "content-type": "application/json"}
        )

    for made_up in (found, packed):
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(made_up)) as mine:
            assert (await get(make_client(transport=mine))).id == "1"


@pytest.mark.parametrize(
    ("adapter", "given"), [(HttpxTransport, httpx2.Client), (BlockingHttpxTransport, httpx2.AsyncClient)]
)
def test_an_adapter_takes_the_clients_of_its_kind_only(adapter: Any, given: Any) -> None:
    with pytest.raises(ConfigurationError, match="is needed, not a"):
        adapter(given())


@pytest.mark.parametrize(
    "headers", [{"x-a": "日本"}, {"x-a": " a"}, {"x-a": "a "}, {"x a": "a"}, {"x-a": "a\x7f"}, {"x b": b"a"}], ids=repr
)
def test_options_take_no_header_that_cannot_be_sent(headers: dict[str, str | bytes]) -> None:
    with pytest.raises(ConfigurationError):
        CallOptions(headers=headers)


def test_options_take_no_id_that_cannot_be_sent() -> None:
    with pytest.raises(ConfigurationError, match="'x-request-id' holds a control character"):
        CallOptions(request_id="a\r\nb")
    with pytest.raises(ConfigurationError, match="'idempotency-key' holds a control character"):
        CallOptions(idempotency_key="a\r\nb")


GUARDED = Policy(
    "g", TimeoutPolicy(2.0, 5.0), retry=RetryPolicy(budget_min_per_s=100.0), breaker=BreakerPolicy(failures=1)
)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_header_that_a_transport_refuses_is_not_retried_and_not_the_breakers_business(kind: str) -> None:
    row = operation(GUARDED, identity=True)
    async with serving(reply()) as server, made(kind) as transport:
        client: Any
        if blocks(kind):
            client = make_sync_client(row, transport=transport, base_url=server.url)
        else:
            client = type(make_client(row))(server.url, transport=transport, clock=ManualClock())
        with context.use(context.RequestContext(user_id="日本")), pytest.raises(ConfigurationError) as caught:
            await called(client, row, ("1", None, None, None))

        assert (caught.value.attempts, client.breakers[0].state, server.connections) == (1, State.CLOSED, 0)
        assert "'x-user-id'" in caught.value.message
        assert "日本" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["http://ann:hush@shop.test/v1", "http://ann@shop.test", "http://ann:hu/sh@shop.test:x", "ann:hush@shop.test"],
)
@pytest.mark.parametrize("make", [make_client, make_sync_client])
def test_a_base_url_with_a_password_is_refused_and_shows_none(make: Any, url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        type(make())(url)

    assert "shop.test" in caught.value.message
    assert "ann" not in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "left_s", "says"),
    [
        (None, None, "the policy's deadline passed after 3 attempts"),
        (CallOptions(timeout_s=1.0), None, "the caller's deadline passed after 1 attempt"),
        (CallOptions(timeout_s=60.0), 3.0, "the caller's deadline passed after 2 attempts"),
        (None, -1.0, "the caller's deadline passed before anything was sent"),
    ],
)
def test_a_deadline_says_whose_it_was_and_what_was_done_until_then(
    options: CallOptions | None, left_s: float | None, says: str
) -> None:
    clock = LoopClock()

    async def never(_: Any) -> Any:
        await asyncio.Event().wait()

    async def main() -> str:
        client = make_client(operation(RETRYING), transport=ScriptedTransport(never), clock=clock)
        deadline = None if left_s is None else clock.monotonic() + left_s
        with context.use(context.RequestContext(deadline=deadline)), pytest.raises(DeadlineExceededError) as caught:
            await get(client, options=options)
        return caught.value.message

    assert run_virtual(main()) == says


def test_a_model_shows_what_is_there() -> None:
    class Wide(Model):
        id: str
        note: str | None = None
        count: int = 0
        other: str | None = None

    assert repr(Wide(id="1")) == "Wide(id='1', count=0)"
    assert repr(Wide(id="1", note=None)) == "Wide(id='1', note=None, count=0)"
    assert str(Wide.model_validate({"id": "1", "other": "x"})) == "id='1' count=0 other='x'"
