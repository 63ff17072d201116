# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the Built-in endpoints contract."""

from __future__ import annotations

from mg_core.model import Model, OpenStrEnum


class HealthStatus(OpenStrEnum):
    """
    State in one word.
    """

    ok = "ok"
    degraded = "degraded"
    down = "down"


class HealthCheck(Model):
    """
    State of one thing that the service needs.
    """

    name: str
    """
    Name of the store or service, e.g. `postgresql`.
    """
    status: HealthStatus
    message: str | None = None
    """
    What is wrong; holds no address and no secret.
    """


class Health(Model):
    """
    State of one service.
    """

    status: HealthStatus
    service: str
    """
    Contract name of the service.
    """
    version: str | None = None
    """
    Version of the running code.
    """
    uptime_s: float | None = None
    """
    Seconds since the start.
    """
    checks: list[HealthCheck] | None = None
    """
    What the service needs.
    """
