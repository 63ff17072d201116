# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Client of SyncService over gRPC."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable
from typing import Any, ClassVar

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.call.options import CallOptions
from mg_core.contract.method import RpcMethod
from mg_core.rpc.client import RpcClient

from . import methods


class AsyncSyncRpcClient(RpcClient):
    """Asynchronous client of SyncService."""

    contract: ClassVar[str] = "sync"
    rpc_methods: ClassVar[tuple[RpcMethod[Any, Any], ...]] = methods.METHODS

    async def publish_event(
        self, request: mediagateway_v1.PublishEventRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.PublishEventResponse:
        """Stores an event and sends it to the user's devices."""
        return await self._unary(methods.PUBLISH_EVENT, request, options)

    async def get_state(
        self, request: mediagateway_v1.GetStateRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.GetStateResponse:
        """The state now, and the events missed."""
        return await self._unary(methods.GET_STATE, request, options)

    async def register_device(
        self, request: mediagateway_v1.RegisterDeviceRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.RegisterDeviceResponse:
        """Makes a device known and subscribes it to the user's channels."""
        return await self._unary(methods.REGISTER_DEVICE, request, options)

    def watch_events(
        self, request: mediagateway_v1.WatchEventsRequest, *, options: CallOptions | None = None
    ) -> AsyncGenerator[mediagateway_v1.SyncEvent, None]:
        """Sends the user's events as they happen, those missed first. Ends after an hour; the device then asks again."""
        return self._server_stream(methods.WATCH_EVENTS, request, options)

    def link(
        self, requests: AsyncIterable[mediagateway_v1.SyncEvent], *, options: CallOptions | None = None
    ) -> AsyncGenerator[mediagateway_v1.SyncEvent, None]:
        """One device's link: its events go up, the other devices' come down. Ends after an hour, and is then made anew."""
        return self._bidi(methods.LINK, requests, options)
