# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Client of PlaybackService over gRPC."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import Any, ClassVar

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.call.options import CallOptions
from mg_core.contract.method import RpcMethod
from mg_core.rpc.client import RpcClient

from . import methods


class AsyncPlaybackRpcClient(RpcClient):
    """Asynchronous client of PlaybackService."""

    contract: ClassVar[str] = "playback"
    rpc_methods: ClassVar[tuple[RpcMethod[Any, Any], ...]] = methods.METHODS

    async def start_session(
        self, request: mediagateway_v1.StartSessionRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.StartSessionResponse:
        """Starts a session and gives the streaming URL."""
        return await self._unary(methods.START_SESSION, request, options)

    async def heartbeat(
        self, request: mediagateway_v1.HeartbeatRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.HeartbeatResponse:
        """Reports where a session is; due every 30 s."""
        return await self._unary(methods.HEARTBEAT, request, options)

    async def stream_heartbeats(
        self, requests: AsyncIterable[mediagateway_v1.HeartbeatRequest], *, options: CallOptions | None = None
    ) -> mediagateway_v1.EndSessionResponse:
        """Reports over one stream; the reply comes when the session ends."""
        return await self._client_stream(methods.STREAM_HEARTBEATS, requests, options)

    async def end_session(
        self, request: mediagateway_v1.EndSessionRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.EndSessionResponse:
        """Ends a session."""
        return await self._unary(methods.END_SESSION, request, options)

    async def record_event(
        self, request: mediagateway_v1.RecordEventRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.RecordEventResponse:
        """Takes one playback event, e.g. a pause."""
        return await self._unary(methods.RECORD_EVENT, request, options)

    async def get_position(
        self, request: mediagateway_v1.GetPositionRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.GetPositionResponse:
        """Where the user stopped in a title."""
        return await self._unary(methods.GET_POSITION, request, options)

    async def list_history(
        self, request: mediagateway_v1.ListHistoryRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.ListHistoryResponse:
        """What the user has watched, latest first."""
        return await self._unary(methods.LIST_HISTORY, request, options)
