# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Methods of SyncService as data."""

from __future__ import annotations

from typing import Any, Final

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.contract.method import RpcMethod

from . import policies

PUBLISH_EVENT: Final = RpcMethod(
    service="mediagateway.v1.SyncService",
    name="PublishEvent",
    request=mediagateway_v1.PublishEventRequest,
    response=mediagateway_v1.PublishEventResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="key",
    contract="sync",
    source="spec/proto/mediagateway/v1/sync.proto:15",
)
GET_STATE: Final = RpcMethod(
    service="mediagateway.v1.SyncService",
    name="GetState",
    request=mediagateway_v1.GetStateRequest,
    response=mediagateway_v1.GetStateResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="sync",
    source="spec/proto/mediagateway/v1/sync.proto:19",
)
REGISTER_DEVICE: Final = RpcMethod(
    service="mediagateway.v1.SyncService",
    name="RegisterDevice",
    request=mediagateway_v1.RegisterDeviceRequest,
    response=mediagateway_v1.RegisterDeviceResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="idempotent",
    contract="sync",
    source="spec/proto/mediagateway/v1/sync.proto:28",
)
WATCH_EVENTS: Final = RpcMethod(
    service="mediagateway.v1.SyncService",
    name="WatchEvents",
    request=mediagateway_v1.WatchEventsRequest,
    response=mediagateway_v1.SyncEvent,
    client_streaming=False,
    server_streaming=True,
    policy=policies.INTERNAL_WATCH_EVENTS,
    idempotency="safe",
    contract="sync",
    source="spec/proto/mediagateway/v1/sync.proto:32",
)
LINK: Final = RpcMethod(
    service="mediagateway.v1.SyncService",
    name="Link",
    request=mediagateway_v1.SyncEvent,
    response=mediagateway_v1.SyncEvent,
    client_streaming=True,
    server_streaming=True,
    policy=policies.INTERNAL_LINK,
    idempotency="never",
    contract="sync",
    source="spec/proto/mediagateway/v1/sync.proto:42",
)
METHODS: Final[tuple[RpcMethod[Any, Any], ...]] = (
    PUBLISH_EVENT,
    GET_STATE,
    REGISTER_DEVICE,
    WATCH_EVENTS,
    LINK,
)
"""Every method, in the contract's order."""
