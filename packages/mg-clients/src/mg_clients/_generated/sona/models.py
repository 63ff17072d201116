# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the SONA contract."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from mg_core.contract.model import Model, OpenStrEnum


class ViewingContext(Model):
    """What the user has watched of late."""

    model_config = ConfigDict(
        extra="forbid",
    )
    recent_views: Annotated[list[str] | None, Field(max_length=100)] = None
    """Ids of titles, newest first."""

    preferred_genres: Annotated[list[str] | None, Field(max_length=32)] = None
    """Genres in lower case."""

    avg_rating: Annotated[float | None, Field(ge=0.0, le=5.0)] = None
    """Mean of the user's ratings."""


class Platform(OpenStrEnum):
    """A platform that a user can connect. Disney+ is `disney`, Prime Video `prime`, HBO Max `hbo`."""

    netflix = "netflix"
    hulu = "hulu"
    hbo = "hbo"
    disney = "disney"
    prime = "prime"
    spotify = "spotify"
    apple_music = "apple_music"


class RecommendationAlgorithm(OpenStrEnum):
    """How the titles were found."""

    vector_similarity = "vector_similarity"
    popularity_fallback = "popularity_fallback"


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


class RankContext(Model):
    """The search."""

    model_config = ConfigDict(
        extra="forbid",
    )
    search_query: Annotated[str, Field(max_length=200, min_length=1)]
    """What was searched for."""

    preferred_genres: Annotated[list[str] | None, Field(max_length=32)] = None
    """Genres that the user likes."""


class EmbedRequest(Model):
    """Texts."""

    model_config = ConfigDict(
        extra="forbid",
    )
    texts: Annotated[list[str], Field(max_length=100, min_length=1)]
    """The texts."""


class IndexResult(Model):
    """What was written."""

    indexed: int
    """Titles written."""


class ViewRequest(Model):
    """What was watched."""

    model_config = ConfigDict(
        extra="forbid",
    )
    content_id: str
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    completed: bool = True
    """Watched to the end."""

    rating: Annotated[float | None, Field(ge=0.0, le=5.0)] = None
    """The user's rating."""


class RecommendFilters(Model):
    """What to leave out."""

    model_config = ConfigDict(
        extra="forbid",
    )
    exclude_watched: bool = True
    """Leave out what the user has watched."""

    platforms: Annotated[list[Platform] | None, Field(max_length=7)] = None
    """Only these platforms."""

    min_year: Annotated[int | None, Field(ge=1800, le=2200)] = None
    """Only titles of this year or later."""


class RecommendedContent(Model):
    """A title and why it was chosen."""

    id: str
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    title: str
    """Title."""

    platform: Platform
    similarity_score: float
    """Cosine similarity; 1 is best."""

    score: float | None = None
    """What the list is ordered by."""

    reason: str
    """Why it was chosen."""


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


class RankedContent(Model):
    """Results in order."""

    results: list[ContentItem]
    """Best first."""

    execution_time_ms: int
    """Milliseconds that the engine took."""


class EmbeddingList(Model):
    """Vectors."""

    vectors: list[list[float]]
    """One for each text."""

    dimensions: Literal[768]
    """Numbers of a vector."""


class IndexRequest(Model):
    """Titles for the index."""

    model_config = ConfigDict(
        extra="forbid",
    )
    items: Annotated[list[ContentItem], Field(max_length=100, min_length=1)]
    """The titles."""


class RecommendRequest(Model):
    """For whom and what."""

    model_config = ConfigDict(
        extra="forbid",
    )
    user_id: Annotated[str, Field(max_length=64, min_length=1, pattern="^[A-Za-z0-9_-]+$")]
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    context: ViewingContext | None = None
    filters: RecommendFilters | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 10
    """Titles at most."""


class RecommendationList(Model):
    """Titles."""

    recommendations: list[RecommendedContent]
    """Best first."""

    algorithm: RecommendationAlgorithm
    reason: str | None = None
    """Why a fallback was used, e.g. `Vector search unavailable`."""

    execution_time_ms: int
    """Milliseconds that the engine took."""


class RankRequest(Model):
    """Results to put in order."""

    model_config = ConfigDict(
        extra="forbid",
    )
    user_id: Annotated[str, Field(max_length=64, min_length=1, pattern="^[A-Za-z0-9_-]+$")]
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    results: Annotated[list[ContentItem], Field(max_length=350)]
    """Results of all platforms."""

    context: RankContext
