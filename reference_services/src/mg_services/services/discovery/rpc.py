"""The same searches and recommendations over gRPC: messages in, messages out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from mg_clients.rpc import messages
from mg_core.errors import ApiError
from mg_core.rpc import RpcCall
from mg_servers.discovery import ENDPOINTS
from mg_services.serving.rpc_calls import RestRules, acting_user

from .domain import RESULTS_MAX, Filters, Findings, Taste, fitting
from .handlers import DiscoveryHandlers
from .recommend import Recommender
from .search import Search, SearchRequest
from .sona import Wish
from .store import CatalogStore, Listed
from .wire import error_of, kinds_of, message_of, recommendation_of

_DEFAULT_LIMIT = 20
_CONTEXT_MAX = 100


class DiscoveryRpc:
    """Implements `mg_servers.rpc.DiscoveryRpcService`.

    Args:
        search: searches the platforms.
        recommender: recommends.
        catalog: the local catalog.
        handlers: those of REST.
        monotonic: seconds that never go backwards, for `execution_time_ms`.
    """

    def __init__(
        self,
        search: Search,
        recommender: Recommender,
        catalog: CatalogStore,
        handlers: DiscoveryHandlers,
        *,
        monotonic: Callable[[], float],
    ) -> None:
        self._search = search
        self._recommender = recommender
        self._catalog = catalog
        self._handlers = handlers
        self._monotonic = monotonic
        self._rules = RestRules(ENDPOINTS)

    async def search_content(self, call: RpcCall, request: messages.SearchRequest) -> messages.SearchResponse:
        """Searches the connected platforms in parallel and answers with what arrived in time.

        Raises:
            ApiError: `service_unavailable`, nothing can be shown; `invalid_request`.
        """
        began = self._monotonic()
        wanted = self._wanted(call, request)
        outcome = await self._search.run(wanted)
        return self._answer(wanted, outcome.findings, began)

    async def stream_search(
        self, call: RpcCall, request: messages.SearchRequest
    ) -> AsyncIterator[messages.SearchResponse]:
        """Sends each platform's part as it arrives.

        Raises:
            ApiError: `invalid_request`.
        """
        began = self._monotonic()
        wanted = self._wanted(call, request)
        async for findings in self._search.parts(wanted):
            yield self._answer(wanted, findings, began)

    async def get_recommendations(
        self, call: RpcCall, request: messages.RecommendationRequest
    ) -> messages.RecommendationResponse:
        """Recommends titles that the user can watch.

        Raises:
            ApiError: `service_unavailable`, the catalog is away; `invalid_request`.
        """
        began = self._monotonic()
        user_id = acting_user(call, request.user_id)
        filters, context = request.filters, request.context
        platforms = tuple(filters.platforms) if filters else ()
        if platforms:
            self._rules.check("get_recommendations", platforms=list(platforms))
        made, _ = await self._recommender.recommend(
            Wish(
                user_id,
                _limit(request.limit),
                exclude_watched=filters is None or filters.exclude_watched,
                platforms=platforms or None,
                filters=Filters(kinds=kinds_of(filters.types), genres=tuple(filters.genres)) if filters else Filters(),
                taste=None if context is None else _taste(context),
            )
        )
        return messages.RecommendationResponse(
            recommendations=[recommendation_of(row) for row in made.rows],
            execution_time_ms=self._since(began),
            strategy=made.strategy,
            fallback=made.strategy == "popularity",
        )

    async def get_content(self, call: RpcCall, request: messages.GetContentRequest) -> messages.GetContentResponse:
        """Gives one title.

        Raises:
            ApiError: `content_not_found`; `invalid_request`.
        """
        self._rules.check("get_content", content_id=request.content_id)
        served = self._rules.call("get_content", call)
        item = await self._handlers.get_content(served, content_id=request.content_id)
        return messages.GetContentResponse(item=message_of(item))

    async def list_catalog(
        self, call: RpcCall, request: messages.ListCatalogRequest
    ) -> AsyncIterator[messages.CatalogPage]:
        """Sends the catalog, or what has changed of it; one page at least, which tells the position.

        Raises:
            ApiError: `invalid_request`, `after` is no position; `service_unavailable`, the catalog is away.
        """
        if request.after and not (request.after.isascii() and request.after.isdigit() and len(request.after) < 20):
            raise ApiError("`after` is no position of the catalog.", code="invalid_request", status=400)
        position = await self._catalog.position()
        yield messages.CatalogPage(position=position)
        async for page in self._catalog.changed(request.after, position):
            yield messages.CatalogPage(entries=[_entry(row) for row in page], position=position)

    def _wanted(self, call: RpcCall, request: messages.SearchRequest) -> SearchRequest:
        user_id = acting_user(call, request.user_id)
        self._rules.check("search", q=request.query)
        platforms = list(dict.fromkeys(request.platforms))
        if platforms:
            self._rules.check("search", platforms=platforms)
        filters = request.filters or messages.SearchFilters()
        return SearchRequest(
            query=request.query,
            user_id=user_id,
            limit=_limit(request.limit),
            platforms=tuple(platforms) or None,
            filters=Filters(
                kinds_of(filters.types),
                tuple(filters.genres),
                filters.min_year,
                filters.max_year,
                filters.available_only,
            ),
        )

    def _answer(self, wanted: SearchRequest, findings: Findings, began: float) -> messages.SearchResponse:
        shown = fitting(findings.items, wanted.filters)
        return messages.SearchResponse(
            results=[message_of(item) for item in shown[: wanted.limit]],
            total=len(shown) if wanted.filters else findings.total,
            execution_time_ms=self._since(began),
            errors=[error_of(failure) for failure in findings.failures],
            query=wanted.query,
            partial_results=bool(findings.failures),
        )

    def _since(self, began: float) -> int:
        return round((self._monotonic() - began) * 1000)


def _entry(row: Listed) -> messages.CatalogEntry:
    return messages.CatalogEntry(item=message_of(row.item), title_number=row.title_number)


def _limit(asked: int) -> int:
    return min(asked, RESULTS_MAX) if asked > 0 else _DEFAULT_LIMIT


def _taste(context: messages.RecommendationContext) -> Taste:
    return Taste(
        recent_views=tuple(context.recent_views[:_CONTEXT_MAX]),
        preferred_genres=tuple(context.preferred_genres[:_CONTEXT_MAX]),
        avg_rating=context.avg_rating,
    )
