"""The generated tables that the gateway routes by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mg_clients.auth import AsyncAuthClient
from mg_clients.discovery import AsyncDiscoveryClient
from mg_clients.gateway import AsyncGatewayClient
from mg_clients.ingestion import AsyncIngestionClient
from mg_clients.playback import AsyncPlaybackClient
from mg_clients.sona import AsyncSonaClient
from mg_clients.sync import AsyncSyncClient
from mg_core.contract.operation import Operation

PUBLIC: Final[tuple[Operation, ...]] = AsyncGatewayClient.operations
"""What the gateway offers."""

SERVICES: Final[Mapping[str, tuple[Operation, ...]]] = {
    client.contract: client.operations
    for client in (
        AsyncAuthClient,
        AsyncDiscoveryClient,
        AsyncIngestionClient,
        AsyncPlaybackClient,
        AsyncSonaClient,
        AsyncSyncClient,
    )
}
"""What the services offer, by contract."""
