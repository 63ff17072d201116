# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Methods of SonaService as data."""

from __future__ import annotations

from typing import Any, Final

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.contract.method import RpcMethod

from . import policies

GET_RECOMMENDATIONS: Final = RpcMethod(
    service="mediagateway.v1.SonaService",
    name="GetRecommendations",
    request=mediagateway_v1.RecommendationRequest,
    response=mediagateway_v1.RecommendationResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="sona",
    source="spec/proto/mediagateway/v1/sona.proto:15",
)
RANK_RESULTS: Final = RpcMethod(
    service="mediagateway.v1.SonaService",
    name="RankResults",
    request=mediagateway_v1.RankingRequest,
    response=mediagateway_v1.RankingResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="sona",
    source="spec/proto/mediagateway/v1/sona.proto:19",
)
FIND_SIMILAR: Final = RpcMethod(
    service="mediagateway.v1.SonaService",
    name="FindSimilar",
    request=mediagateway_v1.SimilarRequest,
    response=mediagateway_v1.RecommendationResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="sona",
    source="spec/proto/mediagateway/v1/sona.proto:23",
)
RECORD_WATCH: Final = RpcMethod(
    service="mediagateway.v1.SonaService",
    name="RecordWatch",
    request=mediagateway_v1.RecordWatchRequest,
    response=mediagateway_v1.RecordWatchResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="idempotent",
    contract="sona",
    source="spec/proto/mediagateway/v1/sona.proto:33",
)
INDEX_CONTENT: Final = RpcMethod(
    service="mediagateway.v1.SonaService",
    name="IndexContent",
    request=mediagateway_v1.IndexContentRequest,
    response=mediagateway_v1.IndexContentResponse,
    client_streaming=True,
    server_streaming=False,
    policy=policies.INTERNAL_INDEX_CONTENT,
    idempotency="idempotent",
    contract="sona",
    source="spec/proto/mediagateway/v1/sona.proto:44",
)
METHODS: Final[tuple[RpcMethod[Any, Any], ...]] = (
    GET_RECOMMENDATIONS,
    RANK_RESULTS,
    FIND_SIMILAR,
    RECORD_WATCH,
    INDEX_CONTENT,
)
"""Every method, in the contract's order."""
