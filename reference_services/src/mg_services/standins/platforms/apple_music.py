"""Apple Music: the handlers behind the contract `apple_music`, in the JSON:API manner.

A user is whoever sends a Music-User-Token; one that begins with `expired` is refused. The library of each user has
`LIBRARY_SIZE` songs, the same ones each time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from mg_clients.apple_music import ApplePlayedTracks, AppleSearchResponse, AppleSongPage
from mg_core.errors import ApiError
from mg_core.rest.exchange import ServerCall
from mg_core.rest.server import App
from mg_servers.apple_music import ENDPOINTS
from mg_services.data.catalog import CatalogTitle

from .error_shapes import ErrorShape
from .face import Face, Times
from .middleware import AsgiApp
from .music import Album, Artist, Library, Track, music_of
from .settings import EmulatorSettings
from .spotify import find

LIBRARY_SIZE = 1000
"""Songs in the library of every user."""
STOREFRONTS = frozenset({"us", "gb", "ca", "au", "de", "fr", "es", "it", "jp", "br", "mx", "nl", "se"})
"""Countries that have a catalog."""
USERS_MAX = 1000
"""Users whose played tracks are remembered; the one unseen longest is forgotten first."""
PLAYED_MAX = 500
"""Played tracks remembered of each user."""
EXPIRED_PREFIX = "expired"
"""User tokens that begin so are no longer valid."""

_BEATLES = "136975"
_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Resource Not Found",
    429: "Too Many Requests",
    500: "Internal Service Error",
    503: "Service Unavailable",
}


class AppleMusicHandlers:
    """Catalog search, a user's library, and what a user has played.

    Args:
        library: the music of the catalog.
        developer_token: what every call must send as bearer token.
    """

    def __init__(self, library: Library, *, developer_token: str) -> None:
        self._library = library
        self._developer_token = developer_token.encode()
        self._songs = {apple_id(track.id): track for track in library.tracks}
        self._played: OrderedDict[str, deque[tuple[str, str]]] = OrderedDict()

    async def search_catalog(
        self,
        call: ServerCall,
        *,
        storefront: str,
        term: str,
        types: Sequence[str],
        limit: int = 5,
        offset: int = 0,
    ) -> AppleSearchResponse:
        """One page per kind that has results; a resource fits when its names hold every word of `term`.

        Raises:
            ApiError: `unauthorized`, `forbidden` (the user token has expired) or `not_found` (no such country).
        """
        self._admit(call)
        if call.headers.get("music-user-token", "").startswith(EXPIRED_PREFIX):
            raise _forbidden()
        if storefront not in STOREFRONTS:
            raise ApiError(f"There is no storefront {storefront}", code="not_found", status=404)
        results: dict[str, Any] = {}
        for kind in dict.fromkeys(types):
            found = self._find(kind, term, storefront)
            if len(found) > offset:
                path = f"/v1/catalog/{storefront}/search"
                results[kind] = _page(path, found, limit, offset, {"term": term, "types": kind})
        return AppleSearchResponse.model_validate({"results": results})

    async def list_library_songs(self, call: ServerCall, *, limit: int = 25, offset: int = 0) -> AppleSongPage:
        """A page of the songs that the user owns.

        Raises:
            ApiError: `unauthorized` or `forbidden`.
        """
        self._admit(call)
        user = _user(call)
        shown = range(offset, min(offset + limit, LIBRARY_SIZE))
        songs = [self._owned(user, number) for number in shown]
        page = _links("/v1/me/library/songs", LIBRARY_SIZE, limit, offset, {})
        return AppleSongPage.model_validate({**page, "data": songs, "meta": {"total": LIBRARY_SIZE}})

    async def list_recent_tracks(self, call: ServerCall, *, limit: int = 10, offset: int = 0) -> AppleSongPage:
        """A page of what the user has played, newest first.

        Raises:
            ApiError: `unauthorized` or `forbidden`.
        """
        self._admit(call)
        played = [self._heard(kind, song) for kind, song in self._played.get(_user(call), ())]
        page = _page("/v1/me/recent/played/tracks", played, limit, offset, {})
        return AppleSongPage.model_validate({**page, "meta": {"total": len(played)}})

    async def report_played_tracks(self, call: ServerCall, body: ApplePlayedTracks) -> None:
        """Add tracks in playing order: the last one of the list is the newest.

        Raises:
            ApiError: `unauthorized` or `forbidden`.
        """
        self._admit(call)
        user = _user(call)
        played = self._played.setdefault(user, deque(maxlen=PLAYED_MAX))
        self._played.move_to_end(user)
        if len(self._played) > USERS_MAX:
            self._played.popitem(last=False)
        played.extendleft((str(track.type), str(track.id)) for track in body.data)

    def _admit(self, call: ServerCall) -> None:
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), self._developer_token):
            raise ApiError("The developer token is missing or not valid", code="unauthorized", status=401)

    def _find(self, kind: str, term: str, storefront: str) -> list[dict[str, Any]]:
        music = self._library
        if kind == "artists":
            return [_artist(each, storefront) for each in find(music.artists, term, lambda artist: artist.name)]
        if kind == "albums":
            albums = find(music.albums, term, lambda album: f"{album.name} {album.artist.name}")
            return [self._album(each, storefront) for each in albums]
        if kind == "songs":
            tracks = find(music.tracks, term, lambda track: f"{track.name} {track.album.artist.name}")
            return [_song(each, storefront) for each in tracks]
        artists = find(music.artists, term, lambda artist: f"{artist.name} Essentials")
        return [self._essentials(each, storefront) for each in artists]

    def _album(self, album: Album, storefront: str) -> dict[str, Any]:
        tracks = self._library.tracks_of[album.id]
        return {
            **_place("albums", apple_id(album.id), storefront),
            "attributes": {
                "name": album.name,
                "artistName": album.artist.name,
                "releaseDate": album.release_date,
                "trackCount": len(tracks),
                "genreNames": _genres(album.artist),
                "artwork": _artwork(album.id),
                "url": _link("album", apple_id(album.id), storefront),
            },
            "relationships": {
                "artists": _related("artists", [_artist_id(album.artist)], storefront),
                "tracks": _related("songs", [apple_id(track.id) for track in tracks], storefront),
            },
        }

    def _essentials(self, artist: Artist, storefront: str) -> dict[str, Any]:
        identifier = f"pl.{artist.id}"
        songs = [apple_id(track.id) for track in self._library.tracks if track.album.artist.id == artist.id]
        return {
            **_place("playlists", identifier, storefront),
            "attributes": {
                "name": f"{artist.name} Essentials",
                "curatorName": "Emulated Editors",
                "genreNames": _genres(artist),
                "artwork": _artwork(identifier),
                "url": _link("playlist", identifier, storefront),
            },
            "relationships": {"tracks": _related("songs", songs[:25], storefront)},
        }

    def _owned(self, user: str, number: int) -> dict[str, Any]:
        """Song `number` of a user's library: the catalog's songs from a place of the user's own, then further takes."""
        tracks = self._library.tracks
        start = int.from_bytes(hashlib.sha256(user.encode()).digest()[:4], "big")
        track, take = tracks[(start + number) % len(tracks)], number // len(tracks) + 1
        identifier = "i." + hashlib.sha256(f"{user}/{number}".encode()).hexdigest()[:15]
        song = _song(track, "us")
        attributes = song["attributes"]
        if take > 1:
            attributes["name"] = f"{track.name} (Take {take})"
        attributes["playParams"] = {
            "id": identifier,
            "kind": "song",
            "isLibrary": True,
            "catalogId": apple_id(track.id),
        }
        del attributes["isrc"]
        return {
            "id": identifier,
            "type": "library-songs",
            "href": f"/v1/me/library/songs/{identifier}",
            "attributes": attributes,
            "relationships": song["relationships"],
        }

    def _heard(self, kind: str, identifier: str) -> dict[str, Any]:
        track = self._songs.get(identifier)
        if kind == "songs" and track is not None:
            return _song(track, "us")
        return {"id": identifier, "type": kind}


