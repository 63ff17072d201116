"""SONA as discovery asks it, over gRPC: orders results, recommends. When it is away the answer is None, no error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mg_clients.discovery import ContentItem
from mg_clients.rpc import AsyncSonaRpcClient, messages
from mg_core.call.options import CallOptions
from mg_core.errors import MgError
from mg_core.observe.logging import get_logger

from .domain import NO_FILTERS, Filters, Suggestion, Suggestions, Taste
from .wire import item_of, kinds_of, message_of

_log = get_logger("mg.discovery")


@dataclass(frozen=True, slots=True)
class Wish:
    """Recommendations that a user asks for."""

    user_id: str
    limit: int = 20
    exclude_watched: bool = True
    platforms: tuple[str, ...] | None = None
    """None: all that the user has connected."""
    filters: Filters = NO_FILTERS
    """Kinds and genres."""
    taste: Taste | None = None
    """What the caller says of the user; None: what SONA knows itself."""


class Sona:
    """Asks SONA, once each time: another attempt would take what the user waits for.

    Args:
        client: SONA's.
        rank_s: seconds to order results.
        recommend_s: seconds to recommend.
    """

    def __init__(self, client: AsyncSonaRpcClient, *, rank_s: float, recommend_s: float) -> None:
        self.client = client
        self._rank = CallOptions(timeout_s=rank_s, max_retries=0)
        self._recommend = CallOptions(timeout_s=recommend_s, max_retries=0)

    async def order(self, user_id: str, query: str, items: Sequence[ContentItem]) -> tuple[ContentItem, ...] | None:
        """Items in the user's order, with their new relevance; None when SONA does not give one."""
        request = messages.RankingRequest(
            user_id=user_id,
            results=[message_of(item, described=False) for item in items],
            context=messages.RankingContext(search_query=query),
        )
        try:
            answer = await self.client.rank_results(request, options=self._rank)
        except MgError as error:
            _log.warning("ranking_unavailable", code=error.code, reason=error.message)
            return None
        if not answer.ranked:
            return None
        left = {item.id: item for item in items}
        ordered = [
            left.pop(row.content_id).model_copy(update={"relevance_score": round(row.relevance_score or 0.0, 4)})
            for row in answer.results
            if row.content_id in left
        ]
        return (*ordered, *left.values())

    async def recommend(self, wish: Wish, platforms: Sequence[str]) -> Suggestions | None:
        """Titles for the user; None when SONA gives none."""
        request = messages.RecommendationRequest(
            user_id=wish.user_id,
            context=None if wish.taste is None else _context(wish.taste),
            limit=wish.limit,
            filters=messages.RecommendationFilters(
                exclude_watched=wish.exclude_watched,
                platforms=list(platforms),
                types=[number for number in messages.ContentType if kinds_of([number]) and _wanted(number, wish)],
                genres=list(wish.filters.genres),
            ),
        )
        try:
            answer = await self.client.get_recommendations(request, options=self._recommend)
        except MgError as error:
            _log.warning("recommendations_unavailable", code=error.code, reason=error.message)
            return None
        rows = tuple(_suggestion(row, row.item) for row in answer.recommendations if row.item is not None)
        return Suggestions(rows, answer.strategy) if rows else None


def _context(taste: Taste) -> messages.RecommendationContext:
    return messages.RecommendationContext(
        recent_views=list(taste.recent_views),
        preferred_genres=list(taste.preferred_genres),
        avg_rating=taste.avg_rating,
    )


def _wanted(number: messages.ContentType, wish: Wish) -> bool:
    return kinds_of([number])[0] in wish.filters.kinds


def _suggestion(row: messages.Recommendation, item: messages.ContentItem) -> Suggestion:
    return Suggestion(
        item_of(item),
        row.reason,
        similarity=round(row.similarity_score, 4),
        score=round(row.score, 4),
        because_of=tuple(row.because_of),
    )
