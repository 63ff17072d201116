"""The same engine over gRPC: messages in, messages out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from mg_clients.rpc import messages
from mg_core.rpc import RpcCall
from mg_services.serving.rpc_calls import acting_user

from .domain import Limits, Pick, Title, relevance
from .engine import Sona, Wish

_DEFAULT_LIMIT = 20
_MOST = 100
_BATCH = 100

_KINDS = {
    messages.ContentType.MOVIE: "movie",
    messages.ContentType.SERIES: "series",
    messages.ContentType.EPISODE: "episode",
    messages.ContentType.TRACK: "track",
    messages.ContentType.ALBUM: "album",
    messages.ContentType.PLAYLIST: "playlist",
}
_NUMBERS = {kind: number for number, kind in _KINDS.items()}


class SonaRpc:
    """Implements `mg_servers.rpc.SonaRpcService`.

    Args:
        sona: the engine.
        monotonic: seconds that never go backwards, for `execution_time_ms`.
    """

    def __init__(self, sona: Sona, *, monotonic: Callable[[], float]) -> None:
        self._sona = sona
        self._monotonic = monotonic

    async def get_recommendations(
        self, call: RpcCall, request: messages.RecommendationRequest
    ) -> messages.RecommendationResponse:
        """Titles near the user's vector, with the reason for each.

        Raises:
            ApiError: `service_unavailable`, the catalog is away.
        """
        began = self._monotonic()
        context = request.context
        made = await self._sona.recommend(
            Wish(
                acting_user(call, request.user_id),
                _limit(request.limit),
                _limits(request.filters),
                recent_views=tuple(context.recent_views[:_MOST]) if context else (),
                preferred_genres=tuple(context.preferred_genres) if context else (),
            )
        )
        return messages.RecommendationResponse(
            recommendations=[_recommendation(pick) for pick in made.picks],
            execution_time_ms=self._since(began),
            strategy=made.strategy,
            fallback=made.strategy == "popularity",
        )

    async def rank_results(self, call: RpcCall, request: messages.RankingRequest) -> messages.RankingResponse:
        """Orders search results for one user."""
        began = self._monotonic()
        context = request.context
        query = context.search_query if context else ""
        titles = [title_of(item) for item in request.results]
        relevances = [
            relevance(query, item.title) if item.relevance_score is None else item.relevance_score
            for item in request.results
        ]
        preferred = dict(context.user_preferences) if context else {}
        named = request.user_id or call.identity
        user_id = acting_user(call, request.user_id) if named else ""
        ranked = await self._sona.rank(user_id, titles, relevances, preferred)
        for item, score in zip(request.results, ranked.scores, strict=True):
            item.relevance_score = score
        return messages.RankingResponse(
            results=[request.results[place] for place in ranked.order],
            execution_time_ms=self._since(began),
            ranked=ranked.personal,
        )

    async def find_similar(self, call: RpcCall, request: messages.SimilarRequest) -> messages.RecommendationResponse:
        """Titles near a title.

        Raises:
            ApiError: `content_not_found`; `service_unavailable`, the index is away.
        """
        began = self._monotonic()
        picks = await self._sona.similar(request.content_id, _limits(request.filters), _limit(request.limit))
        return messages.RecommendationResponse(
            recommendations=[_recommendation(pick) for pick in picks],
            execution_time_ms=self._since(began),
            strategy="vector",
        )

    async def record_watch(self, call: RpcCall, request: messages.RecordWatchRequest) -> messages.RecordWatchResponse:
        """Moves the user's vector towards a watched title.

        Raises:
            ApiError: `content_not_found`; `invalid_request`, there is no such user.
        """
        version = await self._sona.watched(
            acting_user(call, request.user_id),
            request.content_id,
            completion=request.completion,
            at=request.watched_at,
            rating=request.rating,
        )
        return messages.RecordWatchResponse(vector_version=version)

    async def index_content(
        self, call: RpcCall, requests: AsyncIterator[messages.IndexContentRequest]
    ) -> messages.IndexContentResponse:
        """Takes catalog items and writes their vectors, a hundred at a time.

        Raises:
            ApiError: `service_unavailable`, the index is away or the model is not ready.
        """
        waiting: list[Title] = []
        answer = messages.IndexContentResponse()
        async for request in requests:
            item = request.item
            if item is None or (why := _refusal(item)):
                answer.refused[item.content_id if item else ""] = why if item else "there is no item"
                continue
            waiting.append(title_of(item))
            if len(waiting) == _BATCH:
                answer.indexed += await self._sona.index_titles(waiting)
                waiting = []
        if waiting:
            answer.indexed += await self._sona.index_titles(waiting)
        return answer

    def _since(self, began: float) -> int:
        return round((self._monotonic() - began) * 1000)


def title_of(item: messages.ContentItem) -> Title:
    """The engine's title of the message's, which counts popularity from 0 to 1."""
    return Title(
        id=item.content_id,
        key=item.content_id,
        title=item.title,
        platform=item.platform,
        type=_KINDS.get(item.type, "movie"),
        genres=tuple(item.genres),
        year=item.release_year,
        overview=item.description,
        popularity=round(100 * (item.popularity or 0.0), 2),
        duration_ms=item.duration_ms,
        rating=None if item.rating is None else 2 * item.rating,
        seasons=item.seasons,
    )


def _refusal(item: messages.ContentItem) -> str:
    if ":" not in item.content_id:
        return "the id is not of the form platform:id"
    if not item.title.strip():
        return "the title is empty"
    return "" if item.platform else "the platform is missing"


def _limit(asked: int) -> int:
    return min(asked, _MOST) if asked > 0 else _DEFAULT_LIMIT


def _limits(filters: messages.RecommendationFilters | None) -> Limits:
    if filters is None:
        return Limits()
    return Limits(
        platforms=tuple(filters.platforms) or None,
        types=tuple(_KINDS[kind] for kind in filters.types if kind in _KINDS),
        genres=tuple(filters.genres),
        exclude_watched=filters.exclude_watched,
    )


def _recommendation(pick: Pick) -> messages.Recommendation:
    title = pick.title
    return messages.Recommendation(
        title=title.title,
        platform=title.platform,
        similarity_score=pick.similarity,
        reason=pick.reason,
        score=pick.score,
        because_of=list(pick.because_of),
        item=messages.ContentItem(
            content_id=title.id,
            platform=title.platform,
            title=title.title,
            type=_NUMBERS.get(title.type, messages.ContentType.UNSPECIFIED),
            seasons=title.seasons,
            genres=list(title.genres),
            release_year=title.year,
            description=title.overview[:5000],
            rating=None if title.rating is None else title.rating / 2,
            available=True,
            popularity=title.popularity / 100,
            duration_ms=title.duration_ms,
        ),
    )
