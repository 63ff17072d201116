# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients over gRPC, their messages and the errors to expect. Needs the extra `[grpc]`."""

from mg_core import ApiError, CallOptions, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError

from ._generated.auth_rpc.client import AsyncAuthRpcClient
from ._generated.discovery_rpc.client import AsyncDiscoveryRpcClient
from ._generated.ingestion_rpc.client import AsyncIngestionRpcClient
from ._generated.pb.mediagateway import v1 as messages
from ._generated.playback_rpc.client import AsyncPlaybackRpcClient
from ._generated.sona_rpc.client import AsyncSonaRpcClient
from ._generated.sync_rpc.client import AsyncSyncRpcClient

__all__ = [
    "ApiError",
    "AsyncAuthRpcClient",
    "AsyncDiscoveryRpcClient",
    "AsyncIngestionRpcClient",
    "AsyncPlaybackRpcClient",
    "AsyncSonaRpcClient",
    "AsyncSyncRpcClient",
    "CallOptions",
    "DecodeError",
    "MgError",
    "RejectedError",
    "TimeoutExceededError",
    "TransportError",
    "messages",
]
