# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the Discovery contract."""

from __future__ import annotations

from pydantic import AwareDatetime, ConfigDict

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
