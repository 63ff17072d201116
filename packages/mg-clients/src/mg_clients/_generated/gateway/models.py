# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the Media Gateway contract."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from mg_core.contract.model import Model, OpenStrEnum


class LoginRequest(Model):
    """Credentials."""

    model_config = ConfigDict(
        extra="forbid",
    )
    email: str
    """E-mail address."""

    password: Annotated[str, Field(max_length=72, min_length=1, pattern="^[\\x20-\\x7e]+$")]
    """The password."""


class ValidateResponse(Model):
    """What a valid token says."""

    valid: Literal[True]
    """Always true; an invalid token gets 401."""

    user_id: str
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    roles: list[str]
    """What the user may do."""

    expires_at: AwareDatetime
    """End of the token's validity."""


class RefreshRequest(Model):
    """A refresh token."""

    model_config = ConfigDict(
        extra="forbid",
    )
    refresh_token: Annotated[str, Field(max_length=512, min_length=1, pattern="^[A-Za-z0-9_.-]+$")]
    """The token of the last login or refresh."""


class Jwk(Model):
    """One public key. Never holds a private part."""

    kty: str
    """Key type: EC, OKP or RSA."""

    kid: str
    """Key id; tokens name it."""

    use: Literal["sig"]
    """For signatures."""

    alg: str
    """The only algorithm that this key is good for, e.g. ES256."""

    crv: str | None = None
    """Curve of an EC or OKP key."""

    x: str | None = None
    """X coordinate, base64url."""

    y: str | None = None
    """Y coordinate, base64url."""

    n: str | None = None
    """Modulus of an RSA key, base64url."""

    e: str | None = None
    """Exponent of an RSA key, base64url."""


class Platform(OpenStrEnum):
    """A platform that a user can connect. Disney+ is `disney`, Prime Video `prime`, HBO Max `hbo`."""

    netflix = "netflix"
    hulu = "hulu"
    hbo = "hbo"
    disney = "disney"
    prime = "prime"
    spotify = "spotify"
    apple_music = "apple_music"


class UpdateUserRequest(Model):
    """What to change."""

    model_config = ConfigDict(
        extra="forbid",
    )
    email: str | None = None
    """E-mail address."""

    name: str | None = None
    """Name to show; no control characters."""


class PlatformStatus(OpenStrEnum):
    """State of a connection."""

    active = "active"
    expired = "expired"
    revoked = "revoked"


class ConnectPlatformRequest(Model):
    """Account on a platform."""

    model_config = ConfigDict(
        extra="forbid",
    )
    account_id: Annotated[
        str | None,
        Field(max_length=200, min_length=1, pattern="^[^\\x00-\\x1f\\x7f]+$"),
    ] = None
    """The user's id on the platform."""

    access_token: Annotated[str | None, Field(max_length=2048, min_length=1, pattern="^[\\x21-\\x7e]+$")] = None
    """OAuth access token of the platform."""

    refresh_token: Annotated[str | None, Field(max_length=2048, min_length=1, pattern="^[\\x21-\\x7e]+$")] = None
    """OAuth refresh token of the platform."""

    expires_in: Annotated[int | None, Field(ge=1, le=31536000)] = None
    """Seconds that the access token is valid."""


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


class WarningModel(Model):
    """
    Something that makes an answer less than complete. About a platform: `platform`, `error` and `message`; about the answer as a whole: `code` and `message` (specification, sections 2.2 and 7.2).
    """

    platform: str | None = None
    """The platform concerned."""

    error: str | None = None
    """Code of the platform's failure, e.g. `service_unavailable`, `timeout`, `circuit_breaker_open`."""

    code: str | None = None
    """Code of a warning about the whole answer, e.g. `stale_results`."""

    message: str
    """One sentence for a person."""

    retry_after: int | None = None
    """Seconds until the platform is tried again, when known."""


class PlatformError(Model):
    """A platform that is missing from the answer."""

    platform: Platform
    error: str
    """Why: `unavailable`, `timeout`, `rate_limited`, `circuit_breaker_open` ..."""


class Recommendation(Model):
    """A title and why it was chosen."""

    id: str
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    platform: Platform
    title: str
    """Title as the platform spells it."""

    type: ContentType | None = None
    year: int | None = None
    """Year of release."""

    genres: list[str] | None = None
    """Genres in lower case."""

    similarity_score: float
    """Likeness to what the user has watched; 1 is best."""

    score: float | None = None
    """What the list is ordered by: similarity, popularity and freshness multiplied."""

    reason: str
    """Why it was chosen."""

    available: bool | None = None
    """The user can play it now."""


