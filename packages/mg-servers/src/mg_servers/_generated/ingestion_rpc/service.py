# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of IngestionService implements, and its endpoint table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final, Protocol

from mg_clients._generated.ingestion_rpc import methods
from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.rpc import RpcCall, RpcEndpoint


class IngestionRpcService(Protocol):
    """Handlers of IngestionService. Raise `mg_core.ApiError` to answer an error; its code travels along."""

    async def add_to_queue(
        self, call: RpcCall, request: mediagateway_v1.AddToQueueRequest
    ) -> mediagateway_v1.AddToQueueResponse:
        """Adds a title to the queue, on all devices or not at all."""
        ...

    async def remove_from_queue(
        self, call: RpcCall, request: mediagateway_v1.RemoveFromQueueRequest
    ) -> mediagateway_v1.RemoveFromQueueResponse:
        """Removes a title from the queue."""
        ...

    async def list_queue(
        self, call: RpcCall, request: mediagateway_v1.ListQueueRequest
    ) -> mediagateway_v1.ListQueueResponse:
        """The queue in order."""
        ...

    async def add_to_watchlist(
        self, call: RpcCall, request: mediagateway_v1.AddToWatchlistRequest
    ) -> mediagateway_v1.AddToWatchlistResponse:
        """Adds a title to the watchlist."""
        ...

    async def remove_from_watchlist(
        self, call: RpcCall, request: mediagateway_v1.RemoveFromWatchlistRequest
    ) -> mediagateway_v1.RemoveFromWatchlistResponse:
        """Removes a title from the watchlist."""
        ...

    async def list_watchlist(
        self, call: RpcCall, request: mediagateway_v1.ListWatchlistRequest
    ) -> mediagateway_v1.ListWatchlistResponse:
        """The watchlist, latest first."""
        ...

    async def list_library(
        self, call: RpcCall, request: mediagateway_v1.ListLibraryRequest
    ) -> mediagateway_v1.ListLibraryResponse:
        """The titles of the connected platforms' libraries."""
        ...

    async def import_library(
        self, call: RpcCall, requests: AsyncIterator[mediagateway_v1.ImportLibraryRequest]
    ) -> mediagateway_v1.ImportLibraryResponse:
        """Takes a library item by item."""
        ...


ENDPOINTS: Final[tuple[RpcEndpoint, ...]] = (
    RpcEndpoint(methods.ADD_TO_QUEUE, "add_to_queue"),
    RpcEndpoint(methods.REMOVE_FROM_QUEUE, "remove_from_queue"),
    RpcEndpoint(methods.LIST_QUEUE, "list_queue"),
    RpcEndpoint(methods.ADD_TO_WATCHLIST, "add_to_watchlist"),
    RpcEndpoint(methods.REMOVE_FROM_WATCHLIST, "remove_from_watchlist"),
    RpcEndpoint(methods.LIST_WATCHLIST, "list_watchlist"),
    RpcEndpoint(methods.LIST_LIBRARY, "list_library"),
    RpcEndpoint(methods.IMPORT_LIBRARY, "import_library"),
)
"""Every method with its handler's name, in the contract's order."""
