"""Tokens of platforms: sealed in the database, given to our services only, never exposed by the gateway."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import yaml
from reference_services.tests.auth.conftest import Auth

from mg_services.adapters.redis import oauth_key
from mg_services.services.auth import domain
from mg_services.services.auth.settings import AuthSettings
from mg_services.services.gateway.contracts import PUBLIC

SPEC = Path(__file__).parents[3] / "spec" / "openapi"
PLATFORM = "/users/me/platforms/spotify"
TOKENS = f"{PLATFORM}/tokens"


async def user(auth: Auth) -> dict[str, str]:
    """Headers of a new user."""
    return {"X-User-ID": (await auth.register())["user_id"]}


async def connect(auth: Auth, headers: dict[str, str], **body: Any) -> None:
    reply = await auth.http.put(PLATFORM, json=body, headers=headers)
    assert reply.status_code == 200, reply.text


async def test_a_service_gets_the_tokens_that_a_user_connected_with(auth: Auth) -> None:
    headers = await user(auth)
    await connect(auth, headers, access_token="at-1", refresh_token="rt-1", expires_in=3600)

    reply = await auth.http.get(TOKENS, headers=headers)

    body = reply.json()
    assert (body["access_token"], body["refresh_token"]) == ("at-1", "rt-1")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", body["expires_at"])
    assert reply.headers["cache-control"] == "no-store"


async def test_the_database_holds_no_token_in_clear(auth: Auth, auth_settings: AuthSettings) -> None:
    headers = await user(auth)
    await connect(auth, headers, access_token="at-clear", refresh_token="rt-clear", expires_in=3600)
    await auth.http.put(TOKENS, json={"refresh_token": "rt-rotated", "replaces": "rt-clear"}, headers=headers)
    connection = await asyncpg.connect(auth_settings.postgres_dsn)
    row = await connection.fetchrow("SELECT sealed_tokens, user_platforms::text AS everything FROM user_platforms")
    await connection.close()

    assert b"clear" not in row["sealed_tokens"]
    assert b"rotated" not in row["sealed_tokens"]
    assert "clear" not in row["everything"]


async def test_a_platform_connected_without_tokens_has_none(auth: Auth) -> None:
    headers = await user(auth)
    await connect(auth, headers, account_id="spotify-1")

    reply = await auth.http.get(TOKENS, headers=headers)

    assert (reply.status_code, reply.json()) == (200, {})


async def test_a_rotated_refresh_token_takes_the_place_of_its_predecessor(auth: Auth) -> None:
    headers = await user(auth)
    await connect(auth, headers, access_token="at-1", refresh_token="rt-1", expires_in=3600)
    rotation = {"refresh_token": "rt-2", "replaces": "rt-1", "access_token": "at-2", "expires_in": 3600}

    replies = [await auth.http.put(TOKENS, json=rotation, headers=headers) for _ in range(2)]

    body = (await auth.http.get(TOKENS, headers=headers)).json()
    assert [reply.status_code for reply in replies] == [204, 204]
    assert (body["access_token"], body["refresh_token"]) == ("at-2", "rt-2")


async def test_a_new_connection_is_not_overwritten_by_a_late_rotation(auth: Auth) -> None:
    headers = await user(auth)
    await connect(auth, headers, refresh_token="rt-other-account")

    reply = await auth.http.put(TOKENS, json={"refresh_token": "rt-2", "replaces": "rt-1"}, headers=headers)

    body = (await auth.http.get(TOKENS, headers=headers)).json()
    assert (reply.status_code, reply.json()["error"]) == (409, "tokens_changed")
    assert body["refresh_token"] == "rt-other-account"


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_a_platform_that_is_not_connected_is_404(auth: Auth, method: str) -> None:
    headers = await user(auth)
    body = {"refresh_token": "rt-2", "replaces": "rt-1"} if method == "PUT" else None

    reply = await auth.http.request(method, TOKENS, json=body, headers=headers)

    assert (reply.status_code, reply.json()["error"]) == (404, "platform_not_connected")


async def test_nobody_gets_the_tokens_of_another_user(auth: Auth) -> None:
    headers = await user(auth)
    await connect(auth, headers, access_token="at-1")
    other = {"X-User-ID": (await auth.register(email="other@example.com"))["user_id"]}

    replies = [await auth.http.get(TOKENS, headers=sent) for sent in (other, {})]

    assert [reply.status_code for reply in replies] == [404, 401]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_connecting_and_disconnecting_end_what_services_have_kept(auth: Auth, method: str) -> None:
    headers = await user(auth)
    key = oauth_key("spotify", headers["X-User-ID"])
    await auth.redis.set(key, "kept")

    await auth.http.request(method, PLATFORM, json={} if method == "PUT" else None, headers=headers)

    assert await auth.redis.get(key) is None


def test_the_gateway_exposes_no_internal_operation() -> None:
    internal = set()
    for path in SPEC.glob("*.yaml"):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for operations in document["paths"].values():
            for operation in operations.values():
                if isinstance(operation, dict) and operation.get("x-mg-internal"):
                    internal.add((document["x-mg-service"]["name"], operation["operationId"]))

    assert {("auth", "getPlatformTokens"), ("auth", "rotatePlatformTokens")} <= internal
    assert internal.isdisjoint({operation.upstream for operation in PUBLIC})
    assert [operation.path for operation in PUBLIC if operation.path.endswith("/tokens")] == []


@pytest.mark.parametrize("content", [None, b"", b"[]", b"no json", b'{"access_token": 7}'])
def test_content_that_cannot_be_read_holds_no_tokens(content: bytes | None) -> None:
    assert domain.opened_content(content) == {}
