from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import replace
from typing import Any

import asyncpg
import httpx2
import pytest
from reference_services.tests.auth.conftest import ACCOUNT, Auth

from mg_core.serving.run import serve_in_loop
from mg_services.services.auth.app import build
from mg_services.services.auth.settings import AuthSettings
from tests.timing import in_time

CREDENTIALS = {"email": ACCOUNT["email"], "password": ACCOUNT["password"]}


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


@pytest.mark.scenario("E2E-01")
async def test_registration_writes_account_session_and_claims(auth_settings: AuthSettings, auth: Auth) -> None:
    body = await auth.register(email="New@Example.com")
    claims = claims_of(body["token"])
    connection = await asyncpg.connect(auth_settings.postgres_dsn)
    row = await connection.fetchrow("SELECT id, email, name, roles FROM users")
    await connection.close()
    session = json.loads(await auth.redis.get(f"session:{claims['jti']}") or "null")
    ttl_s = await auth.redis.ttl(f"session:{claims['jti']}")

    assert body["user_id"] == str(row["id"])
    assert body["expires_in"] == 3600
    assert row["email"] == "new@example.com"
    assert (claims["sub"], claims["email"], claims["roles"]) == (body["user_id"], "new@example.com", ["user"])
    assert claims["exp"] - claims["iat"] == 3600
    assert session["user_id"] == body["user_id"]
    assert 3590 <= ttl_s <= 3600


@pytest.mark.scenario("E2E-01")
async def test_password_is_stored_as_bcrypt_of_cost_12(auth_settings: AuthSettings) -> None:
    settings = replace(auth_settings, bcrypt_cost=AuthSettings().bcrypt_cost)
    async with serve_in_loop(build(settings)) as url, httpx2.AsyncClient(base_url=url, timeout=20) as http:
        response = await http.post("/register", json=ACCOUNT)
    connection = await asyncpg.connect(settings.postgres_dsn)
    stored = await connection.fetchval("SELECT password_hash FROM users")
    await connection.close()

    assert response.status_code == 201
    assert stored.startswith("$2b$12$")
    assert ACCOUNT["password"] not in stored


@pytest.mark.scenario("E2E-01")
async def test_address_is_taken_whatever_its_case(auth: Auth) -> None:
    await auth.register()
    response = await auth.http.post("/register", json=ACCOUNT | {"email": "TEST@example.com"})

    assert response.status_code == 409
    assert response.json()["error"] == "email_taken"


async def test_registration_repeated_under_its_key_finds_its_account(auth: Auth) -> None:
    key = {"idempotency-key": "4f8a9a52-registration"}
    first = await auth.http.post("/register", json=ACCOUNT, headers=key)
    second = await auth.http.post("/register", json=ACCOUNT, headers=key)
    guessed = await auth.http.post("/register", json=ACCOUNT | {"password": "AnotherPass1"}, headers=key)

    assert [first.status_code, second.status_code, guessed.status_code] == [201, 201, 409]
    assert first.json()["user_id"] == second.json()["user_id"]


@pytest.mark.scenario("GW-08")
async def test_login_gives_token_lifetime_and_user(auth: Auth) -> None:
    registered = await auth.register()
    response = await auth.http.post("/login", json=CREDENTIALS)
    body = response.json()

    assert response.status_code == 200
    assert body["token"].startswith("eyJ")
    assert body["expires_in"] == 3600
    assert body["user"]["id"] == registered["user_id"]
    assert body["user"]["email"] == "test@example.com"


@pytest.mark.scenario("GW-09")
async def test_validate_gives_user_and_roles(auth: Auth) -> None:
    registered = await auth.register()
    response = await auth.validate(registered["token"])
    body = response.json()

    assert response.status_code == 200
    assert (body["valid"], body["user_id"], body["roles"]) == (True, registered["user_id"], ["user"])


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        (None, 401, "unauthorized"),
        ("Basic dXNlcg==", 401, "unauthorized"),
        ("Bearer nonsense", 400, "malformed_token"),
        ("Bearer eyJhbGciOiJub25lIn0.e30.", 401, "invalid_token"),
    ],
)
async def test_validate_refuses_what_is_no_token(auth: Auth, header: str | None, status: int, code: str) -> None:
    response = await auth.http.post("/validate", headers={"authorization": header} if header else {})

    assert (response.status_code, response.json()["error"]) == (status, code)


async def test_identity_header_is_no_token(auth: Auth) -> None:
    registered = await auth.register()
    response = await auth.http.post("/validate", headers={"x-user-id": registered["user_id"]})

    assert response.status_code == 401


