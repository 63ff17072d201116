"""What every process of the platform is, whichever contract it answers, and where its code is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, runtime_checkable

from mg_core.contract.service import ServiceRow
from mg_servers.services import SERVICES

from .settings import ServerSettings, Values, is_standin


class Service(Protocol):
    """A service that is put together and not yet started."""

    @property
    def settings(self) -> ServerSettings:
        """Where it listens, among others."""
        ...

    @property
    def app(self) -> Any:
        """The ASGI application. Its lifespan opens and closes everything, the gRPC server included."""
        ...


@runtime_checkable
class SpeaksStdio(Protocol):
    """A service that speaks over standard input and output as well."""

    async def stdio(self) -> None:
        """Serve one client until it closes them."""
        ...


Create = Callable[[ServiceRow, Values], Service]
"""Puts a service together from the environment; each `app.py` has one, called `create`."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """A service whose application is all that there is of it."""

    settings: ServerSettings
    app: Any


def create(row: ServiceRow, values: Values) -> Service:
    """Put a service together.

    Raises:
        ConfigurationError: a setting is missing or cannot be.
    """
    make: Create = import_module(f"{_package(row)}.app").create
    return make(row, values)


def built() -> tuple[ServiceRow, ...]:
    """The services that have code here, each after those that it calls."""
    return tuple(row for row in SERVICES.values() if find_spec(_code(row)) is not None)


def _package(row: ServiceRow) -> str:
    return "mg_services.standins.platforms" if is_standin(row) else f"mg_services.services.{row.name}"


def _code(row: ServiceRow) -> str:
    """What makes the difference between a contract and a service: its folder, or its module among the stand-ins."""
    return f"{_package(row)}.{row.contract}" if is_standin(row) else _package(row)
