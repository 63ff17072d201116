"""What a service holds while it runs: opened at its start, closed at its stop, looked at by its health check."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from mg_core.errors import ConnectError
from mg_core.rpc import RpcServer, make_server
from mg_core.rpc.dispatch import Table
from mg_core.serving.lifecycle import Check, Hook

from ..adapters.postgres import Postgres
from ..adapters.redis import RedisStore, open_redis
from .rpc_calls import admit
from .settings import ServerSettings

Healthy = Callable[[], Awaitable[bool]]


class Resources:
    """The resources of one service, in the order in which they are opened; they are closed in the opposite one.

    Attributes:
        checks: readiness checks by name.
        on_start: opens them.
    """

    def __init__(self) -> None:
        self.checks: dict[str, Check] = {}
        self.on_start: list[Hook] = []
        self._closing: list[Hook] = []

    @property
    def on_stop(self) -> list[Hook]:
        """Closes them, the last opened first."""
        return self._closing[::-1]

    async def aclose(self) -> None:
        """Close them without a server around, e.g. in a test."""
        for close in self.on_stop:
            await close()

    def hold(self, *, start: Hook | None = None, stop: Hook | None = None) -> None:
        """Run `start` when the service starts and `stop` when it stops, which may come without `start`."""
        self.on_start += [start] if start is not None else []
        self._closing += [stop] if stop is not None else []

    def postgres(self, dsn: str) -> Postgres:
        """A pool; without the database the service is down."""
        pool = Postgres(dsn)
        self.hold(start=pool.__aenter__, stop=pool.aclose)
        self.needs("postgres", pool.healthy)
        return pool

    def redis(self, url: str) -> RedisStore:
        """A client; without Redis the service goes on, slower or with less."""
        store = RedisStore(open_redis(url))
        self.hold(stop=store.aclose)
        self.uses("redis", store.healthy)
        return store

    def grpc(self, service: object, endpoints: Table, settings: ServerSettings) -> RpcServer:
        """The service's gRPC server. Take it last: it answers once everything else is open."""
        server = make_server([(service, endpoints)], guard=admit)

        async def listen() -> None:
            await server.start(settings.host, settings.grpc_port)

        self.hold(start=listen, stop=server.aclose)
        return server

    def needs(self, name: str, healthy: Healthy) -> None:
        """Look at something without which the service cannot work."""

        async def check() -> str | None:
            if not await healthy():
                raise ConnectError(f"{name} does not answer")
            return None

        self.checks[name] = check

    def uses(self, name: str, healthy: Healthy, *, without: str = "away") -> None:
        """Look at something without which the service works with less; `without` says so."""

        async def check() -> str | None:
            return None if await healthy() else without

        self.checks[name] = check
