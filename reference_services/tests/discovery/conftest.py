"""Discovery and auth on real sockets, over real stores, asking emulators on real sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid4

import asyncpg
import httpx2
import pytest

from mg_core.clock import SystemClock
from mg_core.serving.asgi import Message, Receive, Scope, Send
from mg_core.serving.run import serve_in_loop
from mg_services.data import catalog, seed
from mg_services.services.auth.app import AuthServer
from mg_services.services.auth.settings import AuthSettings
from mg_services.services.discovery.app import Discovery
from mg_services.services.discovery.settings import DiscoverySettings
from mg_services.serving.settings import LOCAL_KEY
from mg_services.standins.platforms.app import Emulator, build
from mg_services.standins.platforms.faults import Fault
from mg_services.standins.platforms.settings import EmulatorSettings
from tests.engine_fixtures import PLAIN, Database


class MovableClock(SystemClock):
    """Real time plus what a test adds; a sleep of a second or more ends when the test has added as much."""

    def __init__(self) -> None:
        self.ahead_s = 0.0
        self.waits: list[tuple[float, asyncio.Event]] = []

    def monotonic(self) -> float:
        return SystemClock.monotonic() + self.ahead_s

    def time(self) -> float:
        return SystemClock.time() + self.ahead_s

    async def sleep(self, seconds: float) -> None:
        if seconds < 1:
            await super().sleep(seconds)
            return
        woken = asyncio.Event()
        self.waits.append((self.monotonic() + seconds, woken))
        await woken.wait()

    def advance(self, seconds: float) -> None:
        self.ahead_s += seconds
        for due, woken in self.waits:
            if due <= self.monotonic():
                woken.set()


@dataclass
class Wire:
    """What an emulator was sent: method, path, headers in lower case, and the form of a form post."""

    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    """Emulators, the services, and a client that speaks to discovery as one user."""

    emulators: Mapping[str, Emulator]
    service: Discovery
    http: httpx2.AsyncClient
    auth: httpx2.AsyncClient
    user_id: UUID
    dsn: str
    clock: MovableClock
    urls: Mapping[str, str]

    def listen(self, platform: str) -> list[Wire]:
        """Everything that the platform is sent from now on."""
        heard: list[Wire] = []
        layer = self.emulators[platform].app
        inner = layer.app

        async def listening(scope: Scope, receive: Receive, send: Send) -> None:
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            wire = Wire(scope["method"], scope["path"], headers)
            heard.append(wire)

            async def reading() -> Message:
                message = await receive()
                if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
                    form = parse_qs(message.get("body", b"").decode())
                    wire.form.update({name: values[0] for name, values in form.items()})
                return message

            await inner(scope, reading, send)

        layer.app = listening
        return heard

    async def connect_with(self, platform: str, **tokens: str | int) -> None:
        """Connect a platform as a user does, with tokens."""
        reply = await self.auth.put(f"/users/me/platforms/{platform}", json=tokens)
        assert reply.status_code == 200, reply.text

    async def spotify_token(self) -> str:
        """An access token that the Spotify emulator accepts."""
        form = {"grant_type": "client_credentials", "client_id": LOCAL_KEY, "client_secret": LOCAL_KEY}
        async with httpx2.AsyncClient(base_url=self.urls["spotify"], trust_env=False, verify=PLAIN) as http:
            reply = await http.post("/api/token", data=form)
        return str(reply.json()["access_token"])

    async def forget_fresh(self) -> None:
        """What 300 seconds do to Redis: the fresh copies are gone, the stale ones are not."""
        client = self.service.redis._client
        fresh = [key for key in await client.keys("search:*") if not str(key).startswith("stale-")]
        if fresh:
            await client.delete(*fresh)

    async def is_fresh(self, query: str) -> bool:
        """Whether Redis holds a fresh copy of this search's answer."""
        return await self.service.redis.get(f"search:{query}:{self.user_id}") is not None

    def token_requests(self) -> int:
        """Requests that Spotify's token endpoint has seen."""
        return self.emulators["spotify"].faults.requests["POST /api/token"]

    def fail(self, platform: str, fault: Fault) -> None:
        self.emulators[platform].faults.set(fault)

    def requests(self, platform: str, path: str = "/catalog/search") -> int:
        """Requests of one path that the platform has seen."""
        return self.emulators[platform].faults.requests[f"GET {path}"]

    async def search(self, query: str, **more: str | int) -> httpx2.Response:
        return await self.http.get("/search", params={"q": query, **more})

    async def sql(self, text: str, *arguments: object) -> None:
        connection = await asyncpg.connect(self.dsn)
        try:
            await connection.execute(text, *arguments)
        finally:
            await connection.close()

    async def connect(self, *platforms: str) -> None:
        """The user's connected platforms from now on."""
        for platform in platforms:
            insert = "INSERT INTO user_platforms (user_id, platform) VALUES ($1, $2)"
            await self.sql(insert, self.user_id, platform)


