# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of SonaService implements, and its endpoint table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final, Protocol

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_clients._generated.sona_rpc import methods
from mg_core.rpc import RpcCall, RpcEndpoint


class SonaRpcService(Protocol):
    """Handlers of SonaService. Raise `mg_core.ApiError` to answer an error; its code travels along."""

    async def get_recommendations(
        self, call: RpcCall, request: mediagateway_v1.RecommendationRequest
    ) -> mediagateway_v1.RecommendationResponse:
        """Titles near the user's vector, with the reason for each."""
        ...

    async def rank_results(
        self, call: RpcCall, request: mediagateway_v1.RankingRequest
    ) -> mediagateway_v1.RankingResponse:
        """Orders search results for one user."""
        ...

    async def find_similar(
        self, call: RpcCall, request: mediagateway_v1.SimilarRequest
    ) -> mediagateway_v1.RecommendationResponse:
        """Titles near a title."""
        ...

    async def record_watch(
        self, call: RpcCall, request: mediagateway_v1.RecordWatchRequest
    ) -> mediagateway_v1.RecordWatchResponse:
        """Moves the user's vector towards a watched title."""
        ...

    async def index_content(
        self, call: RpcCall, requests: AsyncIterator[mediagateway_v1.IndexContentRequest]
    ) -> mediagateway_v1.IndexContentResponse:
        """Takes catalog items and writes their vectors."""
        ...


ENDPOINTS: Final[tuple[RpcEndpoint, ...]] = (
    RpcEndpoint(methods.GET_RECOMMENDATIONS, "get_recommendations"),
    RpcEndpoint(methods.RANK_RESULTS, "rank_results"),
    RpcEndpoint(methods.FIND_SIMILAR, "find_similar"),
    RpcEndpoint(methods.RECORD_WATCH, "record_watch"),
    RpcEndpoint(methods.INDEX_CONTENT, "index_content"),
)
"""Every method with its handler's name, in the contract's order."""
