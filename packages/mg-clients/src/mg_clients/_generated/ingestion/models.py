# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the Ingestion contract."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field

from mg_core.contract.model import Model, OpenStrEnum


class Platform(OpenStrEnum):
    """A platform that a user can connect. Disney+ is `disney`, Prime Video `prime`, HBO Max `hbo`."""

    netflix = "netflix"
    hulu = "hulu"
    hbo = "hbo"
    disney = "disney"
    prime = "prime"
    spotify = "spotify"
    apple_music = "apple_music"


class QueueAddRequest(Model):
    """A title."""

    model_config = ConfigDict(
        extra="forbid",
    )
    platform: Platform
    content_id: str
    """The platform's own id, without the platform's name: `80057281`."""

    title: Annotated[
        str | None,
        Field(max_length=500, min_length=1, pattern="^[^\\x00-\\x1f\\x7f]+$"),
    ] = None
    """Title to show; the platform's own when absent."""


class ContentType(OpenStrEnum):
    """Kind of a title."""

    movie = "movie"
    series = "series"
    episode = "episode"
    track = "track"
    album = "album"
    artist = "artist"
    playlist = "playlist"
    show = "show"


class ContentMetadata(Model):
    """What only one platform knows about a title (specification, sections 3.1 and 3.2)."""

    model_config = ConfigDict(
        extra="allow",
    )
    spotify_uri: str | None = None
    """Spotify: URI that its players take."""

    preview_url: str | None = None
    """A short preview."""

    album_art: str | None = None
    """Cover of the album."""

    apple_music_url: str | None = None
    """Apple Music: link to the item."""

    artwork_url: str | None = None
    """Apple Music: address of the artwork with the places `{w}` and `{h}` for its size in pixels."""

    isrc: str | None = None
    """Recording code."""

    album: str | None = None
    """Album of a track."""

    related: list[str] | None = None
    """Apple Music: what the item belongs to, artists and albums."""


class PlatformSyncRequest(Model):
    """A platform to read from."""

    model_config = ConfigDict(
        extra="forbid",
    )
    platform: Platform


class SyncJobState(OpenStrEnum):
    """State of a job."""

    running = "running"
    succeeded = "succeeded"
    failed = "failed"


class WatchlistEntry(Model):
    """Something that the user has noted on a platform."""

    platform: Platform
    content_id: str
    """The platform's own id, without the platform's name: `80057281`."""

    title: str | None = None
    """Title."""

    added_at: AwareDatetime
    """When it was noted."""


class WatchlistSyncResult(Model):
    """What was stored."""

    platform: Platform
    items: int
    """Entries stored."""

    synced_at: AwareDatetime
    """When it was read."""


class NewContent(Model):
    """A title for the catalog."""

    model_config = ConfigDict(
        extra="forbid",
    )
    id: str
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    platform: Platform
    title: Annotated[str, Field(max_length=500, min_length=1, pattern="^[^\\x00-\\x1f\\x7f]+$")]
    """Title."""

    type: ContentType
    year: Annotated[int | None, Field(ge=1800, le=2200)] = None
    """Year of release."""

    genres: Annotated[list[str] | None, Field(max_length=32)] = None
    """Genres in lower case."""

    overview: Annotated[str | None, Field(max_length=10000, pattern="^[^\\x00]*$")] = None
    """Plot."""

    rating: Annotated[float | None, Field(ge=0.0, le=10.0)] = None
    """Mean rating."""

    popularity: Annotated[float | None, Field(ge=0.0, le=100.0)] = None
    """Popularity."""


class IngestResult(Model):
    """What was written."""

    written: int
    """Titles written to both stores."""


class QueueItem(Model):
    """An entry of the queue."""

    id: str
    """Id of the entry."""

    platform: Platform
    content_id: str
    """The platform's own id, without the platform's name: `80057281`."""

    title: str
    """Title."""

    added_at: AwareDatetime
    """When it was added."""


class ContentItem(Model):
    """A title as one platform offers it. Members that a platform does not know are left out."""

    id: str
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    platform: Platform
    title: str
    """Title as the platform spells it."""

    type: ContentType
    year: int | None = None
    """Year of release."""

    seasons: int | None = None
    """Seasons of a series."""

    genres: list[str] | None = None
    """Genres in lower case, e.g. `sci-fi`."""

    overview: str | None = None
    """Plot or description."""

    url: str | None = None
    """Page of the title on the platform."""

    image_url: str | None = None
    """Poster or cover."""

    available: bool | None = None
    """The user can play it now."""

    relevance_score: float | None = None
    """How well it fits the search; 1 is best."""

    popularity: float | None = None
    """Popularity on its platform."""

    rating: float | None = None
    """Mean rating of its viewers."""

    duration_ms: int | None = None
    """Running time in milliseconds."""

    artists: list[str] | None = None
    """Names of the artists of a track or album."""

    metadata: ContentMetadata | None = None


class SyncJob(Model):
    """A synchronisation in the background."""

    job_id: str
    """Id of the job."""

    platform: Platform
    state: SyncJobState
    items: int
    """Items stored so far."""

    started_at: AwareDatetime
    """When it was started."""

    finished_at: AwareDatetime | None = None
    """When it ended."""

    error: str | None = None
    """Code of the failure; only in the state `failed`."""


class WatchlistPage(Model):
    """A page of the watchlist."""

    items: list[WatchlistEntry]
    """Newest first."""

    next_cursor: str | None = None
    """Cursor of the next page; absent on the last one."""

    synced_at: AwareDatetime | None = None
    """When it was read from the platform."""


class IngestRequest(Model):
    """Content for the catalog."""

    model_config = ConfigDict(
        extra="forbid",
    )
    items: Annotated[list[NewContent], Field(max_length=100, min_length=1)]
    """The titles."""


class QueuePage(Model):
    """A page of the queue."""

    items: list[QueueItem]
    """Oldest first."""

    next_cursor: str | None = None
    """Cursor of the next page; absent on the last one."""


class LibraryItem(Model):
    """Something that the user owns on a platform."""

    content: ContentItem
    added_at: AwareDatetime
    """When it came into the library."""


class LibraryPage(Model):
    """A page of the library."""

    items: list[LibraryItem]
    """Newest first."""

    next_cursor: str | None = None
    """Cursor of the next page; absent on the last one."""

    synced_at: AwareDatetime | None = None
    """When it was read from the platform."""
