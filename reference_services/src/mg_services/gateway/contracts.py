"""The generated tables that the gateway routes by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mg_clients.auth import AuthClient
from mg_clients.discovery import DiscoveryClient
from mg_clients.gateway import GatewayClient
from mg_clients.ingestion import IngestionClient
from mg_clients.playback import PlaybackClient
from mg_clients.sona import SonaClient
from mg_clients.sync import SyncClient
from mg_core.operation import Operation

PUBLIC: Final[tuple[Operation, ...]] = GatewayClient.operations
"""What the gateway offers."""

SERVICES: Final[Mapping[str, tuple[Operation, ...]]] = {
    client.contract: client.operations
    for client in (AuthClient, DiscoveryClient, IngestionClient, PlaybackClient, SonaClient, SyncClient)
}
"""What the services offer, by contract."""
