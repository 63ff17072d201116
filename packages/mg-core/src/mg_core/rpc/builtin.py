"""The services that every gRPC server of ours has beside its own: health and reflection. They ask for no token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .dispatch import Table
from .health import ENDPOINTS as HEALTH_ENDPOINTS
from .health import Health
from .reflection import TABLES, Reflection, files_of


def services_of(
    services: Sequence[tuple[object, Table]], health: Health | None, *, reflection: bool
) -> list[tuple[Any, Table]]:
    """Pairs of a service object and its table for what was asked for."""
    found: list[tuple[Any, Table]] = []
    names = sorted({row.method.service for _, table in services for row in table})
    if health is not None:
        found.append((health, HEALTH_ENDPOINTS))
        names.append(HEALTH_ENDPOINTS[0].method.service)
        for name in names:
            health.set(name, serving=True)
    if reflection:
        names += [table[0].method.service for table in TABLES]
        methods = [row.method for _, table in services for row in table]
        told = Reflection(names, files_of(methods))
        found += [(told, table) for table in TABLES]
    return found
