# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients of the Built-in endpoints contract."""

from __future__ import annotations

from typing import ClassVar

from mg_core.client import AsyncClient, CallOptions, SyncClient
from mg_core.operation import Operation

from . import models, operations


class HealthClient(AsyncClient):
    """Asynchronous client of the Built-in endpoints contract."""

    contract: ClassVar[str] = "health"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    async def get_health(self, *, options: CallOptions | None = None) -> models.Health:
        """State of the service and of what it needs.

        Answers at once from what is known. `degraded`: the service works, something that it can do without is away.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`."""
        return await self._call(operations.GET_HEALTH, (), None, options)

    async def get_metrics(self, *, options: CallOptions | None = None) -> bytes:
        """Metrics in the Prometheus text format.

        Counters, gauges and histograms of this process.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `internal_error` (500).
            MgError: no usable answer; see `mg_core.errors`."""
        return await self._call(operations.GET_METRICS, (), None, options)


class HealthSyncClient(SyncClient):
    """Blocking client of the Built-in endpoints contract."""

    contract: ClassVar[str] = "health"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    def get_health(self, *, options: CallOptions | None = None) -> models.Health:
        """State of the service and of what it needs.

        Answers at once from what is known. `degraded`: the service works, something that it can do without is away.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`."""
        return self._call(operations.GET_HEALTH, (), None, options)

    def get_metrics(self, *, options: CallOptions | None = None) -> bytes:
        """Metrics in the Prometheus text format.

        Counters, gauges and histograms of this process.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `internal_error` (500).
            MgError: no usable answer; see `mg_core.errors`."""
        return self._call(operations.GET_METRICS, (), None, options)
