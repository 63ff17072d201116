# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Methods of IngestionService as data."""

from __future__ import annotations

from typing import Any, Final

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.contract.method import RpcMethod

from . import policies

ADD_TO_QUEUE: Final = RpcMethod(
    service="mediagateway.v1.IngestionService",
    name="AddToQueue",
    request=mediagateway_v1.AddToQueueRequest,
    response=mediagateway_v1.AddToQueueResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="key",
    contract="ingestion",
    source="spec/proto/mediagateway/v1/ingestion.proto:15",
)
REMOVE_FROM_QUEUE: Final = RpcMethod(
    service="mediagateway.v1.IngestionService",
    name="RemoveFromQueue",
    request=mediagateway_v1.RemoveFromQueueRequest,
    response=mediagateway_v1.RemoveFromQueueResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="idempotent",
    contract="ingestion",
    source="spec/proto/mediagateway/v1/ingestion.proto:27",
)
LIST_QUEUE: Final = RpcMethod(
    service="mediagateway.v1.IngestionService",
    name="ListQueue",
    request=mediagateway_v1.ListQueueRequest,
    response=mediagateway_v1.ListQueueResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="ingestion",
    source="spec/proto/mediagateway/v1/ingestion.proto:36",
)
ADD_TO_WATCHLIST: Final = RpcMethod(
    service="mediagateway.v1.IngestionService",
    name="AddToWatchlist",
    request=mediagateway_v1.AddToWatchlistRequest,
    response=mediagateway_v1.AddToWatchlistResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="idempotent",
    contract="ingestion",
    source="spec/proto/mediagateway/v1/ingestion.proto:44",
)
REMOVE_FROM_WATCHLIST: Final = RpcMethod(
    service="mediagateway.v1.IngestionService",
    name="RemoveFromWatchlist",
    request=mediagateway_v1.RemoveFromWatchlistRequest,
    response=mediagateway_v1.RemoveFromWatchlistResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="idempotent",
    contract="ingestion",
    source="spec/proto/mediagateway/v1/ingestion.proto:54",
)
LIST_WATCHLIST: Final = RpcMethod(
    service="mediagateway.v1.IngestionService",
    name="ListWatchlist",
    request=mediagateway_v1.ListWatchlistRequest,
    response=mediagateway_v1.ListWatchlistResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="ingestion",
    source="spec/proto/mediagateway/v1/ingestion.proto:63",
)
LIST_LIBRARY: Final = RpcMethod(
    service="mediagateway.v1.IngestionService",
    name="ListLibrary",
    request=mediagateway_v1.ListLibraryRequest,
    response=mediagateway_v1.ListLibraryResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="ingestion",
    source="spec/proto/mediagateway/v1/ingestion.proto:71",
)
IMPORT_LIBRARY: Final = RpcMethod(
    service="mediagateway.v1.IngestionService",
    name="ImportLibrary",
    request=mediagateway_v1.ImportLibraryRequest,
    response=mediagateway_v1.ImportLibraryResponse,
    client_streaming=True,
    server_streaming=False,
    policy=policies.INTERNAL_IMPORT_LIBRARY,
    idempotency="idempotent",
    contract="ingestion",
    source="spec/proto/mediagateway/v1/ingestion.proto:75",
)
METHODS: Final[tuple[RpcMethod[Any, Any], ...]] = (
    ADD_TO_QUEUE,
    REMOVE_FROM_QUEUE,
    LIST_QUEUE,
    ADD_TO_WATCHLIST,
    REMOVE_FROM_WATCHLIST,
    LIST_WATCHLIST,
    LIST_LIBRARY,
    IMPORT_LIBRARY,
)
"""Every method, in the contract's order."""
