"""Puts the discovery service together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from mg_clients.auth import AsyncAuthClient
from mg_clients.rpc import AsyncSonaRpcClient
from mg_core.clock import Clock, SystemClock
from mg_core.contract.service import ServiceRow
from mg_core.errors import ConfigurationError
from mg_core.rest.server import App
from mg_core.rest.transports.fast import FastTransport
from mg_core.serving.lifecycle import Measured
from mg_servers.discovery import ENDPOINTS
from mg_servers.rpc import DISCOVERY_ENDPOINTS, DiscoveryRpcService
from mg_services.adapters.connections import Connections
from mg_services.adapters.platforms.apple_music import AppleMusicPlatform
from mg_services.adapters.platforms.page import SearchPlatform
from mg_services.adapters.platforms.vault import AuthVault
from mg_services.adapters.redis import Cache
from mg_services.serving.resources import Resources
from mg_services.serving.service import Service
from mg_services.serving.settings import Values, read

from .handlers import DiscoveryHandlers
from .library import Libraries, LibraryStore
from .platforms import Surroundings, close_all, open_platforms
from .playback import PlaybackStore
from .recommend import Recommender
from .retries import RetryQueue
from .rpc import DiscoveryRpc
from .search import Search
from .settings import PLATFORMS, DiscoverySettings
from .sona import Sona
from .store import CatalogStore, FindingsCache


class Discovery:
    """The running parts of the service.

    Args:
        settings: see `DiscoverySettings`.
        platforms: what is searched; clients for `settings.platforms` by default.
        clock: time for everything here.

    Attributes:
        resources: what it holds while it runs.
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
        held = self.resources = Resources()
        self.postgres = held.postgres(settings.postgres_dsn)
        self.redis = held.redis(settings.redis_url)
        self.transport = FastTransport()
        held.hold(stop=self.transport.aclose)
        self.auth = (
            AsyncAuthClient(settings.auth_url, transport=self.transport, clock=clock) if settings.auth_url else None
        )
        if self.auth is not None:
            held.hold(stop=self.auth.aclose)
        self.connections = Connections(self.auth, ttl_s=min(settings.local_s, 1.0), monotonic=clock.monotonic)
        held.hold(stop=self.connections.aclose)
        self.vault = None if self.auth is None else AuthVault(self.auth)
        around = Surroundings(self.transport, self.redis, PlaybackStore(self.postgres), clock, self.vault)
        self.platforms = open_platforms(settings, around) if platforms is None else dict(platforms)
        held.hold(stop=partial(close_all, self.platforms))
        catalog = CatalogStore(self.postgres)
        cache = FindingsCache(Cache(self.redis), fresh_s=settings.fresh_s, stale_s=settings.stale_s)
        self.sona = _sona(settings, clock)
        if self.sona is not None:
            held.hold(stop=self.sona.client.aclose)
        self.search = Search(
            settings, self.platforms, self.connections, catalog, cache, clock, RetryQueue(clock=clock), self.sona
        )
        recommender = Recommender(self.search, catalog, self.sona)
        owned = {name: each for name, each in self.platforms.items() if isinstance(each, AppleMusicPlatform)}
        self.libraries = Libraries(owned, LibraryStore(self.postgres), self.connections)
        held.hold(stop=self.libraries.aclose)
        held.hold(stop=self.search.aclose)
        handlers = DiscoveryHandlers(self.search, catalog, self.libraries, recommender, monotonic=clock.monotonic)
        rpc: DiscoveryRpcService = DiscoveryRpc(self.search, recommender, catalog, handlers, monotonic=clock.monotonic)
        self.grpc = held.grpc(rpc, DISCOVERY_ENDPOINTS, settings)
        self.app = App(
            handlers,
            ENDPOINTS,
            name="discovery",
            checks=held.checks,
            on_start=held.on_start,
            on_stop=held.on_stop,
            clock=clock,
            clients=self._clients(),
        )

    def _clients(self) -> list[Measured]:
        """The clients of everything outside: /metrics shows their breakers and counts (REL-01)."""
        asked: list[Measured] = [platform.client for platform in self.platforms.values()]
        if self.auth is not None:
            asked.append(self.auth)
        return asked if self.sona is None else [*asked, self.sona.client]


def _sona(settings: DiscoverySettings, clock: Clock) -> Sona | None:
    if not settings.sona_target:
        return None
    client = AsyncSonaRpcClient(settings.sona_target, clock=clock)
    return Sona(client, rank_s=settings.rank_s, recommend_s=settings.recommend_s)


def create(row: ServiceRow, values: Values) -> Service:
    """The service as the environment wants it."""
    settings = read(DiscoverySettings, row, values)
    if not settings.platforms:
        raise ConfigurationError(f"no platform has a URL: set {' or '.join(p.url_variable for p in PLATFORMS)}")
    return Discovery(settings)
