"""The main journey: register, log in, connect platforms, search, lose Netflix, get it back."""

from __future__ import annotations

import asyncio
import secrets
import time
from pathlib import Path
from typing import Literal

from mg_clients.gateway import AsyncGatewayClient, models
from mg_core.errors import ApiError
from mg_services.control.console import Console
from mg_services.control.faults import set_fault
from mg_services.control.launcher import LaunchSettings, Platform, free_ports, launch

_PLATFORMS: tuple[Literal["netflix", "hulu", "spotify"], ...] = ("netflix", "hulu", "spotify")
_QUERY = "star"
_SHOWN = 4
_RETURN_LIMIT_S = 45
_RETURN_WORDS = ("love", "time", "house", "man", "girl", "war", "king", "life", "day", "home")


async def run(data_dir: Path, console: Console) -> int:
    """Start a platform on free ports, drive the journey, stop it.

    Returns:
        0.

    Raises:
        ConfigurationError: the platform does not start.
        MgError: an answer that the journey does not expect.
    """
    console.title("Starting the platform")
    started = time.perf_counter()
    async with launch(LaunchSettings(data_dir, ports=free_ports()), console.done) as platform:
        console.note(f"{len(platform.children)} parts up after {time.perf_counter() - started:.1f} s")
        async with AsyncGatewayClient(platform.url("gateway")) as visitor:
            token = await _arrive(visitor, console)
        async with AsyncGatewayClient(platform.url("gateway"), token=token) as client:
            await _connect(client, console)
            console.title(f"Searching for “{_QUERY}”")
            await _search(client, console, _QUERY)
            console.note("once more: the answer comes from the cache")
            await _search(client, console, _QUERY)
            await _outage(client, platform, console)
    console.title("The platform is stopped. `mg up` starts it again and keeps it running.")
    return 0


async def _arrive(visitor: AsyncGatewayClient, console: Console) -> str:
    email, password = f"ada.{secrets.token_hex(4)}@example.com", secrets.token_urlsafe(12)
    console.title("A new user")
    with console.step(f"register {email}"):
        await visitor.register(models.RegisterRequest(email=email, password=password, name="Ada"))
    console.note("the password is hashed with bcrypt, cost 12: that is most of the time")
    try:
        await visitor.login(models.LoginRequest(email=email, password=password + "x"))
    except ApiError as error:
        console.note(f"with a wrong password: {error.status} {error.code}")
    with console.step("log in"):
        answer = await visitor.login(models.LoginRequest(email=email, password=password))
    console.note(f"a token for {answer.expires_in} s, signed with a key that the gateway reads from auth's JWKS")
    return answer.token


async def _connect(client: AsyncGatewayClient, console: Console) -> None:
    console.title("Connecting platforms")
    for name in _PLATFORMS:
        with console.step(f"connect {name}"):
            await client.connect_platform(
                platform=name, body=models.ConnectPlatformRequest(account_id=f"{name}-{secrets.token_hex(3)}")
            )


async def _search(client: AsyncGatewayClient, console: Console, query: str) -> models.SearchResult:
    started = time.perf_counter()
    answer = await client.search(q=query)
    seconds = time.perf_counter() - started
    by_platform = {name: sum(item.platform == name for item in answer.results) for name in _PLATFORMS}
    counts = ", ".join(f"{name} {count}" for name, count in by_platform.items())
    console.done(f"{answer.total} results ({counts})", seconds)
    for item in answer.results[:_SHOWN]:
        console.note(f"{item.platform:<8} {item.title}" + (f" ({item.year})" if item.year else ""))
    for warning in answer.warnings or ():
        console.warn(f"warning: {warning.platform} {warning.error} - {warning.message}")
    if answer.partial_results:
        console.warn("partial_results: true")
    return answer


async def _outage(client: AsyncGatewayClient, platform: Platform, console: Console) -> None:
    console.title("Netflix goes down: the others' results, and a warning")
    set_fault(platform.url("netflix"), "down")
    await _search(client, console, "dark")
    await _search(client, console, "night")
    console.title("Its circuit is open now: nothing is sent to Netflix, so nobody waits for it")
    await _search(client, console, "city")
    console.title("Netflix comes back")
    set_fault(platform.url("netflix"), "up")
    started = time.perf_counter()
    for number in range(_RETURN_LIMIT_S):
        answer = await client.search(q=f"{_RETURN_WORDS[number % len(_RETURN_WORDS)]} {number}")
        if not answer.partial_results:
            break
        await asyncio.sleep(1)
    console.done("the circuit let trials through and closed", time.perf_counter() - started)
    await _search(client, console, "world")
