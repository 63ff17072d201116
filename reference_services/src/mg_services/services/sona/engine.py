"""The engine behind both interfaces: recommends, ranks, finds what is similar, learns what was watched."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np

from mg_core import deadline
from mg_core.clock import Clock
from mg_core.errors import ApiError, MgError
from mg_core.observe.logging import get_logger
from mg_services.adapters.connections import Connections

from . import domain
from .domain import HISTORY_MAX, Limits, Pick, Recommended, Title, Watched, genre_name
from .geometry import Vector, query, taste_of
from .index import Found, TitleIndex
from .model import Model
from .settings import SonaSettings
from .store import SonaStore, base_id

_log = get_logger("mg.sona")

_PER_TITLE = 4
"""Rows read for each title of a list by popularity: several platforms carry one title."""


_COMBINATIONS = 1000
"""Combinations of preferred genres whose vectors are kept: 3 kB each."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for."""

    user_id: str
    limit: int
    limits: Limits = field(default_factory=Limits)
    recent_views: tuple[str, ...] = ()
    """Ids or words of titles that the caller knows to be watched, latest first."""
    preferred_genres: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """Search results in order."""

    order: tuple[int, ...]
    """Places of the results as they were given, best first."""
    scores: tuple[float, ...]
    """For each result as it was given, 0 to 1."""
    personal: bool
    """False when the order is by the words alone, because the vectors are away."""


