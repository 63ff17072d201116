"""Ranking what can be played: similarity × availability (specification, section 2.4)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .filters import all_of, any_of
from .vectors import Hit, Vectors


@dataclass(frozen=True, slots=True)
class Available:
    """A title that can be played."""

    hit: Hit
    availability: float
    """The highest availability of the platforms that carry it, above 0, at most 1."""

    @property
    def score(self) -> float:
        """What the list is ordered by."""
        return self.hit.score * self.availability


async def search_available(
    vectors: Vectors,
    collection: str,
    vector: Sequence[float],
    limit: int,
    availability: Mapping[str, float] | None,
    *,
    threshold: float | None = None,
    must: Sequence[Mapping[str, Any]] = (),
    exclude: Sequence[str] = (),
) -> list[Available]:
    """The titles with the highest similarity × availability, best first.

    One search for each distinct availability: among titles that are equally available, those with the highest product
    are those with the highest similarity, so that the union of the searches holds the whole answer.

    Args:
        vectors: the store.
        collection: where to look.
        vector: what to compare with.
        limit: titles at most.
        availability: how available each platform is to the user, 0 (not at all) to 1, by platform; None: everything is
            available.
        threshold: lowest similarity of an answer.
        must: further conditions of the index.
        exclude: content ids that are no answers.
    """
    levels, groups = _groups(availability)
    answers = await asyncio.gather(
        *(
            vectors.search(
                collection,
                vector,
                limit,
                threshold=threshold,
                filter=all_of(*must, *group) if must or group else None,
                exclude=exclude,
            )
            for group in groups
        )
    )
    best: dict[str, Available] = {}
    for level, hits in zip(levels, answers, strict=True):
        for hit in hits:
            best.setdefault(hit.content_id, Available(hit, level))
    return sorted(best.values(), key=lambda each: (-each.score, each.hit.content_id))[:limit]


def _groups(availability: Mapping[str, float] | None) -> tuple[list[float], list[list[dict[str, Any]]]]:
    """Each distinct availability, the highest first, and the condition of the platforms that have it."""
    if availability is None:
        return [1.0], [[]]
    levels = sorted({level for level in availability.values() if level > 0}, reverse=True)
    named = [[name for name, level in availability.items() if level == wanted] for wanted in levels]
    return levels, [[any_of("platforms", names)] for names in named]