@dataclass
class Build:
    """What a world is made of."""

    latency_ms: Mapping[str, tuple[float, float]]
    titles: Sequence[catalog.CatalogTitle] | None = None
    instead: Mapping[str, Emulator] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


@asynccontextmanager
async def world(database: Database, redis_url: str, data_dir: Path, wanted: Build) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        clock = MovableClock()
        titles = catalog.sample() if wanted.titles is None else wanted.titles
        emulators = {
            name: wanted.instead.get(name) or build(EmulatorSettings(name, latency_ms=bounds), titles)
            for name, bounds in wanted.latency_ms.items()
        }
        urls = {
            name: await stack.enter_async_context(serve_in_loop(emulator, grace_s=0.2))
            for name, emulator in emulators.items()
        }
        auth = AuthServer(
            AuthSettings(postgres_dsn=database.dsn, redis_url=redis_url, data_dir=data_dir, bcrypt_cost=4)
        )
        auth_url = await stack.enter_async_context(serve_in_loop(auth.app, grace_s=0.2))
        settings = DiscoverySettings(
            postgres_dsn=database.dsn,
            redis_url=redis_url,
            platforms=urls,
            api_keys=dict.fromkeys(catalog.PLATFORMS, LOCAL_KEY),
            auth_url=auth_url,
        )
        settings = replace(settings, **{"local_s": 0.0, **wanted.more})
        service = Discovery(settings, clock=clock)
        url = await stack.enter_async_context(serve_in_loop(service.app, grace_s=0.2))
        user_id = uuid4()
        headers = {"X-User-ID": str(user_id), "X-User-Roles": "user"}
        clients = [
            httpx2.AsyncClient(base_url=base, headers=headers, trust_env=False, verify=PLAIN, timeout=20)
            for base in (url, auth_url)
        ]
        http, speaking_to_auth = [await stack.enter_async_context(client) for client in clients]
        made = World(emulators, service, http, speaking_to_auth, user_id, database.dsn, clock, urls)
        insert = "INSERT INTO users (id, email, password_hash, name) VALUES ($1, 'user@example.com', 'none', 'User')"
        await made.sql(insert, user_id)
        yield made


Make = Callable[..., Awaitable[World]]


@pytest.fixture
async def make_world(database: Database, redis_url: str, tmp_path: Path) -> AsyncIterator[Make]:
    """Makes a world of Netflix, Hulu and Spotify, unless told otherwise; further words are settings."""
    async with AsyncExitStack() as stack:

        async def make(
            latency_ms: Mapping[str, tuple[float, float]] | None = None,
            titles: Sequence[catalog.CatalogTitle] | None = None,
            instead: Mapping[str, Emulator] | None = None,
            **more: float,
        ) -> World:
            chosen = latency_ms or dict.fromkeys(("netflix", "hulu", "spotify"), (0.0, 0.0))
            wanted = Build(chosen, titles, instead or {}, more)
            return await stack.enter_async_context(world(database, redis_url, tmp_path, wanted))

        yield make


@pytest.fixture
async def seeded(database: Database) -> None:
    """The sample catalog in the database."""
    await seed.write(database.dsn, catalog.sample())