def errors_in_shape(app: AsgiApp) -> ErrorShape:
    """The application with its errors in Apple's shape."""
    return ErrorShape(app, lambda _path, status, code, message: error_body(status, code, message))


def error_body(status: int, _code: str, message: str) -> bytes:
    """An error in the JSON:API manner; Apple's number of it is the status and two further digits."""
    error = {
        "id": secrets.token_hex(13).upper(),
        "title": _TITLES.get(status, "Error"),
        "detail": message,
        "status": str(status),
        "code": f"{status}00",
    }
    return json.dumps({"errors": [error]}).encode()


def apple_id(identifier: str) -> str:
    """Ten digits, as long as most of Apple's; the same identifier gives the same ones."""
    digest = hashlib.sha256(identifier.encode()).digest()
    return str(1_000_000_000 + int.from_bytes(digest[:6], "big") % 9_000_000_000)


def _artist_id(artist: Artist) -> str:
    return _BEATLES if artist.name == "The Beatles" else apple_id(artist.id)


def _user(call: ServerCall) -> str:
    token = call.headers.get("music-user-token", "")
    if not token or token.startswith(EXPIRED_PREFIX):
        raise _forbidden()
    return token


def _forbidden() -> ApiError:
    return ApiError("The Music-User-Token is missing or no longer valid", code="forbidden", status=403)


