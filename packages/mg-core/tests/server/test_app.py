"""One application, its operations and its refusals, over a socket."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from mg_core.contract.operation import Operation
from mg_core.contract.policy import Policy, TimeoutPolicy
from mg_core.errors import ApiError, ConfigurationError
from mg_core.observe.logging import configure
from mg_core.rest.exchange import Endpoint
from mg_core.rest.server import App
from mg_core.serving.run import StartError, serve_in_loop

Ask = Callable[..., Awaitable[Any]]
Failing = Callable[[str], Callable[[], Awaitable[Any]]]


async def test_parameters_arrive_converted_with_their_defaults(ask: Ask, things: Any) -> None:
    answer = await ask("GET", "/things/a%20b?tags=x&tags=y&fields=1,2&deep=true", x_mode="a")

    assert answer.status == 200
    assert answer.json == {"name": "a b", "count": 20}
    assert things.calls[0][1] == {
        "id_": "a b", "limit": 20, "tags": ["x", "y"], "fields": [1, 2], "deep": True, "x_mode": "a",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("target", "pointer"),
    [
        ("/things/a?limit=0", "query/limit"),
        ("/things/a?limit=1.5", "query/limit"),
        ("/things/a?limit=%2B5", "query/limit"),
        ("/things/a?limit=", "query/limit"),
        ("/things/a?limit=1&limit=2", "query/limit"),
        ("/things/a?deep=True", "query/deep"),
        ("/things/a?fields=1,x", "query/fields/1"),
        ("/things/a?tags=1&tags=2&tags=3&tags=4", "query/tags"),
        ("/things/a?unknown=1", "query"),
        ("/things/a?limit=%ff", "query"),
        ("/things/a?limit=%00", "query"),
        ("/things/" + "x" * 11, "path/id"),
    ],
)
async def test_a_bad_parameter_is_named(ask: Ask, things: Any, target: str, pointer: str) -> None:
    answer = await ask("GET", target)

    assert answer.status == 400
    assert answer.json["error"] == "invalid_request"
    assert answer.json["details"][0]["pointer"] == pointer
    assert things.calls == []


async def test_a_header_parameter_is_checked(ask: Ask) -> None:
    answer = await ask("GET", "/things/a", x_mode="c")

    assert answer.json["details"][0]["pointer"] == "header/X-Mode"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"name": ""}', "/name"),
        (b'{"name": "n", "count": "1"}', "/count"),
        (b'{"count": 1}', ""),
        (b'{"name": "n", "more": 1}', ""),
        (b'{"name": "n"', ""),
        (b"[]", ""),
        (b'{"name": "n", "count": 1e999}', ""),
        (b'{"name": "\\u0000"}', ""),
    ],
)
async def test_a_bad_body_is_named_and_never_repeated(ask: Ask, things: Any, body: bytes, pointer: str) -> None:
    answer = await ask("POST", "/things", body)

    assert answer.status == 400
    assert answer.json["details"][0]["pointer"] == pointer
    assert things.calls == []


async def test_a_refused_value_does_not_come_back_in_the_answer(ask: Ask) -> None:
    answer = await ask("POST", "/things", {"name": "correct horse battery staple"})

    assert answer.status == 400
    assert b"staple" not in answer.body


async def test_a_missing_body_is_named(ask: Ask) -> None:
    answer = await ask("POST", "/things")

    assert answer.status == 400


async def test_the_last_of_two_equal_members_counts(ask: Ask, things: Any) -> None:
    await ask("POST", "/things", b'{"name": "a", "name": "b"}')

    assert things.calls[0][1]["body"].name == "b"


async def test_the_result_decides_between_declared_replies(ask: Ask) -> None:
    made = await ask("POST", "/things", {"name": "n"})
    found = await ask("POST", "/things", {"name": "n", "count": 1})

    assert (made.status, found.status) == (201, 200)
    assert found.json == {"name": "n"}


async def test_a_reply_header_cannot_be_split(ask: Ask) -> None:
    answer = await ask("POST", "/things", {"name": "n"})

    assert "x-forged" not in answer.headers
    assert answer.headers["location"].startswith("/things/1")


async def test_an_idempotency_key_that_cannot_be_stored_is_refused(ask: Ask) -> None:
    assert (await ask("POST", "/things", {"name": "n"}, idempotency_key="a b")).status == 400
    assert (await ask("POST", "/things", {"name": "n"}, idempotency_key="k-1")).status == 201


async def test_a_form_is_read_by_its_schema(ask: Ask) -> None:
    form = "application/x-www-form-urlencoded"
    good = await ask("POST", "/form", b"name=a+b%C3%A9&count=3", content_type=form)
    twice = await ask("POST", "/form", b"name=a&name=b", content_type=form)

    assert good.json == {"name": "a bé", "count": 3}
    assert twice.status == 400


async def test_identity_is_needed_where_the_contract_says_so(ask: Ask, things: Any) -> None:
    anonymous = await ask("DELETE", "/things/a")
    forged = await ask("DELETE", "/things/a", x_user_id="a b\tc")
    known = await ask("DELETE", "/things/a", x_user_id="u-1", x_user_roles="user, admin")

    assert anonymous.status == 401
    assert b"call it through the gateway" in anonymous.body
    assert anonymous.headers["www-authenticate"] == 'Bearer realm="API"'
    assert forged.status == 400
    assert known.status == 204
    assert known.body == b""
    assert things.calls[0][0].identity.roles == ("user", "admin")


@pytest.mark.parametrize(
    ("kind", "status", "code", "retry_after"),
    [
        ("declared", 404, "thing_missing", None),
        ("undeclared", 500, "internal_error", None),
        ("breaker", 503, "service_unavailable", 5),
        ("connect", 503, "service_unavailable", 5),
        ("downstream", 500, "internal_error", None),
        ("defect", 500, "internal_error", None),
    ],
)
async def test_errors_of_a_handler_become_answers(
    ask: Ask, things: Any, failing: Failing, kind: str, status: int, code: str, retry_after: int | None
) -> None:
    configure("CRITICAL", stream=io.StringIO())
    things.act = failing(kind)
    answer = await ask("GET", "/things/a")

    assert (answer.status, answer.json["error"]) == (status, code)
    assert answer.json.get("retry_after") == retry_after
    assert answer.headers.get("retry-after") == (str(retry_after) if retry_after else None)
    assert b"10.0.0.1" not in answer.body


async def test_headers_of_a_called_services_error_describe_that_answer_and_are_not_passed_on(
    ask: Ask, things: Any
) -> None:
    async def fail() -> None:
        headers = {"content-length": "7", "www-authenticate": "Bearer realm=other"}
        error = ApiError("There is no such thing.", code="thing_missing", status=404, headers=headers)
        error.service = "elsewhere"
        raise error

    things.act = fail
    answer = await ask("GET", "/things/a")

    assert answer.json["error"] == "thing_missing"
    assert "www-authenticate" not in answer.headers


async def test_a_defect_is_logged_with_its_request_id_and_without_secrets(
    ask: Ask, things: Any, failing: Failing
) -> None:
    log = io.StringIO()
    configure("INFO", stream=log)
    things.act = failing("defect")
    answer = await ask("GET", "/things/a")

    assert answer.headers["x-request-id"] in log.getvalue()
    assert "Traceback" in log.getvalue()
    assert "hunter2" not in log.getvalue()
    assert b"Traceback" not in answer.body


async def test_a_handler_that_takes_too_long_is_stopped_at_the_callers_deadline(ask: Ask, things: Any) -> None:
    stopped = asyncio.Event()

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    things.act = hang
    answer = await ask("GET", "/things/a", x_request_timeout_ms="50")

    assert answer.status == 504
    assert answer.json["error"] == "gateway_timeout"
    assert answer.headers["retry-after"] == "5"
    assert stopped.is_set()


@pytest.mark.parametrize("sent", ["-5", "abc", "1e3", "999999", "0x10"])
async def test_a_strange_or_longer_deadline_leaves_the_contracts_own(ask: Ask, things: Any, sent: str) -> None:
    answer = await ask("GET", "/things/a", x_request_timeout_ms=sent)
    call = things.calls[0][0]

    assert answer.status == 200
    assert 0 < call.deadline - asyncio.get_running_loop().time() <= call.operation.policy.timeout.total_s


async def test_the_handlers_context_carries_request_trace_and_identity(ask: Ask, things: Any) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = await ask(
        "GET", "/things/a", x_request_id="req-abc-123", x_user_id="u-1", traceparent=f"00-{trace}-00f067aa0ba902b7-01"
    )
    seen = things.contexts[0]

    assert (seen.request_id, seen.trace_id, seen.user_id) == ("req-abc-123", trace, "u-1")
    assert answer.headers["x-request-id"] == "req-abc-123"
    assert answer.headers["x-trace-id"] == trace


async def test_a_request_id_that_could_forge_a_log_line_is_replaced(ask: Ask) -> None:
    answer = await ask("GET", "/things/a", x_request_id="x" * 200)

    assert len(answer.headers["x-request-id"]) == 32


async def test_unknown_paths_and_methods(ask: Ask) -> None:
    missing = await ask("GET", "/nothing")
    wrong = await ask("PUT", "/things/a")
    options = await ask("OPTIONS", "/things/a")

    assert (missing.status, missing.json["error"]) == (404, "not_found")
    assert (wrong.status, wrong.json["error"]) == (405, "method_not_allowed")
    assert wrong.headers["allow"] == "DELETE, GET, HEAD, OPTIONS"
    assert (options.status, options.headers["allow"]) == (204, wrong.headers["allow"])


async def test_head_has_the_length_of_get(ask: Ask) -> None:
    got, head = await ask("GET", "/things/a"), await ask("HEAD", "/things/a")

    assert head.status == 200
    assert head.body == b""
    assert head.headers["content-length"] == str(len(got.body))


async def test_health_tells_ok_degraded_and_down(things: Any) -> None:
    state: dict[str, Any] = {"result": None}

    async def check() -> str | None:
        if isinstance(state["result"], Exception):
            raise state["result"]
        return None if state["result"] is None else str(state["result"])

    app = App(things, (), name="things", checks={"store": check})
    ok = await app.lifecycle.health()
    state["result"] = "replica only"
    degraded = await app.lifecycle.health()
    state["result"] = ConnectionError("postgres://u:pw@host")
    configure("CRITICAL", stream=io.StringIO())
    down = await app.lifecycle.health()

    assert (ok[0], degraded[0], down[0]) == (200, 200, 503)
    assert b'"degraded"' in degraded[2]
    assert b'"down"' in down[2]
    assert b"pw@" not in down[2]


async def test_metrics_count_requests_by_operation_and_status(ask: Ask) -> None:
    await ask("GET", "/things/a")
    await ask("GET", "/things/a?limit=0")
    text = (await ask("GET", "/metrics")).body.decode()

    assert 'http_requests_total{operation="getThing",status="200"} 1' in text
    assert 'http_requests_total{operation="getThing",status="400"} 1' in text
    assert 'http_request_duration_seconds_count{operation="getThing"} 2' in text


async def test_an_endpoint_without_a_handler_is_refused_at_construction() -> None:
    lonely = Operation("lonely", "things", "GET", "/x", Policy("p", TimeoutPolicy(1, 1)), "safe")
    with pytest.raises(ConfigurationError) as caught:
        App(object(), (Endpoint(lonely, "lonely", {"params": {}, "body": None}),), name="things")

    assert "lonely" in str(caught.value)


async def test_a_failing_start_hook_is_one_line(things: Any) -> None:
    async def fail() -> None:
        raise ConfigurationError("redis-server is missing: install it or set MG_REDIS_URL")

    with pytest.raises(StartError) as caught:
        async with serve_in_loop(App(things, (), name="things", on_start=[fail])):
            pass

    assert caught.value.message == "things: redis-server is missing: install it or set MG_REDIS_URL"
