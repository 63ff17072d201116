"""The operations of the REST contract: what the engine says, in the contract's shapes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mg_clients.sona import (
    ContentItem,
    EmbeddingList,
    EmbedRequest,
    IndexRequest,
    IndexResult,
    Platform,
    RankedContent,
    RankRequest,
    RecommendationAlgorithm,
    RecommendationList,
    RecommendedContent,
    RecommendRequest,
    ViewRequest,
)
from mg_core.rest.exchange import ServerCall

from .domain import Limits, Pick, Title, relevance
from .engine import Sona, Wish, as_row
from .geometry import DIMENSIONS


class SonaHandlers:
    """Implements `mg_servers.sona.SonaService`.

    Args:
        sona: the engine.
        monotonic: seconds that never go backwards, for `execution_time_ms`.
    """

    def __init__(self, sona: Sona, *, monotonic: Callable[[], float]) -> None:
        self._sona = sona
        self._monotonic = monotonic

    async def recommend(self, call: ServerCall, body: RecommendRequest) -> RecommendationList:
        """Titles for a user.

        Raises:
            ApiError: `service_unavailable`, the catalog is away.
        """
        began = self._monotonic()
        context, filters = body.context, body.filters
        limits = Limits(
            platforms=None if filters is None or filters.platforms is None else tuple(map(str, filters.platforms)),
            min_year=None if filters is None else filters.min_year,
            exclude_watched=True if filters is None or filters.exclude_watched is None else filters.exclude_watched,
        )
        made = await self._sona.recommend(
            Wish(
                body.user_id,
                body.limit or 10,
                limits,
                recent_views=tuple((context and context.recent_views) or ()),
                preferred_genres=tuple((context and context.preferred_genres) or ()),
            )
        )
        return RecommendationList(
            recommendations=[_recommended(pick) for pick in made.picks],
            algorithm=RecommendationAlgorithm.vector_similarity
            if made.strategy == "vector"
            else RecommendationAlgorithm.popularity_fallback,
            reason=made.reason or None,
            execution_time_ms=self._since(began),
        )

    async def rank(self, call: ServerCall, body: RankRequest) -> RankedContent:
        """Search results in the user's order."""
        began = self._monotonic()
        titles = [title_of(item) for item in body.results]
        given = [item.relevance_score for item in body.results]
        query = body.context.search_query
        relevances = [
            relevance(query, title.title) if score is None else score
            for title, score in zip(titles, given, strict=True)
        ]
        preferred = dict.fromkeys(body.context.preferred_genres or (), 1.0)
        ranked = await self._sona.rank(body.user_id, titles, relevances, preferred)
        for item, score in zip(body.results, ranked.scores, strict=True):
            item.relevance_score = round(score, 4)
        return RankedContent(
            results=[body.results[place] for place in ranked.order], execution_time_ms=self._since(began)
        )

    async def find_similar(
        self,
        call: ServerCall,
        *,
        content_id: str,
        limit: int = 20,
        platforms: Sequence[str] | None = None,
        min_year: int | None = None,
    ) -> RecommendationList:
        """Titles like this one.

        Raises:
            ApiError: `content_not_found`; `service_unavailable`, the index is away.
        """
        began = self._monotonic()
        limits = Limits(platforms=None if platforms is None else tuple(map(str, platforms)), min_year=min_year)
        picks = await self._sona.similar(content_id, limits, limit)
        return RecommendationList(
            recommendations=[_recommended(pick) for pick in picks],
            algorithm=RecommendationAlgorithm.vector_similarity,
            execution_time_ms=self._since(began),
        )

    async def embed(self, call: ServerCall, body: EmbedRequest) -> EmbeddingList:
        """Vectors of texts, to search the index with.

        Raises:
            ApiError: `service_unavailable`, the model is not ready.
        """
        vectors = await self._sona.model.text_vectors(body.texts)
        return EmbeddingList(vectors=[as_row(vector) for vector in vectors], dimensions=DIMENSIONS)

    async def index_content(self, call: ServerCall, body: IndexRequest) -> IndexResult:
        """Put titles into the index.

        Raises:
            ApiError: `service_unavailable`, the index is away or the model is not ready.
        """
        return IndexResult(indexed=await self._sona.index_titles([title_of(item) for item in body.items]))

    async def record_view(self, call: ServerCall, body: ViewRequest, *, user_id: str) -> None:
        """Move a user's vector towards a title.

        Raises:
            ApiError: `content_not_found`; `invalid_request`, there is no such user.
        """
        completion = 0.0 if body.completed is False else 1.0
        await self._sona.watched(user_id, body.content_id, completion=completion, at=None, rating=body.rating)

    def _since(self, began: float) -> int:
        return round((self._monotonic() - began) * 1000)


def title_of(item: ContentItem) -> Title:
    """The engine's title of the contract's."""
    return Title(
        id=item.id,
        key=item.id,
        title=item.title,
        platform=str(item.platform),
        type=str(item.type),
        genres=tuple(item.genres or ()),
        year=item.year,
        overview=item.overview or "",
        popularity=item.popularity or 0.0,
    )


def _recommended(pick: Pick) -> RecommendedContent:
    return RecommendedContent(
        id=pick.title.id,
        title=pick.title.title,
        platform=Platform(pick.title.platform),
        similarity_score=round(pick.similarity, 4),
        score=round(pick.score, 4),
        reason=pick.reason,
    )
