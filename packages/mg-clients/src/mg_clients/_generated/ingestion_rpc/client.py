# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Client of IngestionService over gRPC."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import Any, ClassVar

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.call.options import CallOptions
from mg_core.contract.method import RpcMethod
from mg_core.rpc.client import RpcClient

from . import methods


class AsyncIngestionRpcClient(RpcClient):
    """Asynchronous client of IngestionService."""

    contract: ClassVar[str] = "ingestion"
    rpc_methods: ClassVar[tuple[RpcMethod[Any, Any], ...]] = methods.METHODS

    async def add_to_queue(
        self, request: mediagateway_v1.AddToQueueRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.AddToQueueResponse:
        """Adds a title to the queue, on all devices or not at all."""
        return await self._unary(methods.ADD_TO_QUEUE, request, options)

    async def remove_from_queue(
        self, request: mediagateway_v1.RemoveFromQueueRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.RemoveFromQueueResponse:
        """Removes a title from the queue."""
        return await self._unary(methods.REMOVE_FROM_QUEUE, request, options)

    async def list_queue(
        self, request: mediagateway_v1.ListQueueRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.ListQueueResponse:
        """The queue in order."""
        return await self._unary(methods.LIST_QUEUE, request, options)

    async def add_to_watchlist(
        self, request: mediagateway_v1.AddToWatchlistRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.AddToWatchlistResponse:
        """Adds a title to the watchlist."""
        return await self._unary(methods.ADD_TO_WATCHLIST, request, options)

    async def remove_from_watchlist(
        self, request: mediagateway_v1.RemoveFromWatchlistRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.RemoveFromWatchlistResponse:
        """Removes a title from the watchlist."""
        return await self._unary(methods.REMOVE_FROM_WATCHLIST, request, options)

    async def list_watchlist(
        self, request: mediagateway_v1.ListWatchlistRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.ListWatchlistResponse:
        """The watchlist, latest first."""
        return await self._unary(methods.LIST_WATCHLIST, request, options)

    async def list_library(
        self, request: mediagateway_v1.ListLibraryRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.ListLibraryResponse:
        """The titles of the connected platforms' libraries."""
        return await self._unary(methods.LIST_LIBRARY, request, options)

    async def import_library(
        self, requests: AsyncIterable[mediagateway_v1.ImportLibraryRequest], *, options: CallOptions | None = None
    ) -> mediagateway_v1.ImportLibraryResponse:
        """Takes a library item by item."""
        return await self._client_stream(methods.IMPORT_LIBRARY, requests, options)
