"""Puts SONA together."""

from __future__ import annotations

from mg_clients.auth import AsyncAuthClient
from mg_clients.rpc import AsyncDiscoveryRpcClient
from mg_core.clock import Clock, SystemClock
from mg_core.contrib.grpclib.server import GrpclibServer
from mg_core.errors import ConnectError
from mg_core.rest.server import App
from mg_servers.rpc import SONA_ENDPOINTS
from mg_servers.sona import ENDPOINTS
from mg_services.adapters.connections import Connections
from mg_services.adapters.postgres import Postgres
from mg_services.adapters.qdrant.vectors import Vectors
from mg_services.serving.rpc_calls import admit

from .catalog import CatalogFeed
from .embeddings import HashedWordsEmbedder, TextEmbedder
from .engine import Sona
from .handlers import SonaHandlers
from .index import TitleIndex
from .indexer import Indexer
from .model import Model
from .rpc import SonaRpc
from .settings import SonaSettings
from .store import SonaStore


class SonaServer:
    """The running parts of the service.

    Args:
        settings: see `SonaSettings`.
        embedder: vectors of texts; the best that is installed by default.
        clock: time for everything here.

    Attributes:
        app: the ASGI application; its start hook connects, its stop hook closes.
        grpc: the gRPC server, started and stopped with the application.
    """

    def __init__(
        self, settings: SonaSettings, *, embedder: TextEmbedder | None = None, clock: Clock | None = None
    ) -> None:
        clock = clock or SystemClock()
        self.settings = settings
        self.postgres = Postgres(settings.postgres_dsn)
        self.vectors = Vectors(settings.vectors or settings.qdrant_url, clock=clock)
        if settings.model == "words":
            embedder = embedder or HashedWordsEmbedder()
        self.model = Model(settings.data_dir, embedder, histories=settings.model == "full")
        self.auth = AsyncAuthClient(settings.auth_url, clock=clock) if settings.auth_url else None
        self.connections = Connections(self.auth, ttl_s=settings.connections_s, monotonic=clock.monotonic)
        store = SonaStore(self.postgres)
        self.engine = Sona(settings, store, TitleIndex(self.vectors), self.model, self.connections, clock)
        target = settings.discovery_target
        self.feed = CatalogFeed(AsyncDiscoveryRpcClient(target, clock=clock) if target else None, store)
        self.indexer = Indexer(self.engine, self.feed, clock, every_s=settings.follow_s, catalog=settings.index_catalog)
        rpc = SonaRpc(self.engine, monotonic=clock.monotonic)
        self.grpc = GrpclibServer([(rpc, SONA_ENDPOINTS)], guard=admit)
        self.app = App(
            SonaHandlers(self.engine, monotonic=clock.monotonic),
            ENDPOINTS,
            name="sona",
            checks={"postgresql": self._check_postgres, "qdrant": self._check_qdrant, "index": self._check_index},
            on_start=[self.postgres.__aenter__, self._listen, self.indexer.start],
            on_stop=[self.aclose],
            clock=clock,
            clients=[client for client in (self.auth, self.feed.client) if client is not None],
        )

    async def aclose(self) -> None:
        """Let gRPC calls end, stop indexing and close every connection."""
        await self.grpc.aclose()
        await self.indexer.aclose()
        await self.feed.aclose()
        await self.connections.aclose()
        if self.auth is not None:
            await self.auth.aclose()
        await self.vectors.aclose()
        await self.postgres.aclose()

    async def _listen(self) -> None:
        await self.grpc.start(self.settings.host, self.settings.grpc_port)

    async def _check_postgres(self) -> None:
        if not await self.postgres.healthy():
            raise ConnectError("PostgreSQL does not answer")

    async def _check_qdrant(self) -> str | None:
        # Without vectors every list is by popularity, so the service is worse and still ready.
        return None if await self.vectors.healthy() else "away"

    async def _check_index(self) -> str | None:
        return None if self.indexer.done.is_set() else self.indexer.state
