"""Clients of the six services over gRPC, and their messages. Needs the extra `[grpc]`."""

from ._generated.auth_rpc.client import AsyncAuthRpcClient
from ._generated.discovery_rpc.client import AsyncDiscoveryRpcClient
from ._generated.ingestion_rpc.client import AsyncIngestionRpcClient
from ._generated.pb.mediagateway import v1 as messages
from ._generated.playback_rpc.client import AsyncPlaybackRpcClient
from ._generated.sona_rpc.client import AsyncSonaRpcClient
from ._generated.sync_rpc.client import AsyncSyncRpcClient

__all__ = [
    "AsyncAuthRpcClient",
    "AsyncDiscoveryRpcClient",
    "AsyncIngestionRpcClient",
    "AsyncPlaybackRpcClient",
    "AsyncSonaRpcClient",
    "AsyncSyncRpcClient",
    "messages",
]
