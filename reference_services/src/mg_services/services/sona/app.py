"""Puts SONA together."""

from __future__ import annotations

from mg_clients.auth import AsyncAuthClient
from mg_clients.rpc import AsyncDiscoveryRpcClient
from mg_core.clock import Clock, SystemClock
from mg_core.contract.service import ServiceRow
from mg_core.rest.server import App
from mg_servers.rpc import SONA_ENDPOINTS
from mg_servers.sona import ENDPOINTS
from mg_services.adapters.connections import Connections
from mg_services.adapters.qdrant.vectors import Vectors
from mg_services.serving.resources import Resources
from mg_services.serving.service import Service
from mg_services.serving.settings import Values, read

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
        vectors: the vector store; that of the settings by default.
        clock: time for everything here.

    Attributes:
        resources: what it holds while it runs.
        app: the ASGI application; its start hook connects, its stop hook closes.
        grpc: the gRPC server, started and stopped with the application.
    """

    def __init__(
        self,
        settings: SonaSettings,
        *,
        embedder: TextEmbedder | None = None,
        vectors: Vectors | None = None,
        clock: Clock | None = None,
    ) -> None:
        clock = clock or SystemClock()
        self.settings = settings
        held = self.resources = Resources()
        self.postgres = held.postgres(settings.postgres_dsn)
        self.vectors = vectors or Vectors(settings.vectors or settings.qdrant_url, clock=clock)
        held.hold(stop=self.vectors.aclose)
        # Without vectors every list is by popularity, so the service is worse and still ready.
        held.uses("qdrant", self.vectors.healthy)
        if settings.model == "words":
            embedder = embedder or HashedWordsEmbedder()
        self.model = Model(settings.data_dir, embedder, histories=settings.model == "full")
        self.auth = AsyncAuthClient(settings.auth_url, clock=clock) if settings.auth_url else None
        if self.auth is not None:
            held.hold(stop=self.auth.aclose)
        self.connections = Connections(self.auth, ttl_s=settings.connections_s, monotonic=clock.monotonic)
        held.hold(stop=self.connections.aclose)
        store = SonaStore(self.postgres)
        self.engine = Sona(settings, store, TitleIndex(self.vectors), self.model, self.connections, clock)
        target = settings.discovery_target
        self.feed = CatalogFeed(AsyncDiscoveryRpcClient(target, clock=clock) if target else None, store)
        held.hold(stop=self.feed.aclose)
        self.indexer = Indexer(self.engine, self.feed, clock, every_s=settings.follow_s, catalog=settings.index_catalog)
        held.hold(start=self.indexer.start, stop=self.indexer.aclose)
        held.checks["index"] = self._check_index
        rpc = SonaRpc(self.engine, monotonic=clock.monotonic)
        self.grpc = held.grpc(rpc, SONA_ENDPOINTS, settings)
        self.app = App(
            SonaHandlers(self.engine, monotonic=clock.monotonic),
            ENDPOINTS,
            name="sona",
            checks=held.checks,
            on_start=held.on_start,
            on_stop=held.on_stop,
            clock=clock,
            clients=[client for client in (self.auth, self.feed.client) if client is not None],
        )

    async def _check_index(self) -> str | None:
        return None if self.indexer.done.is_set() else self.indexer.state


def create(row: ServiceRow, values: Values) -> Service:
    """The service as the environment wants it."""
    return SonaServer(read(SonaSettings, row, values))
