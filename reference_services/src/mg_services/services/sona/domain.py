"""How SONA decides: a taste from what was watched, an order from scores, reasons in words. Pure functions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

import numpy as np

from .geometry import NEUTRAL, TASTE, Vector, affinity, taste_of

HALF_LIFE: Final = 6.0
"""Titles watched since, after which a title counts half; chosen on the last fifth of the training histories."""

HISTORY_MAX: Final = 64
"""Titles of a history that are read: what comes before them weighs less than a thousandth."""

CANDIDATES: Final = 50
"""Titles taken from the index (specification, section 5.2)."""

PREFERENCE_WEIGHT: Final = 0.1
"""Weight of the genres that a user prefers beside what they have watched, which weighs 1."""

POPULARITY_SHARE: Final = 0.2
"""Part of a score that popularity can take away."""

FRESHNESS_SHARE: Final = 0.1
"""Part of a score that age can take away."""

FRESHNESS_HALF_LIFE: Final = 10.0
"""Years after which half of a title's freshness is gone."""

DISLIKED_BELOW: Final = 2.5
"""Rating, 0 to 5, below which a watched title says nothing about what a user likes."""

WATCHED_FROM: Final = 0.95
"""Share of a title that must be seen for it to count as watched."""

NO_VECTORS: Final = "Vector search unavailable"
"""Why a list is by popularity (specification, section 7.2)."""

NO_HISTORY: Final = "No viewing history yet"
"""Why a list is by popularity for somebody new."""

Strategy = Literal["vector", "popularity", "cold_start"]

_GENRES: Final = {"sci-fi": "science fiction", "scifi": "science fiction", "rom-com": "romance", "musical": "music"}
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title of the catalog, as one platform carries it."""

    id: str
    """Id on that platform, e.g. `hulu:603`."""
    key: str
    """Id in the index: one for all platforms that carry the title."""
    title: str
    platform: str
    type: str = "movie"
    genres: tuple[str, ...] = ()
    """Lower case."""
    year: int | None = None
    overview: str = ""
    popularity: float = 0.0
    """0 to 100."""
    watch_count: int = 0
    """People who have watched it."""
    duration_ms: int | None = None
    rating: float | None = None
    """0 to 10."""
    seasons: int | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """A title of somebody's history."""

    key: str
    """Id in the index."""
    title: str
    genres: tuple[str, ...] = ()
    at: datetime | None = None
    """None for what only a caller has told us."""
    rating: float | None = None
    """What the user thought of it, 0 to 5."""

    @property
    def liked(self) -> bool:
        """It says what the user likes: not rated, or not badly."""
        return self.rating is None or self.rating >= DISLIKED_BELOW


@dataclass(frozen=True, slots=True)
class Limits:
    """What a list may hold; None and empty restrict nothing."""

    platforms: tuple[str, ...] | None = None
    """Only titles that one of these carries."""
    min_year: int | None = None
    types: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    exclude_watched: bool = True

    @property
    def availability(self) -> dict[str, float] | None:
        """How available each platform is, 0 to 1; None: all are. Who names platforms can play all of them alike."""
        return None if self.platforms is None else dict.fromkeys(self.platforms, 1.0)

    def allow(self, title: Title) -> bool:
        """Whether a title may be shown, apart from having been watched."""
        return (
            (self.platforms is None or title.platform in self.platforms)
            and (self.min_year is None or (title.year or 0) >= self.min_year)
            and (not self.types or title.type in self.types)
            and (not self.genres or bool({genre_name(genre) for genre in self.genres}.intersection(title.genres)))
        )