@pytest.mark.scenario("RD-01")
async def test_session_that_is_gone_forces_a_new_login(auth: Auth) -> None:
    registered = await auth.register()
    before = await auth.validate(registered["token"])
    for key in await auth.redis.keys("session:*"):
        await auth.redis.delete(key)
    after = await auth.validate(registered["token"])
    refreshed = await auth.http.post("/refresh", json={"refresh_token": registered["refresh_token"]})
    login = await auth.http.post("/login", json=CREDENTIALS)
    again = await auth.validate(login.json()["token"])

    assert [before.status_code, after.status_code, refreshed.status_code] == [200, 401, 401]
    assert after.json()["error"] == "invalid_token"
    assert again.status_code == 200


@pytest.mark.scenario("RD-01")
async def test_sessions_have_their_times_to_live_and_are_read_in_time(auth: Auth) -> None:
    await auth.register()
    keys = await auth.redis.keys("session:*")
    ttls_s = sorted([await auth.redis.ttl(key) for key in keys])

    assert [round(ttl_s, -2) for ttl_s in ttls_s] == [3600, 86400]
    await in_time(lambda: auth.redis.get(keys[0]), {95: 0.001})


async def test_expired_token_is_refused_and_a_refresh_then_works(auth: Auth) -> None:
    registered = await auth.register()
    auth.clock.ahead_s = 3700
    expired = await auth.validate(registered["token"])
    refreshed = await auth.http.post("/refresh", json={"refresh_token": registered["refresh_token"]})
    valid = await auth.validate(refreshed.json()["token"])

    assert expired.status_code == 401
    assert 'error="invalid_token"' in expired.headers["www-authenticate"]
    assert (refreshed.status_code, valid.status_code) == (200, 200)


async def test_reused_refresh_token_ends_its_family(auth: Auth) -> None:
    registered = await auth.register()
    first = await auth.http.post("/refresh", json={"refresh_token": registered["refresh_token"]})
    reused = await auth.http.post("/refresh", json={"refresh_token": registered["refresh_token"]})
    successor = await auth.http.post("/refresh", json={"refresh_token": first.json()["refresh_token"]})
    access = await auth.validate(first.json()["token"])

    assert first.status_code == 200
    assert (reused.status_code, reused.json()["error"]) == (401, "refresh_token_reused")
    assert (successor.status_code, successor.json()["error"]) == (401, "invalid_refresh_token")
    assert access.status_code == 401


async def test_concurrent_refreshes_of_one_token_give_one_success_at_most(auth: Auth) -> None:
    registered = await auth.register()
    answers = await asyncio.gather(
        *(auth.http.post("/refresh", json={"refresh_token": registered["refresh_token"]}) for _ in range(5))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401, 401]


async def test_only_digests_of_refresh_tokens_are_stored(auth_settings: AuthSettings, auth: Auth) -> None:
    registered = await auth.register()
    connection = await asyncpg.connect(auth_settings.postgres_dsn)
    rows = await connection.fetch("SELECT refresh_tokens::text AS row FROM refresh_tokens")
    await connection.close()

    assert len(rows) == 1
    assert registered["refresh_token"] not in rows[0]["row"]


async def test_logout_ends_session_and_refresh(auth: Auth) -> None:
    registered = await auth.register()
    response = await auth.http.post("/logout", headers={"authorization": f"Bearer {registered['token']}"})
    access = await auth.validate(registered["token"])
    refreshed = await auth.http.post("/refresh", json={"refresh_token": registered["refresh_token"]})

    assert [response.status_code, access.status_code, refreshed.status_code] == [204, 401, 401]
    assert await auth.redis.keys("session:*") == []


async def test_tokens_survive_a_restart_and_keys_show_no_private_part(auth_settings: AuthSettings) -> None:
    async with serve_in_loop(build(auth_settings)) as url, httpx2.AsyncClient(base_url=url) as http:
        token = (await http.post("/register", json=ACCOUNT)).json()["token"]
        before = (await http.get("/.well-known/jwks.json")).json()
    async with serve_in_loop(build(auth_settings)) as url, httpx2.AsyncClient(base_url=url) as http:
        answer = await http.post("/validate", headers={"authorization": f"Bearer {token}"})
        after = (await http.get("/.well-known/jwks.json")).json()

    assert answer.status_code == 200
    assert before == after
    assert all("d" not in key for key in before["keys"])


async def test_service_goes_on_without_redis(auth_settings: AuthSettings) -> None:
    settings = replace(auth_settings, redis_url="redis://127.0.0.1:1/0")
    async with serve_in_loop(build(settings)) as url, httpx2.AsyncClient(base_url=url, timeout=20) as http:
        registered = (await http.post("/register", json=ACCOUNT)).json()
        header = {"authorization": f"Bearer {registered['token']}"}
        valid = await http.post("/validate", headers=header)
        logout = await http.post("/logout", headers=header)
        ended = await http.post("/validate", headers=header)
        health = await http.get("/health")

    assert [valid.status_code, logout.status_code, ended.status_code] == [200, 204, 401]
    assert health.status_code == 200
    assert "away" in health.text
