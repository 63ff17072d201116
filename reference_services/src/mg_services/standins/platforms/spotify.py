"""Spotify: the handlers behind the contract `spotify`, with its rate limit of 180 calls in 30 s per token."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from mg_clients.spotify import SpotifyAlbum, SpotifySearchResult, SpotifyToken, SpotifyTokenRequest, SpotifyUser
from mg_core.errors import ApiError
from mg_core.rest.exchange import ServerCall
from mg_core.rest.server import App
from mg_servers.spotify import ENDPOINTS
from mg_services.data.catalog import CatalogTitle

from .error_shapes import ErrorShape
from .face import Face, Times
from .middleware import AsgiApp
from .music import Album, Artist, Library, Track, music_of
from .settings import EmulatorSettings
from .tokens import TOKEN_VALID_S, TokenDesk
from .windows import RollingWindow

CALLS_MAX = 180
"""Calls per token in any `WINDOW_S` seconds."""
WINDOW_S = 30.0


class Named(Protocol):
    """Something that is found by its name."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...


T = TypeVar("T", bound=Named)


class SpotifyHandlers:
    """Search, albums, the user and the token endpoint.

    Args:
        library: the music.
        desk: gives out and checks tokens.
        clock: monotonic seconds, for the rate limit.
    """

    def __init__(self, library: Library, desk: TokenDesk, *, clock: Callable[[], float]) -> None:
        self._library = library
        self._desk = desk
        self._window = RollingWindow(limit=CALLS_MAX, window_s=WINDOW_S, clock=clock)

    async def search_items(
        self,
        call: ServerCall,
        *,
        q: str,
        type_: Sequence[str],
        market: str | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> SpotifySearchResult:
        """One page per kind; an item fits when its name, or its artist's or album's, holds every word of `q`."""
        self._admit(call)
        shown = slice(offset, offset + limit)
        pages: dict[str, Any] = {}
        for kind in dict.fromkeys(type_):
            items, total = self._find(kind, q, shown)
            after = {"q": q, "type": kind, "limit": limit, "offset": offset + limit}
            more = f"http://{call.headers.get('host', '')}/v1/search?{urlencode(after)}" if shown.stop < total else None
            pages[f"{kind}s"] = {"items": items, "total": total, "limit": limit, "offset": offset, "next": more}
        return SpotifySearchResult.model_validate(pages)

    async def get_album(
        self,
        call: ServerCall,
        *,
        id: str,  # noqa: A002 - the contract's name
        market: str | None = None,
    ) -> SpotifyAlbum:
        """One album with its tracks.

        Raises:
            ApiError: `not_found`.
        """
        self._admit(call)
        album = self._library.album_by_id.get(id)
        if album is None:
            raise ApiError("Resource not found", code="not_found", status=404)
        tracks = [_track(track) for track in self._library.tracks_of[album.id]]
        page = {"items": tracks, "total": len(tracks), "limit": 50, "offset": 0, "next": None}
        return SpotifyAlbum.model_validate({**_album(album), "tracks": page})

    async def get_me(self, call: ServerCall) -> SpotifyUser:
        """The user behind the token."""
        self._admit(call)
        return SpotifyUser(id="emulated", display_name="Emulated Listener", country="US", product="premium")

    async def create_token(self, call: ServerCall, body: SpotifyTokenRequest) -> SpotifyToken:
        """A new access token; a refresh token stays valid, so none comes back.

        Raises:
            ApiError: `invalid_client` or `invalid_grant`.
        """
        if not self._desk.knows_client(body.client_id, body.client_secret):
            raise ApiError("Client id or secret are wrong", code="invalid_client", status=401)
        needed = {"refresh_token": body.refresh_token, "authorization_code": body.code}
        if not needed.get(str(body.grant_type), "none needed"):
            raise ApiError(f"{body.grant_type} needs its value", code="invalid_grant", status=400)
        given = {"access_token": self._desk.give(), "token_type": "Bearer", "expires_in": TOKEN_VALID_S}
        return SpotifyToken.model_validate(given)

    def _find(self, kind: str, q: str, shown: slice) -> tuple[list[dict[str, Any]], int]:
        music = self._library
        if kind == "artist":
            artists = find(music.artists, q, lambda artist: artist.name)
            return [_artist(each) for each in artists[shown]], len(artists)
        if kind == "album":
            albums = find(music.albums, q, lambda album: f"{album.name} {album.artist.name}")
            return [_album(each) for each in albums[shown]], len(albums)
        if kind == "track":
            tracks = find(music.tracks, q, lambda track: f"{track.name} {track.album.artist.name}")
            return [_track(each) for each in tracks[shown]], len(tracks)
        return [], 0

    def _admit(self, call: ServerCall) -> None:
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not self._desk.accepts(token):
            raise ApiError("The access token is missing, unknown or expired", code="unauthorized", status=401)
        verdict = self._window.take(token)
        if not verdict.allowed:
            wait_s = verdict.retry_after_s
            raise ApiError("API rate limit exceeded", code="rate_limited", status=429, retry_after_s=wait_s)
        call.reply_headers["X-RateLimit-Remaining"] = str(verdict.remaining)


def find(rows: Sequence[T], query: str, text: Callable[[T], str]) -> list[T]:
    """Rows whose text holds every word of the query; those whose name is the query come first."""
    words = query.casefold().split()
    hits = [row for row in rows if all(word in text(row).casefold() for word in words)]
    whole = " ".join(words)
    return sorted(hits, key=lambda row: (row.name.casefold() != whole, not row.name.casefold().startswith(whole)))


def error_body(status: int, _code: str, message: str) -> bytes:
    """An error in the shape of the Web API, which knows no codes."""
    return json.dumps({"error": {"status": status, "message": message}}).encode()


def errors_in_shape(app: AsgiApp) -> ErrorShape:
    """The application with its errors in Spotify's own shapes: the token endpoint speaks RFC 6749."""
    return ErrorShape(app, _shape)


def _shape(path: str, status: int, code: str, message: str) -> bytes:
    if path == "/api/token" and status < 429:
        return json.dumps({"error": code, "error_description": message}).encode()
    return error_body(status, code, message)


def _artist(artist: Artist) -> dict[str, Any]:
    return {"name": artist.name, "genres": list(artist.genres), **_place("artist", artist.id)}


def _album(album: Album) -> dict[str, Any]:
    return {
        "name": album.name,
        "album_type": "album",
        "release_date": album.release_date,
        "total_tracks": len(album.tracks),
        "artists": [_artist(album.artist)],
        "images": [{"url": f"https://images.spotify.example/{album.id}.jpg", "width": 640, "height": 640}],
        **_place("album", album.id),
    }


def _track(track: Track) -> dict[str, Any]:
    return {
        "name": track.name,
        "duration_ms": track.duration_ms,
        "explicit": False,
        "preview_url": f"https://previews.spotify.example/{track.id}.mp3",
        "is_playable": True,
        "artists": [_artist(track.album.artist)],
        "album": _album(track.album),
        **_place("track", track.id),
    }


def _place(kind: str, identifier: str) -> dict[str, Any]:
    return {
        "id": identifier,
        "uri": f"spotify:{kind}:{identifier}",
        "external_urls": {"spotify": f"https://open.spotify.example/{kind}/{identifier}"},
    }


def face(settings: EmulatorSettings, titles: Iterable[CatalogTitle], times: Times) -> Face:
    """The platform as its settings want it."""
    desk = TokenDesk(client_id=settings.client_id, client_secret=settings.client_secret, clock=times.monotonic)
    handlers = SpotifyHandlers(music_of(titles), desk, clock=times.monotonic)
    return Face(errors_in_shape(App(handlers, ENDPOINTS, name=settings.platform, identity=None)), error_body)
