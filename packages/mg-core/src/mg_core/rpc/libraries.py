"""The library that carries gRPC, named in one place and loaded when it is first used.

grpcio is the default: a call costs it a third less than grpclib, whose HTTP/2 is pure Python, and its core keeps floods
of resets, silent connections and broken frames away. grpclib takes an `ssl.SSLContext`, needs no compiled code, and
a server of its kind refuses late calls as never processed while it leaves, which grpcio answers with CANCELLED.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from mg_core.errors import ConfigurationError

from .transport import RpcTransport

if TYPE_CHECKING:
    from .dispatch import Table
    from .health import Health

DEFAULT: Final = "grpcio"
VARIABLE: Final = "MG_GRPC_LIBRARY"
"""Variable of the environment that names another one for the whole process."""
LIBRARIES: Final = ("grpcio", "grpclib")


class RpcServer(Protocol):
    """A server of endpoint tables."""

    health: Health | None
    """Statuses to be changed by whoever knows better; None without the service."""
    port: int
    """Port listened on; 0 before `start`."""

    async def start(self, host: str = "127.0.0.1", port: int = 0, *, tls: Any = None, reuse_port: bool = False) -> int:
        """Listen, and give the port; 0 lets the system choose. Raises OSError when it is taken."""
        ...

    async def aclose(self, *, grace_s: float = 5.0) -> None:
        """Leave gracefully; what runs after `grace_s` seconds is cancelled and answered with UNAVAILABLE."""
        ...


def open_transport(target: str, library: str | None = None, **more: Any) -> RpcTransport:
    """A transport to `host:port`; connects with the first call.

    Args:
        target: `host:port` or `[ipv6]:port`.
        library: of `LIBRARIES`; None takes the environment's, else the default.
        more: arguments of `GrpcioTransport` or `GrpclibTransport`.

    Raises:
        ConfigurationError: there is no such library, or an argument cannot work.
    """
    return cast("RpcTransport", _load(library).Transport(target, **more))


def make_server(services: Sequence[tuple[object, Table]], library: str | None = None, **more: Any) -> RpcServer:
    """A server of pairs of a service object and its generated endpoint table.

    Args:
        services: what is served.
        library: of `LIBRARIES`; None takes the environment's, else the default.
        more: arguments of `GrpcioServer` or `GrpclibServer`.

    Raises:
        ConfigurationError: there is no such library, or a service lacks a method of its table.
    """
    return cast("RpcServer", _load(library).Server(services, **more))


def _load(library: str | None) -> Any:
    name = library or os.environ.get(VARIABLE) or DEFAULT
    if name not in LIBRARIES:
        msg = f"{VARIABLE}: no gRPC library {name!r}, only {', '.join(LIBRARIES)}"
        raise ConfigurationError(msg, code="invalid_argument")
    try:
        return import_module(f"mg_core.contrib.{name}")
    except ModuleNotFoundError as error:
        extra = "grpc" if name == DEFAULT else name
        msg = f"gRPC over {name} needs a package that is not installed: pip install 'mg-core[{extra}]'"
        raise ConfigurationError(msg) from error
