# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Client of DiscoveryService over gRPC."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, ClassVar

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.call.options import CallOptions
from mg_core.contract.method import RpcMethod
from mg_core.rpc.client import RpcClient

from . import methods


class AsyncDiscoveryRpcClient(RpcClient):
    """Asynchronous client of DiscoveryService."""

    contract: ClassVar[str] = "discovery"
    rpc_methods: ClassVar[tuple[RpcMethod[Any, Any], ...]] = methods.METHODS

    async def search_content(
        self, request: mediagateway_v1.SearchRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.SearchResponse:
        """Searches the connected platforms in parallel and answers with what arrived in time."""
        return await self._unary(methods.SEARCH_CONTENT, request, options)

    def stream_search(
        self, request: mediagateway_v1.SearchRequest, *, options: CallOptions | None = None
    ) -> AsyncGenerator[mediagateway_v1.SearchResponse, None]:
        """Searches as SearchContent does, and sends each platform's part as it arrives."""
        return self._server_stream(methods.STREAM_SEARCH, request, options)

    async def get_recommendations(
        self, request: mediagateway_v1.RecommendationRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.RecommendationResponse:
        """Recommends titles that the user can watch."""
        return await self._unary(methods.GET_RECOMMENDATIONS, request, options)

    async def get_content(
        self, request: mediagateway_v1.GetContentRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.GetContentResponse:
        """Gives one title."""
        return await self._unary(methods.GET_CONTENT, request, options)

    def list_catalog(
        self, request: mediagateway_v1.ListCatalogRequest, *, options: CallOptions | None = None
    ) -> AsyncGenerator[mediagateway_v1.CatalogPage, None]:
        """Sends the catalog, or what has changed of it, in pages: for services that keep a copy of their own."""
        return self._server_stream(methods.LIST_CATALOG, request, options)
