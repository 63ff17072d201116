"""Puts an emulator together: handlers behind the contract's endpoint table, faults around them."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from mg_core.clock import timestamp
from mg_core.errors import ConfigurationError
from mg_core.rest.server import App
from mg_core.serving.asgi import Receive, Scope, Send
from mg_servers import apple_music as apple_server
from mg_servers import spotify as spotify_server
from mg_servers import streaming_platform as streaming_server
from mg_services.data import catalog

from . import apple_music, music
from .apple_music import AppleMusicHandlers
from .error_shapes import ErrorShape
from .faults import FaultBoard
from .middleware import ErrorBody, FaultLayer
from .shelf import Shelf
from .spotify import SpotifyHandlers, errors_in_shape
from .spotify import error_body as spotify_error
from .streaming import StreamingHandlers
from .tokens import TokenDesk

PORTS = {
    "netflix": 9001,
    "hbo": 9002,
    "disney": 9003,
    "hulu": 9004,
    "prime": 9005,
    "spotify": 9006,
    "apple_music": 9007,
}
"""Default port of each emulator."""

LOCAL_KEY = "local-emulator"
"""Default API key of the streaming platforms, and default client id and secret of Spotify, developer token
of Apple Music."""


@dataclass(frozen=True, slots=True)
class EmulatorSettings:
    """How one emulator behaves."""

    platform: str
    """A key of `PORTS`."""
    latency_ms: tuple[float, float] = (100.0, 200.0)
    """Milliseconds before each answer, drawn evenly; (0, 0) answers at once."""
    api_key: str = LOCAL_KEY
    """X-API-Key that the streaming platforms ask for."""
    client_id: str = LOCAL_KEY
    client_secret: str = LOCAL_KEY
    """What Spotify's token endpoint asks for."""
    developer_token: str = LOCAL_KEY
    """Bearer token that Apple Music asks for."""
    seed: int | None = None
    """Seed of the latency; None draws differently each time."""


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
    """An emulator of one platform over these titles.

    Args:
        settings: which platform, and how it behaves.
        titles: the whole catalog.
        monotonic: seconds that never go backwards; rate limits and tokens live by them.
        now: seconds since 1970-01-01 UTC.
        sleep: waits for the latency, in seconds.

    Raises:
        ConfigurationError: there is no such platform.
    """
    if settings.platform not in PORTS:
        raise ConfigurationError(f"there is no emulator of {settings.platform!r}; there are {', '.join(PORTS)}")
    board = FaultBoard(clock=monotonic)
    app: App | ErrorShape
    shape: ErrorBody
    media_type = "application/json"
    if settings.platform == "spotify":
        app, shape = _spotify(settings, titles, monotonic), spotify_error
    elif settings.platform == "apple_music":
        app, shape = _apple_music(settings, titles), apple_music.error_body
    else:
        app, shape = _streaming(settings, titles, now), _problem(now)
        media_type = "application/problem+json"
    layer = FaultLayer(
        app,
        board,
        error_body=shape,
        error_media_type=media_type,
        latency_ms=settings.latency_ms,
        sleep=sleep,
        rng=random.Random(settings.seed),
    )
    return Emulator(settings, layer, board)


def _streaming(settings: EmulatorSettings, titles: Iterable[catalog.CatalogTitle], now: Callable[[], float]) -> App:
    shelf = Shelf(settings.platform, titles)
    handlers = StreamingHandlers(shelf, api_key=settings.api_key, clock=now)
    return App(handlers, streaming_server.ENDPOINTS, name=settings.platform, identity=None)


def _spotify(
    settings: EmulatorSettings, titles: Iterable[catalog.CatalogTitle], monotonic: Callable[[], float]
) -> ErrorShape:
    desk = TokenDesk(client_id=settings.client_id, client_secret=settings.client_secret, clock=monotonic)
    handlers = SpotifyHandlers(_music(titles), desk, clock=monotonic)
    return errors_in_shape(App(handlers, spotify_server.ENDPOINTS, name="spotify", identity=None))


def _apple_music(settings: EmulatorSettings, titles: Iterable[catalog.CatalogTitle]) -> ErrorShape:
    handlers = AppleMusicHandlers(_music(titles), developer_token=settings.developer_token)
    return apple_music.errors_in_shape(App(handlers, apple_server.ENDPOINTS, name="apple_music", identity=None))


def _music(titles: Iterable[catalog.CatalogTitle]) -> music.Library:
    return music.library((title.title, title.year or None) for title in titles)


def _problem(now: Callable[[], float]) -> ErrorBody:
    """Error bodies of the streaming platforms, RFC 9457 as their contract says."""

    def body(status: int, code: str, message: str) -> bytes:
        moment = timestamp(now())
        members = {
            "type": "about:blank",
            "title": code.replace("_", " ").capitalize(),
            "status": status,
            "detail": message,
            "error": code,
            "message": message,
            "timestamp": moment,
            "request_id": "fault",
        }
        return json.dumps(members).encode()

    return body
