"""The auth service put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mg_core.auth.tokens import TokenVerifier
from mg_core.clock import Clock, SystemClock
from mg_core.errors import ApiError
from mg_core.observe.metrics import Registry
from mg_core.rest.server import App
from mg_core.rpc import make_server
from mg_servers.auth import ENDPOINTS, AuthService
from mg_servers.rpc import AUTH_ENDPOINTS, AuthRpcService
from mg_services.adapters.postgres import Postgres
from mg_services.adapters.redis import Cache, RedisStore, open_redis
from mg_services.serving.rpc_calls import admit

from .handlers import AuthHandlers, Parts
from .keys import load_signer, open_box
from .passwords import PasswordHasher
from .rpc import AuthRpc
from .sessions import Sessions
from .settings import AuthSettings
from .store import AuthStore


class AuthServer:
    """The service's connections, its ASGI application and its gRPC server.

    Attributes:
        app: the ASGI application; its start hook connects, its stop hook closes.
        grpc: the gRPC server, started and stopped with the application.
    """

    def __init__(self, settings: AuthSettings, *, clock: Clock | None = None, metrics: Registry | None = None) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._postgres: Postgres | None = None
        self._redis: RedisStore | None = None
        self._hasher: PasswordHasher | None = None
        self.metrics = metrics or Registry()
        self.handlers = AuthHandlers(settings, clock=self._clock, metrics=self.metrics)
        service: AuthService = self.handlers
        rpc: AuthRpcService = AuthRpc(self.handlers)
        self.grpc = make_server([(rpc, AUTH_ENDPOINTS)], guard=admit)
        self.app = App(
            service,
            ENDPOINTS,
            name="auth",
            identity="header",
            verifier=self.handlers,
            checks={"postgres": self._check_postgres, "redis": self._check_redis},
            on_start=[self._start, self._listen],
            on_stop=[self._stop],
            clock=self._clock,
            metrics=self.metrics,
        )

    async def _start(self) -> None:
        settings = self._settings
        self._postgres = await Postgres.open(settings.postgres_dsn)
        self._redis = RedisStore(open_redis(settings.redis_url))
        self._hasher = PasswordHasher(
            cost=settings.bcrypt_cost, threads=settings.hash_threads, queue=settings.hash_queue
        )
        store = AuthStore(self._postgres)
        box = open_box(settings)
        signer = await load_signer(store, box, clock=self._clock)

        async def keys() -> Mapping[str, Any]:
            return signer.jwks()

        verifier = TokenVerifier(keys, clock=self._clock)
        sessions = Sessions(self._redis, monotonic=self._clock.monotonic)
        self.handlers.parts = Parts(store, sessions, self._hasher, signer, verifier, box, Cache(self._redis))

    async def _listen(self) -> None:
        await self.grpc.start(self._settings.host, self._settings.grpc_port)

    async def _stop(self) -> None:
        await self.grpc.aclose()
        self.handlers.parts = None
        if self._hasher is not None:
            self._hasher.close()
        if self._redis is not None:
            await self._redis.aclose()
        if self._postgres is not None:
            await self._postgres.aclose()

    async def _check_postgres(self) -> str | None:
        if self._postgres is None or not await self._postgres.healthy():
            raise ApiError("PostgreSQL does not answer", code="service_unavailable", status=503)
        return None

    async def _check_redis(self) -> str | None:
        # Without Redis the service goes on, so that it stays ready.
        return None if self._redis is not None and await self._redis.healthy() else "away"


def build(settings: AuthSettings, *, clock: Clock | None = None, metrics: Registry | None = None) -> App:
    """The ASGI application; it connects to its stores when it starts."""
    return AuthServer(settings, clock=clock, metrics=metrics).app
