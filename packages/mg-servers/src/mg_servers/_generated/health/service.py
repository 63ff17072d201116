# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of the Built-in endpoints contract implements, and its endpoint table."""

from __future__ import annotations

from typing import Final, Protocol

from mg_clients._generated.health import models, operations
from mg_core.server.http import Endpoint, ServerCall

from . import schemas


class HealthService(Protocol):
    """Handlers of the Built-in endpoints contract. Raise `mg_core.errors.ApiError` with a declared code to answer an error."""

    async def get_health(self, call: ServerCall) -> models.Health:
        """`GET /health`: State of the service and of what it needs."""
        ...

    async def get_metrics(self, call: ServerCall) -> bytes:
        """`GET /metrics`: Metrics in the Prometheus text format."""
        ...


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(operations.GET_HEALTH, "get_health", schemas.GET_HEALTH),
    Endpoint(operations.GET_METRICS, "get_metrics", schemas.GET_METRICS),
)
"""Every operation with its handler's name and its schemas, in the contract's order."""
