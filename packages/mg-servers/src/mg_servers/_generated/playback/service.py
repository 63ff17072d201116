# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of the Playback contract implements, and its endpoint table."""

from __future__ import annotations

from typing import Final, Protocol

from mg_clients._generated.playback import models, operations
from mg_core.rest.exchange import Endpoint, ServerCall

from . import schemas


class PlaybackService(Protocol):
    """Handlers of the Playback contract. Raise `mg_core.ApiError` with a declared code to answer an error."""

    async def get_position(self, call: ServerCall, *, content_id: str) -> models.PlaybackPosition:
        """`GET /position`: Where the user stopped."""
        ...

    async def set_position(self, call: ServerCall, body: models.SetPositionRequest) -> models.PlaybackPosition:
        """`PUT /position`: Note where the user stopped."""
        ...

    async def create_session(self, call: ServerCall, body: models.CreateSessionRequest) -> models.PlaybackSession:
        """`POST /session`: Start to play a title."""
        ...

    async def get_session(self, call: ServerCall, *, session_id: str) -> models.PlaybackSession:
        """`GET /session/{session_id}`: One session."""
        ...

    async def end_session(self, call: ServerCall, *, session_id: str) -> None:
        """`DELETE /session/{session_id}`: Stop playing."""
        ...

    async def send_heartbeat(
        self, call: ServerCall, body: models.HeartbeatRequest, *, session_id: str
    ) -> models.HeartbeatResult:
        """`PUT /session/{session_id}/heartbeat`: Say that the title still plays."""
        ...

    async def report_event(self, call: ServerCall, body: models.PlaybackEvent) -> models.EventReceipt:
        """`POST /events`: Report what a player does."""
        ...

    async def list_history(
        self, call: ServerCall, *, completed: bool | None = None, limit: int = 50, cursor: str | None = None
    ) -> models.HistoryPage:
        """`GET /history`: What the user has watched."""
        ...

    async def mark_watched(
        self, call: ServerCall, body: models.MarkWatchedRequest, *, content_id: str
    ) -> models.HistoryEntry:
        """`PUT /history/{content_id}`: Mark a title as watched."""
        ...


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(operations.GET_POSITION, "get_position", schemas.GET_POSITION),
    Endpoint(operations.SET_POSITION, "set_position", schemas.SET_POSITION),
    Endpoint(operations.CREATE_SESSION, "create_session", schemas.CREATE_SESSION),
    Endpoint(operations.GET_SESSION, "get_session", schemas.GET_SESSION),
    Endpoint(operations.END_SESSION, "end_session", schemas.END_SESSION),
    Endpoint(operations.SEND_HEARTBEAT, "send_heartbeat", schemas.SEND_HEARTBEAT),
    Endpoint(operations.REPORT_EVENT, "report_event", schemas.REPORT_EVENT),
    Endpoint(operations.LIST_HISTORY, "list_history", schemas.LIST_HISTORY),
    Endpoint(operations.MARK_WATCHED, "mark_watched", schemas.MARK_WATCHED),
)
"""Every operation with its handler's name and its schemas, in the contract's order."""
