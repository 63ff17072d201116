"""The operations of the contract: what domain, search and store say, in the contract's shapes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mg_clients.discovery import (
    Algorithm,
    ContentItem,
    Platform,
    PlatformLibraryPage,
    PlatformLibrarySync,
    Recommendation,
    RecommendationResult,
    SearchResult,
)
from mg_core.errors import ApiError
from mg_core.rest.exchange import ServerCall

from .domain import NO_FILTERS, Filters, Suggestion, age_in_words, fitting
from .library import Libraries
from .recommend import Recommender
from .search import CATALOG_WARNING, Outcome, Search, SearchRequest
from .sona import Wish
from .store import CatalogStore


class DiscoveryHandlers:
    """Implements `mg_servers.discovery.DiscoveryService`.

    Args:
        search: searches the platforms.
        catalog: the local catalog.
        libraries: what users have saved on the platforms.
        recommender: recommends.
        monotonic: seconds that never go backwards, for `execution_time_ms`.
    """

    def __init__(
        self,
        search: Search,
        catalog: CatalogStore,
        libraries: Libraries,
        recommender: Recommender,
        *,
        monotonic: Callable[[], float],
    ) -> None:
        self._search = search
        self._recommender = recommender
        self._catalog = catalog
        self._libraries = libraries
        self._monotonic = monotonic

    async def search(
        self,
        call: ServerCall,
        *,
        q: str,
        platforms: Sequence[str] | None = None,
        type_: str | None = None,
        limit: int = 20,
    ) -> SearchResult:
        """Search the user's platforms.

        Raises:
            ApiError: `service_unavailable`, nothing can be shown.
        """
        began = self._monotonic()
        wanted = None if platforms is None else tuple(platforms)
        filters = NO_FILTERS if type_ is None else Filters(kinds=(type_,))
        request = SearchRequest(query=q, user_id=call.user_id, limit=limit, platforms=wanted, filters=filters)
        outcome = await self._search.run(request)
        call.reply_headers["X-Cache-Status"] = "HIT" if outcome.source in {"cache", "stale"} else "MISS"
        if outcome.findings.failures:
            call.reply_headers["X-Partial-Results"] = "true"
        return _answer(request, outcome, self._since(began))

    async def get_recommendations(
        self,
        call: ServerCall,
        *,
        limit: int = 20,
        exclude_watched: bool = True,
        platforms: Sequence[str] | None = None,
    ) -> RecommendationResult:
        """Unwatched titles of the user's platforms; an answer that is not personal says why.

        Raises:
            ApiError: `service_unavailable`, the catalog is away.
        """
        began = self._monotonic()
        wanted = None if platforms is None else tuple(platforms)
        made, notes = await self._recommender.recommend(
            Wish(call.user_id, limit, exclude_watched=exclude_watched, platforms=wanted)
        )
        return RecommendationResult(
            recommendations=[_recommendation(row) for row in made.rows],
            algorithm=Algorithm.vector_similarity if made.strategy == "vector" else Algorithm.popularity_fallback,
            reason=made.reason,
            execution_time_ms=self._since(began),
            warnings=list(notes) or None,
        )

    async def get_content(self, call: ServerCall, *, content_id: str) -> ContentItem:
        """One title of the local catalog.

        Raises:
            ApiError: `content_not_found`.
        """
        item = await self._catalog.content(content_id)
        if item is None:
            raise ApiError(f"There is no title {content_id}.", code="content_not_found", status=404)
        return item

    async def list_platform_library(
        self, call: ServerCall, *, platform: str, limit: int = 50, cursor: str | None = None
    ) -> PlatformLibraryPage:
        """A page of the library as of its last synchronisation; the cursor is the position where it begins."""
        page = await self._libraries.store.page(call.user_id, platform, limit=limit, position=int(cursor or 0))
        return PlatformLibraryPage(
            items=page.items,
            total=page.total,
            synced_at=page.synced_at,
            next_cursor=None if page.next_position is None else str(page.next_position),
        )

    async def sync_platform_library(self, call: ServerCall, *, platform: str) -> PlatformLibrarySync:
        """Read the user's library from the platform and store it.

        Raises:
            ApiError: `platform_not_connected`, `platform_authorization_needed` or `service_unavailable`.
        """
        began = self._monotonic()
        report = await self._libraries.sync(call.user_id, platform)
        return PlatformLibrarySync(
            platform=Platform(platform),
            total=report.total,
            added=report.added,
            removed=report.removed,
            synced_at=report.synced_at,
            execution_time_ms=self._since(began),
        )

    def _since(self, began: float) -> int:
        return round((self._monotonic() - began) * 1000)


def _answer(request: SearchRequest, outcome: Outcome, took_ms: int) -> SearchResult:
    findings = outcome.findings
    shown = fitting(findings.items, request.filters)
    warnings = [*outcome.notes, *(failure.warning() for failure in findings.failures)]
    cached = outcome.source in {"cache", "stale"}
    from_catalog = outcome.source == "catalog"
    return SearchResult(
        query=request.query,
        results=shown[: request.limit],
        total=len(shown) if request.filters else findings.total,
        execution_time_ms=took_ms,
        warnings=warnings or None,
        errors=[failure.error() for failure in findings.failures] or None,
        partial_results=True if findings.failures else None,
        cached=True if cached else None,
        age_minutes=int(outcome.age_s // 60) if cached else None,
        data_age=age_in_words(outcome.age_s) if from_catalog else None,
        warning=CATALOG_WARNING if from_catalog else None,
    )


def _recommendation(row: Suggestion) -> Recommendation:
    item = row.item
    return Recommendation(
        id=item.id,
        platform=item.platform,
        title=item.title,
        type=item.type,
        year=item.year,
        genres=item.genres,
        similarity_score=row.similarity,
        score=row.score,
        reason=row.reason,
        available=True,
    )
