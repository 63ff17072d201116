# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of PlaybackService implements, and its endpoint table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final, Protocol

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_clients._generated.playback_rpc import methods
from mg_core.rpc import RpcCall, RpcEndpoint


class PlaybackRpcService(Protocol):
    """Handlers of PlaybackService. Raise `mg_core.ApiError` to answer an error; its code travels along."""

    async def start_session(
        self, call: RpcCall, request: mediagateway_v1.StartSessionRequest
    ) -> mediagateway_v1.StartSessionResponse:
        """Starts a session and gives the streaming URL."""
        ...

    async def heartbeat(
        self, call: RpcCall, request: mediagateway_v1.HeartbeatRequest
    ) -> mediagateway_v1.HeartbeatResponse:
        """Reports where a session is; due every 30 s."""
        ...

    async def stream_heartbeats(
        self, call: RpcCall, requests: AsyncIterator[mediagateway_v1.HeartbeatRequest]
    ) -> mediagateway_v1.EndSessionResponse:
        """Reports over one stream; the reply comes when the session ends."""
        ...

    async def end_session(
        self, call: RpcCall, request: mediagateway_v1.EndSessionRequest
    ) -> mediagateway_v1.EndSessionResponse:
        """Ends a session."""
        ...

    async def record_event(
        self, call: RpcCall, request: mediagateway_v1.RecordEventRequest
    ) -> mediagateway_v1.RecordEventResponse:
        """Takes one playback event, e.g. a pause."""
        ...

    async def get_position(
        self, call: RpcCall, request: mediagateway_v1.GetPositionRequest
    ) -> mediagateway_v1.GetPositionResponse:
        """Where the user stopped in a title."""
        ...

    async def list_history(
        self, call: RpcCall, request: mediagateway_v1.ListHistoryRequest
    ) -> mediagateway_v1.ListHistoryResponse:
        """What the user has watched, latest first."""
        ...


ENDPOINTS: Final[tuple[RpcEndpoint, ...]] = (
    RpcEndpoint(methods.START_SESSION, "start_session"),
    RpcEndpoint(methods.HEARTBEAT, "heartbeat"),
    RpcEndpoint(methods.STREAM_HEARTBEATS, "stream_heartbeats"),
    RpcEndpoint(methods.END_SESSION, "end_session"),
    RpcEndpoint(methods.RECORD_EVENT, "record_event"),
    RpcEndpoint(methods.GET_POSITION, "get_position"),
    RpcEndpoint(methods.LIST_HISTORY, "list_history"),
)
"""Every method with its handler's name, in the contract's order."""
