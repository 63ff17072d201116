"""Rubbish gets a clear answer, and the server goes on."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from mcp.shared.exceptions import MCPError
from reference_services.tests.mcp.conftest import Platform
from reference_services.tests.mcp.hosts import TRANSPORTS, running, stdio
from reference_services.tests.mcp.services import serving
from reference_services.tests.mcp.test_calls import Silent, told

from mg_core.auth.tokens import TokenSigner
from mg_core.errors import ConnectError
from mg_servers import rpc

ACCEPT = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


async def works(platform: Platform) -> bool:
    """Whether the server still answers."""
    async with platform.mcp.connect("http") as client:
        result = await client.call_tool("get_content", {"content_id": "netflix:1"})
        return bool(result.structured_content["item"]["title"] == "Inception")


def call(name: str, arguments: Any) -> dict[str, Any]:
    """A tool call as JSON-RPC."""
    return {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {"name": name, "arguments": arguments}}


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_wrong_arguments_are_named(platform_of_six: Platform, transport: str) -> None:
    async with asyncio.timeout(60), platform_of_six.mcp.connect(transport) as client:
        extra = told(await client.call_tool("search_content", {"query": "x", "user_id": "somebody-else", "depth": 3}))
        missing = told(await client.call_tool("get_content", {}))
        typed = told(await client.call_tool("search_content", {"query": 5, "limit": "ten", "platforms": "netflix"}))
        nested = told(await client.call_tool("search_content", {"query": "x", "filters": {"types": ["MOVIE"], "a": 1}}))
        huge = told(await client.call_tool("search_content", {"query": "x", "limit": 2**31}))
        month = told(
            await client.call_tool("record_watch", {"content_id": "a", "completion": 1, "watched_at": "13/13"})
        )

    for body in (extra, missing, typed, nested, huge, month):
        assert (body["error"], body["code"]) == ("invalid_request", "INVALID_ARGUMENT")
    assert "user_id" in extra["message"]
    assert "depth" in extra["message"]
    assert "content_id" in missing["message"]
    assert {row["pointer"] for row in typed["details"]} == {"/query", "/limit", "/platforms"}
    assert {row["pointer"] for row in nested["details"]} == {"/filters", "/filters/types/0"}
    assert huge["details"][0]["pointer"] == "/limit"
    assert month["details"][0]["pointer"] == "/watched_at"
    assert platform_of_six.seen.calls == []


async def test_null_is_the_same_as_leaving_out(platform_of_six: Platform) -> None:
    async with asyncio.timeout(30), platform_of_six.mcp.connect("http") as client:
        result = await client.call_tool("search_content", {"query": "arrival", "limit": None, "filters": None})
        refused = told(await client.call_tool("search_content", {"query": "arrival", "unknown": None}))

    assert result.structured_content["total"] == 1
    assert "unknown" in refused["message"]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_megabyte_of_argument_is_refused(platform_of_six: Platform, transport: str) -> None:
    async with asyncio.timeout(60), platform_of_six.mcp.connect(transport) as client:
        body = told(await client.call_tool("search_content", {"query": "x" * 1_000_000}))

    assert (body["error"], body["code"]) == ("payload_too_large", "RESOURCE_EXHAUSTED")
    assert len(json.dumps(body)) < 500
    assert await works(platform_of_six)


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_an_unknown_tool_and_an_unknown_prompt(platform_of_six: Platform, transport: str) -> None:
    async with asyncio.timeout(60), platform_of_six.mcp.connect(transport) as client:
        with pytest.raises(MCPError) as tool:
            await client.call_tool("drop_tables" + "x" * 500, {})
        with pytest.raises(MCPError) as prompt:
            await client.get_prompt("nothing", {})

    assert tool.value.code == prompt.value.code == -32602
    assert tool.value.message.startswith("Unknown tool: drop_tables")
    assert len(tool.value.message) < 100


@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (b"", {400}),
        (b"{", {400}),
        (b"[]", {400}),
        (b'"text"', {400}),
        (b"\xff\xfe\x00", {400}),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "tools/list"}', {400}),
        (b"[" * 100_000, {400}),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "no/such"}', {200, 400, 404}),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": []}', {200, 400}),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": 5}}', {200, 400}),
        (b"x" * 2_000_000, {413}),
    ],
    ids=range(11),
)
async def test_invalid_json_rpc_is_refused(platform_of_six: Platform, body: bytes, statuses: set[int]) -> None:
    for version in ("", "2025-11-25", "2026-07-28", "1999-01-01"):
        headers = {**ACCEPT, "mcp-protocol-version": version} if version else ACCEPT
        async with asyncio.timeout(30), platform_of_six.mcp.http_client() as http:
            reply = await http.post("/mcp", content=body, headers=headers)

        allowed = statuses | ({400} if version in {"1999-01-01", "2026-07-28"} and statuses != {413} else set())
        assert reply.status_code in allowed, (version, reply.text)
        assert reply.status_code == 413 or "error" in reply.json()
        assert "Traceback" not in reply.text
    assert await works(platform_of_six)


async def test_rubbish_on_standard_input_is_survived(platform_of_six: Platform) -> None:
    parameters = stdio(platform_of_six.mcp.stdio_environment())
    process = await asyncio.create_subprocess_exec(
        parameters.command,
        *parameters.args,
        env=parameters.env,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    initialize = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    lines = [b"not json", b"\xff\xfe", b"[]", json.dumps(initialize).encode(), b"{}", b'{"jsonrpc":"2.0"}']
    lines += [json.dumps(call("get_content", {"content_id": "netflix:1"})).encode()]
    async with asyncio.timeout(30):
        output = await process.communicate(b"\n".join(lines) + b"\n")

    answers = [json.loads(line) for line in output[0].splitlines()]
    assert process.returncode == 0
    assert {row.get("id") for row in answers} >= {1}


async def test_tokens(platform_of_six: Platform) -> None:
    mcp = platform_of_six.mcp
    expired = mcp.signer.sign("u", ttl_s=-60)
    other = TokenSigner.generate().sign("u")
    async with asyncio.timeout(30):
        for path, method in (("/mcp", "POST"), ("/sse", "GET"), ("/messages/?session_id=00", "POST")):
            for token, code in (
                (expired, "invalid_token"),
                (other, "invalid_token"),
                ("", "unauthorized"),
                ("a.b", "malformed_token"),
            ):
                async with mcp.http_client(token) as http:
                    reply = await http.request(method, path, headers=ACCEPT, json=call("whoami", {}))
                challenge = reply.headers["www-authenticate"]
                assert (reply.status_code, reply.json()["error"]) == (401, code)
                assert f'resource_metadata="{mcp.url}/.well-known/oauth-protected-resource/mcp"' in challenge
                assert ('error="invalid_token"' in challenge) == (code != "unauthorized")
    assert platform_of_six.seen.calls == []
    assert await works(platform_of_six)


async def test_who_issues_tokens_is_told_without_one(platform_of_six: Platform) -> None:
    mcp = platform_of_six.mcp
    async with asyncio.timeout(30), mcp.http_client("") as http:
        found = await http.get("/.well-known/oauth-protected-resource/mcp")
        foreign = await http.get("/.well-known/oauth-protected-resource/mcp", headers={"host": "evil.example"})

    assert found.json()["resource"] == f"{mcp.url}/mcp"
    assert found.json()["authorization_servers"] == [mcp.auth_url]
    assert foreign.json()["resource"] == f"{mcp.url}/mcp"


async def test_a_user_without_the_role_is_forbidden(platform_of_six: Platform) -> None:
    async with (
        asyncio.timeout(30),
        running(platform_of_six.mcp.targets, settings={"roles": ("premium",)}) as mcp,
        mcp.http_client() as http,
    ):
        reply = await http.post("/mcp", json=call("whoami", {}), headers=ACCEPT)

    assert (reply.status_code, reply.json()["error"]) == (403, "forbidden")
    assert 'error="insufficient_scope"' in reply.headers["www-authenticate"]


async def test_another_page_of_the_browser_is_kept_out(platform_of_six: Platform) -> None:
    async with asyncio.timeout(30), platform_of_six.mcp.http_client() as http:
        statuses = [
            (await http.request(method, path, headers={**ACCEPT, **more}, content=b"{}")).status_code
            for method, path in (("POST", "/mcp"), ("GET", "/sse"))
            for more in ({"host": "evil.example"}, {"origin": "https://evil.example"})
        ]

    assert statuses == [421, 403, 421, 403]


async def test_unknown_paths_and_methods(platform_of_six: Platform) -> None:
    async with asyncio.timeout(30), platform_of_six.mcp.http_client() as http:
        nothing = await http.get("/nothing")
        wrong = await http.put("/mcp")

    assert (nothing.status_code, nothing.json()["error"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["error"], wrong.headers["allow"]) == (
        405,
        "method_not_allowed",
        "GET, POST, DELETE",
    )


@pytest.mark.parametrize("path", ["/mcp", "/sse"])
async def test_a_client_that_goes_away_in_the_middle(platform_of_six: Platform, path: str) -> None:
    mcp = platform_of_six.mcp
    host, port = mcp.url.removeprefix("http://").split(":")
    body = json.dumps(call("search_content", {"query": "x"}))
    method, length = ("POST", len(body) + 50) if path == "/mcp" else ("GET", 0)
    head = (
        f"{method} {path} HTTP/1.1\r\nhost: {host}:{port}\r\nauthorization: Bearer {mcp.token}\r\n"
        f"accept: application/json, text/event-stream\r\ncontent-type: application/json\r\n"
        f"content-length: {length}\r\n\r\n"
    )
    async with asyncio.timeout(30):
        for _ in range(20):
            _, writer = await asyncio.open_connection(host, int(port))
            writer.write(head.encode() + (body.encode() if method == "POST" else b""))
            await writer.drain()
            writer.transport.abort()
        assert await works(platform_of_six)


async def test_a_client_that_goes_away_while_its_call_is_under_way() -> None:
    service = Silent()
    async with (
        asyncio.timeout(30),
        serving(service, rpc.DISCOVERY_ENDPOINTS) as target,
        running({"discovery": target}) as mcp,
    ):
        host, port = mcp.url.removeprefix("http://").split(":")
        body = json.dumps(call("search_content", {"query": "x"}))
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            f"POST /mcp HTTP/1.1\r\nhost: {host}:{port}\r\nauthorization: Bearer {mcp.token}\r\n"
            f"accept: application/json, text/event-stream\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\n\r\n{body}".encode()
        )
        while not service.given_s:
            await asyncio.sleep(0)
        writer.transport.abort()
        async with mcp.connect("http") as client:
            assert len((await client.list_tools()).tools) == 3


async def test_a_listening_client_does_not_hold_up_the_stop(platform_of_six: Platform) -> None:
    async with asyncio.timeout(10):
        async with running(platform_of_six.mcp.targets) as mcp:
            http = mcp.http_client()
            stream = http.stream("GET", "/sse", headers={"accept": "text/event-stream"})
            reply = await stream.__aenter__()
            first = await anext(reply.aiter_lines())
        assert first == "event: endpoint"
        await stream.__aexit__(None, None, None)
        await http.aclose()


async def test_keys_that_cannot_be_had_are_503(platform_of_six: Platform) -> None:
    async def away() -> dict[str, Any]:
        raise ConnectError("no connection to 127.0.0.1:8084")

    async with asyncio.timeout(30), running(platform_of_six.mcp.targets, jwks=away) as mcp, mcp.http_client() as http:
        reply = await http.post("/mcp", json=call("whoami", {}), headers=ACCEPT)

    assert (reply.status_code, reply.json()["error"]) == (503, "service_unavailable")
    assert reply.headers["retry-after"] == "5"
