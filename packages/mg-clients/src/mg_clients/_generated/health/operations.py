# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Operations of the Built-in endpoints contract, as data."""

from __future__ import annotations

from typing import Final

from mg_core.operation import ErrorCase, Operation, Reply

from . import models, policies

GET_HEALTH: Final = Operation(
    id="getHealth",
    contract="health",
    method="GET",
    path="/health",
    policy=policies.INTERNAL,
    idempotency="safe",
    replies=(Reply(200, models.Health),),
    errors=(ErrorCase(503, "service_unavailable", retryable=True, retry_after_s=5.0),),
    source="spec/common/health.yaml:14",
)
GET_METRICS: Final = Operation(
    id="getMetrics",
    contract="health",
    method="GET",
    path="/metrics",
    policy=policies.INTERNAL,
    idempotency="safe",
    replies=(Reply(200, bytes, "text/plain"),),
    errors=(ErrorCase(500, "internal_error", retryable=True),),
    source="spec/common/health.yaml:30",
)

OPERATIONS: Final[tuple[Operation, ...]] = (
    GET_HEALTH,
    GET_METRICS,
)
"""Every operation, in the contract's order."""
