"""What discovery knows without asking anybody: normalising, ranking, and naming failures. Pure functions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mg_clients.discovery import ContentItem, ContentMetadata, ContentType, Platform, PlatformError, WarningModel
from mg_clients.spotify import SpotifyAlbum, SpotifyArtist, SpotifySearchResult, SpotifyTrack
from mg_clients.streaming_platform import CatalogTitle
from mg_core.errors import (
    ApiError,
    CircuitOpenError,
    DecodeError,
    MgError,
    RateLimitedError,
    TimeoutExceededError,
)

from .settings import NAMES, SEARCHABLE

RESULTS_MAX = 50
"""Results of one answer (contract)."""

_ID = re.compile(r"[A-Za-z0-9_:-]{1,100}")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a platform is missing from an answer."""

    platform: str
    code: str
    message: str
    retry_after_s: int | None = None

    def warning(self) -> WarningModel:
        """For the people who read the answer."""
        return WarningModel(
            platform=self.platform, error=self.code, message=self.message, retry_after=self.retry_after_s
        )

    def error(self) -> PlatformError:
        """For the programs that read it."""
        return PlatformError(platform=Platform(self.platform), error=self.code)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the platforms answered to one search."""

    items: tuple[ContentItem, ...]
    """Ranked, best first, at most `RESULTS_MAX`."""
    total: int
    """Titles found on all platforms, over all pages."""
    asked: tuple[str, ...]
    """Platforms that were asked."""
    failures: tuple[Failure, ...] = ()
    found_at: float = 0.0
    """When, in seconds since 1970-01-01 UTC."""

    @property
    def complete(self) -> bool:
        """Every platform answered."""
        return not self.failures

    @property
    def empty_handed(self) -> bool:
        """Platforms were asked and none answered."""
        return bool(self.asked) and len(self.failures) == len(self.asked)


def display_name(platform: str) -> str:
    """What people call the platform."""
    return NAMES.get(platform, platform)


def item_of_title(platform: str, title: CatalogTitle) -> ContentItem:
    """A streaming platform's title in the common shape."""
    return ContentItem(
        id=f"{platform}:{title.id}",
        platform=Platform(platform),
        title=title.title,
        type=ContentType(title.type),
        year=title.year,
        seasons=title.seasons,
        genres=title.genres,
        overview=title.overview,
        image_url=title.image_url,
        available=title.available,
        popularity=title.popularity,
        rating=title.rating,
        duration_ms=title.duration_ms,
    )


def is_usable(title: CatalogTitle) -> bool:
    """Whether a title can be shown: it has a name, and an id that can be part of ours."""
    return bool(title.title) and _ID.fullmatch(title.id) is not None


def items_of_music(found: SpotifySearchResult) -> list[ContentItem]:
    """Spotify's pages in the common shape: artists, albums, tracks."""
    artists = found.artists.items if found.artists else []
    albums = found.albums.items if found.albums else []
    tracks = found.tracks.items if found.tracks else []
    return [*map(_artist, artists), *map(_album, albums), *map(_track, tracks)]


def total_of_music(found: SpotifySearchResult) -> int:
    """Items over all pages of all kinds."""
    pages = (found.artists, found.albums, found.tracks)
    return sum(len(page.items) if page.total is None else page.total for page in pages if page is not None)


def _artist(artist: SpotifyArtist) -> ContentItem:
    return ContentItem(
        id=f"spotify:artist:{artist.id}",
        platform=Platform.spotify,
        title=artist.name,
        type=ContentType.artist,
        genres=artist.genres,
        popularity=artist.popularity,
        metadata=ContentMetadata(spotify_uri=artist.uri),
    )


def _album(album: SpotifyAlbum) -> ContentItem:
    return ContentItem(
        id=f"spotify:album:{album.id}",
        platform=Platform.spotify,
        title=album.name,
        type=ContentType.album,
        year=year_of(album.release_date),
        popularity=album.popularity,
        artists=[artist.name for artist in album.artists or ()],
        image_url=_cover(album),
        metadata=ContentMetadata(spotify_uri=album.uri, album_art=_cover(album)),
    )


