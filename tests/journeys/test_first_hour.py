"""What a new user does in the first hour, over the public address of a running platform."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import threading
import time
from typing import Literal

import httpx2
import jwt
import pytest

from mg_clients.gateway import AsyncGatewayClient, models
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError, TransportError
from mg_services.control.faults import set_fault
from mg_services.control.launcher import RunningPart, answers
from tests.platform_fixtures import RunningPlatform

_PASSWORD = "SecurePass123!"


def _registration() -> models.RegisterRequest:
    return models.RegisterRequest(email=f"new.{secrets.token_hex(6)}@example.com", password=_PASSWORD, name="Test User")


async def _user(platform: RunningPlatform, *connected: Literal["netflix", "hulu"]) -> AsyncGatewayClient:
    """A client of a fresh user with these platforms connected."""
    async with AsyncGatewayClient(platform.url("gateway")) as visitor:
        token = (await visitor.register(_registration())).token
    client = AsyncGatewayClient(platform.url("gateway"), token=token)
    for name in connected:
        await client.connect_platform(platform=name, body=models.ConnectPlatformRequest(account_id=f"{name}-1"))
    return client


@pytest.mark.scenario("E2E-01")
async def test_registration_gives_an_account_a_token_and_a_session(platform: RunningPlatform) -> None:
    request = _registration()
    async with httpx2.AsyncClient(base_url=platform.url("gateway")) as http:
        reply = await http.post("/api/v1/auth/register", json=request.model_dump(mode="json"))

    assert reply.status_code == 201
    body = reply.json()
    assert body["expires_in"] == 3600
    claims = jwt.decode(body["token"], options={"verify_signature": False})
    assert claims["sub"] == body["user_id"]
    assert claims["email"] == request.email
    assert claims["roles"] == ["user"]
    assert claims["exp"] - claims["iat"] == 3600
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert _PASSWORD not in platform.logs()


@pytest.mark.scenario("E2E-01")
async def test_an_e_mail_address_registers_once(platform: RunningPlatform) -> None:
    request = _registration()
    async with AsyncGatewayClient(platform.url("gateway")) as visitor:
        await visitor.register(request)
        with pytest.raises(ApiError) as second:
            await visitor.register(request)

    assert (second.value.status, second.value.code) == (409, "email_taken")


@pytest.mark.scenario("E2E-02")
async def test_login_then_search_gives_the_results_of_the_connected_platforms(platform: RunningPlatform) -> None:
    request = _registration()
    async with AsyncGatewayClient(platform.url("gateway")) as visitor:
        await visitor.register(request)
        token = (await visitor.login(models.LoginRequest(email=request.email, password=_PASSWORD))).token
    async with AsyncGatewayClient(platform.url("gateway"), token=token) as client:
        await client.connect_platform(platform="netflix", body=models.ConnectPlatformRequest(account_id="n-1"))
        answer = await client.search(q="star")

    assert answer.total > 0
    assert {item.platform for item in answer.results} == {"netflix"}
    assert not answer.partial_results


@pytest.mark.scenario("DISC-02")
async def test_netflix_down_costs_its_own_results_only(platform: RunningPlatform) -> None:
    client = await _user(platform, "netflix", "hulu")
    set_fault(platform.url("netflix"), "down")
    try:
        async with client:
            answer = await client.search(q="dark")
    finally:
        set_fault(platform.url("netflix"), "up")

    assert answer.partial_results
    assert {item.platform for item in answer.results} == {"hulu"}
    assert [warning.platform for warning in answer.warnings or ()] == ["netflix"]


@pytest.mark.scenario("REL-02")
async def test_one_dead_service_leaves_the_others_answering_and_comes_back(platform: RunningPlatform) -> None:
    client = await _user(platform, "hulu")
    killed = platform.part("discovery")
    os.kill(killed.pid, signal.SIGKILL)
    async with client:
        with pytest.raises((ApiError, TransportError)) as failure:
            await client.search(q="moon", options=CallOptions(max_retries=0))
        me = await client.get_current_user()
        await asyncio.to_thread(_until_replaced, platform, killed)
        found = await _search_when_the_circuit_allows(client)

    assert failure.value.status in {502, 503, 504}
    assert me.name == "Test User"
    assert found.total >= 0


def _until_replaced(platform: RunningPlatform, killed: RunningPart) -> None:
    end = time.monotonic() + 30
    while platform.part("discovery").pid == killed.pid or not answers(killed.url):
        assert time.monotonic() < end, "discovery did not come back"
        threading.Event().wait(0.1)


async def _search_when_the_circuit_allows(client: AsyncGatewayClient) -> models.SearchResult:
    """The gateway's circuit to discovery may have opened meanwhile; it lets a trial through after 30 s."""
    async with asyncio.timeout(45):
        while True:
            try:
                return await client.search(q="moon")
            except (ApiError, TransportError):
                await asyncio.to_thread(threading.Event().wait, 0.5)
