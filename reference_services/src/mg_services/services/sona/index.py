"""The titles' and users' vectors in Qdrant."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from mg_services.adapters.qdrant.filters import any_of, between
from mg_services.adapters.qdrant.ranking import search_available
from mg_services.adapters.qdrant.vectors import Hit, Point, Vectors

from .domain import CANDIDATES, Candidate, Limits, Title
from .geometry import DIMENSIONS, NEUTRAL, Vector

TITLES: Final = "media_content"
"""Collection of titles (specification, section 3.5)."""

TASTES: Final = "user_tastes"
"""Collection of users' vectors."""

_REMEMBERED: Final = 5000
"""Titles whose vectors are kept in this process: 3 kB each."""


@dataclass(frozen=True, slots=True)
class Found:
    """A title that the index found, with what the index knows of it."""

    candidate: Candidate
    title: Title


class TitleIndex:
    """Reads and writes the collections; every method raises ApiError `service_unavailable` when Qdrant is away.

    Args:
        vectors: the adapter.
    """

    def __init__(self, vectors: Vectors) -> None:
        self.vectors = vectors
        self._remembered: OrderedDict[str, Vector] = OrderedDict()

    async def ensure(self, space_id: str) -> None:
        """Make the collections where they are missing.

        Raises:
            ConfigurationError: a collection holds the vectors of another model.
        """
        await self.vectors.ensure(TITLES, DIMENSIONS, space_id)
        await self.vectors.ensure(TASTES, DIMENSIONS, space_id, indexes={})

    async def search(self, vector: Vector, limits: Limits, exclude: Sequence[str]) -> list[Found]:
        """`CANDIDATES` titles that the index knows to be allowed, by similarity × availability."""
        ranked = await search_available(
            self.vectors,
            TITLES,
            vector.tolist(),
            CANDIDATES,
            limits.availability,
            threshold=NEUTRAL,
            must=conditions(limits),
            exclude=tuple(exclude) if limits.exclude_watched else (),
        )
        return [_found(each.hit, each.availability) for each in ranked]

    async def vectors_of(self, keys: Sequence[str]) -> dict[str, Vector]:
        """Vectors of titles by key; one that is not in the index is left out."""
        missing = [key for key in keys if key not in self._remembered]
        for hit in await self.vectors.retrieve(TITLES, missing, with_vectors=True) if missing else ():
            self._remember(hit.content_id, hit.vector)
        found = {key: self._remembered[key] for key in keys if key in self._remembered}
        for key in found:
            self._remembered.move_to_end(key)
        return found

    async def titles_of(self, keys: Sequence[str]) -> dict[str, Title]:
        """What the index knows about titles, by key."""
        hits = await self.vectors.retrieve(TITLES, list(keys), with_vectors=False) if keys else ()
        return {hit.content_id: _found(hit).title for hit in hits}

    async def marks_of(self, keys: Sequence[str]) -> dict[str, str]:
        """What each title was when it was written, by key: equal marks need no writing."""
        hits = await self.vectors.retrieve(TITLES, list(keys), with_vectors=False)
        return {hit.content_id: str(hit.payload.get("mark", "")) for hit in hits}

    async def put(
        self,
        titles: Sequence[Title],
        rows: npt.NDArray[np.float32],
        *,
        platforms: Sequence[Sequence[str]],
        marks: Sequence[str],
        space_id: str,
    ) -> None:
        """Write titles; those that are there already are replaced."""
        points = [
            Point(title.key, row.tolist(), _payload(title, carriers, mark, space_id))
            for title, row, carriers, mark in zip(titles, rows, platforms, marks, strict=True)
        ]
        await self.vectors.upsert(TITLES, points)
        for title in titles:
            self._remembered.pop(title.key, None)

    async def put_taste(self, user_id: str, vector: Vector, *, fingerprint: str, version: int, space_id: str) -> None:
        """Write a user's vector."""
        payload = {"fingerprint": fingerprint, "version": version, "embedder": space_id}
        await self.vectors.upsert(TASTES, [Point(user_id, vector.tolist(), payload)])

    async def taste(self, user_id: str) -> tuple[Vector, Mapping[str, Any]] | None:
        """A user's vector and what was written with it; None when there is none."""
        hits = await self.vectors.retrieve(TASTES, [user_id], with_vectors=True)
        if not hits or hits[0].vector is None:
            return None
        return np.asarray(hits[0].vector, np.float32), hits[0].payload

    async def count(self) -> int:
        """Titles in the index."""
        return await self.vectors.count(TITLES)

    def _remember(self, key: str, vector: Sequence[float] | None) -> None:
        if vector is None:
            return
        self._remembered[key] = np.asarray(vector, np.float32)
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)


def conditions(limits: Limits) -> list[dict[str, Any]]:
    """The limits as conditions of the index, apart from the platforms."""
    must: list[dict[str, Any]] = []
    if limits.min_year is not None:
        must.append(between("year", limits.min_year))
    if limits.types:
        must.append(any_of("type", limits.types))
    if limits.genres:
        must.append(any_of("genres", limits.genres))
    return must


def _payload(title: Title, platforms: Sequence[str], mark: str, space_id: str) -> dict[str, Any]:
    return {
        "content_id": title.key,
        "title": title.title,
        "platform": title.platform,
        "platforms": list(platforms) or [title.platform],
        "genres": list(title.genres),
        "year": title.year,
        "type": title.type,
        "popularity": title.popularity,
        "embedder": space_id,
        "mark": mark,
    }


def _found(hit: Hit, availability: float = 1.0) -> Found:
    payload = hit.payload
    title = Title(
        id=hit.content_id,
        key=hit.content_id,
        title=str(payload.get("title", "")),
        platform=str(payload.get("platform", "")),
        type=str(payload.get("type", "movie")),
        genres=tuple(payload.get("genres") or ()),
        year=payload.get("year"),
        popularity=float(payload.get("popularity") or 0.0),
    )
    return Found(Candidate(hit.content_id, hit.score, availability), title)
