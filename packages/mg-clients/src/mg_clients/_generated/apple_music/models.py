# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the Apple Music contract."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from mg_core.contract.model import Model, OpenStrEnum


class AppleResourceType(OpenStrEnum):
    """Kind of a resource."""

    artists = "artists"
    albums = "albums"
    songs = "songs"
    playlists = "playlists"


class AppleArtwork(Model):
    """A picture."""

    url: str
    """Address with the places `{w}` and `{h}` for the size in pixels."""

    width: int | None = None
    """Largest width in pixels."""

    height: int | None = None
    """Largest height in pixels."""


class AppleReference(Model):
    """A reference to a resource."""

    id: str
    """Id of a resource."""

    type: str
    """Kind of the resource."""

    href: str | None = None
    """Path of the resource."""


class AppleAlbumAttributes(Model):
    """What is known of an album."""

    name: str
    """Title."""

    artist_name: Annotated[str | None, Field(alias="artistName")] = None
    """Artist."""

    release_date: Annotated[str | None, Field(alias="releaseDate")] = None
    """YYYY or YYYY-MM-DD."""

    track_count: Annotated[int | None, Field(alias="trackCount")] = None
    """Number of tracks."""

    genre_names: Annotated[list[str] | None, Field(alias="genreNames")] = None
    """Genres."""

    artwork: AppleArtwork | None = None
    url: str | None = None
    """Page on Apple Music."""


class ApplePlayParams(Model):
    """What a player needs."""

    model_config = ConfigDict(
        extra="allow",
    )
    id: str | None = None
    """Id for the player."""

    kind: str | None = None
    """Kind for the player."""


class ApplePreview(Model):
    """A preview."""

    url: str
    """Address."""


class ApplePageMeta(Model):
    """About the whole list."""

    total: int | None = None
    """Resources over all pages."""


class ApplePlaylistAttributes(Model):
    """What is known of a playlist."""

    name: str
    """Title."""

    curator_name: Annotated[str | None, Field(alias="curatorName")] = None
    """Who made it."""

    genre_names: Annotated[list[str] | None, Field(alias="genreNames")] = None
    """Genres."""

    artwork: AppleArtwork | None = None
    url: str | None = None
    """Page on Apple Music."""


class ApplePlayedTrackType(OpenStrEnum):
    """Kind of a track."""

    songs = "songs"
    library_songs = "library-songs"


class ApplePlayedAttributes(Model):
    """How it was played."""

    model_config = ConfigDict(
        extra="forbid",
    )
    play_params: Annotated[ApplePlayParams | None, Field(alias="playParams")] = None


class AppleArtistAttributes(Model):
    """What is known of an artist."""

    name: str
    """Name."""

    genre_names: Annotated[list[str] | None, Field(alias="genreNames")] = None
    """Genres."""

    artwork: AppleArtwork | None = None
    url: str | None = None
    """Page on Apple Music."""


class AppleRelationship(Model):
    """References to other resources."""

    href: str | None = None
    """Path of the relationship."""

    next: str | None = None
    """Path of the next page."""

    data: list[AppleReference] | None = None
    """The references."""


class AppleSongAttributes(Model):
    """What is known of a song."""

    name: str
    """Title."""

    artist_name: Annotated[str | None, Field(alias="artistName")] = None
    """Artist."""

    album_name: Annotated[str | None, Field(alias="albumName")] = None
    """Album."""

    release_date: Annotated[str | None, Field(alias="releaseDate")] = None
    """YYYY or YYYY-MM-DD."""

    duration_in_millis: Annotated[int | None, Field(alias="durationInMillis")] = None
    """Length in milliseconds."""

    isrc: str | None = None
    """Recording code."""

    play_params: Annotated[ApplePlayParams | None, Field(alias="playParams")] = None
    genre_names: Annotated[list[str] | None, Field(alias="genreNames")] = None
    """Genres."""

    artwork: AppleArtwork | None = None
    url: str | None = None
    """Page on Apple Music."""

    previews: list[ApplePreview] | None = None
    """Previews."""


class ApplePlayedTrack(Model):
    """A track that was played."""

    model_config = ConfigDict(
        extra="forbid",
    )
    id: str
    """Id of a resource."""

    type: ApplePlayedTrackType
    attributes: ApplePlayedAttributes | None = None


class AppleRelationships(Model):
    """What a resource belongs to."""

    artists: AppleRelationship | None = None
    albums: AppleRelationship | None = None
    tracks: AppleRelationship | None = None


class AppleAlbum(Model):
    """One album."""

    id: str
    """Id of a resource."""

    type: str
    """albums, or library-albums in the library."""

    href: str | None = None
    """Path of the resource."""

    attributes: AppleAlbumAttributes | None = None
    relationships: AppleRelationships | None = None


class AppleSong(Model):
    """One song."""

    id: str
    """Id of a resource."""

    type: str
    """songs, or library-songs in the library."""

    href: str | None = None
    """Path of the resource."""

    attributes: AppleSongAttributes | None = None
    relationships: AppleRelationships | None = None


class ApplePlaylist(Model):
    """One playlist."""

    id: str
    """Id of a resource."""

    type: str
    """playlists, or library-playlists in the library."""

    href: str | None = None
    """Path of the resource."""

    attributes: ApplePlaylistAttributes | None = None
    relationships: AppleRelationships | None = None


class ApplePlayedTracks(Model):
    """What was played."""

    model_config = ConfigDict(
        extra="forbid",
    )
    data: Annotated[list[ApplePlayedTrack], Field(max_length=100, min_length=1)]
    """The tracks."""


class AppleArtist(Model):
    """One artist."""

    id: str
    """Id of a resource."""

    type: str
    """artists, or library-artists in the library."""

    href: str | None = None
    """Path of the resource."""

    attributes: AppleArtistAttributes | None = None
    relationships: AppleRelationships | None = None


class AppleAlbumPage(Model):
    """A page of albums."""

    href: str | None = None
    """Path of this page."""

    next: str | None = None
    """Path and query of the next page; absent on the last one."""

    data: list[AppleAlbum]
    """The albums."""


class AppleSongPage(Model):
    """A page of songs."""

    href: str | None = None
    """Path of this page."""

    next: str | None = None
    """Path and query of the next page; absent on the last one."""

    data: list[AppleSong]
    """The songs."""

    meta: ApplePageMeta | None = None


class ApplePlaylistPage(Model):
    """A page of playlists."""

    href: str | None = None
    """Path of this page."""

    next: str | None = None
    """Path and query of the next page; absent on the last one."""

    data: list[ApplePlaylist]
    """The playlists."""


class AppleArtistPage(Model):
    """A page of artists."""

    href: str | None = None
    """Path of this page."""

    next: str | None = None
    """Path and query of the next page; absent on the last one."""

    data: list[AppleArtist]
    """The artists."""


class AppleSearchResults(Model):
    """A page for each type that was asked for and has results."""

    artists: AppleArtistPage | None = None
    albums: AppleAlbumPage | None = None
    songs: AppleSongPage | None = None
    playlists: ApplePlaylistPage | None = None


class AppleSearchResponse(Model):
    """Answer of a search."""

    results: AppleSearchResults
