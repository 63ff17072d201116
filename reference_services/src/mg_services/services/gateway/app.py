"""The gateway put together from the contracts and the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mg_core.auth.tokens import JwksSource, TokenVerifier
from mg_core.clock import Clock, SystemClock
from mg_core.contract.operation import Operation
from mg_core.contract.policy import BreakerPolicy
from mg_core.errors import ConfigurationError
from mg_core.observe.metrics import Registry
from mg_core.rest.transports.fast import FastTransport
from mg_core.serving.lifecycle import Lifecycle

from .forwarding import Upstream, all_samples
from .identity import Authenticator, jwks_from
from .limits import CallerLimits
from .proxy import Gateway
from .routes import build_routes, title_of
from .settings import GatewaySettings


def build(
    settings: GatewaySettings,
    *,
    public: Iterable[Operation] | None = None,
    services: Mapping[str, Iterable[Operation]] | None = None,
    jwks: JwksSource | None = None,
    clock: Clock | None = None,
) -> Gateway:
    """The gateway.

    Args:
        settings: where the services are, and the limits.
        public: operations to offer; those of the gateway contract by default.
        services: operations of the services by contract; those of all contracts by default.
        jwks: source of the signing keys; the auth service by default.
        clock: time source.

    Raises:
        ConfigurationError: a setting or a contract that cannot work.
    """
    if public is None or services is None:
        from .contracts import PUBLIC, SERVICES

        public, services = public or PUBLIC, services or SERVICES
    clock = clock or SystemClock()
    rows = {name: tuple(operations) for name, operations in services.items()}
    transport = FastTransport(max_connections=settings.max_connections)
    upstreams = {name: _upstream(name, operations, settings, transport, clock) for name, operations in rows.items()}
    origins = {name: upstream.origin for name, upstream in upstreams.items()}
    routes = build_routes(public, rows, origins, max_timeout_s=settings.max_upstream_timeout_s)
    for route in routes:
        upstreams[route.target.contract].add(route)
    registry = Registry()
    registry.include(lambda: all_samples(upstreams.values()))
    limits = CallerLimits(settings.rate_limit, clock.monotonic)
    if jwks is None:
        jwks = jwks_from(transport, settings.origin("auth"), _jwks_path(rows.get("auth", ())))
    verifier = TokenVerifier(jwks, clock=clock)
    return Gateway(
        routes,
        authenticator=Authenticator(verifier, limits, registry),
        limits=limits,
        upstreams=upstreams,
        settings=settings,
        lifecycle=Lifecycle("gateway", registry=registry, on_stop=[transport.aclose]),
        clock=clock,
    )


def _upstream(
    name: str, operations: tuple[Operation, ...], settings: GatewaySettings, transport: FastTransport, clock: Clock
) -> Upstream:
    breaker = next((row.policy.breaker for row in operations if row.policy.breaker), None) or BreakerPolicy()
    return Upstream(name, title_of(name), settings.origin(name), breaker, transport, clock)


def _jwks_path(operations: Iterable[Operation]) -> str:
    for operation in operations:
        if operation.id == "getJwks":
            return operation.path
    raise ConfigurationError("the auth contract has no operation getJwks")
