"""Clients of the six services over gRPC, and their messages. Needs the extra `[grpc]`."""

from ._generated.auth_rpc.client import AuthRpcClient
from ._generated.discovery_rpc.client import DiscoveryRpcClient
from ._generated.ingestion_rpc.client import IngestionRpcClient
from ._generated.pb.mediagateway import v1 as messages
from ._generated.playback_rpc.client import PlaybackRpcClient
from ._generated.sona_rpc.client import SonaRpcClient
from ._generated.sync_rpc.client import SyncRpcClient

__all__ = [
    "AuthRpcClient",
    "DiscoveryRpcClient",
    "IngestionRpcClient",
    "PlaybackRpcClient",
    "SonaRpcClient",
    "SyncRpcClient",
    "messages",
]
