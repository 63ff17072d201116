"""What travels from the first caller through a service to the next one, over real sockets."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mg_core import context
from mg_core.call.options import CallOptions
from mg_core.contract.model import Model
from mg_core.contract.operation import Operation, Reply
from mg_core.contract.policy import Policy, TimeoutPolicy
from mg_core.deadline import remaining_s
from mg_core.rest.client import AsyncClient
from mg_core.rest.exchange import Endpoint, ServerCall
from mg_core.rest.server import App
from mg_core.rest.transports.fast import FastTransport
from mg_core.serving.run import serve_in_loop
from mg_core.serving.trace import allowed_s

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"


class Order(Model):
    name: str


def order(contract: str) -> Operation:
    return Operation(
        "order",
        contract,
        "POST",
        "/orders",
        Policy("p", TimeoutPolicy(5.0, 5.0)),
        "key",
        body=Order,
        replies=(Reply(200, Order),),
    )


def client_class(operation: Operation) -> type[AsyncClient]:
    class Client(AsyncClient):
        contract: ClassVar[str] = operation.contract
        operations: ClassVar[tuple[Operation, ...]] = (operation,)

    return Client


@dataclass
class Shop:
    """Passes an order on to the next service, if there is one."""

    following: AsyncClient | None = None
    times: int = 1
    calls: list[ServerCall] = field(default_factory=list)
    left_s: list[float] = field(default_factory=list)

    async def order(self, call: ServerCall, body: Order) -> Order:
        self.calls.append(call)
        self.left_s.append(remaining_s() or 0.0)
        for _ in range(self.times if self.following is not None else 0):
            assert self.following is not None
            await self.following._call(self.following.operations[0], (), body)
        return body


SCHEMA = {"params": {}, "body": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}}


@asynccontextmanager
async def chain(times: int = 1) -> AsyncIterator[tuple[str, Shop, Shop]]:
    """Two services, the first of which calls the second; gives the URL of the first."""
    last = Shop()
    near, far = order("near"), order("far")
    async with (
        serve_in_loop(App(last, (Endpoint(far, "order", SCHEMA),), name="far")) as far_url,
        client_class(far)(far_url, transport=FastTransport(), environment={}) as following,
    ):
        first = Shop(following, times)
        async with serve_in_loop(App(first, (Endpoint(near, "order", SCHEMA),), name="near")) as near_url:
            yield near_url, first, last


async def post(url: str, headers: Mapping[str, str]) -> int:
    transport = FastTransport()
    try:
        sent = {"content-type": "application/json", **headers}
        status, _, _ = await transport.send("POST", f"{url}/orders", sent, b'{"name": "tea"}', 5.0)
    finally:
        await transport.aclose()
    return status


async def test_the_last_service_sees_the_first_callers_deadline_trace_and_key() -> None:
    sent = {
        "traceparent": f"00-{TRACE}-{SPAN}-01",
        "tracestate": "vendor=1",
        "idempotency-key": "order-77",
        "x-request-timeout-ms": "2000",
        "x-request-id": "req-1",
    }

    async with chain() as (url, first, last):
        assert await post(url, sent) == 200
    seen = last.calls[0].headers
    parent = re.fullmatch(rf"00-{TRACE}-([0-9a-f]{{16}})-01", seen["traceparent"])

    assert parent is not None
    assert parent[1] != SPAN
    assert last.calls[0].trace_id == TRACE
    assert seen["tracestate"] == "vendor=1"
    assert seen["x-request-id"] == "req-1"
    assert seen["idempotency-key"] == "order-77"
    assert 0 < last.left_s[0] < first.left_s[0] < 2.0
    assert 0 < int(seen["x-request-timeout-ms"]) < 2000


async def test_a_client_of_ours_at_the_start_gives_the_chain_its_deadline_and_key() -> None:
    async with chain() as (url, _, last), client_class(order("near"))(url, environment={}) as client:
        await client._call(
            client.operations[0], (), Order(name="tea"), CallOptions(timeout_s=1.5, idempotency_key="k-1")
        )

    assert last.calls[0].headers["idempotency-key"] == "k-1"
    assert 0 < int(last.calls[0].headers["x-request-timeout-ms"]) < 1500


async def test_further_calls_of_the_same_request_have_keys_of_their_own_that_a_repeat_brings_again() -> None:
    async with chain(times=3) as (url, _, last):
        for _ in range(2):
            assert await post(url, {"idempotency-key": "order-77"}) == 200
    keys = [call.headers["idempotency-key"] for call in last.calls]

    assert keys == ["order-77", "order-77.2", "order-77.3"] * 2


async def test_without_a_key_each_call_gets_one_of_its_own() -> None:
    async with chain(times=2) as (url, _, last):
        assert await post(url, {}) == 200
    keys = {call.headers["idempotency-key"] for call in last.calls}

    assert len(keys) == 2


def test_a_key_as_long_as_allowed_stays_within_the_limit() -> None:
    served = context.RequestContext(idempotency_key="k" * 128)

    keys = [served.key_for("shop.order") for _ in range(3)]

    assert keys[0] == "k" * 128
    assert len(set(keys)) == 3
    assert all(len(key) <= 128 for key in keys)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-request-timeout-ms": "1500"}, 1.5),
        ({"x-envoy-expected-rq-timeout-ms": "1500"}, 1.5),
        ({"connect-timeout-ms": "1500"}, 1.5),
        ({"grpc-timeout": "1500m"}, 1.5),
        ({"grpc-timeout": "2S"}, 2.0),
        ({"grpc-timeout": "500000u"}, 0.5),
        ({"grpc-timeout": "1H"}, 3.0),
        ({"x-request-timeout-ms": "2500", "connect-timeout-ms": "2000", "grpc-timeout": "1S"}, 1.0),
        ({"x-request-timeout-ms": "900", "grpc-timeout": "2S", "x-envoy-expected-rq-timeout-ms": "800"}, 0.8),
        ({"x-request-timeout-ms": "99999"}, 3.0),
        ({"x-request-timeout-ms": "0"}, 0.0),
        ({"x-request-timeout-ms": "-1"}, 3.0),
        ({"x-request-timeout-ms": "1e2"}, 3.0),
        ({"x-request-timeout-ms": "\u0661\u0660\u0660"}, 3.0),
        ({"x-request-timeout-ms": "100, 200"}, 3.0),
        ({"x-request-timeout-ms": "000000100"}, 3.0),
        ({"connect-timeout-ms": "00000000100"}, 3.0),
        ({"grpc-timeout": "100"}, 3.0),
        ({"grpc-timeout": "m"}, 3.0),
        ({"grpc-timeout": ""}, 3.0),
        ({"grpc-timeout": "1.5S"}, 3.0),
        ({"grpc-timeout": "123456789n"}, 3.0),
        ({"grpc-timeout": "bad", "connect-timeout-ms": "1000"}, 1.0),
        ({}, 3.0),
    ],
    ids=str,
)
def test_the_tightest_deadline_counts_and_what_is_malformed_does_not(headers: dict[str, str], expected: float) -> None:
    assert allowed_s(headers, 3.0) == pytest.approx(expected)


@given(
    st.dictionaries(
        st.sampled_from(
            ["x-request-timeout-ms", "x-envoy-expected-rq-timeout-ms", "connect-timeout-ms", "grpc-timeout"]
        ),
        st.text(max_size=12) | st.from_regex(r"\A[0-9]{1,11}[HMSmun]?\Z"),
    ),
    st.floats(0.001, 1000.0),
)
def test_a_caller_can_only_shorten(headers: dict[str, str], limit_s: float) -> None:
    assert 0 <= allowed_s(headers, limit_s) <= limit_s


async def test_a_request_is_cut_off_at_the_callers_deadline_whatever_header_it_came_in() -> None:
    async with chain() as (url, first, _):
        assert await post(url, {"grpc-timeout": "0m"}) == 504
        assert first.calls == []


def test_the_context_of_a_request_compares_without_its_counters() -> None:
    one: Any = context.RequestContext(idempotency_key="k")
    one.key_for("a")

    assert one == context.RequestContext(idempotency_key="k")
