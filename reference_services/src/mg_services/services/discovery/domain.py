"""What discovery knows without asking anybody: ranking, joining answers, and naming failures. Pure functions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mg_clients.discovery import ContentItem, Platform, PlatformError, WarningModel
from mg_core.errors import ApiError, CircuitOpenError, DecodeError, MgError, RateLimitedError, TimeoutExceededError

from .settings import NAMES, SEARCHABLE

RESULTS_MAX = 50
"""Results of one answer (contract)."""

NO_VECTORS = "Vector search unavailable: titles are ordered by popularity"
NO_HISTORY = "No viewing history yet: titles are ordered by popularity"

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
        """For the programs that read it; the specification calls an absent platform `unavailable` here (GD-01)."""
        code = "unavailable" if self.code == "service_unavailable" else self.code
        return PlatformError(platform=Platform(self.platform), error=code)


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
    personal: bool = False
    """Ordered by SONA for the user; else by how well titles fit the words."""

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


def filled(query: str, live: Findings, old: Findings) -> Findings | None:
    """Live findings with the older ones of the platforms that are missing; None when there are no such older ones."""
    missing = {failure.platform for failure in live.failures}
    kept = [item for item in old.items if str(item.platform) in missing]
    if not kept:
        return None
    items = rank(query, [*live.items, *kept])[:RESULTS_MAX]
    return replace(live, items=tuple(items), total=live.total + len(kept), personal=False)


def completed(query: str, partial: Findings, late: Findings) -> Findings:
    """Partial findings and those of the platforms that were missing, asked once more later."""
    items = rank(query, [*partial.items, *late.items])[:RESULTS_MAX]
    return replace(
        partial,
        items=tuple(items),
        total=partial.total + late.total,
        failures=late.failures,
        found_at=late.found_at,
        personal=False,
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be shown; a part that is None or empty restricts nothing."""

    kinds: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    """One of them must fit; upper and lower case are the same."""
    min_year: int | None = None
    max_year: int | None = None
    available_only: bool = False
    """Leave out what a platform says that the user cannot play."""

    def __bool__(self) -> bool:
        """Whether anything is restricted."""
        return self != NO_FILTERS

    def allow(self, item: ContentItem) -> bool:
        """Whether an item may be shown; one without a year is of no year, one without genres of none."""
        wanted = {genre.casefold() for genre in self.genres}
        return (
            (not self.kinds or str(item.type) in self.kinds)
            and (not wanted or not wanted.isdisjoint(genre.casefold() for genre in item.genres or ()))
            and (self.min_year is None or (item.year or 0) >= self.min_year)
            and (self.max_year is None or (item.year is not None and item.year <= self.max_year))
            and not (self.available_only and item.available is False)
        )


NO_FILTERS = Filters()


def fitting(items: Iterable[ContentItem], filters: Filters) -> list[ContentItem]:
    """Items that may be shown, in their order."""
    return [item for item in items if filters.allow(item)]


@dataclass(frozen=True, slots=True)
class Taste:
    """What a caller says that a user has watched and likes."""

    recent_views: tuple[str, ...] = ()
    """Content ids or words of titles, latest first."""
    preferred_genres: tuple[str, ...] = ()
    avg_rating: float = 0.0
    """Mean of the user's ratings, 0 to 5; 0 without any."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A recommended title."""

    item: ContentItem
    reason: str
    similarity: float = 0.0
    """Likeness to what the user has watched, -1 to 1; 0 when the list is by popularity."""
    score: float | None = None
    """What the list is ordered by."""
    because_of: tuple[str, ...] = ()
    """Content ids that the reason comes from."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """A list of recommended titles and how it was made."""

    rows: tuple[Suggestion, ...]
    strategy: str
    """`vector`, `cold_start` (nothing was watched yet) or `popularity` (the usual way is not available)."""

    @property
    def reason(self) -> str | None:
        """Why the list is not personal; None when it is."""
        return {"vector": None, "cold_start": NO_HISTORY}.get(self.strategy, NO_VECTORS)


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
    if isinstance(error, ApiError) and error.status == 401:
        return Failure(platform, "unauthorized", f"{name} did not accept our credentials", wait_s)
    if isinstance(error, ApiError) and error.status == 403:
        return Failure(platform, "forbidden", f"{name} did not permit this: the connection lacks a permission", wait_s)
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
