"""Puts a stand-in together: handlers behind the contract's endpoint table, faults around them."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

from mg_core.contract.service import ServiceRow
from mg_core.errors import ConfigurationError
from mg_core.serving.asgi import Receive, Scope, Send
from mg_servers.services import SERVICES
from mg_services.data import catalog
from mg_services.serving.service import Service
from mg_services.serving.settings import Values, is_standin, read

from .face import Face, Times
from .faults import FaultBoard
from .middleware import FaultLayer
from .settings import EmulatorSettings


@dataclass(frozen=True, slots=True)
class Emulator:
    """A platform's stand-in: an ASGI application and the board on which its faults are set."""

    settings: EmulatorSettings
    app: FaultLayer
    faults: FaultBoard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        await self.app(scope, receive, send)

    # uvicorn's `send` has to reach FaultLayer unwrapped: that is how a connection is dropped.


def build(
    settings: EmulatorSettings,
    titles: Iterable[catalog.CatalogTitle],
    *,
    monotonic: Callable[[], float] = time.monotonic,
    now: Callable[[], float] = time.time,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Emulator:
    """A stand-in of one platform over these titles.

    Args:
        settings: which platform, and how it behaves.
        titles: the whole catalog.
        monotonic: seconds that never go backwards; rate limits and tokens live by them.
        now: seconds since 1970-01-01 UTC.
        sleep: waits for the latency, in seconds.

    Raises:
        ConfigurationError: there is no such platform.
    """
    row = SERVICES.get(settings.platform)
    if row is None or not is_standin(row):
        known = ", ".join(name for name, row in SERVICES.items() if is_standin(row))
        raise ConfigurationError(f"there is no stand-in of {settings.platform!r}; there are {known}")
    board = FaultBoard(clock=monotonic)
    # What is special about a platform is the module of its contract's name.
    face: Face = import_module(f".{row.contract}", __package__).face(settings, titles, Times(monotonic, now))
    layer = FaultLayer(
        face.app,
        board,
        error_body=face.error_body,
        error_media_type=face.error_media_type,
        latency_ms=settings.latency_ms,
        sleep=sleep,
        rng=random.Random(settings.seed),
    )
    return Emulator(settings, layer, board)


def create(row: ServiceRow, values: Values) -> Service:
    """The stand-in as the environment wants it."""
    settings = read(EmulatorSettings, row, values)
    return build(settings, catalog.load_kept(settings.data_dir))
