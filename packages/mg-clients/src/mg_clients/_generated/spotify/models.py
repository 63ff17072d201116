# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the Spotify contract."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from mg_core.contract.model import Model, OpenStrEnum


class SpotifyItemType(OpenStrEnum):
    """Kind of an item."""

    artist = "artist"
    album = "album"
    track = "track"
    playlist = "playlist"


class SpotifyImage(Model):
    """A picture in one size."""

    url: str
    """Address."""

    width: int | None = None
    """Pixels."""

    height: int | None = None
    """Pixels."""


class SpotifyExternalUrls(Model):
    """Pages of the item."""

    spotify: str | None = None
    """Page on Spotify."""


class SpotifyPlaylist(Model):
    """A playlist."""

    id: str
    """Base-62 id."""

    name: str
    """Title."""

    uri: str | None = None
    """Spotify URI."""

    description: str | None = None
    """What it is about."""

    images: list[SpotifyImage] | None = None
    """Covers, widest first."""

    external_urls: SpotifyExternalUrls | None = None


class SpotifyUser(Model):
    """A user."""

    id: str
    """Id of the user."""

    display_name: str | None = None
    """Name to show."""

    email: str | None = None
    """E-mail address."""

    country: str | None = None
    """Country, ISO 3166-1 alpha-2."""

    product: str | None = None
    """Subscription: premium, free ..."""


class SpotifyGrantType(OpenStrEnum):
    """Kind of grant."""

    refresh_token = "refresh_token"
    client_credentials = "client_credentials"
    authorization_code = "authorization_code"


class SpotifyToken(Model):
    """A new access token."""

    access_token: str
    """The token."""

    token_type: str
    """Always Bearer."""

    expires_in: int
    """Seconds that it is valid."""

    refresh_token: str | None = None
    """Replaces the old one when present."""

    scope: str | None = None
    """What it allows, space separated."""


class SpotifyArtist(Model):
    """An artist."""

    id: str
    """Base-62 id."""

    name: str
    """Name."""

    uri: str | None = None
    """Spotify URI, e.g. `spotify:artist:06HL4z0CvFAxyc27GXpf02`."""

    genres: list[str] | None = None
    """Genres."""

    popularity: int | None = None
    """100 is most popular."""

    images: list[SpotifyImage] | None = None
    """Pictures, widest first."""

    external_urls: SpotifyExternalUrls | None = None


class SpotifyPlaylistPage(Model):
    """A page of playlists."""

    items: list[SpotifyPlaylist]
    """The playlists."""

    total: int | None = None
    """Playlists over all pages."""

    limit: int | None = None
    """Size of a page."""

    offset: int | None = None
    """Playlists before this page."""

    next: str | None = None
    """Address of the next page; null on the last one."""


class SpotifyTokenRequest(Model):
    """Form fields of a token request."""

    model_config = ConfigDict(
        extra="forbid",
    )
    grant_type: SpotifyGrantType
    refresh_token: Annotated[str | None, Field(max_length=2048, min_length=1)] = None
    """With grant_type refresh_token."""

    code: Annotated[str | None, Field(max_length=2048, min_length=1)] = None
    """With grant_type authorization_code."""

    redirect_uri: Annotated[str | None, Field(max_length=2048)] = None
    """With grant_type authorization_code."""

    client_id: Annotated[str, Field(max_length=200, min_length=1)]
    """Id of our application."""

    client_secret: Annotated[str, Field(max_length=200, min_length=1)]
    """Secret of our application."""


class SpotifyArtistPage(Model):
    """A page of artists."""

    items: list[SpotifyArtist]
    """The artists."""

    total: int | None = None
    """Artists over all pages."""

    limit: int | None = None
    """Size of a page."""

    offset: int | None = None
    """Artists before this page."""

    next: str | None = None
    """Address of the next page; null on the last one."""


class SpotifySearchResult(Model):
    """A page for each type that was asked for; the others are left out."""

    artists: SpotifyArtistPage | None = None
    albums: SpotifyAlbumPage | None = None
    tracks: SpotifyTrackPage | None = None
    playlists: SpotifyPlaylistPage | None = None


class SpotifyAlbumPage(Model):
    """A page of albums."""

    items: list[SpotifyAlbum]
    """The albums."""

    total: int | None = None
    """Albums over all pages."""

    limit: int | None = None
    """Size of a page."""

    offset: int | None = None
    """Albums before this page."""

    next: str | None = None
    """Address of the next page; null on the last one."""


class SpotifyAlbum(Model):
    """An album. `tracks` only when asked for by id."""

    id: str
    """Base-62 id."""

    name: str
    """Title."""

    uri: str | None = None
    """Spotify URI."""

    album_type: str | None = None
    """album, single or compilation."""

    release_date: str | None = None
    """YYYY, YYYY-MM or YYYY-MM-DD."""

    total_tracks: int | None = None
    """Number of tracks."""

    popularity: int | None = None
    """100 is most popular."""

    artists: list[SpotifyArtist] | None = None
    """The artists."""

    images: list[SpotifyImage] | None = None
    """Covers, widest first."""

    tracks: SpotifyTrackPage | None = None
    external_urls: SpotifyExternalUrls | None = None


class SpotifyTrackPage(Model):
    """A page of tracks."""

    items: list[SpotifyTrack]
    """The tracks."""

    total: int | None = None
    """Tracks over all pages."""

    limit: int | None = None
    """Size of a page."""

    offset: int | None = None
    """Tracks before this page."""

    next: str | None = None
    """Address of the next page; null on the last one."""


class SpotifyTrack(Model):
    """A track."""

    id: str
    """Base-62 id."""

    name: str
    """Title."""

    uri: str | None = None
    """Spotify URI."""

    duration_ms: int | None = None
    """Length in milliseconds."""

    popularity: int | None = None
    """100 is most popular."""

    explicit: bool | None = None
    """Has explicit lyrics."""

    preview_url: str | None = None
    """A preview of 30 seconds, if there is one."""

    is_playable: bool | None = None
    """Can be played in the market."""

    artists: list[SpotifyArtist] | None = None
    """The artists."""

    album: SpotifyAlbum | None = None
    external_urls: SpotifyExternalUrls | None = None


SpotifySearchResult.model_rebuild()
SpotifyAlbumPage.model_rebuild()
SpotifyAlbum.model_rebuild()
SpotifyTrackPage.model_rebuild()
