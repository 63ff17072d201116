"""Tokens of Spotify's users: renewed before they end, once for everybody, and never shown."""

import asyncio
import json
import logging
import time

import pytest

from mg_clients.auth import AsyncAuthClient
from mg_core.serving.asgi import Receive, Scope, Send
from mg_services.adapters.redis import oauth_key
from mg_services.services.discovery.app import Discovery
from mg_services.standins.platforms.faults import Fault

from .conftest import Make, World

SPOTIFY = {"spotify": (0.0, 0.0)}
WORDS = ("midnights", "karma", "discovery", "something", "maroon", "style", "beatles", "miles", "sinnerman", "elegy")


def answer_tokens(world: World, body: dict[str, object], status: int = 200) -> list[bytes]:
    """Spotify's token endpoint gives this answer from now on; the bodies that it is sent."""
    layer, sent = world.emulators["spotify"].app, []
    inner = layer.app

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != "/api/token":
            await inner(scope, receive, send)
            return
        sent.append((await receive())["body"])
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})

    layer.app = answering
    return sent


async def kept(world: World) -> dict[str, object] | None:
    text = await world.service.redis.get(oauth_key("spotify", str(world.user_id)))
    return None if text is None else dict(json.loads(text))


@pytest.mark.scenario("SPOT-03")
async def test_a_token_with_60_seconds_left_is_renewed_before_the_search(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    old = await world.spotify_token()
    await world.connect_with("spotify", access_token=old, refresh_token="AQD-refresh", expires_in=60)
    heard = world.listen("spotify")

    began = time.monotonic()
    reply = await world.search("taylor swift")
    took_s = time.monotonic() - began

    stored = await kept(world)
    assert reply.json()["results"]
    assert "warnings" not in reply.json()
    assert [(wire.method, wire.path) for wire in heard] == [("POST", "/api/token"), ("GET", "/v1/search")]
    assert heard[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert heard[0].form == {
        "grant_type": "refresh_token",
        "refresh_token": "AQD-refresh",
        "client_id": "local-emulator",
        "client_secret": "local-emulator",
    }
    assert stored is not None
    assert heard[1].headers["authorization"] == f"Bearer {stored['access_token']}"
    assert stored["access_token"] != old
    assert stored["expires_at"] == pytest.approx(time.time() + 3600, abs=10)
    assert 3580 < await world.service.redis._client.ttl(oauth_key("spotify", str(world.user_id))) <= 3600
    assert took_s < 1


@pytest.mark.scenario("SPOT-03")
async def test_a_token_that_lasts_is_used_as_it_is(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    token = await world.spotify_token()
    await world.connect_with("spotify", access_token=token, refresh_token="AQD-refresh", expires_in=120)
    heard = world.listen("spotify")

    await world.search("midnights")

    assert [wire.headers["authorization"] for wire in heard] == [f"Bearer {token}"]


@pytest.mark.scenario("SPOT-03")
async def test_when_its_time_comes_it_is_renewed_though_it_worked_a_moment_ago(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    token = await world.spotify_token()
    await world.connect_with("spotify", access_token=token, refresh_token="AQD-refresh", expires_in=600)
    await world.search("midnights")
    world.clock.advance(545)

    await world.search("karma")

    stored = await kept(world)
    assert world.token_requests() == 2  # the test's own, and the renewal
    assert stored is not None
    assert stored["access_token"] != token


@pytest.mark.scenario("SPOT-03")
async def test_many_searches_at_once_renew_once(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    await world.connect_with("spotify", access_token="old", refresh_token="AQD-refresh", expires_in=30)
    world.emulators["spotify"].faults.set(Fault("latency", latency_ms=(100.0, 100.0), path="/api/token"))

    replies = await asyncio.gather(*(world.search(word) for word in WORDS))

    assert ["warnings" in reply.json() for reply in replies] == [False] * len(WORDS)
    assert world.token_requests() == 1


@pytest.mark.scenario("SPOT-03")
async def test_two_processes_renew_once(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    await world.connect_with("spotify", access_token="old", refresh_token="AQD-refresh", expires_in=30)
    world.emulators["spotify"].faults.set(Fault("latency", latency_ms=(100.0, 100.0), path="/api/token"))
    other = Discovery(world.service.settings)
    user = str(world.user_id)

    pages = await asyncio.gather(
        *(each.platforms["spotify"].search(word, 5, user_id=user) for each in (world.service, other) for word in WORDS)
    )
    await other.app.lifecycle.stop()

    assert len(pages) == 2 * len(WORDS)
    assert world.token_requests() == 1


@pytest.mark.scenario("SPOT-03", "SPOT-04")
async def test_a_refused_token_is_renewed_and_the_search_repeated_once(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    await world.connect_with("spotify", access_token="unknown-there", refresh_token="AQD-refresh", expires_in=3600)
    heard = world.listen("spotify")

    began = time.monotonic()
    body = (await world.search("midnights")).json()
    took_s = time.monotonic() - began

    assert [wire.path for wire in heard] == ["/v1/search", "/api/token", "/v1/search"]
    assert heard[0].headers["authorization"] == "Bearer unknown-there"
    assert heard[2].headers["authorization"] != "Bearer unknown-there"
    assert body["results"]
    assert took_s < 1


async def test_a_token_that_is_refused_again_is_not_renewed_for_ever(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    await world.connect_with("spotify", access_token="one", refresh_token="AQD-refresh", expires_in=3600)
    world.fail("spotify", Fault("status", status=401, path="/v1/search"))

    body = (await world.search("midnights")).json()

    assert body["warnings"][-1]["error"] == "unauthorized"
    assert world.requests("spotify", "/v1/search") == 2
    assert world.token_requests() == 1


async def test_a_user_without_tokens_is_served_by_the_applications_own(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    await world.connect_with("spotify", account_id="spotify-1")
    heard = world.listen("spotify")

    await world.search("midnights")
    await world.search("karma")

    assert [wire.form.get("grant_type") for wire in heard] == ["client_credentials", None, None]
    assert await world.service.redis._client.ttl(oauth_key("spotify", str(world.user_id))) <= 60


async def test_a_withdrawn_connection_is_said_and_not_tried_each_time(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    await world.connect_with("spotify", access_token="old", refresh_token="AQD-refresh", expires_in=30)
    sent = answer_tokens(world, {"error": "invalid_grant", "error_description": "Refresh token revoked"}, 400)

    bodies = [(await world.search(word)).json() for word in ("midnights", "karma")]

    assert [body["warnings"][-1]["error"] for body in bodies] == ["unauthorized", "unauthorized"]
    assert len(sent) == 1


async def test_connecting_again_ends_what_was_known(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    await world.connect_with("spotify", access_token="old", refresh_token="AQD-refresh", expires_in=3600)
    await world.search("midnights")
    token = await world.spotify_token()
    await world.connect_with("spotify", access_token=token, refresh_token="AQD-other", expires_in=3600)
    heard = world.listen("spotify")

    await world.search("karma")

    assert [wire.headers["authorization"] for wire in heard] == [f"Bearer {token}"]


@pytest.mark.scenario("SPOT-03")
async def test_a_rotated_refresh_token_is_kept_sealed_and_used_next(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    await world.connect_with("spotify", access_token="old", refresh_token="AQD-first", expires_in=30)
    given = {"access_token": "fresh", "token_type": "Bearer", "expires_in": 61, "refresh_token": "AQD-second"}
    sent = answer_tokens(world, given)
    await world.search("midnights")
    world.clock.advance(10)

    await world.search("karma")

    kept_by_auth = (await world.auth.get("/users/me/platforms/spotify/tokens")).json()
    assert [b"AQD-first" in sent[0], b"AQD-second" in sent[-1]] == [True, True]
    assert kept_by_auth["refresh_token"] == "AQD-second"


async def test_a_token_endpoint_that_is_down_leaves_a_valid_token_in_use(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    token = await world.spotify_token()
    await world.connect_with("spotify", access_token=token, refresh_token="AQD-refresh", expires_in=50)
    world.fail("spotify", Fault("status", status=500, path="/api/token"))

    body = (await world.search("midnights")).json()

    assert body["results"]
    assert "warnings" not in body


async def test_without_the_auth_service_the_application_asks(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    await world.connect_with("spotify", access_token="old", refresh_token="AQD-refresh", expires_in=30)
    vault = world.service.vault
    assert vault is not None
    heard = world.listen("spotify")

    async with AsyncAuthClient("http://127.0.0.1:1") as vault.client:
        body = (await world.search("midnights")).json()

    assert body["results"]
    assert heard[0].form["grant_type"] == "client_credentials"


async def test_without_redis_a_token_is_renewed_once_and_kept_in_the_process(make_world: Make) -> None:
    world = await make_world(SPOTIFY)
    await world.connect_with("spotify", access_token="old", refresh_token="AQD-refresh", expires_in=30)
    await world.service.redis.aclose()
    world.service.redis._client.connection_pool.connection_kwargs["port"] = 1

    bodies = [(await world.search(word)).json() for word in ("midnights", "karma")]

    assert all(body["results"] for body in bodies)
    assert world.token_requests() == 1


@pytest.mark.scenario("SPOT-03")
async def test_no_token_is_shown_in_logs_errors_or_metrics(
    make_world: Make, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = ("SECRETACCESS", "SECRETREFRESH", "SECRETFRESH", "SECRETROTATED")
    world = await make_world(SPOTIFY)
    await world.connect_with("spotify", access_token="SECRETACCESS", refresh_token="SECRETREFRESH", expires_in=30)
    given = {
        "access_token": "SECRETFRESH",
        "token_type": "Bearer",
        "expires_in": 3600,
        "refresh_token": "SECRETROTATED",
    }
    answer_tokens(world, given)
    shown = [(await world.search("midnights")).text]  # SECRETFRESH is refused, so is what comes next
    answer_tokens(world, {"error": "invalid_grant"}, 400)
    world.clock.advance(3590)
    shown.append((await world.search("karma")).text)
    shown += [(await world.http.get("/metrics")).text, (await world.auth.get("/metrics")).text]
    vault = world.service.vault
    assert vault is not None
    shown += [repr(world.service.settings), repr(await vault.read(str(world.user_id), "spotify"))]
    printed = capfd.readouterr()

    places = {"answer": "\n".join(shown), "log": caplog.text, "stdout": printed.out, "stderr": printed.err}
    assert any("unauthorized" in text for text in places.values())
    assert [
        (place, line.replace(secret, "SHOWN"))
        for place, text in places.items()
        for line in text.splitlines()
        for secret in secrets
        if secret in line
    ] == []
