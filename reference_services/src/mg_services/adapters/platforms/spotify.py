"""Spotify: artists, albums and tracks, asked with the user's token or, for a user without one, with our own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Literal, TypeVar

from mg_clients.discovery import ContentItem, ContentMetadata, ContentType, Platform
from mg_clients.spotify import (
    AsyncSpotifyClient,
    SpotifyAlbum,
    SpotifyArtist,
    SpotifyGrantType,
    SpotifySearchResult,
    SpotifyTokenRequest,
    SpotifyTrack,
)
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError, MgError
from mg_core.observe.logging import get_logger
from mg_core.tasks import SingleFlight

from .page import Page, year_of
from .tokens import Grant, UserTokens

T = TypeVar("T")

MUSIC_KINDS: Final[list[Literal["artist", "album", "track", "playlist"]]] = ["artist", "album", "track"]
"""Kinds of items that a search asks for."""

_log = get_logger("mg.platforms")


class SpotifyAccounts:
    """Spotify's token endpoint, asked in the name of our application.

    Args:
        client: needs no token for the token endpoint.
        client_id: id of our application.
        client_secret: its secret.
    """

    def __init__(self, client: AsyncSpotifyClient, client_id: str, client_secret: str) -> None:
        self._client = client
        self._client_id = client_id
        self._client_secret = client_secret
        self._token = ""
        self._tokens: SingleFlight[str] = SingleFlight()

    async def exchange(self, refresh_token: str) -> Grant:
        """A new access token for a user's refresh token.

        Raises:
            ApiError: `invalid_grant`, the user has withdrawn the connection.
            MgError: no usable answer.
        """
        given = await self._client.create_token(
            SpotifyTokenRequest(
                grant_type=SpotifyGrantType.refresh_token,
                refresh_token=refresh_token,
                client_id=self._client_id,
                client_secret=self._client_secret,
            )
        )
        return Grant(given.access_token, given.expires_in, given.refresh_token)

    async def application_token(self, rejected: str = "") -> str:
        """The application's own token, other than `rejected`; any number of callers share one request."""
        if self._token and self._token != rejected:
            return self._token
        return await self._tokens.do("application", self._fetch)

    async def _fetch(self) -> str:
        request = SpotifyTokenRequest(
            grant_type=SpotifyGrantType.client_credentials, client_id=self._client_id, client_secret=self._client_secret
        )
        self._token = (await self._client.create_token(request)).access_token
        return self._token


class SpotifyPlatform:
    """Searches Spotify.

    Args:
        client: without a token of its own; each call brings one.
        accounts: gives the application's token.
        users: gives users' tokens; None where no vault is known.
    """

    name = "spotify"

    def __init__(self, client: AsyncSpotifyClient, accounts: SpotifyAccounts, users: UserTokens | None = None) -> None:
        self.client = client
        self._accounts = accounts
        self._users = users

    async def search(self, query: str, limit: int, *, user_id: str = "") -> Page:
        """The first `limit` items of each kind."""

        def send(options: CallOptions) -> Awaitable[SpotifySearchResult]:
            return self.client.search_items(q=query, type_=MUSIC_KINDS, limit=limit, options=options)

        found = await self._authorized(user_id, send)
        return Page(items_of_music(found), total_of_music(found))

    async def aclose(self) -> None:
        """Close the connections."""
        if self._users is not None:
            await self._users.aclose()
        await self.client.aclose()

    async def _authorized(self, user_id: str, send: Callable[[CallOptions], Awaitable[T]]) -> T:
        """Send with a token; after a 401 renew it and send once more (SPOT-04)."""
        token = await self._user_token(user_id)
        in_users_name = token is not None
        token = token or await self._accounts.application_token()
        try:
            return await send(_bearer(token))
        except ApiError as error:
            if error.status != 401:
                raise
        renewed = await self._users.renew(user_id, token) if in_users_name and self._users else None
        return await send(_bearer(renewed or await self._accounts.application_token(token)))

    async def _user_token(self, user_id: str) -> str | None:
        if self._users is None or not user_id:
            return None
        try:
            return await self._users.current(user_id)
        except MgError as error:
            # A search needs no user: without the auth service the application asks. What Spotify itself says counts.
            if error.service != "auth":
                raise
            _log.warning("user_token_unknown", platform=self.name, code=error.code)
            return None


def _bearer(token: str) -> CallOptions:
    return CallOptions(headers={"Authorization": f"Bearer {token}"})


def items_of_music(found: SpotifySearchResult) -> list[ContentItem]:
    """The pages in the common shape: artists, albums, tracks."""
    artists = found.artists.items if found.artists else []
    albums = found.albums.items if found.albums else []
    tracks = found.tracks.items if found.tracks else []
    return [*map(_artist, artists), *map(_album, albums), *map(_track, tracks)]


def total_of_music(found: SpotifySearchResult) -> int:
    """Items over all pages of all kinds."""
    pages = (found.artists, found.albums, found.tracks)
    return sum(len(page.items) if page.total is None else page.total for page in pages if page is not None)


def _artist(artist: SpotifyArtist) -> ContentItem:
    return ContentItem(
        id=f"spotify:artist:{artist.id}",
        platform=Platform.spotify,
        title=artist.name,
        type=ContentType.artist,
        url=artist.external_urls.spotify if artist.external_urls else None,
        genres=artist.genres,
        popularity=artist.popularity,
        metadata=ContentMetadata(spotify_uri=artist.uri),
    )


def _album(album: SpotifyAlbum) -> ContentItem:
    return ContentItem(
        id=f"spotify:album:{album.id}",
        platform=Platform.spotify,
        title=album.name,
        type=ContentType.album,
        year=year_of(album.release_date),
        url=album.external_urls.spotify if album.external_urls else None,
        popularity=album.popularity,
        artists=[artist.name for artist in album.artists or ()],
        image_url=_cover(album),
        metadata=ContentMetadata(spotify_uri=album.uri, album_art=_cover(album)),
    )


def _track(track: SpotifyTrack) -> ContentItem:
    cover = _cover(track.album) if track.album else None
    return ContentItem(
        id=f"spotify:track:{track.id}",
        platform=Platform.spotify,
        title=track.name,
        type=ContentType.track,
        year=year_of(track.album.release_date) if track.album else None,
        url=track.external_urls.spotify if track.external_urls else None,
        popularity=track.popularity,
        duration_ms=track.duration_ms,
        available=track.is_playable,
        artists=[artist.name for artist in track.artists or ()],
        image_url=cover,
        metadata=ContentMetadata(
            spotify_uri=track.uri,
            preview_url=track.preview_url,
            album_art=cover,
            album=track.album.name if track.album else None,
        ),
    )


def _cover(album: SpotifyAlbum) -> str | None:
    return album.images[0].url if album.images else None
