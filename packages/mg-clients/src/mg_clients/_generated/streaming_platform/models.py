# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the Streaming platform contract."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field

from mg_core.contract.model import Model, OpenStrEnum


class TitleType(OpenStrEnum):
    """Kind of a title."""

    movie = "movie"
    series = "series"
    episode = "episode"
    show = "show"


class PlatformWatchlistItem(Model):
    """An entry of a watchlist."""

    content_id: str
    """The platform's own id."""

    title: str | None = None
    """The title."""

    added_at: AwareDatetime
    """When it was added."""


class StreamQuality(OpenStrEnum):
    """Picture quality."""

    auto = "auto"
    sd = "sd"
    hd = "hd"
    uhd = "uhd"


class StreamUrl(Model):
    """An address to stream from."""

    url: str
    """The address."""

    expires_at: AwareDatetime
    """When it stops working."""

    duration_ms: int | None = None
    """Running time in milliseconds."""


class CatalogTitle(Model):
    """A title in the words of a streaming platform."""

    id: str
    """The platform's own id."""

    title: str
    """The title."""

    type: TitleType
    seasons: int | None = None
    """Seasons of a series."""

    episodes: int | None = None
    """Episodes of a series or of a season."""

    year: int | None = None
    """Year of release."""

    genres: list[str] | None = None
    """Genres in lower case."""

    overview: str | None = None
    """Plot."""

    image_url: str | None = None
    """Poster."""

    rating: float | None = None
    """Mean rating."""

    popularity: float | None = None
    """Popularity on this platform."""

    duration_ms: int | None = None
    """Running time in milliseconds."""

    available: bool | None = None
    """Can be played now."""


class PlatformWatchlist(Model):
    """A watchlist."""

    items: list[PlatformWatchlistItem]
    """Newest first."""


class StreamUrlRequest(Model):
    """What to play and where."""

    model_config = ConfigDict(
        extra="forbid",
    )
    content_id: str
    """The platform's own id."""

    device_id: Annotated[str, Field(max_length=64, min_length=1, pattern="^[A-Za-z0-9_-]+$")]
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""

    quality: StreamQuality | None = StreamQuality.auto


class CatalogPage(Model):
    """A page of titles."""

    results: list[CatalogTitle]
    """The titles."""

    total: int | None = None
    """Titles over all pages."""

    page: int | None = None
    """This page."""

    limit: int | None = None
    """Titles of a page."""
