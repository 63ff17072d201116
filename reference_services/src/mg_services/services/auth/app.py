"""The auth service put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mg_core.auth.tokens import TokenVerifier
from mg_core.clock import Clock, SystemClock
from mg_core.contract.service import ServiceRow
from mg_core.observe.metrics import Registry
from mg_core.rest.server import App
from mg_servers.auth import ENDPOINTS, AuthService
from mg_servers.rpc import AUTH_ENDPOINTS, AuthRpcService
from mg_services.adapters.redis import Cache
from mg_services.serving.resources import Resources
from mg_services.serving.service import Service
from mg_services.serving.settings import Values, read

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
        self.settings = settings
        self.metrics = metrics or Registry()
        self._clock = clock or SystemClock()
        self._hasher: PasswordHasher | None = None
        self.handlers = AuthHandlers(settings, clock=self._clock, metrics=self.metrics)
        service: AuthService = self.handlers
        rpc: AuthRpcService = AuthRpc(self.handlers)
        held = Resources()
        self._postgres = held.postgres(settings.postgres_dsn)
        self._redis = held.redis(settings.redis_url)
        held.hold(start=self._start, stop=self._stop)
        self.grpc = held.grpc(rpc, AUTH_ENDPOINTS, settings)
        self.app = App(
            service,
            ENDPOINTS,
            name="auth",
            identity="header",
            verifier=self.handlers,
            checks=held.checks,
            on_start=held.on_start,
            on_stop=held.on_stop,
            clock=self._clock,
            metrics=self.metrics,
        )

    async def _start(self) -> None:
        settings = self.settings
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

    async def _stop(self) -> None:
        self.handlers.parts = None
        if self._hasher is not None:
            self._hasher.close()


def build(settings: AuthSettings, *, clock: Clock | None = None, metrics: Registry | None = None) -> App:
    """The ASGI application; it connects to its stores when it starts."""
    return AuthServer(settings, clock=clock, metrics=metrics).app


def create(row: ServiceRow, values: Values) -> Service:
    """The service as the environment wants it."""
    return AuthServer(read(AuthSettings, row, values))
