"""SONA on real sockets, over real stores, beside the auth service and discovery that it asks; a small world."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2
import pytest

from mg_clients.rpc import AsyncSonaRpcClient
from mg_core.serving.run import serve_in_loop
from mg_services.adapters.qdrant.vectors import Hit, Point, Vectors
from mg_services.data import catalog, seed
from mg_services.data.catalog import CatalogTitle
from mg_services.services.auth.app import AuthServer
from mg_services.services.auth.settings import AuthSettings
from mg_services.services.discovery.app import Discovery
from mg_services.services.discovery.settings import DiscoverySettings
from mg_services.services.sona import movielens, training
from mg_services.services.sona.app import SonaServer
from mg_services.services.sona.domain import document
from mg_services.services.sona.embeddings import HashedWordsEmbedder
from mg_services.services.sona.settings import SonaSettings
from tests.engine_fixtures import PLAIN, Database

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
KINDS = {
    "orbit": ("science fiction", "adventure"),
    "heist": ("crime", "thriller"),
    "wedding": ("comedy", "romance"),
}
"""Three tastes: who watches one of a kind watches others of it."""
PER_KIND = 30


def titles() -> list[CatalogTitle]:
    """The sample, and thirty films of each kind; `orbit` is on Netflix, `heist` on Hulu, `wedding` on both."""
    carriers = {"orbit": ("netflix",), "heist": ("hulu",), "wedding": ("netflix", "hulu")}
    made = [
        CatalogTitle(
            id=1000 * place + number,
            title=f"{kind.capitalize()} {number}",
            year=2000 + number,
            genres=genres,
            overview=f"A {kind} story, part {number}.",
            popularity=10.0 + number,
            vote_average=7.0,
            runtime_min=100,
            platforms=carriers[kind],
        )
        for place, (kind, genres) in enumerate(KINDS.items(), start=1)
        for number in range(1, PER_KIND + 1)
    ]
    return [*catalog.sample(), *made]


def film(kind: str, number: int, platform: str = "") -> str:
    """Content id of a film: `film("orbit", 3)`."""
    place = list(KINDS).index(kind) + 1
    return f"{platform or {'orbit': 'netflix', 'heist': 'hulu', 'wedding': 'hulu'}[kind]}:{1000 * place + number}"


def learned(known: Sequence[CatalogTitle]) -> training.Space:
    """A model of ninety people, thirty of each taste."""
    kinds = [[place for place, title in enumerate(known) if title.title.startswith(k.capitalize())] for k in KINDS]
    histories = [
        [group[(person + step * 7) % len(group)] for step in range(12)] for person in range(30) for group in kinds
    ]
    documents = [document(title.title, title.genres, title.overview) for title in known]
    embedder = HashedWordsEmbedder()
    return training.train(
        histories,
        [movielens.film_key(title.title, title.year) for title in known],
        embedder.embed(documents),
        embedder=embedder.id,
        documents=documents,
        parameters=training.Parameters(regularisation=5.0),
    )


class Listening(Vectors):
    """The adapter, which tells what it was asked for, and on demand never answers a search."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.searched: list[int] = []
        self.written: list[int] = []
        self.hangs = False

    async def search(self, collection: str, vector: Sequence[float], limit: int, **more: Any) -> list[Hit]:
        self.searched.append(limit)
        if self.hangs:
            await asyncio.Event().wait()
        return await super().search(collection, vector, limit, **more)

    async def upsert(self, collection: str, points: Sequence[Point]) -> None:
        self.written.append(len(points))
        await super().upsert(collection, points)


