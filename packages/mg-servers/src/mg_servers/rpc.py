# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What servers implement over gRPC, with the endpoint tables. Needs `[grpc]`."""

from mg_core import ApiError
from mg_core.rpc import RpcCall

from ._generated.auth_rpc.service import ENDPOINTS as AUTH_ENDPOINTS
from ._generated.auth_rpc.service import AuthRpcService
from ._generated.discovery_rpc.service import ENDPOINTS as DISCOVERY_ENDPOINTS
from ._generated.discovery_rpc.service import DiscoveryRpcService
from ._generated.ingestion_rpc.service import ENDPOINTS as INGESTION_ENDPOINTS
from ._generated.ingestion_rpc.service import IngestionRpcService
from ._generated.playback_rpc.service import ENDPOINTS as PLAYBACK_ENDPOINTS
from ._generated.playback_rpc.service import PlaybackRpcService
from ._generated.sona_rpc.service import ENDPOINTS as SONA_ENDPOINTS
from ._generated.sona_rpc.service import SonaRpcService
from ._generated.sync_rpc.service import ENDPOINTS as SYNC_ENDPOINTS
from ._generated.sync_rpc.service import SyncRpcService

__all__ = [
    "AUTH_ENDPOINTS",
    "DISCOVERY_ENDPOINTS",
    "INGESTION_ENDPOINTS",
    "PLAYBACK_ENDPOINTS",
    "SONA_ENDPOINTS",
    "SYNC_ENDPOINTS",
    "ApiError",
    "AuthRpcService",
    "DiscoveryRpcService",
    "IngestionRpcService",
    "PlaybackRpcService",
    "RpcCall",
    "SonaRpcService",
    "SyncRpcService",
]
