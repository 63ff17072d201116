# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of the Sync contract implements, and its endpoint table."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from mg_clients._generated.sync import models, operations
from mg_core.rest.exchange import Endpoint, ServerCall

from . import schemas


class SyncService(Protocol):
    """Handlers of the Sync contract. Raise `mg_core.ApiError` with a declared code to answer an error."""

    async def get_state(self, call: ServerCall, *, since: str | None = None, limit: int = 50) -> models.SyncState:
        """`GET /state`: What has changed."""
        ...

    async def list_events(
        self,
        call: ServerCall,
        *,
        since: str | None = None,
        category: Literal["playback", "queue", "preferences"] | None = None,
        limit: int = 100,
    ) -> models.EventList:
        """`GET /events`: Events that a device has missed."""
        ...

    async def publish_events(self, call: ServerCall, body: models.EventBatch) -> models.PublishResult:
        """`POST /events`: Tell the user's other devices."""
        ...

    async def list_devices(self, call: ServerCall) -> models.DeviceList:
        """`GET /devices`: The user's devices."""
        ...

    async def register_device(
        self, call: ServerCall, body: models.RegisterDeviceRequest, *, device_id: str
    ) -> models.DeviceRegistration:
        """`PUT /devices/{device_id}`: Register a device."""
        ...

    async def remove_device(self, call: ServerCall, *, device_id: str) -> None:
        """`DELETE /devices/{device_id}`: Forget a device."""
        ...

    async def send_device_heartbeat(self, call: ServerCall, *, device_id: str) -> models.Device:
        """`PUT /devices/{device_id}/heartbeat`: Say that a device is online."""
        ...

    async def get_presence(self, call: ServerCall) -> models.Presence:
        """`GET /presence`: Devices that are online now."""
        ...


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(operations.GET_STATE, "get_state", schemas.GET_STATE),
    Endpoint(operations.LIST_EVENTS, "list_events", schemas.LIST_EVENTS),
    Endpoint(operations.PUBLISH_EVENTS, "publish_events", schemas.PUBLISH_EVENTS),
    Endpoint(operations.LIST_DEVICES, "list_devices", schemas.LIST_DEVICES),
    Endpoint(operations.REGISTER_DEVICE, "register_device", schemas.REGISTER_DEVICE),
    Endpoint(operations.REMOVE_DEVICE, "remove_device", schemas.REMOVE_DEVICE),
    Endpoint(operations.SEND_DEVICE_HEARTBEAT, "send_device_heartbeat", schemas.SEND_DEVICE_HEARTBEAT),
    Endpoint(operations.GET_PRESENCE, "get_presence", schemas.GET_PRESENCE),
)
"""Every operation with its handler's name and its schemas, in the contract's order."""