def _page(
    path: str, found: Sequence[dict[str, Any]], limit: int, offset: int, query: Mapping[str, str]
) -> dict[str, Any]:
    return {**_links(path, len(found), limit, offset, query), "data": list(found[offset : offset + limit])}


def _links(path: str, total: int, limit: int, offset: int, query: Mapping[str, str]) -> dict[str, str]:
    links = {"href": f"{path}?{urlencode({**query, 'limit': limit, 'offset': offset})}"}
    if offset + limit < total:
        links["next"] = f"{path}?{urlencode({**query, 'limit': limit, 'offset': offset + limit})}"
    return links


def _artist(artist: Artist, storefront: str) -> dict[str, Any]:
    identifier = _artist_id(artist)
    return {
        **_place("artists", identifier, storefront),
        "attributes": {
            "name": artist.name,
            "genreNames": _genres(artist),
            "artwork": _artwork(artist.id),
            "url": _link("artist", identifier, storefront),
        },
    }


def _song(track: Track, storefront: str) -> dict[str, Any]:
    identifier, album = apple_id(track.id), track.album
    return {
        **_place("songs", identifier, storefront),
        "attributes": {
            "name": track.name,
            "artistName": album.artist.name,
            "albumName": album.name,
            "releaseDate": album.release_date,
            "durationInMillis": track.duration_ms,
            "isrc": f"XXEMU{identifier[-7:]}",
            "playParams": {"id": identifier, "kind": "song"},
            "genreNames": _genres(album.artist),
            "artwork": _artwork(album.id),
            "url": _link("song", identifier, storefront),
            "previews": [{"url": f"https://previews.apple-music.example/{identifier}.m4a"}],
        },
        "relationships": {
            "artists": _related("artists", [_artist_id(album.artist)], storefront),
            "albums": _related("albums", [apple_id(album.id)], storefront),
        },
    }


def _genres(artist: Artist) -> list[str]:
    """Only the first: Apple files an artist under one genre."""
    return [genre.title() for genre in artist.genres[:1]]


def _artwork(identifier: str) -> dict[str, Any]:
    url = f"https://images.apple-music.example/{identifier}/{{w}}x{{h}}bb.jpg"
    return {"url": url, "width": 3000, "height": 3000}


def _related(kind: str, identifiers: Sequence[str], storefront: str) -> dict[str, Any]:
    return {"data": [_place(kind, identifier, storefront) for identifier in identifiers]}


def _place(kind: str, identifier: str, storefront: str) -> dict[str, str]:
    return {"id": identifier, "type": kind, "href": f"/v1/catalog/{storefront}/{kind}/{identifier}"}


def _link(kind: str, identifier: str, storefront: str) -> str:
    return f"https://music.apple-music.example/{storefront}/{kind}/{identifier}"


def face(settings: EmulatorSettings, titles: Iterable[CatalogTitle], _times: Times) -> Face:
    """The platform as its settings want it."""
    handlers = AppleMusicHandlers(music_of(titles), developer_token=settings.developer_token)
    return Face(errors_in_shape(App(handlers, ENDPOINTS, name=settings.platform, identity=None)), error_body)
