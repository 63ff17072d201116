# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of DiscoveryService implements, and its endpoint table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final, Protocol

from mg_clients._generated.discovery_rpc import methods
from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.rpc import RpcCall, RpcEndpoint


class DiscoveryRpcService(Protocol):
    """Handlers of DiscoveryService. Raise `mg_core.errors.ApiError` to answer an error; its code travels along."""

    async def search_content(
        self, call: RpcCall, request: mediagateway_v1.SearchRequest
    ) -> mediagateway_v1.SearchResponse:
        """Searches the connected platforms in parallel and answers with what arrived in time."""
        ...

    def stream_search(
        self, call: RpcCall, request: mediagateway_v1.SearchRequest
    ) -> AsyncIterator[mediagateway_v1.SearchResponse]:
        """Searches as SearchContent does, and sends each platform's part as it arrives."""
        ...

    async def get_recommendations(
        self, call: RpcCall, request: mediagateway_v1.RecommendationRequest
    ) -> mediagateway_v1.RecommendationResponse:
        """Recommends titles that the user can watch."""
        ...

    async def get_content(
        self, call: RpcCall, request: mediagateway_v1.GetContentRequest
    ) -> mediagateway_v1.GetContentResponse:
        """Gives one title."""
        ...

    def list_catalog(
        self, call: RpcCall, request: mediagateway_v1.ListCatalogRequest
    ) -> AsyncIterator[mediagateway_v1.CatalogPage]:
        """Sends the catalog, or what has changed of it, in pages: for services that keep a copy of their own."""
        ...


ENDPOINTS: Final[tuple[RpcEndpoint, ...]] = (
    RpcEndpoint(methods.SEARCH_CONTENT, "search_content"),
    RpcEndpoint(methods.STREAM_SEARCH, "stream_search"),
    RpcEndpoint(methods.GET_RECOMMENDATIONS, "get_recommendations"),
    RpcEndpoint(methods.GET_CONTENT, "get_content"),
    RpcEndpoint(methods.LIST_CATALOG, "list_catalog"),
)
"""Every method with its handler's name, in the contract's order."""