@dataclass(frozen=True, slots=True)
class Pick:
    """A recommended title."""

    title: Title
    similarity: float
    """Cosine of the index, 0 to 1."""
    score: float
    """What the list is ordered by, 0 to 1."""
    reason: str
    because_of: tuple[str, ...] = ()
    """Ids in the index of the titles that the reason names."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """A list and how it came about."""

    picks: tuple[Pick, ...]
    """Best first."""
    strategy: Strategy
    reason: str = ""
    """Why it is not personal; empty when it is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the index found."""

    key: str
    similarity: float
    """Cosine."""
    availability: float = 1.0
    """Of the platforms that carry it, the highest; above 0, at most 1."""


def genre_name(text: str) -> str:
    """A genre as the catalog writes it."""
    folded = text.strip().casefold()
    return _GENRES.get(folded, folded)


def genre_weights(history: Sequence[Watched]) -> dict[str, float]:
    """How often each genre was watched, in shares of the most watched one; more than 0, at most 1."""
    counts = Counter(genre for watched in history for genre in watched.genres)
    most = max(counts.values(), default=1)
    return {genre: count / most for genre, count in counts.items()}


def weights(count: int, half_life: float = HALF_LIFE) -> list[float]:
    """How much each title of a history counts, newest first; together 1."""
    raw = [0.5 ** (rank / half_life) for rank in range(count)]
    total = sum(raw)
    return [weight / total for weight in raw]


def taste(history: Sequence[Vector], preference: Vector | None = None) -> Vector:
    """The taste that a history shows.

    Args:
        history: the titles' vectors of the index, newest first.
        preference: a taste that the user has told us, which weighs a tenth as much.
    """
    told = np.zeros(TASTE, np.float32) if preference is None else preference * np.float32(PREFERENCE_WEIGHT)
    if len(history) == 0:
        return told
    shown = np.asarray(weights(len(history)), np.float32) @ taste_of(np.stack(history))
    combined: Vector = (shown + told).astype(np.float32)
    return combined


def composite(similarity: float, title: Title, *, this_year: int) -> float:
    """What a list is ordered by: similarity × popularity × freshness, 0 to 1; grows with each of the three."""
    age = this_year - (title.year or this_year - FRESHNESS_HALF_LIFE)
    freshness: float = 0.5 ** (max(0.0, age) / FRESHNESS_HALF_LIFE)
    known = min(100.0, max(0.0, title.popularity)) / 100
    return (
        affinity(similarity)
        * (1 - POPULARITY_SHARE * (1 - known))
        * (1 - FRESHNESS_SHARE * (1 - freshness))
    )  # fmt: skip


def choose(
    found: Iterable[Candidate],
    carried: Mapping[str, Title],
    limits: Limits,
    watched: Iterable[str],
    *,
    this_year: int,
    limit: int,
) -> list[Pick]:
    """The best of what was found that the user can play and, unless they want it, has not watched.

    Args:
        found: what the index found.
        carried: titles of the user's platforms by their id in the index; one that is missing cannot be played.
        limits: what may be shown.
        watched: ids in the index.
        this_year: for freshness.
        limit: titles at most.
    """
    left_out = set(watched) if limits.exclude_watched else set()
    picks = []
    for candidate in found:
        title = carried.get(candidate.key)
        if title is None or candidate.key in left_out or not limits.allow(title) or candidate.similarity < NEUTRAL:
            continue
        score = candidate.availability * composite(candidate.similarity, title, this_year=this_year)
        picks.append(Pick(title, min(1.0, candidate.similarity), score, ""))
    picks.sort(key=lambda pick: (-pick.score, pick.title.id))
    return picks[:limit]


def explained(pick: Pick, vector: Vector, history: Sequence[tuple[Watched, Vector]]) -> Pick:
    """The pick with its reason: the watched titles that speak most for it, at most two.

    Args:
        pick: the title.
        vector: its vector of the index.
        history: what was watched, newest first, with vectors.
    """
    own = taste_of(vector)
    shares = [
        (weight * float(taste_of(other) @ own), watched)
        for weight, (watched, other) in zip(weights(len(history)), history, strict=True)
    ]
    speaking = sorted((each for each in shares if each[0] > 0), key=lambda each: -each[0])[:2]
    if not speaking:
        return replace(pick, reason="Close to your taste")
    named = [speaking[0], *(each for each in speaking[1:] if each[0] >= speaking[0][0] / 2)]
    shared = [genre for genre in pick.title.genres if any(genre in watched.genres for _, watched in named)]
    films = " and ".join(f"“{_short(watched.title)}”" for _, watched in named)
    about = f": {', '.join(shared[:2])}" if shared else ""
    return replace(
        pick, reason=f"Because you watched {films}{about}", because_of=tuple(watched.key for _, watched in named)
    )


def by_popularity(titles: Iterable[Title], limits: Limits, preferred: Sequence[str], limit: int) -> list[Pick]:
    """A list without vectors: titles with a preferred genre first, then by the order given; each title once."""
    liked = {genre_name(genre) for genre in preferred}
    unique: dict[str, Title] = {}
    for title in titles:
        if limits.allow(title):
            unique.setdefault(title.key, title)
    ordered = sorted(unique.values(), key=lambda title: not liked.intersection(title.genres))
    return [_popular(title, sorted(liked.intersection(title.genres))) for title in ordered[:limit]]


def _popular(title: Title, genres: Sequence[str]) -> Pick:
    if title.watch_count:
        people = "1 person has" if title.watch_count == 1 else f"{title.watch_count} people have"
        reason = f"{people} watched it"
    else:
        reason = "Popular at the moment"
    if genres:
        reason = f"{reason}; {' and '.join(genres[:2])}, which you like"
    return Pick(title, 0.0, round(min(100.0, title.popularity) / 100, 4), reason)


def similar_reason(start: str, title: Title, genres: Iterable[str]) -> str:
    """Why a title is like another one."""
    shared = [genre for genre in title.genres if genre in set(genres)]
    return f"Similar to “{_short(start)}”" + (f": {', '.join(shared[:2])}" if shared else "")


def document(title: str, genres: Iterable[str], overview: str) -> str:
    """The text that stands for a title."""
    return f"{title}. {' '.join(genres)}. {overview}".strip()


def relevance(query: str, title: str) -> float:
    """How well the words of a title fit a search, 0 to 1, for results that come without a relevance."""
    asked, held = set(_WORDS.findall(query.casefold())), set(_WORDS.findall(title.casefold()))
    return len(asked & held) / len(asked | held) if asked and held else 0.0


def ranked_score(
    relevant: float, *, similarity: float | None, genres: Iterable[str], preferred: Mapping[str, float]
) -> float:
    """Order of search results, 0 to 1: what was searched for decides; taste and genres shift it by up to three tenths.

    Args:
        relevant: how well the result fits the search, 0 to 1.
        similarity: cosine of the result and the user's taste; None when nothing is known.
        genres: of the result.
        preferred: genre to weight, 0 to 1.
    """
    liked = max((preferred.get(genre, 0.0) for genre in genres), default=0.0)
    drawn = math.sqrt(0.0 if similarity is None else affinity(similarity))
    return min(1.0, max(0.0, relevant)) * (0.7 + 0.2 * drawn + 0.1 * min(1.0, max(0.0, liked)))


def _short(title: str) -> str:
    return title if len(title) <= 80 else title[:79] + "…"