@dataclass
class World:
    """The running service and what a test does to it."""

    server: SonaServer
    vectors: Listening
    http: httpx2.AsyncClient
    rpc: AsyncSonaRpcClient
    user_id: UUID
    dsn: str

    async def sql(self, text: str, *arguments: Any) -> Any:
        connection = await asyncpg.connect(self.dsn)
        try:
            return await connection.fetchval(text, *arguments)
        finally:
            await connection.close()

    async def watched(self, *content_ids: str, user_id: UUID | None = None) -> None:
        """A history, oldest first."""
        for number, content_id in enumerate(content_ids):
            insert = "INSERT INTO watch_history (user_id, content_id, watched_at) VALUES ($1, $2, $3)"
            await self.sql(insert, user_id or self.user_id, content_id, NOON + timedelta(minutes=number))

    async def account(self) -> UUID:
        """Another user."""
        made = uuid4()
        await self.register(made)
        return made

    async def register(self, user_id: UUID) -> None:
        insert = "INSERT INTO users (id, email, password_hash, name) VALUES ($1, $2, 'none', 'User')"
        await self.sql(insert, user_id, f"{user_id}@example.com")

    async def connect(self, *platforms: str) -> None:
        for platform in platforms:
            insert = "INSERT INTO user_platforms (user_id, platform) VALUES ($1, $2)"
            await self.sql(insert, self.user_id, platform)

    async def follow(self) -> None:
        """What happens every few seconds: SONA takes over what has changed in discovery's catalog."""
        await self.server.indexer.run()

    async def recommend(self, **more: Any) -> dict[str, Any]:
        """What REST answers."""
        reply = await self.http.post("/recommendations", json={"user_id": str(self.user_id), **more})
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer


Make = Callable[..., Awaitable[World]]


@pytest.fixture
async def make_world(database: Database, redis_url: str, tmp_path: Path) -> AsyncIterator[Make]:
    """Makes a world over a vector server's URL; its catalog is in the index when it is there."""
    async with AsyncExitStack() as stack:

        async def make(qdrant_url: str, *, indexed: bool = True, **more: Any) -> World:
            known = titles()
            await seed.write(database.dsn, known)
            embedder = HashedWordsEmbedder()
            training.keep(learned(known), tmp_path / "sona" / training.file_name(embedder.id))
            auth = AuthServer(AuthSettings(postgres_dsn=database.dsn, redis_url=redis_url, data_dir=tmp_path))
            auth_url = await stack.enter_async_context(serve_in_loop(auth.app, grace_s=0.2))
            discovery = Discovery(DiscoverySettings(postgres_dsn=database.dsn, redis_url=redis_url))
            await stack.enter_async_context(serve_in_loop(discovery.app, grace_s=0.2))
            settings = SonaSettings(
                postgres_dsn=database.dsn,
                qdrant_url=qdrant_url,
                discovery_target=f"127.0.0.1:{discovery.grpc.port}",
                connections_s=0.0,
                data_dir=tmp_path,
                grpc_port=0,
                **({"auth_url": auth_url} | more),
            )
            listening = Listening(qdrant_url)
            server = SonaServer(settings, embedder=embedder, vectors=listening)
            url = await stack.enter_async_context(serve_in_loop(server.app, grace_s=0.2))
            if indexed:
                async with asyncio.timeout(30):
                    await server.indexer.done.wait()
            user_id = uuid4()
            headers = {"X-User-ID": str(user_id), "X-User-Roles": "user"}
            http = httpx2.AsyncClient(base_url=url, headers=headers, trust_env=False, verify=PLAIN, timeout=20)
            rpc = AsyncSonaRpcClient(f"127.0.0.1:{server.grpc.port}")
            made = World(
                server,
                listening,
                await stack.enter_async_context(http),
                await stack.enter_async_context(rpc),
                user_id,
                database.dsn,
            )
            insert = (
                "INSERT INTO users (id, email, password_hash, name) VALUES ($1, 'user@example.com', 'none', 'User')"
            )
            await made.sql(insert, user_id)
            return made

        yield make


@pytest.fixture
async def world(make_world: Make, qdrant_url: str) -> World:
    """A world with everything in order."""
    return await make_world(qdrant_url, search_s=5.0)
