"""Puts the discovery service together."""

from __future__ import annotations

from collections.abc import Mapping

from mg_clients.auth import AsyncAuthClient
from mg_clients.rpc import AsyncSonaRpcClient
from mg_core.clock import Clock, SystemClock
from mg_core.contrib.grpclib.server import GrpclibServer
from mg_core.errors import ConnectError
from mg_core.rest.server import App
from mg_core.rest.transports.fast import FastTransport
from mg_core.serving.lifecycle import Measured
from mg_servers.discovery import ENDPOINTS
from mg_servers.rpc import DISCOVERY_ENDPOINTS, DiscoveryRpcService
from mg_services.adapters.connections import Connections
from mg_services.adapters.platforms.apple_music import AppleMusicPlatform
from mg_services.adapters.platforms.page import SearchPlatform
from mg_services.adapters.platforms.vault import AuthVault
from mg_services.adapters.postgres import Postgres
from mg_services.adapters.redis import Cache, RedisStore, open_redis
from mg_services.serving.rpc_calls import admit

from .handlers import DiscoveryHandlers
from .library import Libraries, LibraryStore
from .platforms import Surroundings, close_all, open_platforms
from .playback import PlaybackStore
from .recommend import Recommender
from .retries import RetryQueue
from .rpc import DiscoveryRpc
from .search import Search
from .settings import DiscoverySettings
from .sona import Sona
from .store import CatalogStore, FindingsCache


class Discovery:
    """The running parts of the service.

    Args:
        settings: see `DiscoverySettings`.
        platforms: what is searched; clients for `settings.platforms` by default.
        clock: time for everything here.

    Attributes:
        app: the ASGI application; its start hook connects, its stop hook closes.
        grpc: the gRPC server, started and stopped with the application.
        sona: the recommendation engine; None where none is known.
    """

    def __init__(
        self,
        settings: DiscoverySettings,
        *,
        platforms: Mapping[str, SearchPlatform] | None = None,
        clock: Clock | None = None,
    ) -> None:
        clock = clock or SystemClock()
        self.settings = settings
        self.transport = FastTransport()
        self.postgres = Postgres(settings.postgres_dsn)
        self.redis = RedisStore(open_redis(settings.redis_url))
        self.auth = (
            AsyncAuthClient(settings.auth_url, transport=self.transport, clock=clock) if settings.auth_url else None
        )
        self.connections = Connections(self.auth, ttl_s=min(settings.local_s, 1.0), monotonic=clock.monotonic)
        self.vault = None if self.auth is None else AuthVault(self.auth)
        around = Surroundings(self.transport, self.redis, PlaybackStore(self.postgres), clock, self.vault)
        self.platforms = open_platforms(settings, around) if platforms is None else dict(platforms)
        catalog = CatalogStore(self.postgres)
        cache = FindingsCache(Cache(self.redis), fresh_s=settings.fresh_s, stale_s=settings.stale_s)
        self.sona = _sona(settings, clock)
        self.search = Search(
            settings, self.platforms, self.connections, catalog, cache, clock, RetryQueue(clock=clock), self.sona
        )
        recommender = Recommender(self.search, catalog, self.sona)
        owned = {name: each for name, each in self.platforms.items() if isinstance(each, AppleMusicPlatform)}
        self.libraries = Libraries(owned, LibraryStore(self.postgres), self.connections)
        handlers = DiscoveryHandlers(self.search, catalog, self.libraries, recommender, monotonic=clock.monotonic)
        rpc: DiscoveryRpcService = DiscoveryRpc(self.search, recommender, catalog, handlers, monotonic=clock.monotonic)
        self.grpc = GrpclibServer([(rpc, DISCOVERY_ENDPOINTS)], guard=admit)
        self.app = App(
            handlers,
            ENDPOINTS,
            name="discovery",
            checks={"postgresql": self._check_postgres, "redis": self._check_redis},
            on_start=[self.postgres.__aenter__, self._listen],
            on_stop=[self.aclose],
            clock=clock,
            clients=self._clients(),
        )

    async def aclose(self) -> None:
        """Let gRPC calls end, end searches under way and close every connection."""
        await self.grpc.aclose()
        await self.search.aclose()
        await self.libraries.aclose()
        await close_all(self.platforms)
        if self.sona is not None:
            await self.sona.client.aclose()
        await self.connections.aclose()
        if self.auth is not None:
            await self.auth.aclose()
        await self.transport.aclose()
        await self.redis.aclose()
        await self.postgres.aclose()

    def _clients(self) -> list[Measured]:
        """The clients of everything outside: /metrics shows their breakers and counts (REL-01)."""
        asked: list[Measured] = [platform.client for platform in self.platforms.values()]
        if self.auth is not None:
            asked.append(self.auth)
        return asked if self.sona is None else [*asked, self.sona.client]

    async def _listen(self) -> None:
        await self.grpc.start(self.settings.host, self.settings.grpc_port)

    async def _check_postgres(self) -> None:
        if not await self.postgres.healthy():
            raise ConnectError("PostgreSQL does not answer")

    async def _check_redis(self) -> str | None:
        # Without Redis every search asks the platforms, so the service is slower and still ready.
        return None if await self.redis.healthy() else "away"


def _sona(settings: DiscoverySettings, clock: Clock) -> Sona | None:
    if not settings.sona_target:
        return None
    client = AsyncSonaRpcClient(settings.sona_target, clock=clock)
    return Sona(client, rank_s=settings.rank_s, recommend_s=settings.recommend_s)
