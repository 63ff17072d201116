"""Puts the discovery service together."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from mg_core.errors import ConnectError
from mg_core.server.http import App
from mg_core.transports.fast import FastTransport
from mg_servers.discovery import ENDPOINTS
from mg_services.stores.postgres import Postgres
from mg_services.stores.redis import Cache, RedisStore, open_redis

from .handlers import DiscoveryHandlers
from .platforms import SearchPlatform, close_all, open_platforms
from .search import Search
from .settings import DiscoverySettings
from .store import CatalogStore, FindingsCache


class Discovery:
    """The running parts of the service.

    Args:
        settings: see `DiscoverySettings`.
        platforms: what is searched; clients for `settings.platforms` by default.
        monotonic: seconds that never go backwards.
        now: seconds since 1970-01-01 UTC.

    Attributes:
        app: the ASGI application; its start hook connects, its stop hook closes.
    """

    def __init__(
        self,
        settings: DiscoverySettings,
        *,
        platforms: Mapping[str, SearchPlatform] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.transport = FastTransport()
        self.platforms = open_platforms(settings, self.transport) if platforms is None else dict(platforms)
        self.postgres = Postgres(settings.postgres_dsn)
        self.redis = RedisStore(open_redis(settings.redis_url))
        catalog = CatalogStore(self.postgres)
        cache = FindingsCache(Cache(self.redis), fresh_s=settings.fresh_s, stale_s=settings.stale_s)
        self.search = Search(settings, self.platforms, catalog, cache, monotonic, now)
        self.app = App(
            DiscoveryHandlers(self.search, catalog, monotonic=monotonic),
            ENDPOINTS,
            name="discovery",
            checks={"postgresql": self._check_postgres, "redis": self._check_redis},
            on_start=[self.postgres.__aenter__],
            on_stop=[self.aclose],
        )

    async def aclose(self) -> None:
        """End searches under way and close every connection."""
        await self.search.aclose()
        await close_all(self.platforms)
        await self.transport.aclose()
        await self.redis.aclose()
        await self.postgres.aclose()

    async def _check_postgres(self) -> None:
        if not await self.postgres.healthy():
            raise ConnectError("PostgreSQL does not answer")

    async def _check_redis(self) -> str | None:
        # Without Redis every search asks the platforms, so the service is slower and still ready.
        return None if await self.redis.healthy() else "away"
