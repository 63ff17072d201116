"""The six services behind the MCP server, small and real: generated Protocols over gRPC, state in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mg_clients.rpc import messages as m
from mg_core.errors import ApiError
from mg_core.rpc import RpcCall, RpcEndpoint, make_server
from mg_servers import rpc

NOW = datetime(2026, 11, 1, 20, 15, tzinfo=UTC)
INCEPTION = m.ContentItem(
    content_id="netflix:1",
    platform="netflix",
    title="Inception",
    type=m.ContentType.MOVIE,
    genres=["science fiction", "thriller"],
    release_year=2010,
    rating=4.4,
    duration_ms=8_880_000,
)
ARRIVAL = m.ContentItem(
    content_id="hulu:2", platform="hulu", title="Arrival", type=m.ContentType.MOVIE, genres=["science fiction"]
)
CATALOG = {item.content_id: item for item in (INCEPTION, ARRIVAL)}


@dataclass
class Seen:
    """What the services were told."""

    calls: list[RpcCall] = field(default_factory=list)
    requests: list[object] = field(default_factory=list)

    def note(self, call: RpcCall, request: object) -> None:
        """Keep a call."""
        self.calls.append(call)
        self.requests.append(request)


def title(content_id: str) -> m.ContentItem:
    """A title of the catalog."""
    if content_id not in CATALOG:
        raise ApiError(f"There is no title {content_id}", code="content_not_found", status=404)
    return CATALOG[content_id]


class Discovery:
    """Searches two titles."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen

    async def search_content(self, call: RpcCall, request: m.SearchRequest) -> m.SearchResponse:
        """Titles whose name holds the words."""
        self.seen.note(call, request)
        if len(request.query) > 200:
            raise ApiError("The query is longer than 200 characters", code="invalid_request", status=400)
        found = [
            item
            for item in CATALOG.values()
            if request.query.lower() in item.title.lower() and item.platform in (request.platforms or [item.platform])
        ]
        return m.SearchResponse(results=found, total=len(found), query=request.query)

    async def get_recommendations(self, call: RpcCall, request: m.RecommendationRequest) -> m.RecommendationResponse:
        """Everything."""
        self.seen.note(call, request)
        return _recommended(list(CATALOG.values()))

    async def get_content(self, call: RpcCall, request: m.GetContentRequest) -> m.GetContentResponse:
        """One title."""
        self.seen.note(call, request)
        return m.GetContentResponse(item=title(request.content_id))


class Sona:
    """Knows what is like what."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.watched: dict[str, list[str]] = {}

    async def find_similar(self, call: RpcCall, request: m.SimilarRequest) -> m.RecommendationResponse:
        """All other titles."""
        self.seen.note(call, request)
        return _recommended([item for name, item in CATALOG.items() if name != title(request.content_id).content_id])

    async def record_watch(self, call: RpcCall, request: m.RecordWatchRequest) -> m.RecordWatchResponse:
        """One more title."""
        self.seen.note(call, request)
        mine = self.watched.setdefault(request.user_id, [])
        mine.append(title(request.content_id).content_id)
        return m.RecordWatchResponse(vector_version=len(mine))


class Auth:
    """Knows every user."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen

    async def get_user(self, call: RpcCall, request: m.GetUserRequest) -> m.GetUserResponse:
        """The user of that id."""
        self.seen.note(call, request)
        return m.GetUserResponse(
            user=m.User(id=request.user_id, email="ann@example.com", roles=["user"], created_at=NOW)
        )

    async def list_connections(self, call: RpcCall, request: m.ListConnectionsRequest) -> m.ListConnectionsResponse:
        """One platform."""
        self.seen.note(call, request)
        return m.ListConnectionsResponse(connections=[m.Connection("netflix", "connected", NOW)])


class Sync:
    """Knows one position."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen

    async def get_state(self, call: RpcCall, request: m.GetStateRequest) -> m.GetStateResponse:
        """Where the user stopped."""
        self.seen.note(call, request)
        position = m.PlaybackPosition(content_id="netflix:1", position_ms=61_000, last_updated=NOW)
        return m.GetStateResponse(positions=[position], as_of=NOW)


class Ingestion:
    """A queue and a watchlist per user."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.lists: dict[tuple[str, str], dict[str, m.ListEntry]] = {}

    def _add(self, name: str, user_id: str, item: m.ContentItem) -> m.ListEntry:
        mine = self.lists.setdefault((name, user_id), {})
        entry = m.ListEntry(entry_id=f"{name}-{len(mine) + 1}", item=item, added_at=NOW, position=len(mine))
        return mine.setdefault(entry.entry_id, entry)

    def _remove(self, name: str, user_id: str, entry_id: str) -> None:
        if self.lists.get((name, user_id), {}).pop(entry_id, None) is None:
            raise ApiError("There is no such entry", code="not_found", status=404)

    async def add_to_queue(self, call: RpcCall, request: m.AddToQueueRequest) -> m.AddToQueueResponse:
        """At the end of the queue."""
        self.seen.note(call, request)
        return m.AddToQueueResponse(entry=self._add("queue", request.user_id, title(request.content_id)))

    async def remove_from_queue(self, call: RpcCall, request: m.RemoveFromQueueRequest) -> m.RemoveFromQueueResponse:
        """Out of the queue."""
        self.seen.note(call, request)
        self._remove("queue", request.user_id, request.entry_id)
        return m.RemoveFromQueueResponse()

    async def list_queue(self, call: RpcCall, request: m.ListQueueRequest) -> m.ListQueueResponse:
        """The queue."""
        self.seen.note(call, request)
        entries = list(self.lists.get(("queue", request.user_id), {}).values())
        return m.ListQueueResponse(entries=entries, total=len(entries))

    async def add_to_watchlist(self, call: RpcCall, request: m.AddToWatchlistRequest) -> m.AddToWatchlistResponse:
        """Onto the watchlist."""
        self.seen.note(call, request)
        return m.AddToWatchlistResponse(entry=self._add("watchlist", request.user_id, title(request.content_id)))

    async def remove_from_watchlist(
        self, call: RpcCall, request: m.RemoveFromWatchlistRequest
    ) -> m.RemoveFromWatchlistResponse:
        """Off the watchlist."""
        self.seen.note(call, request)
        self._remove("watchlist", request.user_id, request.entry_id)
        return m.RemoveFromWatchlistResponse()

    async def list_watchlist(self, call: RpcCall, request: m.ListWatchlistRequest) -> m.ListWatchlistResponse:
        """The watchlist."""
        self.seen.note(call, request)
        entries = list(self.lists.get(("watchlist", request.user_id), {}).values())
        return m.ListWatchlistResponse(entries=entries, total=len(entries))