class Algorithm(OpenStrEnum):
    """How the recommendations were made."""

    vector_similarity = "vector_similarity"
    popularity_fallback = "popularity_fallback"


class PlatformLibrarySync(Model):
    """What a synchronisation did."""

    platform: Platform
    total: int
    """Songs stored now."""

    added: int
    """Songs that were not stored before."""

    removed: int
    """Songs that the library does not hold any more."""

    synced_at: AwareDatetime
    """When it was stored."""

    execution_time_ms: int
    """Milliseconds that the service took."""


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


class SyncEventType(OpenStrEnum):
    """What happened. The part before the dot is the category."""

    playback_started = "playback.started"
    playback_paused = "playback.paused"
    playback_resumed = "playback.resumed"
    playback_stopped = "playback.stopped"
    playback_completed = "playback.completed"
    playback_position_updated = "playback.position_updated"
    queue_added = "queue.added"
    queue_removed = "queue.removed"
    preferences_updated = "preferences.updated"


class SyncEventData(Model):
    """Further members, e.g. the changed preferences or the queue's entry."""

    model_config = ConfigDict(
        extra="allow",
    )


class SyncCategory(OpenStrEnum):
    """Category of a change; the last level of the channel `user.{user_id}.{category}`."""

    playback = "playback"
    queue = "queue"
    preferences = "preferences"


class NewSyncEvent(Model):
    """Something that happened on a device."""

    model_config = ConfigDict(
        extra="forbid",
    )
    event_id: str
    """Chosen by the sender; makes repeating harmless."""

    event_type: SyncEventType
    device_id: str
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""

    content_id: str | None = None
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    timestamp: Annotated[int | None, Field(ge=0, le=604800000)] = None
    """Position in milliseconds from the beginning of the title."""

    data: SyncEventData | None = None


class PublishState(OpenStrEnum):
    """`queued`: PubNub is away, the event is published later."""

    published = "published"
    queued = "queued"
    duplicate = "duplicate"


class DeviceType(OpenStrEnum):
    """Kind of a device."""

    phone = "phone"
    tablet = "tablet"
    tv = "tv"
    computer = "computer"
    console = "console"
    other = "other"


class DeviceStatus(OpenStrEnum):
    """State of a device."""

    online = "online"
    offline = "offline"


class RegisterDeviceRequest(Model):
    """A device."""

    model_config = ConfigDict(
        extra="forbid",
    )
    type: DeviceType
    name: Annotated[
        str | None,
        Field(max_length=100, min_length=1, pattern="^[^\\x00-\\x1f\\x7f]+$"),
    ] = None
    """Name to show."""


class Subscription(Model):
    """What a device subscribes to."""

    channel_group: str
    """The group; the same for all devices of a user."""

    channels: list[str]
    """The channels in the group."""


class RegisterRequest(Model):
    """A new account."""

    model_config = ConfigDict(
        extra="forbid",
    )
    email: str
    """E-mail address."""

    password: Annotated[str, Field(max_length=72, min_length=8, pattern="^[\\x20-\\x7e]+$")]
    """8 to 72 printable ASCII characters; bcrypt reads no more than 72 bytes."""

    name: str
    """Name to show; no control characters."""


class RegisterResponse(Model):
    """The new account, logged in."""

    user_id: str
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    token: str
    """Access token (JWT)."""

    token_type: Literal["Bearer"]
    """How to send the token."""

    expires_in: int
    """Seconds that the token is valid."""

    refresh_token: str
    """Good for one refresh, within 30 days."""


class User(Model):
    """The user as tokens know him."""

    id: str
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    email: str
    """E-mail address."""

    name: str
    """Name to show; no control characters."""

    roles: list[str]
    """What the user may do."""


class JwkSet(Model):
    """Public keys, RFC 7517."""

    keys: list[Jwk]
    """The keys."""


class UserProfile(Model):
    """An account."""

    id: str
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    email: str
    """E-mail address."""

    name: str
    """Name to show; no control characters."""

    roles: list[str]
    """What the user may do."""

    created_at: AwareDatetime
    """When the account was made."""

    platforms: list[Platform] | None = None
    """Connected platforms."""


class ConnectedPlatform(Model):
    """A connection to a platform. Tokens are never given out."""

    platform: Platform
    account_id: str | None = None
    """The user's id on the platform."""

    status: PlatformStatus
    connected_at: AwareDatetime
    """When it was connected."""


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


class RecommendationResult(Model):
    """Recommendations."""

    recommendations: list[Recommendation]
    """Best first."""

    algorithm: Algorithm
    reason: str | None = None
    """Why a fallback was used, e.g. `Vector search unavailable`."""

    execution_time_ms: int
    """Milliseconds that the service took."""

    warnings: list[WarningModel] | None = None
    """What the user should know about this answer."""


