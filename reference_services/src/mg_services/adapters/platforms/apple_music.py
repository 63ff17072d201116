"""Apple Music: the catalog, the user's library, and what the user has played; JSON:API."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from mg_clients.apple_music import (
    AppleAlbum,
    AppleAlbumAttributes,
    AppleArtist,
    AppleArtistAttributes,
    AppleArtwork,
    ApplePlayedAttributes,
    ApplePlayedTrack,
    ApplePlayedTracks,
    ApplePlayedTrackType,
    ApplePlayParams,
    AppleRelationships,
    AppleSearchResults,
    AppleSong,
    AppleSongAttributes,
    AppleSongPage,
    AsyncAppleMusicClient,
)
from mg_clients.discovery import ContentItem, ContentMetadata, ContentType, Platform
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError, ConnectError, MgError, RejectedError

from .page import Page, is_usable_id, year_of
from .playback import PlaybackLog
from .tokens import UserTokens

STOREFRONT: Final = "us"
"""The country whose catalog is searched (specification, section 3.2)."""
KINDS: Final[list[Literal["artists", "albums", "songs", "playlists"]]] = ["artists", "albums", "songs"]
"""Kinds of resources that a search asks for."""
SEARCH_MAX: Final = 25
"""Resources of one kind that a search gives at most."""
LIBRARY_PAGE: Final = 100
"""Songs of one page of a library."""
LIBRARY_MAX: Final = 100_000
"""Songs of one library; a longer one ends here."""
PAGES_AT_ONCE: Final = 4
"""Pages of one library that are read at the same time."""
REPORT_MAX: Final = 100
"""Songs of one report."""
COVER_PX: Final = 600
"""Width and height of the picture that is shown, in pixels."""


@dataclass(frozen=True, slots=True)
class LibraryTrack:
    """A song of a library."""

    track_id: str
    """The platform's id of it in this library."""
    item: ContentItem


class AppleMusicPlatform:
    """Apple Music.

    Args:
        client: with the developer token.
        users: gives users' Music-User-Tokens; None where no vault is known.
        log: where played songs are noted; None where there is no database.
    """

    name = "apple_music"

    def __init__(
        self, client: AsyncAppleMusicClient, users: UserTokens | None = None, log: PlaybackLog | None = None
    ) -> None:
        self.client = client
        self._users = users
        self._log = log

    async def search(self, query: str, limit: int, *, user_id: str = "") -> Page:
        """The first resources of each kind, at most `SEARCH_MAX`; the user's token goes along when there is one."""
        token = await self._catalog_token(user_id)
        found = await self.client.search_catalog(
            storefront=STOREFRONT,
            term=query,
            types=KINDS,
            limit=min(limit, SEARCH_MAX),
            options=None if token is None else _as_user(token),
        )
        items = items_of_results(found.results)
        return Page(items, len(items))

    async def library(self, user_id: str) -> list[LibraryTrack]:
        """Every song of the user's library in Apple's order.

        Raises:
            ApiError: `platform_not_connected` or `platform_authorization_needed`.
            MgError: a page could not be read.
        """
        options = _as_user(await self._user_token(user_id))
        try:
            songs = await self._songs(options)
        except ApiError as error:
            if error.status == 403:
                raise _authorization_needed() from error
            raise
        unique = {song.id: song for song in songs}
        return [LibraryTrack(song.id, _song(song, song.attributes)) for song in unique.values() if song.attributes]

    async def report_played(self, user_id: str, song_ids: Sequence[str]) -> None:
        """Tell Apple Music what the user has played, in playing order, and log it as `playback_events`.

        Logged unless it is certain that nothing was sent: then the caller may repeat the call. Any other error is not
        to be repeated, because Apple Music may have counted the songs (APPL-03).

        Args:
            user_id: the user's id.
            song_ids: 1 to `REPORT_MAX` of Apple's ids.

        Raises:
            ApiError: `platform_not_connected`, `platform_authorization_needed` or `invalid_request`.
            MgError: Apple Music did not confirm the report.
        """
        if not 1 <= len(song_ids) <= REPORT_MAX:
            raise ApiError(f"a report holds 1 to {REPORT_MAX} songs", code="invalid_request", status=400)
        options = _as_user(await self._user_token(user_id))
        body = ApplePlayedTracks(data=[_played(song_id) for song_id in song_ids])
        try:
            await self.client.report_played_tracks(body, options=options)
        except MgError as error:
            unsent = isinstance(error, ConnectError | RejectedError) or error.attempts == 0
            if not unsent:
                await self._note(user_id, song_ids)
            if error.status == 403:
                raise _authorization_needed() from error
            raise
        await self._note(user_id, song_ids)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._users is not None:
            await self._users.aclose()
        await self.client.aclose()

    async def _note(self, user_id: str, song_ids: Sequence[str]) -> None:
        if self._log is not None:
            await self._log.played(user_id, [content_id(song_id) for song_id in song_ids])

    async def _catalog_token(self, user_id: str) -> str | None:
        if self._users is None or not user_id:
            return None
        try:
            return await self._users.current(user_id)
        except MgError:
            return None  # the catalog is open to everybody

    async def _user_token(self, user_id: str) -> str:
        if self._users is None:
            raise ApiError("users' tokens are not known here", code="service_unavailable", status=503)
        token = await self._users.current(user_id)
        if token is None:
            raise _authorization_needed()
        return token

    async def _songs(self, options: CallOptions) -> list[AppleSong]:
        """All pages: side by side when the first one says how many there are, else one after the other."""
        first = await self._page(0, options)
        total = first.meta.total if first.meta else None
        if total is None or first.next is None:
            return await self._in_order(first, options)
        places = asyncio.Semaphore(PAGES_AT_ONCE)

        async def page(offset: int) -> list[AppleSong]:
            async with places:
                return (await self._page(offset, options)).data

        offsets = range(LIBRARY_PAGE, min(total, LIBRARY_MAX), LIBRARY_PAGE)
        try:
            async with asyncio.TaskGroup() as group:
                pages = [group.create_task(page(offset)) for offset in offsets]
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None
        songs = [*first.data, *(song for task in pages for song in task.result())]
        if len({song.id for song in songs}) == total:
            return songs
        # The library changed while it was read: pages moved against each other, so they are read in order.
        return await self._in_order(await self._page(0, options), options)

    async def _in_order(self, page: AppleSongPage, options: CallOptions) -> list[AppleSong]:
        songs = list(page.data)
        while page.next is not None and page.data and len(songs) < LIBRARY_MAX:
            page = await self._page(len(songs), options)
            songs += page.data
        return songs

    async def _page(self, offset: int, options: CallOptions) -> AppleSongPage:
        return await self.client.list_library_songs(limit=LIBRARY_PAGE, offset=offset, options=options)