class Playback:
    """Starts sessions."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen

    async def start_session(self, call: RpcCall, request: m.StartSessionRequest) -> m.StartSessionResponse:
        """A session that starts at the beginning."""
        self.seen.note(call, request)
        url = f"https://play.example/{title(request.content_id).content_id}"
        return m.StartSessionResponse(session_id="s1", session_token="t1", streaming_url=url, expires_at=NOW)

    async def get_position(self, call: RpcCall, request: m.GetPositionRequest) -> m.GetPositionResponse:
        """A minute in."""
        self.seen.note(call, request)
        return m.GetPositionResponse(
            position=m.PlaybackPosition(content_id=title(request.content_id).content_id, position_ms=60_000)
        )

    async def list_history(self, call: RpcCall, request: m.ListHistoryRequest) -> m.ListHistoryResponse:
        """Nothing yet."""
        self.seen.note(call, request)
        return m.ListHistoryResponse()


def _recommended(items: list[m.ContentItem]) -> m.RecommendationResponse:
    rows = [
        m.Recommendation(
            title=item.title, platform=item.platform, similarity_score=0.9, reason="You like it", item=item
        )
        for item in items
    ]
    return m.RecommendationResponse(recommendations=rows, strategy="vector")


SERVICES = {
    "discovery": (Discovery, rpc.DISCOVERY_ENDPOINTS),
    "sona": (Sona, rpc.SONA_ENDPOINTS),
    "auth": (Auth, rpc.AUTH_ENDPOINTS),
    "sync": (Sync, rpc.SYNC_ENDPOINTS),
    "ingestion": (Ingestion, rpc.INGESTION_ENDPOINTS),
    "playback": (Playback, rpc.PLAYBACK_ENDPOINTS),
}
"""Class and endpoint table by contract; a method that a class leaves out answers UNIMPLEMENTED."""

ARGUMENTS: dict[str, dict[str, object]] = {
    "search_content": {"query": "inception", "platforms": ["netflix", "hulu"]},
    "get_recommendations": {"limit": 5, "filters": {"types": ["CONTENT_TYPE_MOVIE"]}},
    "get_content": {"content_id": "netflix:1"},
    "find_similar": {"content_id": "netflix:1"},
    "record_watch": {"content_id": "netflix:1", "completion": 1, "rating": 4.5, "watched_at": "2026-11-01T20:15:00Z"},
    "whoami": {},
    "list_connections": {},
    "get_state": {},
    "add_to_queue": {"platform": "netflix", "content_id": "netflix:1", "title": "Inception"},
    "list_queue": {"page": {"limit": 10}},
    "remove_from_queue": {"entry_id": "queue-1"},
    "add_to_watchlist": {"platform": "hulu", "content_id": "hulu:2"},
    "list_watchlist": {},
    "remove_from_watchlist": {"entry_id": "watchlist-1"},
    "start_session": {"content_id": "netflix:1", "platform": "netflix", "device_id": "tv"},
    "get_position": {"content_id": "netflix:1"},
    "list_history": {},
}
"""Arguments with which each tool succeeds, in an order in which they work."""


def implemented(service: object, table: tuple[RpcEndpoint, ...]) -> tuple[object, list[RpcEndpoint]]:
    """The service with those rows of its table that it implements."""
    return service, [row for row in table if hasattr(service, row.handler)]


@asynccontextmanager
async def serving(service: object, table: tuple[RpcEndpoint, ...]) -> AsyncIterator[str]:
    """One service on a free port; gives `host:port`."""
    server = make_server([implemented(service, table)])
    port = await server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        await server.aclose(grace_s=0.1)


@asynccontextmanager
async def all_services() -> AsyncIterator[tuple[Seen, dict[str, str]]]:
    """All six; gives what they are told, and their addresses."""
    seen = Seen()
    async with AsyncExitStack() as stack, asyncio.timeout(60):
        targets = {
            name: await stack.enter_async_context(serving(make(seen), table))
            for name, (make, table) in SERVICES.items()
        }
        yield seen, targets
