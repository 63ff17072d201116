"""Puts SONA together."""

from __future__ import annotations

from mg_core.clock import Clock, SystemClock
from mg_core.contract.service import ServiceRow
from mg_core.rest.server import App
from mg_servers.rpc import SONA_ENDPOINTS
from mg_servers.sona import ENDPOINTS
from mg_services.adapters.qdrant.vectors import Vectors
from mg_services.serving.resources import Resources
from mg_services.serving.service import Service
from mg_services.serving.settings import Values, read

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
        held = Resources()
        self.postgres = held.postgres(settings.postgres_dsn)
        self.vectors = Vectors(settings.vectors or settings.qdrant_url, clock=clock)
        held.hold(stop=self.vectors.aclose)
        # Without vectors every list is by popularity, so the service is worse and still ready.
        held.uses("qdrant", self.vectors.healthy)
        if settings.model == "words":
            embedder = embedder or HashedWordsEmbedder()
        self.model = Model(settings.data_dir, embedder, histories=settings.model == "full")
        self.engine = Sona(settings, SonaStore(self.postgres), TitleIndex(self.vectors), self.model, clock)
        self.indexer = Indexer(self.engine, clock, catalog=settings.index_catalog)
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
        )

    async def _check_index(self) -> str | None:
        return None if self.indexer.done.is_set() else self.indexer.state


def create(row: ServiceRow, values: Values) -> Service:
    """The service as the environment wants it."""
    return SonaServer(read(SonaSettings, row, values))
