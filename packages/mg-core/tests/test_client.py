from __future__ import annotations

import asyncio
from typing import Any

import pytest
from client_fixtures import CREATE, FULL, Item, NewItem, get, make_client, make_sync_client, operation

from mg_core import context
from mg_core.call.options import CallOptions
from mg_core.contract.policy import BreakerPolicy, CachePolicy, HedgePolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.errors import ApiError, ConfigurationError, DecodeError
from mg_core.testing import BlockingScriptedTransport, ManualClock, ScriptedTransport, answer, problem

OK = answer({"id": "1"})


async def test_an_answer_becomes_the_model_of_its_status() -> None:
    client = make_client(transport=ScriptedTransport(OK))

    assert await get(client) == Item(id="1")


async def test_an_answer_without_body_is_none() -> None:
    client = make_client(transport=ScriptedTransport(answer(status=204)))

    assert await get(client) is None


async def test_unknown_members_and_enum_values_never_raise() -> None:
    client = make_client(transport=ScriptedTransport(answer({"id": "1", "kind": "hologram", "new": [1]})))

    item = await get(client)

    assert item.kind == "hologram"


async def test_arguments_are_percent_encoded_into_path_query_and_headers() -> None:
    transport = ScriptedTransport(OK)
    client = make_client(transport=transport)

    await client._call(client.operations[0], ("a/b ü", ["x&y", "z"], ["1", "2"], "de"), None, None)

    sent = transport.sent[0]
    assert sent.url == "http://shop.test/v1/items/a%2Fb%20%C3%BC?tag=x%26y&tag=z&ids=1%2C2"
    assert sent.headers["x-market"] == "de"


@pytest.mark.parametrize("value", ["", ".", "..", None])
async def test_a_path_value_that_would_change_the_path_is_refused(value: Any) -> None:
    transport = ScriptedTransport(OK)
    client = make_client(transport=transport)

    with pytest.raises(ConfigurationError) as caught:
        await get(client, value)

    assert (caught.value.code, transport.sent) == ("invalid_argument", [])


@pytest.mark.parametrize("value", ["a\r\nx-admin: 1", "a\0", "a\n"])
async def test_a_header_value_with_control_characters_is_refused(value: str) -> None:
    client = make_client(transport=ScriptedTransport(OK))

    with pytest.raises(ConfigurationError):
        await client._call(client.operations[0], ("1", None, None, value), None, None)


async def test_a_body_leaves_out_what_was_not_set_and_keeps_an_explicit_null() -> None:
    transport = ScriptedTransport(answer({"id": "1"}, 201))
    client = make_client(CREATE, transport=transport)

    await client._call(CREATE, (), NewItem(name="a"))
    await client._call(CREATE, (), NewItem(name="a", note=None))

    assert [sent.body for sent in transport.sent] == [b'{"name":"a"}', b'{"name":"a","note":null}']


async def test_every_attempt_carries_request_id_trace_and_remaining_time() -> None:
    transport = ScriptedTransport(problem(503, "busy"), OK)
    client = make_client(operation(FULL), transport=transport, token="secret")

    await get(client)

    first, second = (sent.headers for sent in transport.sent)
    assert first["x-request-id"] == second["x-request-id"]
    assert first["traceparent"][:35] == second["traceparent"][:35]
    assert first["traceparent"] != second["traceparent"]
    assert (first["x-request-timeout-ms"], second["x-request-timeout-ms"]) == ("5000", "4900")
    assert (first["mg-attempt"], second["mg-attempt"]) == ("1; max=4", "2; max=4")
    assert first["authorization"] == "Bearer secret"


async def test_the_context_of_the_request_being_served_travels_on() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK)
    client = make_client(operation(identity=True), transport=transport, clock=clock)
    served = context.RequestContext(
        request_id="r1", trace_id="a" * 32, span_id="b" * 16, tracestate="v=1", user_id="u1", roles=("user", "admin"),
        deadline=clock.monotonic() + 1.5,
    )  # fmt: skip

    with context.use(served):
        await get(client)

    headers = transport.sent[0].headers
    assert headers["x-request-id"] == "r1"
    assert headers["traceparent"].startswith("00-" + "a" * 32)
    assert headers["tracestate"] == "v=1"
    assert (headers["x-user-id"], headers["x-user-roles"]) == ("u1", "user,admin")
    assert headers["x-request-timeout-ms"] == "1500"


async def test_who_the_user_is_goes_to_no_service_that_does_not_ask_for_it() -> None:
    transport = ScriptedTransport(OK)
    client = make_client(operation(identity=False), transport=transport)

    with context.use(context.RequestContext(request_id="r1", user_id="u1", roles=("user",))):
        await get(client)

    assert {"x-user-id", "x-user-roles"}.isdisjoint(transport.sent[0].headers)


