from __future__ import annotations

import asyncio
import logging

import asyncpg
import httpx2
import pytest
from reference_services.tests.auth.conftest import ACCOUNT, Auth

from mg_core.errors import ApiError
from mg_services.services.auth.passwords import PasswordHasher
from mg_services.services.auth.settings import AuthSettings

WRONG = {"email": ACCOUNT["email"], "password": "WrongPass-7531"}


def bearer(registered: dict[str, str]) -> dict[str, str]:
    return {"authorization": f"Bearer {registered['token']}"}


@pytest.mark.scenario("GW-02")
async def test_wrong_password_is_counted_and_never_logged(auth: Auth, caplog: pytest.LogCaptureFixture) -> None:
    await auth.register()
    with caplog.at_level(logging.DEBUG):
        response = await auth.http.post("/login", json=WRONG)
    metrics = (await auth.http.get("/metrics")).text
    body = response.json()

    assert response.status_code == 401
    assert body["error"] == "invalid_credentials"
    assert body["message"] == "Email or password is incorrect"
    assert body["timestamp"].endswith("Z")
    assert "www-authenticate" in response.headers
    assert "auth_failed_attempts_total 1\n" in metrics
    assert WRONG["password"] not in caplog.text + str([record.__dict__ for record in caplog.records])


async def test_unknown_address_gets_the_same_answer_as_a_wrong_password(auth: Auth) -> None:
    await auth.register()
    wrong = (await auth.http.post("/login", json=WRONG)).json()
    unknown = (await auth.http.post("/login", json=WRONG | {"email": "nobody@example.com"})).json()
    differing = {name for name in wrong if wrong[name] != unknown[name]}

    assert differing <= {"timestamp", "request_id"}


async def test_ten_failures_lock_an_address_for_a_minute_and_no_other(auth: Auth) -> None:
    await auth.register()
    await auth.register(email="other@example.com")
    right = {"email": ACCOUNT["email"], "password": ACCOUNT["password"]}
    failures = [(await auth.http.post("/login", json=WRONG)).status_code for _ in range(10)]
    locked = await auth.http.post("/login", json=right)
    other = await auth.http.post("/login", json=right | {"email": "other@example.com"})
    auth.clock.ahead_s = 61
    later = await auth.http.post("/login", json=right)

    assert failures == [401] * 10
    assert (locked.status_code, locked.json()["error"]) == (429, "too_many_attempts")
    assert 1 <= int(locked.headers["retry-after"]) <= 60
    assert (other.status_code, later.status_code) == (200, 200)


@pytest.mark.parametrize(
    "body",
    [
        ACCOUNT | {"password": "x" * 73},
        ACCOUNT | {"password": "x" * 10_240},
        ACCOUNT | {"password": "short"},
        ACCOUNT | {"email": "no address"},
        ACCOUNT | {"admin": "true"},
        ACCOUNT | {"name": "a\x00b"},
        {"email": ACCOUNT["email"]},
    ],
)
async def test_bad_registration_is_refused(auth: Auth, body: dict[str, str]) -> None:
    response = await auth.http.post("/register", json=body)

    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
    assert "x" * 73 not in response.text


async def test_sql_in_an_address_is_only_text(auth: Auth) -> None:
    await auth.register()
    email = "a'or'1'='1@example.com"
    response = await auth.http.post("/login", json={"email": email, "password": "' OR 1=1; --"})

    assert response.status_code in {400, 401}


async def test_profile_is_read_and_changed(auth: Auth) -> None:
    registered = await auth.register()
    await auth.register(email="taken@example.com")
    changed = await auth.http.patch("/users/me", json={"email": "Next@example.com"}, headers=bearer(registered))
    taken = await auth.http.patch("/users/me", json={"email": "taken@example.com"}, headers=bearer(registered))
    read = await auth.http.get("/users/me", headers={"x-user-id": registered["user_id"], "x-user-roles": "user"})

    assert changed.json()["email"] == "next@example.com"
    assert (taken.status_code, taken.json()["error"]) == (409, "email_taken")
    assert read.json()["email"] == "next@example.com"
    assert read.json()["name"] == ACCOUNT["name"]


async def test_unknown_user_is_not_found(auth: Auth) -> None:
    response = await auth.http.get("/users/me", headers={"x-user-id": "user-123"})

    assert (response.status_code, response.json()["error"]) == (404, "user_not_found")


async def test_platforms_are_connected_listed_and_disconnected(auth_settings: AuthSettings, auth: Auth) -> None:
    headers = bearer(await auth.register())
    secret = {"account_id": "netflix-123", "access_token": "platform-secret-token", "expires_in": 3600}
    connected = await auth.http.put("/users/me/platforms/netflix", json=secret, headers=headers)
    await auth.http.put("/users/me/platforms/spotify", json={"account_id": "spotify-456"}, headers=headers)
    listed = await auth.http.get("/users/me/platforms", headers=headers)
    connection = await asyncpg.connect(auth_settings.postgres_dsn)
    stored = await connection.fetchval("SELECT sealed_tokens FROM user_platforms WHERE platform = 'netflix'")
    await connection.close()
    auth.clock.ahead_s = 3600
    headers = bearer((await auth.http.post("/login", json={k: ACCOUNT[k] for k in ("email", "password")})).json())
    expired = await auth.http.get("/users/me/platforms", headers=headers)
    gone = await auth.http.delete("/users/me/platforms/netflix", headers=headers)
    twice = await auth.http.delete("/users/me/platforms/netflix", headers=headers)
    left = await auth.http.get("/users/me/platforms", headers=headers)

    assert connected.status_code == 200
    assert "secret" not in connected.text
    assert [row["platform"] for row in listed.json()["platforms"]] == ["netflix", "spotify"]
    assert b"platform-secret-token" not in stored
    assert [row["status"] for row in expired.json()["platforms"]] == ["expired", "active"]
    assert (gone.status_code, twice.status_code) == (204, 204)
    assert [row["platform"] for row in left.json()["platforms"]] == ["spotify"]


async def test_platform_of_a_user_who_is_gone_is_refused(auth: Auth) -> None:
    response: httpx2.Response = await auth.http.put(
        "/users/me/platforms/netflix", json={}, headers={"x-user-id": "6d7d9f3e-0000-4000-8000-000000000000"}
    )

    assert response.status_code == 401


async def test_more_callers_than_places_are_refused_at_once() -> None:
    hasher = PasswordHasher(cost=4, threads=1, queue=0)
    try:
        results = await asyncio.gather(*(hasher.hash("a password") for _ in range(3)), return_exceptions=True)
        after = await hasher.hash("a password")
    finally:
        hasher.close()
    refused = [result for result in results if isinstance(result, ApiError)]

    assert [error.code for error in refused] == ["bulkhead_full", "bulkhead_full"]
    assert after.startswith("$2b$04$")
