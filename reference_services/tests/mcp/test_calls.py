"""What a tool call becomes on the wire, and what its caller is told when it fails."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from reference_services.tests.mcp.conftest import Platform
from reference_services.tests.mcp.hosts import USER, Running, running
from reference_services.tests.mcp.services import serving

from mg_clients.rpc import messages as m
from mg_core.contract.policy import TimeoutPolicy
from mg_core.errors import (
    ApiError,
    AttemptTimeoutError,
    CircuitOpenError,
    ConnectError,
    DeadlineExceededError,
    DecodeError,
    TokenError,
)
from mg_core.rpc import RpcCall
from mg_core.serving.listener import bind
from mg_servers import rpc
from mg_services.services.mcp.failures import error_body
from tests.timing import in_time

SHORT = {"discovery": {"*": {"timeout": TimeoutPolicy(0.2, 0.2)}}}
TOGETHER = 20


def told(result: Any) -> dict[str, Any]:
    """The body of a failed call."""
    assert result.is_error
    assert result.structured_content is None
    body: dict[str, Any] = json.loads(result.content[0].text)
    return body


async def fetched(mcp: Running, path: str) -> str:
    """The body of a GET."""
    async with mcp.http_client() as http:
        return (await http.get(path)).text


class Meeting:
    """Answers when TOGETHER calls have arrived: all of them must be under way at once."""

    def __init__(self) -> None:
        self.calls: list[RpcCall] = []
        self.barrier = asyncio.Barrier(TOGETHER)

    async def search_content(self, call: RpcCall, request: m.SearchRequest) -> m.SearchResponse:
        """Wait for the others."""
        self.calls.append(call)
        await self.barrier.wait()
        return m.SearchResponse(query=request.query)


class Failing:
    """Raises what it was made with, and notes when it was asked."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.asked_at: list[float] = []

    async def search_content(self, call: RpcCall, request: m.SearchRequest) -> m.SearchResponse:
        """Fail."""
        self.asked_at.append(time.monotonic())
        raise self.error


class Silent:
    """Never answers."""

    def __init__(self) -> None:
        self.given_s: list[float | None] = []
        self.never = asyncio.Event()

    async def search_content(self, call: RpcCall, request: m.SearchRequest) -> m.SearchResponse:
        """Wait."""
        self.given_s.append(call.remaining_s)
        await self.never.wait()
        return m.SearchResponse()


@pytest.mark.scenario("MCP-03")
async def test_search_content_calls_discovery_with_user_and_metadata(platform_of_six: Platform) -> None:
    mcp = platform_of_six.mcp
    token = mcp.token
    async with asyncio.timeout(30), mcp.http_client(token) as http:
        http.headers["x-request-id"] = "mcp-req-123"
        reply = await http.post(
            "/mcp",
            json={
                "jsonrpc": "2.0",
                "id": 1,
                "method": "tools/call",
                "params": {
                    "name": "search_content",
                    "arguments": {"query": "inception", "platforms": ["netflix", "hulu"]},
                },
            },
            headers={"accept": "application/json, text/event-stream"},
        )

    assert reply.status_code == 200
    result = reply.json()["result"]
    assert [row["title"] for row in result["structuredContent"]["results"]] == ["Inception"]
    assert platform_of_six.seen.requests == [
        m.SearchRequest(user_id=USER, query="inception", platforms=["netflix", "hulu"])
    ]
    (call,) = platform_of_six.seen.calls
    assert call.metadata["x-request-id"] == "mcp-req-123"
    assert call.metadata["x-user-id"] == USER
    assert call.metadata["authorization"] == f"Bearer {token}"


@pytest.mark.scenario("MCP-03")
async def test_concurrent_calls_share_one_connection() -> None:
    service = Meeting()
    async with (
        asyncio.timeout(30),
        serving(service, rpc.DISCOVERY_ENDPOINTS) as target,
        running({"discovery": target}) as mcp,
        mcp.connect("http") as client,
    ):
        calls = [client.call_tool("search_content", {"query": f"q{number}"}) for number in range(TOGETHER)]
        results = await asyncio.gather(*calls)

    assert [result.structured_content["query"] for result in results] == [f"q{number}" for number in range(TOGETHER)]
    assert len({call.peer for call in service.calls}) == 1
    assert len({call.request_id for call in service.calls}) == TOGETHER


@pytest.mark.scenario("MCP-03")
async def test_a_call_takes_less_than_half_a_second(platform_of_six: Platform) -> None:
    async with asyncio.timeout(30), platform_of_six.mcp.connect("http") as client:
        await client.list_tools()
        await in_time(lambda: client.call_tool("search_content", {"query": "inception"}), {95: 0.5})


@pytest.mark.scenario("MCP-04")
async def test_the_deadline_is_sent_and_its_end_is_told() -> None:
    service = Silent()
    async with asyncio.timeout(30), serving(service, rpc.DISCOVERY_ENDPOINTS) as target:
        async with running({"discovery": target}) as mcp, mcp.connect("http") as client:
            asking = asyncio.ensure_future(client.call_tool("search_content", {"query": "x"}))
            while not service.given_s:
                await asyncio.sleep(0)
            asking.cancel()
        async with running({"discovery": target}, policies=SHORT) as mcp, mcp.connect("http") as client:
            body = told(await client.call_tool("search_content", {"query": "x"}))
            shown = await fetched(mcp, "/metrics")

    first = service.given_s[0]
    assert first is not None
    assert 2.5 < first <= 3.0
    assert body == {
        "error": "timeout",
        "message": "Discovery service did not respond within 0.2s",
        "code": "DEADLINE_EXCEEDED",
    }
    assert 'mcp_tool_timeouts_total{tool="search_content"} 1' in shown
    assert 'mcp_tool_calls_total{tool="search_content",code="DEADLINE_EXCEEDED"} 1' in shown


