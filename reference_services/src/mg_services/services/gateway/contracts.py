"""The generated tables that the gateway routes by."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from mg_core.contract.operation import Operation
from mg_servers.services import SERVICES

from .settings import GATEWAY


def operations_of(name: str) -> tuple[Operation, ...]:
    """What a service offers over REST."""
    rows: tuple[Operation, ...] = import_module(f"mg_clients.{SERVICES[name].contract}").operations.OPERATIONS
    return rows


PUBLIC: Final = operations_of(GATEWAY.name)
"""What the gateway offers."""

UPSTREAMS: Final[Mapping[str, tuple[Operation, ...]]] = {name: operations_of(name) for name in GATEWAY.upstreams}
"""What the services behind it offer, by name."""
