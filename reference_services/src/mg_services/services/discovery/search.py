"""One search from question to answer: who is asked, what is kept, and what is shown when nobody answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mg_clients.discovery import ContentItem, WarningModel
from mg_core.clock import Clock
from mg_core.deadline import budget
from mg_core.errors import ApiError, MgError
from mg_core.tasks import end
from mg_services.adapters.connections import Connections
from mg_services.adapters.kept_answers import KeptAnswers
from mg_services.adapters.platforms.page import SearchPlatform

from .domain import NO_FILTERS, RESULTS_MAX, Filters, Findings, completed, display_name, filled, rank
from .platforms import Answer, ask_all, ask_one
from .retries import RetryQueue
from .settings import SEARCHABLE, DiscoverySettings
from .sona import Sona
from .store import CatalogStore, FindingsCache, findings_key

_LOG = logging.getLogger(__name__)

USUAL_FETCH = 20
"""Titles that each platform is asked for, unless the caller wants more of them."""

STALE = WarningModel(code="stale_results", message="Results may be outdated. Some platforms are unavailable.")
UNRANKED = WarningModel(
    code="ranking_unavailable", message="Results are ordered by their titles. Personal ranking is unavailable."
)
CATALOG_WARNING = "Showing cached results. Live platform data is unavailable."


@dataclass(frozen=True, slots=True)
class Scope:
    """Which platforms a search asks, and what the user should know about that choice."""

    platforms: tuple[str, ...]
    notes: tuple[WarningModel, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is shown for a search."""

    findings: Findings
    """With the failures of this attempt, even when the items come from an older one."""
    source: str
    """`platforms`, `cache` (fresh), `stale` (in full or for the platforms that are missing) or `catalog`."""
    notes: tuple[WarningModel, ...] = ()
    age_s: float = 0.0
    """Age of what comes from a cache or the catalog, in seconds; 0 when all is live."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a user asks for."""

    query: str
    user_id: str
    limit: int = USUAL_FETCH
    platforms: tuple[str, ...] | None = None
    filters: Filters = NO_FILTERS

    @property
    def fetch(self) -> int:
        """Titles to ask of each platform: enough to fill the answer after it was narrowed."""
        return USUAL_FETCH if self.limit <= USUAL_FETCH and not self.filters else RESULTS_MAX


