# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Methods of DiscoveryService as data."""

from __future__ import annotations

from typing import Any, Final

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.contract.method import RpcMethod

from . import policies

SEARCH_CONTENT: Final = RpcMethod(
    service="mediagateway.v1.DiscoveryService",
    name="SearchContent",
    request=mediagateway_v1.SearchRequest,
    response=mediagateway_v1.SearchResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="discovery",
    source="spec/proto/mediagateway/v1/discovery.proto:15",
)
STREAM_SEARCH: Final = RpcMethod(
    service="mediagateway.v1.DiscoveryService",
    name="StreamSearch",
    request=mediagateway_v1.SearchRequest,
    response=mediagateway_v1.SearchResponse,
    client_streaming=False,
    server_streaming=True,
    policy=policies.INTERNAL_STREAM_SEARCH,
    idempotency="safe",
    contract="discovery",
    source="spec/proto/mediagateway/v1/discovery.proto:25",
)
GET_RECOMMENDATIONS: Final = RpcMethod(
    service="mediagateway.v1.DiscoveryService",
    name="GetRecommendations",
    request=mediagateway_v1.RecommendationRequest,
    response=mediagateway_v1.RecommendationResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="discovery",
    source="spec/proto/mediagateway/v1/discovery.proto:35",
)
GET_CONTENT: Final = RpcMethod(
    service="mediagateway.v1.DiscoveryService",
    name="GetContent",
    request=mediagateway_v1.GetContentRequest,
    response=mediagateway_v1.GetContentResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="discovery",
    source="spec/proto/mediagateway/v1/discovery.proto:44",
)
LIST_CATALOG: Final = RpcMethod(
    service="mediagateway.v1.DiscoveryService",
    name="ListCatalog",
    request=mediagateway_v1.ListCatalogRequest,
    response=mediagateway_v1.CatalogPage,
    client_streaming=False,
    server_streaming=True,
    policy=policies.INTERNAL_LIST_CATALOG,
    idempotency="safe",
    contract="discovery",
    source="spec/proto/mediagateway/v1/discovery.proto:54",
)
METHODS: Final[tuple[RpcMethod[Any, Any], ...]] = (
    SEARCH_CONTENT,
    STREAM_SEARCH,
    GET_RECOMMENDATIONS,
    GET_CONTENT,
    LIST_CATALOG,
)
"""Every method, in the contract's order."""
