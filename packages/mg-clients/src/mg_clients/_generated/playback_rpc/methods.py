# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Methods of PlaybackService as data."""

from __future__ import annotations

from typing import Any, Final

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.contract.method import RpcMethod

from . import policies

START_SESSION: Final = RpcMethod(
    service="mediagateway.v1.PlaybackService",
    name="StartSession",
    request=mediagateway_v1.StartSessionRequest,
    response=mediagateway_v1.StartSessionResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="key",
    contract="playback",
    source="spec/proto/mediagateway/v1/playback.proto:15",
)
HEARTBEAT: Final = RpcMethod(
    service="mediagateway.v1.PlaybackService",
    name="Heartbeat",
    request=mediagateway_v1.HeartbeatRequest,
    response=mediagateway_v1.HeartbeatResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="idempotent",
    contract="playback",
    source="spec/proto/mediagateway/v1/playback.proto:26",
)
STREAM_HEARTBEATS: Final = RpcMethod(
    service="mediagateway.v1.PlaybackService",
    name="StreamHeartbeats",
    request=mediagateway_v1.HeartbeatRequest,
    response=mediagateway_v1.EndSessionResponse,
    client_streaming=True,
    server_streaming=False,
    policy=policies.INTERNAL_STREAM_HEARTBEATS,
    idempotency="idempotent",
    contract="playback",
    source="spec/proto/mediagateway/v1/playback.proto:30",
)
END_SESSION: Final = RpcMethod(
    service="mediagateway.v1.PlaybackService",
    name="EndSession",
    request=mediagateway_v1.EndSessionRequest,
    response=mediagateway_v1.EndSessionResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="idempotent",
    contract="playback",
    source="spec/proto/mediagateway/v1/playback.proto:40",
)
RECORD_EVENT: Final = RpcMethod(
    service="mediagateway.v1.PlaybackService",
    name="RecordEvent",
    request=mediagateway_v1.RecordEventRequest,
    response=mediagateway_v1.RecordEventResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="key",
    contract="playback",
    source="spec/proto/mediagateway/v1/playback.proto:44",
)
GET_POSITION: Final = RpcMethod(
    service="mediagateway.v1.PlaybackService",
    name="GetPosition",
    request=mediagateway_v1.GetPositionRequest,
    response=mediagateway_v1.GetPositionResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="playback",
    source="spec/proto/mediagateway/v1/playback.proto:48",
)
LIST_HISTORY: Final = RpcMethod(
    service="mediagateway.v1.PlaybackService",
    name="ListHistory",
    request=mediagateway_v1.ListHistoryRequest,
    response=mediagateway_v1.ListHistoryResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="playback",
    source="spec/proto/mediagateway/v1/playback.proto:57",
)
METHODS: Final[tuple[RpcMethod[Any, Any], ...]] = (
    START_SESSION,
    HEARTBEAT,
    STREAM_HEARTBEATS,
    END_SESSION,
    RECORD_EVENT,
    GET_POSITION,
    LIST_HISTORY,
)
"""Every method, in the contract's order."""
