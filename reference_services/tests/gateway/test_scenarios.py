"""The ledger's gateway entries, seen on the wire."""

from __future__ import annotations

import asyncio
import io
import time

import pytest
from reference_services.tests.gateway.platform import PASSWORD, Running, platform
from reference_services.tests.gateway.wire import Answer, ask

from mg_core.observe.logging import configure
from tests.timing import in_time

SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "strict-transport-security": "max-age=31536000",
}
SEARCH = "/api/v1/discovery/search?q=stranger+things"


def has_security_headers(answer: Answer) -> bool:
    return all(answer.headers.get(name) == value for name, value in SECURITY.items())


async def login(running: Running, password: str = PASSWORD) -> Answer:
    body = {"email": "test@example.com", "password": password}
    return await ask(running.url, "POST", "/api/v1/auth/login", body=body)


@pytest.mark.scenario("GW-01")
async def test_login_is_forwarded_and_answered_with_security_headers(running: Running) -> None:
    answer = await login(running)

    assert answer.status == 200
    assert answer.json["expires_in"] == 3600
    assert running.services.seen[0].operation.path == "/login"
    assert has_security_headers(answer)
    assert answer.headers["x-request-id"] == running.services.seen[0].request_id


@pytest.mark.scenario("GW-01")
async def test_login_through_the_gateway_stays_under_150_ms(running: Running) -> None:
    await in_time(lambda: login(running), {95: 0.150})


@pytest.mark.scenario("GW-02")
async def test_wrong_password_passes_through_is_counted_and_never_logged(running: Running) -> None:
    log = io.StringIO()
    configure("DEBUG", stream=log)
    answer = await login(running, "wrong-Horse-7")
    configure("WARNING")

    assert answer.status == 401
    assert answer.json["error"] == "invalid_credentials"
    assert answer.json["message"] == "Email or password is incorrect"
    assert answer.json["timestamp"].endswith("Z")
    assert "wrong-Horse-7" not in log.getvalue()
    assert "auth_failed_attempts_total 1" in (await ask(running.url, "GET", "/metrics")).body.decode()
    assert has_security_headers(answer)


@pytest.mark.scenario("GW-02")
async def test_a_failed_login_has_the_same_body_with_and_without_the_gateway(running: Running) -> None:
    through = (await login(running, "nope")).json
    auth = running.gateway._settings.upstreams["auth"]
    direct = (await ask(auth, "POST", "/login", body={"email": "test@example.com", "password": "nope"})).json

    varying = {"timestamp", "request_id"}
    assert through.keys() == direct.keys()
    assert {k: v for k, v in through.items() if k not in varying} == {
        k: v for k, v in direct.items() if k not in varying
    }


@pytest.mark.scenario("GW-03")
async def test_slow_auth_is_given_up_with_504_and_counted_by_the_breaker() -> None:
    async with platform(timeout_s=0.2) as running:
        running.services.login_gate = asyncio.Event()
        started = time.perf_counter()
        async with asyncio.timeout(10):
            answer = await login(running)
        took_s = time.perf_counter() - started
        for _ in range(4):
            await login(running)
        refused = await login(running)
        metrics = (await ask(running.url, "GET", "/metrics")).body.decode()
        health = (await ask(running.url, "GET", "/health")).json

    assert answer.status == 504
    assert answer.json["error"] == "gateway_timeout"
    assert answer.json["message"] == "Authentication service is temporarily unavailable"
    assert answer.json["retry_after"] == 5
    assert answer.headers["retry-after"] == "5"
    assert took_s >= 0.2
    assert 'gateway_upstream_failures_total{upstream="auth",kind="timeout"} 5' in metrics
    assert 'gateway_breaker_state{upstream="auth"} 2' in metrics
    assert refused.status == 503
    assert refused.json["error"] == "circuit_breaker_open"
    assert health["status"] == "degraded"
    assert has_security_headers(answer)


@pytest.mark.scenario("GW-03")
async def test_the_gateway_waits_as_long_as_the_contract_of_auth_says(running: Running) -> None:
    await login(running)

    left_ms = int(running.services.seen[0].headers["x-request-timeout-ms"])

    assert 2900 < left_ms <= 3000


@pytest.mark.scenario("GW-04")
async def test_identity_reaches_the_service_and_cannot_be_forged(running: Running) -> None:
    forged = {"X-User-ID": "admin", "x-user-roles": "admin", "X-Trace-ID": "f" * 32, "X_User_ID": "admin"}
    answer = await ask(running.url, "GET", SEARCH, headers=running.bearer() | forged)
    seen = running.services.seen[0]

    assert answer.status == 200
    assert answer.json["query"] == "stranger things"
    assert seen.headers["x-user-id"] == "user-1"
    assert seen.headers["x-user-roles"] == "user,beta"
    assert len(seen.headers["x-trace-id"]) == 32
    assert seen.headers["x-trace-id"] != "f" * 32
    assert seen.headers["traceparent"].split("-")[1] == seen.headers["x-trace-id"]
    assert "x_user_id" not in seen.headers
    assert "authorization" not in seen.headers
    assert seen.identity is not None
    assert seen.identity.roles == ("user", "beta")


@pytest.mark.scenario("GW-04")
async def test_a_connection_header_cannot_remove_the_identity(running: Running) -> None:
    hostile = {"connection": "keep-alive, x-user-id, x-secret", "x-secret": "1"}
    await ask(running.url, "GET", SEARCH, headers=running.bearer() | hostile)
    seen = running.services.seen[0]

    assert seen.user_id == "user-1"
    assert "x-secret" not in seen.headers


@pytest.mark.scenario("GW-05")
async def test_expired_token_is_refused_here_and_a_refresh_helps(running: Running) -> None:
    headers = running.bearer(ttl_s=60)
    assert (await ask(running.url, "GET", SEARCH, headers=headers)).status == 200
    running.clock.ahead_s = 120
    answer = await ask(running.url, "GET", SEARCH, headers=headers)
    reached = len(running.services.seen)
    fresh = (await ask(running.url, "POST", "/api/v1/auth/refresh")).json["token"]
    again = await ask(running.url, "GET", SEARCH, headers={"authorization": f"Bearer {fresh}"})

    assert answer.status == 401
    assert answer.json["error"] == "invalid_token"
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert reached == 1
    assert again.status == 200


@pytest.mark.scenario("GW-06")
async def test_missing_token_is_refused_here_and_logged(running: Running) -> None:
    log = io.StringIO()
    configure("WARNING", stream=log)
    answer = await ask(running.url, "GET", SEARCH)
    configure("WARNING")

    assert answer.status == 401
    assert answer.json["error"] == "unauthorized"
    assert answer.headers["www-authenticate"] == 'Bearer realm="API"'
    assert running.services.seen == []
    assert "anonymous_access" in log.getvalue()
    assert has_security_headers(answer)


@pytest.mark.scenario("GW-07")
@pytest.mark.parametrize(
    "header", ["Bearer not-a-jwt", "Bearer a.b.c", "Bearer", "Bearer a b", "Bearer ....", "bearer e30.e30"]
)
async def test_malformed_token_is_refused_here(running: Running, header: str) -> None:
    answer = await ask(running.url, "GET", SEARCH, headers={"authorization": header})

    assert answer.status == 400
    assert answer.json["error"] == "malformed_token"
    assert answer.json["message"] == "Malformed authorization token"
    assert running.services.seen == []