def _track(track: SpotifyTrack) -> ContentItem:
    cover = _cover(track.album) if track.album else None
    return ContentItem(
        id=f"spotify:track:{track.id}",
        platform=Platform.spotify,
        title=track.name,
        type=ContentType.track,
        year=year_of(track.album.release_date) if track.album else None,
        popularity=track.popularity,
        duration_ms=track.duration_ms,
        available=track.is_playable,
        artists=[artist.name for artist in track.artists or ()],
        image_url=cover,
        metadata=ContentMetadata(spotify_uri=track.uri, preview_url=track.preview_url, album_art=cover),
    )


def _cover(album: SpotifyAlbum) -> str | None:
    return album.images[0].url if album.images else None


def year_of(release_date: str | None) -> int | None:
    """Year of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; None for anything else."""
    text = (release_date or "")[:4]
    return int(text) if len(text) == 4 and text.isdigit() and 1800 <= int(text) <= 2200 else None


def relevance(query: str, title: str) -> float:
    """How well a title fits a query, 0 to 1: equal, begins with it, holds it, holds some of its words."""
    asked, words = _WORDS.findall(query.casefold()), _WORDS.findall(title.casefold())
    if not asked or not words:
        return 0.0
    closeness = min(1.0, len(asked) / len(words))
    if asked == words:
        return 1.0
    if words[: len(asked)] == asked:
        return round(0.8 + 0.1 * closeness, 3)
    if f" {' '.join(asked)} " in f" {' '.join(words)} ":
        return round(0.7 + 0.1 * closeness, 3)
    held = len(set(asked).intersection(words)) / len(set(asked))
    return round(0.6 * held + 0.1 * closeness, 3)


def rank(query: str, items: Iterable[ContentItem]) -> list[ContentItem]:
    """Items with their relevance, best first, each id once; ties by popularity, then platform, then id."""
    unique: dict[str, ContentItem] = {}
    for item in items:
        item.relevance_score = relevance(query, item.title)
        unique.setdefault(item.id, item)
    return sorted(unique.values(), key=_order)


def _order(item: ContentItem) -> tuple[float, float, int, str]:
    place = SEARCHABLE.index(item.platform) if item.platform in SEARCHABLE else len(SEARCHABLE)
    return -(item.relevance_score or 0.0), -(item.popularity or 0.0), place, item.id


def of_type(items: Sequence[ContentItem], kind: str | None) -> list[ContentItem]:
    """Items of one kind; all of them for None."""
    return [item for item in items if kind is None or item.type == kind]


def failure_of(platform: str, error: MgError) -> Failure:
    """What to tell about a platform that did not answer as it should."""
    name = display_name(platform)
    wait_s = None if error.retry_after_s is None else math.ceil(error.retry_after_s)
    if isinstance(error, CircuitOpenError):
        return Failure(platform, "circuit_breaker_open", f"{name} service is temporarily unavailable", wait_s)
    if isinstance(error, TimeoutExceededError):
        return Failure(platform, "timeout", f"{name} did not answer in time", wait_s)
    if isinstance(error, RateLimitedError) or error.status == 429:
        return Failure(platform, "rate_limited", f"{name} allows no more requests at the moment", wait_s)
    if isinstance(error, DecodeError):
        return Failure(platform, "invalid_response", f"{name} gave an answer that cannot be read", wait_s)
    if isinstance(error, ApiError) and error.status in {401, 403}:
        code = "unauthorized" if error.status == 401 else "forbidden"
        return Failure(platform, code, f"{name} did not accept our credentials", wait_s)
    if isinstance(error, ApiError) and error.status < 500:
        return Failure(platform, "rejected", f"{name} did not accept the search", wait_s)
    return Failure(platform, "service_unavailable", f"{name} is temporarily unavailable", wait_s)


def age_in_words(seconds: float) -> str:
    """`5 minutes`, `2 hours`, `3 days`; never less than `1 minute`."""
    minutes = max(1, int(seconds // 60))
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes >= size:
            return _counted(minutes // size, unit)
    return _counted(minutes, "minute")


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