class PlatformLibraryPage(Model):
    """A page of a library."""

    items: list[ContentItem]
    """The songs."""

    total: int
    """Songs over all pages."""

    next_cursor: str | None = None
    """Cursor of the next page; absent on the last one."""

    synced_at: AwareDatetime | None = None
    """When it was read from the platform; absent before the first time."""


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


class PlaybackEvent(Model):
    """What happened in a player."""

    model_config = ConfigDict(
        extra="forbid",
    )
    event_type: PlaybackEventType
    user_id: str | None = None
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


class LibraryItem(Model):
    """Something that the user owns on a platform."""

    content: ContentItem
    added_at: AwareDatetime
    """When it came into the library."""


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


class SyncEvent(Model):
    """An event as the devices get it."""

    event_id: str
    """Apply each once."""

    event_type: SyncEventType
    user_id: str
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    device_id: str
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""

    content_id: str | None = None
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    timestamp: int | None = None
    """Position in milliseconds from the beginning of the title."""

    sync_time: AwareDatetime
    """When the service took it."""

    data: SyncEventData | None = None


class EventList(Model):
    """Events."""

    events: list[SyncEvent]
    """Oldest first."""


class EventBatch(Model):
    """Events in the order in which they happened."""

    model_config = ConfigDict(
        extra="forbid",
    )
    events: Annotated[list[NewSyncEvent], Field(max_length=100, min_length=1)]
    """The events."""


class EventResult(Model):
    """What became of one event."""

    event_id: str
    """The event."""

    state: PublishState
    timetoken: str | None = None
    """PubNub's time of publication; only with `published`."""


class Device(Model):
    """A device of the user."""

    device_id: str
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""

    type: DeviceType
    name: str | None = None
    """Name to show."""

    status: DeviceStatus
    last_seen: AwareDatetime | None = None
    """Last sign of life."""


class DeviceRegistration(Model):
    """A device and what it subscribes to."""

    device: Device
    subscription: Subscription


class Presence(Model):
    """Who is online."""

    occupancy: int
    """Number of devices online."""

    devices: list[Device]
    """The devices online."""


class TokenResponse(Model):
    """Tokens of a session."""

    token: str
    """Access token (JWT) with the claims sub, email, roles, iat, exp."""

    token_type: Literal["Bearer"]
    """How to send the token."""

    expires_in: int
    """Seconds that the token is valid."""

    refresh_token: str
    """Good for one refresh, within 30 days."""

    user: User


class PlatformList(Model):
    """Connected platforms."""

    platforms: list[ConnectedPlatform]
    """The connections."""


class SearchResult(Model):
    """One list of what the platforms answered."""

    query: str
    """What was searched for."""

    results: list[ContentItem]
    """Best first."""

    total: int
    """Titles found; may be more than `results` holds."""

    execution_time_ms: int
    """Milliseconds that the service took."""

    warnings: list[WarningModel] | None = None
    """What the user should know about this answer."""

    errors: list[PlatformError] | None = None
    """One entry for each platform that is missing."""

    partial_results: bool | None = None
    """At least one platform is missing."""

    cached: bool | None = None
    """The answer comes from the cache, or the part of it that belongs to platforms that are missing."""

    age_minutes: int | None = None
    """Age of what comes from the cache, in minutes."""

    data_age: str | None = None
    """Age of the local catalog in words, e.g. `2 hours`; only when no platform answered."""

    warning: str | None = None
    """Prominent warning for the user; only when no platform answered."""


class QueuePage(Model):
    """A page of the queue."""

    items: list[QueueItem]
    """Oldest first."""

    next_cursor: str | None = None
    """Cursor of the next page; absent on the last one."""


class LibraryPage(Model):
    """A page of the library."""

    items: list[LibraryItem]
    """Newest first."""

    next_cursor: str | None = None
    """Cursor of the next page; absent on the last one."""

    synced_at: AwareDatetime | None = None
    """When it was read from the platform."""


class SyncState(Model):
    """Changes."""

    changes: list[SyncEvent]
    """Oldest first."""

    last_update_timestamp: AwareDatetime
    """The next `since`."""

    has_more: bool
    """Ask again at once."""

    poll_after_s: int | None = None
    """Seconds to wait before the next poll."""

    realtime_available: bool | None = None
    """PubNub works; stop polling and subscribe."""


class PublishResult(Model):
    """What became of the events."""

    accepted: int
    """Events kept."""

    results: list[EventResult]
    """One for each event, in the same order."""


class DeviceList(Model):
    """Devices."""

    devices: list[Device]
    """The devices."""