async def test_an_inbound_deadline_can_only_shorten() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK)
    client = make_client(transport=transport, clock=clock)

    with context.use(context.RequestContext(deadline=clock.monotonic() + 60)):
        await get(client)

    assert transport.sent[0].headers["x-request-timeout-ms"] == "5000"


async def test_options_change_one_call() -> None:
    transport = ScriptedTransport(OK)
    client = make_client(transport=transport)

    await get(client, options=CallOptions(timeout_s=1.0, request_id="mine", headers={"X-Extra": "1"}))

    headers = transport.sent[0].headers
    assert (headers["x-request-timeout-ms"], headers["x-request-id"], headers["x-extra"]) == ("1000", "mine", "1")


async def test_an_error_answer_keeps_code_message_request_id_and_retry_after() -> None:
    reply = problem(404, "item_not_found", request_id="r9", retry_after=7, warnings=["w"])
    client = make_client(transport=ScriptedTransport(reply))

    with pytest.raises(ApiError) as caught:
        await get(client)

    error = caught.value
    assert (error.code, error.status, error.fault) == ("item_not_found", 404, "client")
    assert (error.request_id, error.retry_after_s, error.attempts) == ("r9", 7.0, 1)
    assert (error.service, error.operation, error.details["warnings"]) == ("shop", "getItem", ["w"])


async def test_an_error_without_a_body_gets_the_declared_code() -> None:
    client = make_client(transport=ScriptedTransport((404, {"content-type": "text/html"}, b"<html>")))

    with pytest.raises(ApiError) as caught:
        await get(client)

    assert caught.value.code == "item_not_found"


@pytest.mark.parametrize(
    "reply",
    [
        (200, {"content-type": "text/html"}, b"<html>maintenance</html>"),
        (200, {"content-type": "application/json"}, b'{"id": '),
        answer({"name": "no id"}),
        answer({"id": "1"}, 206),
        (302, {"location": "/elsewhere"}, b""),
    ],
    ids=["html", "half", "shape", "undeclared", "redirect"],
)
async def test_an_answer_outside_the_contract_is_a_decode_error(reply: Any) -> None:
    client = make_client(transport=ScriptedTransport(reply))

    with pytest.raises(DecodeError) as caught:
        await get(client)

    assert caught.value.code == "invalid_response"


class Source:
    """A token source that counts."""

    def __init__(self) -> None:
        self.token = "old"
        self.refreshes = 0

    def __call__(self) -> str:
        return self.token

    async def refresh(self, rejected: str) -> str:
        assert rejected == "old"
        self.refreshes += 1
        await asyncio.sleep(0)
        self.token = "new"
        return self.token


async def test_a_401_refreshes_once_for_all_callers_and_repeats_once() -> None:
    source = Source()
    transport = ScriptedTransport(
        lambda sent: OK if sent.headers["authorization"] == "Bearer new" else problem(401, "invalid_token")
    )
    client = make_client(transport=transport, token=source)

    items = await asyncio.gather(*(get(client) for _ in range(10)))

    assert (len(items), source.refreshes) == (10, 1)


async def test_a_second_401_is_raised() -> None:
    transport = ScriptedTransport(problem(401, "invalid_token"))
    client = make_client(transport=transport, token=Source())

    with pytest.raises(ApiError) as caught:
        await get(client)

    assert (caught.value.code, len(transport.sent)) == ("invalid_token", 2)


async def test_a_token_never_shows_in_an_error() -> None:
    client = make_client(transport=ScriptedTransport(OK), token=lambda: "bad token\r\n")

    with pytest.raises(ConfigurationError) as caught:
        await get(client)

    assert "bad token" not in str(caught.value)


@pytest.mark.parametrize(
    "parts",
    [
        {"timeout": TimeoutPolicy(-1.0, 2.0)},
        {"timeout": TimeoutPolicy(3.0, 2.0)},
        {"retry": RetryPolicy(max_retries=11)},
        {"retry": RetryPolicy(on_status=(404,))},
        {"retry": {"max_retrys": 1}},
        {"breaker": BreakerPolicy(failures=0)},
        {"hedge": HedgePolicy(-0.1)},
        {"breakers": None},
    ],
    ids=["negative", "attempt above total", "11", "404", "unknown field", "0", "hedge", "unknown part"],
)
async def test_a_policy_that_cannot_work_is_refused_with_its_place_in_the_contract(parts: dict[str, Any]) -> None:
    client = make_client(operation(FULL))

    with pytest.raises(ConfigurationError, match=r"spec/openapi/shop\.yaml:7"):
        client.policies["getItem"].set(**parts)

    assert client.policies["getItem"].effective == FULL


