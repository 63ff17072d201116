# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Client of SonaService over gRPC."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import Any, ClassVar

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.call.options import CallOptions
from mg_core.contract.method import RpcMethod
from mg_core.rpc.client import RpcClient

from . import methods


class AsyncSonaRpcClient(RpcClient):
    """Asynchronous client of SonaService."""

    contract: ClassVar[str] = "sona"
    rpc_methods: ClassVar[tuple[RpcMethod[Any, Any], ...]] = methods.METHODS

    async def get_recommendations(
        self, request: mediagateway_v1.RecommendationRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.RecommendationResponse:
        """Titles near the user's vector, with the reason for each."""
        return await self._unary(methods.GET_RECOMMENDATIONS, request, options)

    async def rank_results(
        self, request: mediagateway_v1.RankingRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.RankingResponse:
        """Orders search results for one user."""
        return await self._unary(methods.RANK_RESULTS, request, options)

    async def find_similar(
        self, request: mediagateway_v1.SimilarRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.RecommendationResponse:
        """Titles near a title."""
        return await self._unary(methods.FIND_SIMILAR, request, options)

    async def record_watch(
        self, request: mediagateway_v1.RecordWatchRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.RecordWatchResponse:
        """Moves the user's vector towards a watched title."""
        return await self._unary(methods.RECORD_WATCH, request, options)

    async def index_content(
        self, requests: AsyncIterable[mediagateway_v1.IndexContentRequest], *, options: CallOptions | None = None
    ) -> mediagateway_v1.IndexContentResponse:
        """Takes catalog items and writes their vectors."""
        return await self._client_stream(methods.INDEX_CONTENT, requests, options)