@dataclass(slots=True)
class Search:
    """Searches. One per process.

    Attributes:
        platforms: those that can be asked, by name.
        connections: who has connected which of them.
        clock: time.
        retries: questions that a platform was too busy for, asked once more later.
        sona: orders what was found for the user; None leaves it in the order of the words.
    """

    settings: DiscoverySettings
    platforms: Mapping[str, SearchPlatform]
    connections: Connections
    catalog: CatalogStore
    cache: FindingsCache
    clock: Clock
    retries: RetryQueue
    sona: Sona | None = None
    _answers: KeptAnswers[tuple[Findings, bool]] = field(init=False)

    def __post_init__(self) -> None:
        """Make the small cache of this process."""
        self._answers = KeptAnswers(
            ttl_s=self.settings.local_s, clock=self.clock.monotonic, keep=lambda answer: answer[0].complete
        )

    async def run(self, request: SearchRequest) -> Outcome:
        """Search.

        Raises:
            ApiError: `service_unavailable`, no platform answers and nothing is kept; `warnings` says why.
        """
        outcome = await self._outcome(request)
        if self.sona is None or not outcome.findings.items or outcome.findings.personal:
            return outcome
        if outcome.source != "platforms":
            # Kept from a time when SONA was away, or mixed of two: the platforms' own answers were just tried.
            outcome = replace(outcome, findings=await self._ordered(request, outcome.findings))
        return outcome if outcome.findings.personal else replace(outcome, notes=(*outcome.notes, UNRANKED))

    async def parts(self, request: SearchRequest) -> AsyncIterator[Findings]:
        """Search, and give each platform's part as it arrives, ordered like the whole; nothing is kept."""
        scope = await self.scope(request.user_id, request.platforms)
        with budget(self.settings.search_s, now=self.clock.monotonic()):
            asking = [
                asyncio.ensure_future(ask_one(self.platforms[name], request.query, request.fetch, request.user_id))
                for name in scope.platforms
            ]
        try:
            for arrived in asyncio.as_completed(asking):
                yield await self._ordered(request, self._joined(request, [await arrived]))
        finally:
            await end(asking)

    async def _outcome(self, request: SearchRequest) -> Outcome:
        scope = await self.scope(request.user_id, request.platforms)
        key = findings_key(request.query, request.user_id, fetch=request.fetch, platforms=request.platforms)

        async def compute() -> tuple[Findings, bool]:
            return await self._find(key, request, scope.platforms)

        place = f"{key}|{'+'.join(scope.platforms)}"
        (findings, from_redis), kept = await self._answers.get(place, compute)
        if findings.empty_handed:
            return await self._without_platforms(key, request, findings, scope)
        if not findings.complete:
            return await self._with_gaps(key, request, findings, scope)
        return Outcome(
            findings,
            "cache" if kept or from_redis else "platforms",
            scope.notes,
            max(0.0, self.clock.time() - findings.found_at),
        )

    async def scope(self, user_id: str, wanted: Sequence[str] | None) -> Scope:
        """The platforms to ask: the user's connected ones that can be reached, narrowed to those wanted.

        A user without any sees all platforms and is told so.
        """
        try:
            connected = await self.connections.of(user_id)
        except MgError as error:
            _LOG.warning("connected platforms cannot be read, asking all: %s", error.message)
            note = _note("connections_unknown", "Your connected platforms cannot be read; all were searched.")
            return choose(tuple(self.platforms), tuple(self.platforms), wanted, (note,))
        if not connected:
            note = _note("no_connected_platforms", "You have connected no platform; all were searched.")
            return choose(tuple(self.platforms), tuple(self.platforms), wanted, (note,))
        return choose(connected, tuple(self.platforms), wanted)

    async def aclose(self) -> None:
        """End searches under way and forget those that wait for their turn."""
        await self.retries.aclose()
        await self._answers.aclose()

    async def _find(self, key: str, request: SearchRequest, platforms: tuple[str, ...]) -> tuple[Findings, bool]:
        kept = await self.cache.fresh(key)
        if kept is not None and kept.asked == platforms:
            return kept, True
        findings = await self._ordered(request, await self._ask(request, platforms))
        if findings.complete and platforms:
            await self.cache.put(key, findings)
        else:
            self._ask_later(key, request, findings)
        return findings, False

    async def _ask(self, request: SearchRequest, platforms: Sequence[str]) -> Findings:
        answers = await ask_all(
            [self.platforms[name] for name in platforms],
            request.query,
            request.fetch,
            user_id=request.user_id,
            within_s=self.settings.search_s,
            now=self.clock.monotonic(),
        )
        return self._joined(request, answers)

    def _joined(self, request: SearchRequest, answers: Sequence[Answer]) -> Findings:
        items = rank(request.query, [item for answer in answers for item in answer.page.items])
        return Findings(
            items=tuple(items[:RESULTS_MAX]),
            total=sum(answer.page.total for answer in answers),
            asked=tuple(answer.platform for answer in answers),
            failures=tuple(answer.failure for answer in answers if answer.failure is not None),
            found_at=self.clock.time(),
        )

    async def _ordered(self, request: SearchRequest, findings: Findings) -> Findings:
        """Findings in SONA's order; as they are when SONA is away."""
        if self.sona is None or not findings.items:
            return findings
        items = await self.sona.order(request.user_id, request.query, findings.items)
        return findings if items is None else replace(findings, items=items, personal=True)

    def _ask_later(self, key: str, request: SearchRequest, findings: Findings) -> None:
        """Queue what a platform is too busy for; what comes then is kept for the next search (SPOT-02)."""
        waits = [failure.retry_after_s or 1 for failure in findings.failures if failure.code == "rate_limited"]
        if not waits:
            return
        missing = tuple(failure.platform for failure in findings.failures)

        async def again() -> None:
            whole = completed(request.query, findings, await self._ask(request, missing))
            if whole.complete:
                await self.cache.put(key, await self._ordered(request, whole))

        self.retries.put(f"{key}|{'+'.join(findings.asked)}", max(waits), again)

    async def _with_gaps(self, key: str, request: SearchRequest, live: Findings, scope: Scope) -> Outcome:
        old = await self.cache.stale(key)
        shown = None if old is None else filled(request.query, live, old)
        if old is None or shown is None:
            return Outcome(live, "platforms", scope.notes)
        return Outcome(shown, "stale", (*scope.notes, STALE), max(0.0, self.clock.time() - old.found_at))

    async def _without_platforms(self, key: str, request: SearchRequest, failed: Findings, scope: Scope) -> Outcome:
        old = await self.cache.stale(key)
        if old is not None:
            asked = tuple(item for item in old.items if str(item.platform) in failed.asked)
            shown = replace(old, items=asked, failures=failed.failures, asked=failed.asked)
            return Outcome(shown, "stale", (*scope.notes, STALE), max(0.0, self.clock.time() - old.found_at))
        items, age_s = await self._from_catalog(request, failed, scope)
        ranked = rank(request.query, items)
        return Outcome(replace(failed, items=tuple(ranked), total=len(ranked)), "catalog", scope.notes, age_s)

    async def _from_catalog(
        self, request: SearchRequest, failed: Findings, scope: Scope
    ) -> tuple[list[ContentItem], float]:
        try:
            return await self.catalog.search(request.query, scope.platforms, self.settings.catalog_days)
        except MgError as error:
            warnings = [failure.warning().model_dump(exclude_none=True) for failure in failed.failures]
            raise ApiError(
                "No platform answers, and neither does the local catalog.",
                code="service_unavailable",
                status=503,
                retry_after_s=5,
                details={"warnings": warnings},
            ) from error


def choose(
    connected: Sequence[str],
    available: Sequence[str],
    wanted: Sequence[str] | None,
    notes: tuple[WarningModel, ...] = (),
) -> Scope:
    """Platforms to ask: connected, available here and, unless None, wanted; a note for each that is left out."""
    asked = connected if wanted is None else wanted
    left_out = [
        _note("platform_not_connected", f"{display_name(name)} is not connected.", name)
        if name not in connected
        else _note("platform_not_available", f"{display_name(name)} cannot be searched here.", name)
        for name in asked
        if name not in connected or name not in available
    ]
    chosen = tuple(name for name in SEARCHABLE if name in asked and name in connected and name in available)
    return Scope(chosen, (*notes, *left_out))


def _note(code: str, message: str, platform: str | None = None) -> WarningModel:
    return WarningModel(code=code, message=message, platform=platform)
