"""What a caller's request takes along through the gateway, and what the gateway's metrics page says of its services."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families
from reference_services.tests.gateway.platform import Running, platform
from reference_services.tests.gateway.wire import ask

from mg_core import headers

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
LOGIN = {"email": "test@example.com", "password": "wrong"}


async def test_deadline_trace_and_key_pass_through_the_gateway(running: Running) -> None:
    given = {
        "Traceparent": f"00-{TRACE}-{SPAN}-01",
        "Tracestate": "vendor=1",
        "Idempotency-Key": "order-77",
        "X-Request-Timeout-Ms": "900",
        "Connect-Timeout-Ms": "700",
        "Grpc-Timeout": "800m",
    }

    answer = await ask(running.url, "POST", "/api/v1/auth/login", headers=given, body=LOGIN)
    call = running.services.seen[0]

    assert answer.headers["x-trace-id"] == call.trace_id == TRACE
    assert call.headers["traceparent"].startswith(f"00-{TRACE}-")
    assert SPAN not in call.headers["traceparent"]
    assert call.headers["tracestate"] == "vendor=1"
    assert call.idempotency_key == "order-77"
    assert 0 < int(call.headers["x-request-timeout-ms"]) <= 700
    assert not {"connect-timeout-ms", "grpc-timeout"} & set(call.headers)


async def test_of_each_header_of_the_table_a_service_gets_what_the_table_says(running: Running) -> None:
    sent = {row.name: "malformed here" for row in headers.TABLE if row.gateway != "passes"}
    sent |= {"accept": "application/json", "content-type": "application/json", "idempotency-key": "order-78"}
    sent |= {"mg-attempt": "2; max=4", "user-agent": "tester/1"}

    await ask(running.url, "POST", "/api/v1/auth/login", headers=sent, body=LOGIN)
    got = running.services.seen[-1].headers

    assert {row.name for row in headers.TABLE} == sent.keys()
    for row in headers.TABLE:
        if row.gateway == "passes":
            assert got[row.name] == sent[row.name]
        elif row.name != "tracestate":  # passed on unread, with its traceparent
            assert got.get(row.name) != sent[row.name]


async def test_a_caller_without_time_is_refused_before_a_service_is_asked(running: Running) -> None:
    asked = len(running.services.seen)

    answer = await ask(running.url, "POST", "/api/v1/auth/login", headers={"X-Request-Timeout-Ms": "0"}, body=LOGIN)

    assert answer.status == 504
    assert len(running.services.seen) == asked


@pytest.mark.scenario("REL-01")
async def test_the_gateways_breakers_show_under_the_names_of_every_client() -> None:
    async with platform() as running:
        running.services.fail = "service_unavailable"
        search, token = "/api/v1/discovery/search?q=x", running.services.token()
        for _ in range(6):
            await ask(running.url, "GET", search, headers={"Authorization": f"Bearer {token}"})
        page = (await ask(running.url, "GET", "/metrics")).body.decode()
    found = {
        (sample.name, sample.labels["service"]): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.name.startswith("mg_client_")
    }

    assert found["mg_client_breaker_state", "discovery"] == 2
    assert found["mg_client_breaker_state", "auth"] == 0
    assert found["mg_client_breaker_opened_total", "discovery"] == 1
    assert found["mg_client_breaker_rejected_total", "discovery"] == 1
    assert found["mg_client_in_flight", "discovery"] == 0