class Sona:
    """The engine. One per process.

    Args:
        settings: its limits.
        store: PostgreSQL.
        index: Qdrant.
        model: gives vectors.
        connections: who can play what.
        clock: for years and moments.
    """

    def __init__(
        self,
        settings: SonaSettings,
        store: SonaStore,
        index: TitleIndex,
        model: Model,
        connections: Connections,
        clock: Clock,
    ) -> None:
        self.store = store
        self._connections = connections
        self.index = index
        self.model = model
        self._settings = settings
        self._clock = clock
        self._liked_genres: dict[tuple[str, ...], Vector] = {}

    async def recommend(self, wish: Wish) -> Recommended:
        """Titles for a user: by their taste, by popularity for somebody new or when the vectors are away.

        Raises:
            ApiError: `service_unavailable`, the catalog is away.
        """
        history = await self._history(wish)
        limits = replace(wish.limits, platforms=await self._platforms(wish))
        genres = wish.preferred_genres or tuple(await self.store.preferred_genres(wish.user_id))
        preferred = tuple(genre_name(genre) for genre in genres)
        if not any(watched.liked for watched in history):
            picks = await self._popular(history, limits, preferred, wish.limit)
            return Recommended(picks, "cold_start", domain.NO_HISTORY)
        try:
            async with asyncio.timeout(self._patience_s()):
                return await self._personal(history, limits, preferred, wish.limit)
        except (MgError, TimeoutError) as error:
            _log.warning("recommendations by popularity", reason=str(error) or "the index took too long")
        return Recommended(await self._popular(history, limits, (), wish.limit), "popularity", domain.NO_VECTORS)

    async def similar(self, content_id: str, limits: Limits, limit: int) -> list[Pick]:
        """Titles like one title, the most similar first.

        Raises:
            ApiError: `content_not_found`, it is not in the index; `service_unavailable`, the index is away.
        """
        named = await self.store.named([base_id(content_id)])
        start = named[0] if named else Watched(content_id, content_id)
        vector = (await self.index.vectors_of([start.key])).get(start.key)
        if vector is None:
            raise _not_indexed(content_id)
        found = await self.index.search(query(taste_of(vector)), limits, [start.key])
        if not named:
            start = replace(start, title=(await self.index.titles_of([start.key]))[start.key].title)
        picks = await self._playable(found, limits, [start.key], limit)
        return [replace(p, reason=domain.similar_reason(start.title, p.title, start.genres)) for p in picks]

    async def rank(
        self, user_id: str, results: Sequence[Title], relevances: Sequence[float], preferred: Mapping[str, float]
    ) -> Ranked:
        """Search results in a user's order; without vectors in the order of their relevance.

        Args:
            user_id: whose taste counts.
            results: what was found.
            relevances: how well each fits the search, 0 to 1.
            preferred: genre to weight, 0 to 1; empty takes those that the user has watched.
        """
        similarities: dict[str, float] = {}
        personal = True
        try:
            async with asyncio.timeout(self._patience_s()):
                liked_titles = [watched for watched in await self.store.history(user_id) if watched.liked]
                preferred = preferred or domain.genre_weights(liked_titles)
                similarities = await self._similarities(liked_titles[:HISTORY_MAX], [title.id for title in results])
        except (MgError, TimeoutError) as error:
            _log.warning("ranked by words alone", reason=str(error) or "the index took too long")
            personal = False
        liked = {genre_name(genre): weight for genre, weight in preferred.items()}
        scores = tuple(
            domain.ranked_score(
                relevant,
                similarity=similarities.get(title.id),
                genres=[genre_name(genre) for genre in title.genres],
                preferred=liked,
            )
            for title, relevant in zip(results, relevances, strict=True)
        )
        order = sorted(range(len(results)), key=lambda place: (-scores[place], -results[place].popularity, place))
        return Ranked(tuple(order), scores, personal)

    async def watched(
        self, user_id: str, content_id: str, *, completion: float, at: datetime | None, rating: float | None
    ) -> int:
        """Remember that a title was watched and move the user's vector; gives the version of the user's taste.

        Less than `domain.WATCHED_FROM` of a title is no watched title. The same moment again changes nothing.

        Raises:
            ApiError: `content_not_found`; `invalid_request`, there is no such user; `service_unavailable`.
        """
        if completion < domain.WATCHED_FROM:
            return await self.store.version(user_id)
        title = base_id(content_id)
        if title not in await self.store.known([title]) and not await self.index.titles_of([title]):
            raise _not_indexed(content_id)
        moment = at or datetime.fromtimestamp(self._clock.time(), UTC)
        version, grew = await self.store.record(user_id, content_id, moment, rating)
        if grew:
            await self._move(user_id, version)
        return version

    async def index_titles(self, titles: Sequence[Title]) -> int:
        """Bring titles into the index, all or none; how many.

        Raises:
            ApiError: `service_unavailable`, the index is away or the model is not ready.
        """
        known = await self.store.carriers([title.id for title in titles])
        keyed = [replace(title, key=known.get(title.id, (title.id, ()))[0]) for title in titles]
        unique = {title.key: title for title in keyed}
        entries = list(unique.values())
        platforms = [known.get(title.id, ("", (title.platform,)))[1] for title in entries]
        await self.write(entries, platforms, marks=["" for _ in entries])
        return len(titles)

    async def write(self, titles: Sequence[Title], platforms: Sequence[Sequence[str]], *, marks: Sequence[str]) -> None:
        """Embed titles and put them into the index."""
        rows = await self.model.title_vectors(titles)
        await self.index.put(titles, rows, platforms=platforms, marks=marks, space_id=self.model.space.id)

    def _patience_s(self) -> float:
        """Seconds for the index: what the settings say, and never all that the caller still waits."""
        left = deadline.remaining_s()
        own = self._settings.search_s
        return own if left is None else max(0.0, min(own, left * self._settings.remaining_share))

    async def _history(self, wish: Wish) -> list[Watched]:
        told = await self.store.named(wish.recent_views)
        stored = await self.store.history(wish.user_id)
        unique = {watched.key: watched for watched in reversed([*told, *stored])}
        kept = {watched.key: watched for watched in stored}
        # What the caller tells comes first; what we know of it besides, its moment and rating, stays.
        return [kept.get(watched.key, watched) for watched in reversed(unique.values())]

    async def _platforms(self, wish: Wish) -> tuple[str, ...] | None:
        """Whose titles the user can play: those asked for, else the connected ones, else all."""
        if wish.limits.platforms is not None:
            return wish.limits.platforms
        try:
            return await self._connections.of(wish.user_id) or None
        except MgError as error:
            _log.warning("titles of all platforms are recommended", reason=error.message)
            return None

    async def _personal(
        self, history: Sequence[Watched], limits: Limits, preferred: Sequence[str], limit: int
    ) -> Recommended:
        liked = [watched for watched in history if watched.liked][:HISTORY_MAX]
        known = await self.index.vectors_of([watched.key for watched in liked])
        seen = [(watched, known[watched.key]) for watched in liked if watched.key in known]
        if not seen:
            return Recommended(await self._popular(history, limits, preferred, limit), "cold_start", domain.NO_HISTORY)
        taste = domain.taste([vector for _, vector in seen], await self._preference(preferred))
        watched = [each.key for each in history]
        picks = await self._playable(await self.index.search(query(taste), limits, watched), limits, watched, limit)
        vectors = await self.index.vectors_of([pick.title.key for pick in picks])
        return Recommended(
            tuple(domain.explained(p, vectors[p.title.key], seen) if p.title.key in vectors else p for p in picks),
            "vector",
        )

    async def _playable(self, found: Sequence[Found], limits: Limits, watched: Sequence[str], limit: int) -> list[Pick]:
        keys = [each.candidate.key for each in found]
        carried = await self.store.carried(keys, limits.platforms)
        # A title that only the index knows is as available as the index says.
        for key in set(keys) - await self.store.known(keys):
            carried[key] = next(each.title for each in found if each.candidate.key == key)
        return domain.choose(
            [each.candidate for each in found],
            carried,
            limits,
            watched,
            this_year=datetime.fromtimestamp(self._clock.time(), UTC).year,
            limit=limit,
        )

    async def _popular(
        self, history: Sequence[Watched], limits: Limits, preferred: Sequence[str], limit: int
    ) -> tuple[Pick, ...]:
        left_out = [watched.key for watched in history] if limits.exclude_watched else []
        titles = await self.store.popular(limits, left_out, preferred, limit * _PER_TITLE)
        return tuple(domain.by_popularity(titles, limits, preferred, limit))

    async def _preference(self, genres: Sequence[str]) -> Vector | None:
        if not genres:
            return None
        wanted = tuple(sorted(set(genres)))
        if wanted not in self._liked_genres:
            if len(self._liked_genres) >= _COMBINATIONS:
                self._liked_genres.clear()
            self._liked_genres[wanted] = (await self.model.text_tastes([", ".join(wanted)]))[0]
        return self._liked_genres[wanted]

    async def _similarities(self, history: Sequence[Watched], ids: Sequence[str]) -> dict[str, float]:
        """Cosine of each result and the taste that a history shows, where both are known."""
        known = await self.index.vectors_of([watched.key for watched in history])
        seen = [known[watched.key] for watched in history if watched.key in known]
        if not seen:
            return {}
        wanted = query(domain.taste(seen))
        carriers = await self.store.carriers(ids)
        keys = {each: carriers.get(each, (each, ()))[0] for each in ids}
        vectors = await self.index.vectors_of(list(set(keys.values())))
        return {each: float(vectors[key] @ wanted) for each, key in keys.items() if key in vectors}

    async def _move(self, user_id: str, version: int) -> None:
        """Write the user's vector; PostgreSQL holds what it is made of, so a failure loses nothing."""
        try:
            async with asyncio.timeout(self._patience_s()):
                history = [watched for watched in await self.store.history(user_id) if watched.liked][:HISTORY_MAX]
                known = await self.index.vectors_of([watched.key for watched in history])
                seen = [watched.key for watched in history if watched.key in known]
                if seen:
                    taste = domain.taste([known[key] for key in seen])
                    mark = hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]
                    await self.index.put_taste(
                        user_id, query(taste), fingerprint=mark, version=version, space_id=self.model.space.id
                    )
        except (MgError, TimeoutError) as error:
            _log.warning("the user's vector was not written", reason=str(error) or "it took too long")


def as_row(vector: Vector) -> list[float]:
    """A vector's numbers, each between -1 and 1."""
    return [float(number) for number in np.clip(vector, -1, 1)]


def _not_indexed(content_id: str) -> ApiError:
    return ApiError(f"{content_id} is not in the index.", code="content_not_found", status=404)