async def test_retries_of_an_operation_that_must_not_be_repeated_are_refused() -> None:
    client = make_client(operation(FULL, idempotency="never"))

    with pytest.raises(ConfigurationError):
        client.policies["getItem"].set(retry=RetryPolicy())


async def test_changed_numbers_apply_to_the_next_call() -> None:
    transport = ScriptedTransport(OK)
    client = make_client(operation(FULL), transport=transport)
    await get(client)

    client.policies["*"].set(timeout={"total_s": 3.0}, retry=None)
    await get(client)

    assert [sent.headers["x-request-timeout-ms"] for sent in transport.sent] == ["5000", "3000"]
    assert not any(step.startswith("retry") for step in client.policies.describe()["getItem"])


async def test_describe_shows_the_steps_from_the_outside_in() -> None:
    client = make_client(operation(FULL), policies={"*": {"bulkhead": {"max_in_flight": 3}}})

    steps = [line.split(":")[0] for line in client.policies.describe()["getItem"]]

    assert steps == ["deadline", "bulkhead", "retry", "breaker", "attempt timeout", "transport"]


async def test_metrics_count_calls_attempts_retries_and_errors() -> None:
    transport = ScriptedTransport(problem(503, "busy"), OK, problem(404, "item_not_found"))
    client = make_client(operation(FULL), transport=transport)
    await get(client)
    with pytest.raises(ApiError):
        await get(client)

    values = {(s.name, s.labels.get("code", "")): s.value for s in client.metrics() if "le" not in s.labels}

    assert values["mg_client_calls_total", ""] == 2
    assert values["mg_client_ok_total", ""] == 1
    assert values["mg_client_attempts_total", ""] == 3
    assert values["mg_client_retries_total", ""] == 1
    assert values["mg_client_errors_total", "item_not_found"] == 1
    assert values["mg_client_call_seconds_count", ""] == 2
    assert values["mg_client_breaker_state", ""] == 0


def cached_client(transport: ScriptedTransport, clock: ManualClock) -> Any:
    policy = Policy(
        "keys", TimeoutPolicy(2.0, 5.0), cache=CachePolicy(10.0, stale_while_revalidate_s=5.0, stale_if_error_s=60.0)
    )
    return make_client(operation(policy), transport=transport, clock=clock)


async def test_a_cached_answer_is_given_until_its_time_is_up() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK, answer({"id": "2"}))
    client = cached_client(transport, clock)

    first = await get(client)
    clock.advance(10)
    again = await get(client)
    clock.advance(6)
    later = await get(client)

    assert (first.id, again.id, later.id, len(transport.sent)) == ("1", "1", "2", 2)


async def test_a_stale_answer_is_given_while_one_call_renews_it() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK, answer({"id": "2"}))
    client = cached_client(transport, clock)
    await get(client)
    clock.advance(12)

    stale = [(await get(client)).id for _ in range(3)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert (stale, (await get(client)).id, len(transport.sent)) == (["1"] * 3, "2", 2)


async def test_a_stale_answer_stands_in_for_an_outage_but_not_for_a_404() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK, problem(503, "busy"), problem(404, "item_not_found"))
    client = cached_client(transport, clock)
    await get(client)
    clock.advance(40)

    assert (await get(client)).id == "1"
    with pytest.raises(ApiError) as caught:
        await get(client)
    assert caught.value.code == "item_not_found"


def test_a_sync_client_has_the_same_policies() -> None:
    clock, transport = ManualClock(), BlockingScriptedTransport(problem(503, "busy"), OK)
    client = make_sync_client(operation(FULL), transport=transport, clock=clock)

    item: Any = client._call(client.operations[0], ("1", None, None, None))

    assert (item, clock.sleeps) == (Item(id="1"), [0.1])


@pytest.mark.parametrize(
    "url", ["shop.test", "ftp://shop", "http://", "http://a b/", "http://shop/?q=1", "http://s:x/"]
)
def test_a_base_url_that_cannot_work_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        make_sync_client(base_url=url)


async def test_closing_a_client_ends_the_renewals_of_its_cache() -> None:
    asked, ended = asyncio.Event(), asyncio.Event()

    class Renewing:
        def __init__(self) -> None:
            self.requests = 0

        async def send(self, *_: Any) -> Any:
            self.requests += 1
            if self.requests == 1:
                return OK
            asked.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        async def aclose(self) -> None:
            return None

    policy = Policy("keys", TimeoutPolicy(60.0, 60.0), cache=CachePolicy(10.0, stale_while_revalidate_s=5.0))
    clock = ManualClock()
    client = make_client(operation(policy), transport=Renewing(), clock=clock)
    await get(client)
    clock.advance(11.0)
    await get(client)

    async with asyncio.timeout(10):
        await asked.wait()
        await client.aclose()
        await ended.wait()