@pytest.mark.scenario("MCP-05")
async def test_unavailable_is_retried_three_times_with_growing_waits() -> None:
    service = Failing(ApiError("starting", code="service_unavailable", status=503))
    async with (
        asyncio.timeout(30),
        serving(service, rpc.DISCOVERY_ENDPOINTS) as target,
        running({"discovery": target}) as mcp,
        mcp.connect("http") as client,
    ):
        body = told(await client.call_tool("search_content", {"query": "x"}))

    waits = [after - before for before, after in zip(service.asked_at, service.asked_at[1:], strict=False)]
    assert len(waits) == 3
    for wait_s, base_s in zip(waits, (0.1, 0.2, 0.4), strict=True):
        assert 0.5 * base_s <= wait_s <= 1.5 * base_s + 0.2
    assert body == {
        "error": "service_unavailable",
        "message": "Discovery service unavailable after 3 retries",
        "code": "UNAVAILABLE",
    }


@pytest.mark.scenario("MCP-05")
async def test_a_service_that_is_away_is_told_in_the_same_words_and_the_others_work(
    platform_of_six: Platform,
) -> None:
    sock = bind("127.0.0.1", 0)
    nowhere = f"127.0.0.1:{sock.getsockname()[1]}"
    sock.close()
    targets = {**platform_of_six.mcp.targets, "discovery": nowhere}
    async with asyncio.timeout(30), running(targets) as mcp, mcp.connect("http") as client:
        body = told(await client.call_tool("search_content", {"query": "x"}))
        health = json.loads(await fetched(mcp, "/health"))
        listed = (await client.list_resources()).resources
        works = await client.call_tool("whoami", {})

    assert body["message"] == "Discovery service unavailable after 3 retries"
    assert body["code"] == "UNAVAILABLE"
    assert nowhere not in json.dumps(body)
    assert health["status"] == "degraded"
    assert {"name": "discovery", "status": "degraded", "message": "away: its tools fail"} in health["checks"]
    assert listed == []
    assert works.structured_content["user"]["id"] == USER


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            ApiError("There is no title x", code="content_not_found", status=404),
            {"error": "content_not_found", "message": "There is no title x", "code": "NOT_FOUND"},
        ),
        (
            ApiError("The query is empty", code="invalid_request", status=400),
            {"error": "invalid_request", "message": "The query is empty", "code": "INVALID_ARGUMENT"},
        ),
        (
            ApiError("Not yours", code="forbidden", status=403),
            {"error": "forbidden", "message": "Not yours", "code": "PERMISSION_DENIED"},
        ),
        (
            ApiError("The token was revoked", code="invalid_token", status=401),
            {"error": "invalid_token", "message": "The token was revoked", "code": "UNAUTHENTICATED"},
        ),
    ],
)
async def test_an_error_of_the_service_arrives_as_it_is(error: Exception, expected: dict[str, Any]) -> None:
    async with (
        asyncio.timeout(30),
        serving(Failing(error), rpc.DISCOVERY_ENDPOINTS) as target,
        running({"discovery": target}) as mcp,
        mcp.connect("http") as client,
    ):
        assert told(await client.call_tool("search_content", {"query": "x"})) == expected


async def test_a_defect_of_the_service_gives_nothing_away() -> None:
    secret = "the database password is hunter2"
    async with (
        asyncio.timeout(30),
        serving(Failing(RuntimeError(secret)), rpc.DISCOVERY_ENDPOINTS) as target,
        running({"discovery": target}) as mcp,
        mcp.connect("http") as client,
    ):
        body = told(await client.call_tool("search_content", {"query": "x"}))

    assert body.pop("request_id").startswith("mcp-")
    assert body == {"error": "internal_error", "message": "Discovery service failed", "code": "INTERNAL"}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (AttemptTimeoutError("a"), ("timeout", "SONA service did not respond within 3s", "DEADLINE_EXCEEDED")),
        (DeadlineExceededError("a"), ("timeout", "SONA service did not respond within 3s", "DEADLINE_EXCEEDED")),
        (ConnectError("no connection to 10.0.0.7"), ("service_unavailable", "SONA service unavailable", "UNAVAILABLE")),
        (
            CircuitOpenError("open"),
            (
                "circuit_breaker_open",
                "SONA service unavailable: it failed repeatedly and is given a rest",
                "UNAVAILABLE",
            ),
        ),
        (DecodeError("field 7 of 10.0.0.7"), ("internal_error", "SONA service failed", "INTERNAL")),
        (ValueError("secret"), ("internal_error", "SONA service failed", "INTERNAL")),
        (TokenError("The token has expired"), ("invalid_token", "The token has expired", "UNAUTHENTICATED")),
    ],
)
def test_the_error_table(error: Exception, expected: tuple[str, str, str]) -> None:
    body = error_body(error, "SONA", limit_s=3.0)

    assert (body["error"], body["message"], body["code"]) == expected
