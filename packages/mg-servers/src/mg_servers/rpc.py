"""What a server of the six services implements over gRPC, with the endpoint tables. Needs the extra `[grpc]`."""

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
    "AuthRpcService",
    "DiscoveryRpcService",
    "IngestionRpcService",
    "PlaybackRpcService",
    "SonaRpcService",
    "SyncRpcService",
]
