# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the Playback contract."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field

from mg_core.contract.model import Model, OpenStrEnum


class SetPositionRequest(Model):
    """A position."""

    model_config = ConfigDict(
        extra="forbid",
    )
    content_id: str
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    position_ms: int
    """Position in milliseconds from the beginning."""

    device_id: str
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""

    duration_ms: int | None = None
    """Position in milliseconds from the beginning."""


class Platform(OpenStrEnum):
    """A platform that a user can connect. Disney+ is `disney`, Prime Video `prime`, HBO Max `hbo`."""

    netflix = "netflix"
    hulu = "hulu"
    hbo = "hbo"
    disney = "disney"
    prime = "prime"
    spotify = "spotify"
    apple_music = "apple_music"


class PlayerState(OpenStrEnum):
    """What the player does."""

    playing = "playing"
    paused = "paused"
    buffering = "buffering"
    stopped = "stopped"


class HeartbeatRequest(Model):
    """Position and state of the player."""

    model_config = ConfigDict(
        extra="forbid",
    )
    position_ms: int
    """Position in milliseconds from the beginning."""

    state: PlayerState


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


class PlaybackEventType(OpenStrEnum):
    """What happened in the player."""

    playback_started = "playback.started"
    playback_paused = "playback.paused"
    playback_resumed = "playback.resumed"
    playback_stopped = "playback.stopped"
    playback_completed = "playback.completed"
    playback_position_updated = "playback.position_updated"


class EventReceipt(Model):
    """Acknowledgement of an event."""

    event_id: str
    """Id of the event."""

    accepted_at: AwareDatetime
    """When it was kept."""


class HistoryEntry(Model):
    """A title that was watched, completely or in part."""

    content_id: str
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    watched_at: AwareDatetime
    """When it was watched last."""

    position_ms: int | None = None
    """Position in milliseconds from the beginning."""

    completed: bool
    """Watched to the end."""

    rating: float | None = None
    """The user's rating."""


class MarkWatchedRequest(Model):
    """When and how a title was watched."""

    model_config = ConfigDict(
        extra="forbid",
    )
    watched_at: AwareDatetime | None = None
    """When; now if absent."""

    device_id: str | None = None
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""

    rating: Annotated[float | None, Field(ge=0.0, le=5.0)] = None
    """The user's rating, 5 is best."""


class PlaybackPosition(Model):
    """Where the user stopped."""

    content_id: str
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    position_ms: int
    """Position in milliseconds from the beginning."""

    duration_ms: int | None = None
    """Position in milliseconds from the beginning."""

    last_updated: AwareDatetime
    """When it was noted."""

    last_device: str
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""


class CreateSessionRequest(Model):
    """What to play and where."""

    model_config = ConfigDict(
        extra="forbid",
    )
    content_id: str
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    platform: Platform
    device_id: str
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""


class PlaybackSession(Model):
    """A title that plays."""

    session_id: str
    """Id of a session."""

    content_id: str
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    platform: Platform
    device_id: str
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""

    stream_url: str
    """Address to stream from."""

    session_token: str
    """Token that the player shows to the platform."""

    expires_at: AwareDatetime | None = None
    """When the address stops working."""

    position_ms: int
    """Position in milliseconds from the beginning."""

    duration_ms: int | None = None
    """Position in milliseconds from the beginning."""

    heartbeat_interval_s: int
    """Seconds between two heartbeats."""

    state: PlayerState
    started_at: AwareDatetime
    """When it was started."""


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


class PlaybackEvent(Model):
    """What happened in a player."""

    model_config = ConfigDict(
        extra="forbid",
    )
    event_type: PlaybackEventType
    user_id: Annotated[str | None, Field(max_length=64, min_length=1, pattern="^[A-Za-z0-9_-]+$")] = None
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    device_id: str
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""

    content_id: str
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    timestamp_ms: int
    """Position in milliseconds from the beginning."""

    platform: Platform | None = None


class HistoryPage(Model):
    """A page of the history."""

    items: list[HistoryEntry]
    """Newest first."""

    next_cursor: str | None = None
    """Cursor of the next page; absent on the last one."""


class HeartbeatResult(Model):
    """What the service has noted."""

    session_id: str
    """Id of a session."""

    position_ms: int
    """Position in milliseconds from the beginning."""

    state: PlayerState
    watched: bool
    """The title counts as watched."""

    next_episode: ContentItem | None = None
