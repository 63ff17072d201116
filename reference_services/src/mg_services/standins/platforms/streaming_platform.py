"""Netflix, Hulu, HBO Max, Disney+ and Prime Video: the handlers behind the contract `streaming_platform`."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from mg_clients.streaming_platform import (
    CatalogPage,
    CatalogTitle,
    PlatformWatchlist,
    PlatformWatchlistItem,
    StreamUrl,
    StreamUrlRequest,
    TitleType,
)
from mg_core.clock import timestamp
from mg_core.errors import ApiError
from mg_core.rest.exchange import ServerCall
from mg_core.rest.server import App
from mg_servers.streaming_platform import ENDPOINTS
from mg_services.data import catalog

from .face import Face, Times
from .middleware import ErrorBody
from .settings import EmulatorSettings
from .shelf import Shelf

WATCHLIST_SIZE = 5
"""Titles on the watchlist of an account."""
URL_VALID = timedelta(hours=4)
"""How long an address to stream from works."""
_FIRST_ADDED = datetime(2024, 1, 15, 10, 30, tzinfo=UTC)


class StreamingHandlers:
    """One streaming platform.

    Args:
        shelf: what it carries.
        api_key: the key that callers must send as X-API-Key.
        clock: seconds since 1970-01-01 UTC.
    """

    def __init__(self, shelf: Shelf, *, api_key: str, clock: Callable[[], float]) -> None:
        self._shelf = shelf
        self._api_key = api_key.encode()
        self._clock = clock
        self._wire: dict[int, CatalogTitle] = {}

    async def search_catalog(self, call: ServerCall, *, q: str, page: int = 1, limit: int = 20) -> CatalogPage:
        """One page of the titles that hold every word of `q`."""
        self._admit(call)
        found = self._shelf.find(q)
        shown = found[(page - 1) * limit : page * limit]
        return CatalogPage(results=[self._title(each) for each in shown], total=len(found), page=page, limit=limit)

    async def get_title(self, call: ServerCall, *, id: str) -> CatalogTitle:  # noqa: A002 - the contract's name
        """One title.

        Raises:
            ApiError: `not_found`.
        """
        self._admit(call)
        return self._title(self._known(id))

    async def get_watchlist(self, call: ServerCall, *, account_id: str | None = None) -> PlatformWatchlist:
        """The same few titles for the same account each time, newest first."""
        self._admit(call)
        account = account_id or "key"
        titles = self._shelf.titles
        digest = hashlib.sha256(f"{self._shelf.platform}/{account}".encode()).digest()
        picks = dict.fromkeys(int.from_bytes(digest[n : n + 4], "big") % len(titles) for n in range(0, 20, 4))
        items = [
            PlatformWatchlistItem(
                content_id=str(titles[pick].id),
                title=titles[pick].title,
                added_at=_FIRST_ADDED - timedelta(days=position, minutes=digest[position]),
            )
            for position, pick in enumerate(list(picks)[:WATCHLIST_SIZE])
        ]
        return PlatformWatchlist(items=items)

    async def create_stream_url(self, call: ServerCall, body: StreamUrlRequest) -> StreamUrl:
        """An address on a host that does not exist; it looks signed and expires.

        Raises:
            ApiError: `not_found`.
        """
        self._admit(call)
        title = self._known(body.content_id)
        expires_at = datetime.fromtimestamp(int(self._clock()), UTC) + URL_VALID
        text = f"{self._shelf.platform}/{title.id}/{body.device_id}/{expires_at.timestamp():.0f}"
        signature = hmac.new(self._api_key, text.encode(), "sha256").hexdigest()[:32]
        return StreamUrl(
            url=f"https://stream.{self._shelf.platform}.example/{title.id}/master.m3u8?sig={signature}",
            expires_at=expires_at,
            duration_ms=title.runtime_min * 60_000 or None,
        )

    def _admit(self, call: ServerCall) -> None:
        sent = call.headers.get("x-api-key", "")
        if not hmac.compare_digest(sent.encode(), self._api_key):
            challenge = {"WWW-Authenticate": f'ApiKey realm="{self._shelf.platform}"'}
            raise ApiError(
                "The X-API-Key header is missing or wrong.", code="unauthorized", status=401, headers=challenge
            )

    def _known(self, content_id: str) -> catalog.CatalogTitle:
        title = self._shelf.get(content_id)
        if title is None:
            raise ApiError(f"{self._shelf.platform} has no title {content_id}.", code="not_found", status=404)
        return title

    def _title(self, title: catalog.CatalogTitle) -> CatalogTitle:
        made = self._wire.get(title.id)
        if made is None:
            made = self._wire[title.id] = wire_title(title)
        return made


def wire_title(title: catalog.CatalogTitle) -> CatalogTitle:
    """The title as the contract spells it; what is unknown is left out."""
    return CatalogTitle(
        id=str(title.id),
        title=title.title,
        type=TitleType(title.type),
        seasons=title.seasons,
        year=title.year or None,
        genres=list(title.genres),
        overview=title.overview[:10_000] or None,
        rating=title.vote_average,
        popularity=popularity_of_100(title.popularity),
        duration_ms=title.runtime_min * 60_000 or None,
        available=True,
    )


def popularity_of_100(popularity: float) -> float:
    """The catalog's popularity, which has no upper bound, on a scale of 0 to 100 that keeps the order."""
    return round(100 * popularity / (popularity + 50), 2)


def face(settings: EmulatorSettings, titles: Iterable[catalog.CatalogTitle], times: Times) -> Face:
    """The platform as its settings want it."""
    shelf = Shelf(settings.platform, titles)
    handlers = StreamingHandlers(shelf, api_key=settings.api_key, clock=times.now)
    app = App(handlers, ENDPOINTS, name=settings.platform, identity=None)
    return Face(app, _problem(times.now), "application/problem+json")


def _problem(now: Callable[[], float]) -> ErrorBody:
    """Error bodies of the streaming platforms, RFC 9457 as their contract says."""

    def body(status: int, code: str, message: str) -> bytes:
        members = {
            "type": "about:blank",
            "title": code.replace("_", " ").capitalize(),
            "status": status,
            "detail": message,
            "error": code,
            "message": message,
            "timestamp": timestamp(now()),
            "request_id": "fault",
        }
        return json.dumps(members).encode()

    return body
