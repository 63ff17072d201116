"""Puts the discovery service together."""

from __future__ import annotations

from collections.abc import Mapping

from mg_core.client import AsyncClient
from mg_core.clock import Clock, SystemClock
from mg_core.errors import ConnectError
from mg_core.server.http import App
from mg_core.transports.fast import FastTransport
from mg_servers.discovery import ENDPOINTS
from mg_services.platforms.apple_music import AppleMusicPlatform
from mg_services.platforms.page import SearchPlatform
from mg_services.stores.postgres import Postgres
from mg_services.stores.redis import Cache, RedisStore, open_redis

from .handlers import DiscoveryHandlers
from .library import Libraries, LibraryStore
from .platforms import Surroundings, close_all, open_platforms, open_vault
from .retries import RetryQueue
from .search import Search
from .settings import DiscoverySettings
from .store import CatalogStore, FindingsCache


class Discovery:
    """The running parts of the service.

    Args:
        settings: see `DiscoverySettings`.
        platforms: what is searched; clients for `settings.platforms` by default.
        clock: time for everything here.

    Attributes:
        app: the ASGI application; its start hook connects, its stop hook closes.
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
        self.vault = open_vault(settings, self.transport, clock)
        around = Surroundings(self.transport, self.redis, self.postgres, clock, self.vault)
        self.platforms = open_platforms(settings, around) if platforms is None else dict(platforms)
        catalog = CatalogStore(self.postgres)
        cache = FindingsCache(Cache(self.redis), fresh_s=settings.fresh_s, stale_s=settings.stale_s)
        self.search = Search(settings, self.platforms, catalog, cache, clock, RetryQueue(clock=clock))
        owned = {name: each for name, each in self.platforms.items() if isinstance(each, AppleMusicPlatform)}
        self.libraries = Libraries(owned, LibraryStore(self.postgres), monotonic=clock.monotonic)
        self.app = App(
            DiscoveryHandlers(self.search, catalog, self.libraries, monotonic=clock.monotonic),
            ENDPOINTS,
            name="discovery",
            checks={"postgresql": self._check_postgres, "redis": self._check_redis},
            on_start=[self.postgres.__aenter__],
            on_stop=[self.aclose],
            clock=clock,
            clients=self._clients(),
        )

    async def aclose(self) -> None:
        """End searches under way and close every connection."""
        await self.search.aclose()
        await self.libraries.aclose()
        await close_all(self.platforms)
        if self.vault is not None:
            await self.vault.aclose()
        await self.transport.aclose()
        await self.redis.aclose()
        await self.postgres.aclose()

    def _clients(self) -> list[AsyncClient]:
        """The clients of everything outside: /metrics shows their breakers and counts (REL-01)."""
        asked: list[AsyncClient] = [platform.client for platform in self.platforms.values()]
        return asked if self.vault is None else [*asked, self.vault.client]

    async def _check_postgres(self) -> None:
        if not await self.postgres.healthy():
            raise ConnectError("PostgreSQL does not answer")

    async def _check_redis(self) -> str | None:
        # Without Redis every search asks the platforms, so the service is slower and still ready.
        return None if await self.redis.healthy() else "away"
