"""What the gateway must refuse, and what must never reach a service."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference_services.tests.gateway.platform import Running, platform
from reference_services.tests.gateway.wire import Answer, ask, send_raw

from mg_core.auth.tokens import TokenSigner
from mg_core.contract.policy import RateLimitPolicy
from mg_core.observe.logging import configure
from mg_core.serving.run import bind

SEARCH = "/api/v1/discovery/search"
LOGIN = "/api/v1/auth/login"


def is_problem(answer: Answer) -> bool:
    members = {"type", "title", "status", "detail", "error", "message", "timestamp", "request_id"}
    return (
        answer.headers["content-type"] == "application/problem+json"
        and members <= answer.json.keys()
        and answer.json["status"] == answer.status
        and b"Traceback" not in answer.body
    )


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "RS256"},
        {"alg": "ES256", "kid": "unknown"},
        {"alg": "ES256"},
        {"alg": "ES256", "kid": "own", "crit": ["exp"]},
        {"alg": "ES256", "kid": "own", "b64": False, "crit": ["b64"]},
        {"alg": ["ES256"], "kid": "own"},
        {"alg": "ES256", "kid": {"own": 1}},
    ],
)
async def test_a_changed_token_header_is_never_accepted(running: Running, header: dict[str, Any]) -> None:
    _, payload, signature = running.services.token().split(".")
    header = {name: running.services.signer.kid if value == "own" else value for name, value in header.items()}
    for last in (signature, ""):
        token = f"{part(header)}.{payload}.{last}"
        answer = await ask(running.url, "GET", SEARCH, headers={"authorization": f"Bearer {token}"})

        assert answer.status in {400, 401}
        assert is_problem(answer)
    assert running.services.seen == []


async def test_a_token_of_another_issuer_is_refused(running: Running) -> None:
    stranger = TokenSigner.generate()
    answer = await ask(running.url, "GET", SEARCH, headers={"authorization": f"Bearer {stranger.sign('user-1')}"})

    assert answer.status == 401
    assert answer.json["error"] == "invalid_token"


async def test_many_unknown_keys_cause_one_fetch_of_the_key_set(running: Running) -> None:
    await ask(running.url, "GET", SEARCH, headers=running.bearer())
    before = running.services.jwks_requests
    for _ in range(5):
        token = TokenSigner.generate().sign("x")
        await ask(running.url, "GET", SEARCH, headers={"authorization": f"Bearer {token}"})

    assert running.services.jwks_requests - before <= 1


async def test_two_authorization_headers_are_malformed(running: Running) -> None:
    line = f"authorization: Bearer {running.services.token()}\r\n"
    answer = await send_raw(running.url, f"GET {SEARCH} HTTP/1.1\r\nhost: x\r\n{line}{line}\r\n".encode())

    assert answer.status == 400
    assert answer.json["error"] == "malformed_token"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/discovery/../auth/login",
        "/api/v1/discovery/content/..%2f..%2fmetrics",
        "/api/v1/discovery/content/%2e%2e",
        "/api/v1/discovery/content/..",
        "/api/v1/discovery/content/%252e%252e",
        "/api/v1/discovery/content/a%5c..%5cb",
        "/api/v1/discovery/content/a%00b",
        "/api/v1/discovery/content/a%0d%0aX-User-ID:%20admin",
        "/api/v1/discovery/content/",
        "//api/v1/discovery/content/x",
        "/api/v1/discovery/content/%ff",
        "/api/v1/discovery/content//x",
        "/internal",
        "/login",
    ],
)
async def test_paths_that_lead_elsewhere_are_refused_and_not_forwarded(running: Running, path: str) -> None:
    answer = await ask(running.url, "GET", path, headers=running.bearer())

    assert answer.status in {400, 404}
    assert is_problem(answer)
    assert running.services.seen == []


async def test_a_path_value_arrives_as_it_was_sent(running: Running) -> None:
    answer = await ask(running.url, "GET", "/api/v1/discovery/content/a%3Fb%23c%20d:e", headers=running.bearer())

    assert answer.json == {"content_id": "a?b#c d:e"}


@pytest.mark.parametrize(
    "data",
    [
        b"GET /health HTTP/1.1\r\nhost: x\r\nx-a: 1\rX-User-ID: admin\r\n\r\n",
        b"GET /health HTTP/1.1\r\nhost: x\r\nx-a: \x00\r\n\r\n",
        b"GET /health HTTP/1.1\r\nhost: x\r\n bad: 1\r\n\r\n",
        b"POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        b"POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"GET /\xff HTTP/1.1\r\nhost: x\r\n\r\n",
        b"not http at all\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_what_is_not_proper_http_gets_the_error_shape_and_the_connection_closed(
    running: Running, data: bytes
) -> None:
    answer = await send_raw(running.url, data)

    assert answer.status == 400
    assert is_problem(answer)
    assert running.services.seen == []


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"email": ', "application/json", 400),
        (b"[" * 50_000, "application/json", 400),
        (b'{"email": "\xff", "password": "x"}', "application/json", 400),
        (b'{"email": "a\\u0000b", "password": "x"}', "application/json", 400),
        (b'{"email": 1, "password": "x"}', "application/json", 400),
        (b'{"email": "a@b.cc", "password": "x", "admin": true}', "application/json", 400),
        (b'{"email": "a@b.cc", "password": "' + b"p" * 10_240 + b'"}', "application/json", 400),
        (b'{"email": "a@b.cc", "password": NaN}', "application/json", 400),
        (b"null", "application/json", 400),
        (b"email=a&password=b", "application/x-www-form-urlencoded", 415),
        (b'{"email": "a@b.cc", "password": "x"}', "text/plain", 415),
        (b"x" * 2_097_152, "application/json", 413),
    ],
)
async def test_bad_bodies_get_the_contracts_error_and_no_secret_is_logged(
    running: Running, body: bytes, content_type: str, status: int
) -> None:
    log = io.StringIO()
    configure("DEBUG", stream=log)
    answer = await ask(running.url, "POST", LOGIN, headers={"content-type": content_type}, body=body)
    configure("WARNING")

    assert answer.status == status
    assert is_problem(answer)
    assert "pppp" not in log.getvalue()
    assert b"pppp" not in answer.body


async def test_sql_in_a_login_is_data(running: Running) -> None:
    answer = await ask(running.url, "POST", LOGIN, body={"email": "' OR 1=1 --", "password": "'; DROP TABLE users"})

    assert answer.status == 401


async def test_a_client_that_never_sends_its_body_is_told_408(running: Running) -> None:
    head = f"POST {LOGIN} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n"
    answer = await send_raw(running.url, head.encode() + b'{"email"')

    assert answer.status == 408
    assert is_problem(answer)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (f"GET {SEARCH}?q={'x' * 9000} HTTP/1.1\r\nhost: x\r\n\r\n", 414),
        (f"GET {SEARCH} HTTP/1.1\r\nhost: x\r\nx-long: {'y' * 33_000}\r\n\r\n", 431),
        (f"GET {SEARCH} HTTP/1.1\r\nhost: x\r\nx-long: {'y' * 100_000}", 431),
    ],
)
async def test_long_heads_are_refused(running: Running, head: str, status: int) -> None:
    answer = await send_raw(running.url, head.encode())

    assert answer.status == status
    assert is_problem(answer)


async def test_a_method_that_is_not_declared_is_refused_with_allow(running: Running) -> None:
    answer = await ask(running.url, "DELETE", SEARCH)

    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_head_is_answered_like_get_without_a_body(running: Running) -> None:
    got = await ask(running.url, "GET", SEARCH, headers=running.bearer())
    head = await ask(running.url, "HEAD", SEARCH, headers=running.bearer())

    assert head.status == 200
    assert head.headers["content-length"] == str(len(got.body))


async def test_a_user_who_sends_too_much_is_told_when_to_come_back() -> None:
    async with platform(rate_limit=RateLimitPolicy(per_s=1.0, burst=3)) as running:
        headers = running.bearer()
        answers = [await ask(running.url, "GET", SEARCH, headers=headers) for _ in range(4)]

    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json["error"] == "rate_limited"
    assert int(answers[3].headers["retry-after"]) >= 1
    assert "r=0" in answers[3].headers["ratelimit"]


async def test_a_service_that_is_away_gives_503_and_is_tried_again_when_it_is_safe() -> None:
    sock = bind("127.0.0.1", 0)
    port = sock.getsockname()[1]
    sock.close()
    async with platform(discovery_url=f"http://127.0.0.1:{port}") as running:
        answer = await ask(running.url, "GET", SEARCH, headers=running.bearer())

    assert answer.status == 503
    assert answer.json["error"] == "service_unavailable"
    assert answer.headers["retry-after"] == "5"


async def test_a_service_that_answers_garbage_costs_one_503_and_no_crash() -> None:
    async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(garbage, "127.0.0.1", 0)
    async with server, platform(discovery_url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as running:
        answer = await ask(running.url, "GET", SEARCH, headers=running.bearer())

    assert answer.status == 503
    assert is_problem(answer)


async def test_a_token_is_refused_after_its_logout(running: Running) -> None:
    headers = running.bearer()
    logout = await ask(running.url, "POST", "/api/v1/auth/logout", headers=headers)
    after = await ask(running.url, "GET", SEARCH, headers=headers)

    assert logout.status == 204
    assert after.status == 401


_LINE = st.binary(max_size=40).filter(lambda value: b"\r" not in value and b"\n" not in value)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=_LINE, name=_LINE, value=_LINE)
def test_no_request_line_or_header_causes_a_server_error_or_forges_an_identity(
    path: bytes, name: bytes, value: bytes
) -> None:
    async def run() -> None:
        async with platform() as running:
            data = b"GET /api/v1/discovery/content/%b HTTP/1.1\r\nhost: x\r\n%b: %b\r\nx-user-id: admin\r\n" % (
                path,
                name,
                value,
            )
            token = running.bearer()["authorization"]
            answer = await send_raw(running.url, data + f"authorization: {token}\r\n\r\n".encode())

            assert answer.status in {200, 400, 401, 404, 408, 413, 415}
            assert answer.status == 200 or is_problem(answer)
            assert all(call.user_id == "user-1" for call in running.services.seen)

    asyncio.run(run())