def content_id(apple_id: str) -> str:
    """Our id of a resource; the dot of a library's or a playlist's id becomes a dash."""
    return f"apple_music:{apple_id.replace('.', '-')}"


def items_of_results(results: AppleSearchResults) -> list[ContentItem]:
    """The pages in the common shape: artists, albums, songs; a resource without attributes cannot be shown."""
    artists = results.artists.data if results.artists else []
    albums = results.albums.data if results.albums else []
    songs = results.songs.data if results.songs else []
    return [
        *(_artist(each, each.attributes) for each in artists if each.attributes and _usable(each.id)),
        *(_album(each, each.attributes) for each in albums if each.attributes and _usable(each.id)),
        *(_song(each, each.attributes) for each in songs if each.attributes and _usable(each.id)),
    ]


def _usable(apple_id: str) -> bool:
    return is_usable_id(apple_id.replace(".", "-"))


def _artist(artist: AppleArtist, known: AppleArtistAttributes) -> ContentItem:
    return ContentItem(
        id=content_id(artist.id),
        platform=Platform.apple_music,
        title=known.name,
        type=ContentType.artist,
        genres=_genres(known.genre_names),
        url=known.url,
        image_url=cover(known.artwork),
        metadata=_metadata(known.url, known.artwork, artist.relationships),
    )


def _album(album: AppleAlbum, known: AppleAlbumAttributes) -> ContentItem:
    metadata = _metadata(known.url, known.artwork, album.relationships)
    metadata.album_art = cover(known.artwork)
    return ContentItem(
        id=content_id(album.id),
        platform=Platform.apple_music,
        title=known.name,
        type=ContentType.album,
        year=year_of(known.release_date),
        genres=_genres(known.genre_names),
        url=known.url,
        image_url=cover(known.artwork),
        artists=[known.artist_name] if known.artist_name else None,
        metadata=metadata,
    )


def _song(song: AppleSong, known: AppleSongAttributes) -> ContentItem:
    metadata = _metadata(known.url, known.artwork, song.relationships)
    metadata.album_art = cover(known.artwork)
    metadata.album = known.album_name
    metadata.isrc = known.isrc
    metadata.preview_url = known.previews[0].url if known.previews else None
    return ContentItem(
        id=content_id(_catalog_id(song)),
        platform=Platform.apple_music,
        title=known.name,
        type=ContentType.track,
        year=year_of(known.release_date),
        genres=_genres(known.genre_names),
        url=known.url,
        image_url=cover(known.artwork),
        duration_ms=known.duration_in_millis,
        artists=[known.artist_name] if known.artist_name else None,
        metadata=metadata,
    )


def _catalog_id(song: AppleSong) -> str:
    """Id in the catalog; a library's song names it in its play parameters."""
    params = song.attributes.play_params if song.attributes else None
    named = (params.model_extra or {}).get("catalogId") if params else None
    return named if isinstance(named, str) and named else song.id


def cover(artwork: AppleArtwork | None) -> str | None:
    """Address of the picture, at most `COVER_PX` wide and high."""
    if artwork is None:
        return None
    width, height = min(artwork.width or COVER_PX, COVER_PX), min(artwork.height or COVER_PX, COVER_PX)
    return artwork.url.replace("{w}", str(width)).replace("{h}", str(height))


def _metadata(
    url: str | None, artwork: AppleArtwork | None, relationships: AppleRelationships | None
) -> ContentMetadata:
    related = [] if relationships is None else [relationships.artists, relationships.albums]
    ids = [content_id(reference.id) for each in related if each is not None for reference in each.data or ()]
    return ContentMetadata(
        apple_music_url=url, artwork_url=artwork.url if artwork else None, related=list(dict.fromkeys(ids)) or None
    )


def _genres(names: list[str] | None) -> list[str] | None:
    return [name.lower() for name in names] if names else None


def _played(song_id: str) -> ApplePlayedTrack:
    kind = ApplePlayedTrackType.library_songs if song_id.startswith("i.") else ApplePlayedTrackType.songs
    return ApplePlayedTrack(
        id=song_id, type=kind, attributes=ApplePlayedAttributes(play_params=ApplePlayParams(id=song_id, kind="song"))
    )


def _as_user(token: str) -> CallOptions:
    return CallOptions(headers={"Music-User-Token": token})


def _authorization_needed() -> ApiError:
    message = "Apple Music has to be connected again: it does not let us act for this user."
    return ApiError(message, code="platform_authorization_needed", status=403)
