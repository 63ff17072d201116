# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of SyncService implements, and its endpoint table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final, Protocol

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_clients._generated.sync_rpc import methods
from mg_core.rpc import RpcCall, RpcEndpoint


class SyncRpcService(Protocol):
    """Handlers of SyncService. Raise `mg_core.ApiError` to answer an error; its code travels along."""

    async def publish_event(
        self, call: RpcCall, request: mediagateway_v1.PublishEventRequest
    ) -> mediagateway_v1.PublishEventResponse:
        """Stores an event and sends it to the user's devices."""
        ...

    async def get_state(
        self, call: RpcCall, request: mediagateway_v1.GetStateRequest
    ) -> mediagateway_v1.GetStateResponse:
        """The state now, and the events missed."""
        ...

    async def register_device(
        self, call: RpcCall, request: mediagateway_v1.RegisterDeviceRequest
    ) -> mediagateway_v1.RegisterDeviceResponse:
        """Makes a device known and subscribes it to the user's channels."""
        ...

    def watch_events(
        self, call: RpcCall, request: mediagateway_v1.WatchEventsRequest
    ) -> AsyncIterator[mediagateway_v1.SyncEvent]:
        """Sends the user's events as they happen, those missed first. Ends after an hour; the device then asks again."""
        ...

    def link(
        self, call: RpcCall, requests: AsyncIterator[mediagateway_v1.SyncEvent]
    ) -> AsyncIterator[mediagateway_v1.SyncEvent]:
        """One device's link: its events go up, the other devices' come down. Ends after an hour, and is then made anew."""
        ...


ENDPOINTS: Final[tuple[RpcEndpoint, ...]] = (
    RpcEndpoint(methods.PUBLISH_EVENT, "publish_event"),
    RpcEndpoint(methods.GET_STATE, "get_state"),
    RpcEndpoint(methods.REGISTER_DEVICE, "register_device"),
    RpcEndpoint(methods.WATCH_EVENTS, "watch_events"),
    RpcEndpoint(methods.LINK, "link"),
)
"""Every method with its handler's name, in the contract's order."""
