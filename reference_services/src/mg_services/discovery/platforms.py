"""The platforms as discovery sees them: each can be searched, whatever its contract is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from mg_clients.discovery import ContentItem
from mg_clients.spotify import SpotifyClient, SpotifyGrantType, SpotifyTokenRequest
from mg_clients.streaming_platform import StreamingPlatformClient
from mg_core.caller import CallOptions
from mg_core.deadline import budget
from mg_core.errors import ApiError, MgError
from mg_core.transports import Transport

from .domain import Failure, failure_of, is_usable, item_of_title, items_of_music, total_of_music
from .settings import DiscoverySettings

MUSIC_KINDS: Final[list[Literal["artist", "album", "track", "playlist"]]] = ["artist", "album", "track"]
"""Kinds of items that a search asks of Spotify."""


@dataclass(frozen=True, slots=True)
class Page:
    """The first page of one platform."""

    items: list[ContentItem]
    total: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one platform's part of a search: a page, or the reason why there is none."""

    platform: str
    page: Page
    failure: Failure | None = None


class SearchPlatform(Protocol):
    """A platform that can be searched."""

    @property
    def name(self) -> str:
        """Its name in content ids, e.g. `netflix`."""
        ...

    async def search(self, query: str, limit: int) -> Page:
        """The first `limit` titles that fit; raises MgError."""
        ...

    async def aclose(self) -> None:
        """Close its connections."""
        ...


class StreamingPlatform:
    """Netflix, Hulu, HBO Max, Disney+ or Prime Video."""

    def __init__(self, name: str, client: StreamingPlatformClient, api_key: str) -> None:
        self.name = name
        self.client = client
        self._options = CallOptions(headers={"X-API-Key": api_key})

    async def search(self, query: str, limit: int) -> Page:
        """The first `limit` titles that fit."""
        found = await self.client.search_catalog(q=query, limit=limit, options=self._options)
        items = [item_of_title(self.name, title) for title in found.results if is_usable(title)]
        return Page(items, len(items) if found.total is None else found.total)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.client.aclose()


class SpotifyPlatform:
    """Spotify: artists, albums and tracks."""

    name = "spotify"

    def __init__(self, client: SpotifyClient) -> None:
        self.client = client

    async def search(self, query: str, limit: int) -> Page:
        """The first `limit` items of each kind."""
        found = await self.client.search_items(q=query, type_=MUSIC_KINDS, limit=limit)
        return Page(items_of_music(found), total_of_music(found))

    async def aclose(self) -> None:
        """Close the connections."""
        await self.client.aclose()


class ApplicationToken:
    """The token of our application: fetched when first needed, and again when Spotify refuses it."""

    def __init__(self, client_id: str, client_secret: str) -> None:
        self._request = SpotifyTokenRequest(
            grant_type=SpotifyGrantType.client_credentials, client_id=client_id, client_secret=client_secret
        )
        self._client: SpotifyClient | None = None
        self._token = ""
        self._fetching: asyncio.Task[str] | None = None

    def fetch_from(self, client: SpotifyClient) -> None:
        """The client that asks the token endpoint; needs no token itself for that."""
        self._client = client

    async def __call__(self) -> str:
        """The current token."""
        return self._token or await self.refresh("")

    async def refresh(self, rejected: str) -> str:
        """A token other than `rejected`; any number of callers share one request."""
        if self._token and self._token != rejected:
            return self._token
        if self._fetching is None:
            self._fetching = asyncio.ensure_future(self._fetch())
            self._fetching.add_done_callback(self._fetched)
        return await asyncio.shield(self._fetching)

    async def _fetch(self) -> str:
        if self._client is None:
            raise ApiError("no client asks for tokens", code="unauthorized", status=401)
        self._token = (await self._client.create_token(self._request)).access_token
        return self._token

    def _fetched(self, task: asyncio.Task[str]) -> None:
        self._fetching = None
        if not task.cancelled():
            task.exception()  # looked at, so that a failure whose callers have left is not reported as forgotten


def open_platforms(settings: DiscoverySettings, transport: Transport) -> dict[str, SearchPlatform]:
    """A client of its own for each platform with a URL, hence a breaker of its own; opens no connection."""
    opened: dict[str, SearchPlatform] = {}
    for name, url in settings.platforms.items():
        if name == "spotify":
            token = ApplicationToken(settings.spotify_client_id, settings.spotify_client_secret)
            client = SpotifyClient(url, token=token, transport=transport)
            token.fetch_from(client)
            opened[name] = SpotifyPlatform(client)
        else:
            titles = StreamingPlatformClient(url, service=name, transport=transport)
            opened[name] = StreamingPlatform(name, titles, settings.api_keys.get(name, ""))
    return opened


async def ask_all(platforms: Sequence[SearchPlatform], query: str, limit: int, *, within_s: float) -> list[Answer]:
    """Ask all platforms at the same time; each has an answer in the end, all of them within `within_s` seconds."""
    with budget(within_s):
        return list(await asyncio.gather(*(_ask(platform, query, limit) for platform in platforms)))


async def _ask(platform: SearchPlatform, query: str, limit: int) -> Answer:
    try:
        return Answer(platform.name, await platform.search(query, limit))
    except ApiError as error:
        # SPOT-04: a 404 to a search means that nothing was found.
        failure = None if error.status == 404 else failure_of(platform.name, error)
    except MgError as error:
        failure = failure_of(platform.name, error)
    return Answer(platform.name, Page([], 0), failure)


async def close_all(platforms: Mapping[str, SearchPlatform]) -> None:
    """Close every platform's connections; one that fails does not keep the others open."""
    closing: list[Awaitable[None]] = [platform.aclose() for platform in platforms.values()]
    await asyncio.gather(*closing, return_exceptions=True)
