"""Discovery on a real socket, over real stores, asking emulators on real sockets."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg
import httpx2
import pytest

from mg_core.server.run import serve_in_loop
from mg_services.discovery.app import Discovery
from mg_services.discovery.settings import LOCAL_KEY, DiscoverySettings
from mg_services.emulators.app import Emulator, EmulatorSettings, build
from mg_services.emulators.faults import Fault
from mg_services.stores import catalog, seed
from tests.engine_fixtures import Database


@dataclass
class World:
    """Emulators, the service, and a client that speaks as one user."""

    emulators: Mapping[str, Emulator]
    service: Discovery
    http: httpx2.AsyncClient
    user_id: UUID
    dsn: str

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


@asynccontextmanager
async def world(
    database: Database, redis_url: str, latency_ms: Mapping[str, tuple[float, float]], **more: float
) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        emulators = {
            name: build(EmulatorSettings(name, latency_ms=bounds), catalog.sample())
            for name, bounds in latency_ms.items()
        }
        urls = {
            name: await stack.enter_async_context(serve_in_loop(emulator, grace_s=0.2))
            for name, emulator in emulators.items()
        }
        settings = DiscoverySettings(
            postgres_dsn=database.dsn,
            redis_url=redis_url,
            platforms=urls,
            api_keys=dict.fromkeys(catalog.PLATFORMS, LOCAL_KEY),
            **{"local_s": 0.0, **more},  # type: ignore[arg-type] # names of float settings
        )
        service = Discovery(settings)
        url = await stack.enter_async_context(serve_in_loop(service.app, grace_s=0.2))
        user_id = uuid4()
        headers = {"X-User-ID": str(user_id), "X-User-Roles": "user"}
        client = httpx2.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=10)
        http = await stack.enter_async_context(client)
        made = World(emulators, service, http, user_id, database.dsn)
        insert = "INSERT INTO users (id, email, password_hash, name) VALUES ($1, 'user@example.com', 'none', 'User')"
        await made.sql(insert, user_id)
        yield made


Make = Callable[..., Awaitable[World]]


@pytest.fixture
async def make_world(database: Database, redis_url: str) -> AsyncIterator[Make]:
    """Makes a world of Netflix, Hulu and Spotify; `latency_ms` by platform, other settings by name."""
    async with AsyncExitStack() as stack:

        async def make(latency_ms: Mapping[str, tuple[float, float]] | None = None, **more: float) -> World:
            chosen = latency_ms or dict.fromkeys(("netflix", "hulu", "spotify"), (0.0, 0.0))
            return await stack.enter_async_context(world(database, redis_url, chosen, **more))

        yield make


@pytest.fixture
async def seeded(database: Database) -> None:
    """The sample catalog in the database."""
    await seed.write(database.dsn, catalog.sample())
