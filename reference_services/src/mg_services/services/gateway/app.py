"""The gateway put together from the contracts and the settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mg_core.auth.tokens import JwksSource, TokenVerifier
from mg_core.clock import Clock, SystemClock
from mg_core.contract.operation import Operation
from mg_core.contract.policy import BreakerPolicy
from mg_core.contract.service import ServiceRow
from mg_core.errors import ConfigurationError
from mg_core.observe.metrics import Registry
from mg_core.observe.samples import Sample, sample
from mg_core.policies.breaker.machine import CircuitBreaker
from mg_core.rest.transports.fast import FastTransport
from mg_core.serving.lifecycle import Lifecycle
from mg_services.serving.service import Assembled, Service
from mg_services.serving.settings import Values, read

from .identity import Authenticator, jwks_from
from .limits import CallerLimits
from .proxy import Gateway
from .routes import Upstream, build_routes
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
        from .contracts import PUBLIC, UPSTREAMS

        public, services = public or PUBLIC, services or UPSTREAMS
    clock = clock or SystemClock()
    rows = {name: tuple(operations) for name, operations in services.items()}
    upstreams = {name: _upstream(name, operations, settings, clock) for name, operations in rows.items()}
    routes = build_routes(public, rows, upstreams, max_timeout_s=settings.max_upstream_timeout_s)
    registry = Registry()
    registry.include(lambda: _samples(upstreams.values()))
    limits = CallerLimits(settings.rate_limit, clock.monotonic)
    transport = FastTransport(max_connections=settings.max_connections)
    if jwks is None:
        jwks = jwks_from(transport, settings.origin("auth"), _jwks_path(rows.get("auth", ())))
    verifier = TokenVerifier(jwks, clock=clock)
    return Gateway(
        routes,
        authenticator=Authenticator(verifier, limits, registry),
        limits=limits,
        transport=transport,
        settings=settings,
        lifecycle=Lifecycle("gateway", registry=registry, on_stop=[transport.aclose]),
        clock=clock,
    )


def _upstream(name: str, operations: tuple[Operation, ...], settings: GatewaySettings, clock: Clock) -> Upstream:
    policy = next((row.policy.breaker for row in operations if row.policy.breaker), None) or BreakerPolicy()
    return Upstream(name, settings.origin(name), CircuitBreaker(name, policy, clock.monotonic))


def _samples(upstreams: Iterable[Upstream]) -> Iterator[Sample]:
    """The breakers under the names that every client's breakers have."""
    for upstream in upstreams:
        labels, breaker = {"service": upstream.contract}, upstream.breaker
        yield sample("mg_client_breaker_state", breaker.state.value, labels)
        yield sample("mg_client_breaker_opened_total", breaker.opened, labels)
        yield sample("mg_client_breaker_rejected_total", breaker.rejected, labels)
        yield sample("mg_client_in_flight", upstream.in_flight, labels)


def _jwks_path(operations: Iterable[Operation]) -> str:
    for operation in operations:
        if operation.id == "getJwks":
            return operation.path
    raise ConfigurationError("the auth contract has no operation getJwks")


def create(row: ServiceRow, values: Values) -> Service:
    """The gateway as the environment wants it."""
    settings = read(GatewaySettings, row, values)
    return Assembled(settings, build(settings))
