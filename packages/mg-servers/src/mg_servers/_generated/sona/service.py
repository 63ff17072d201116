# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of the SONA contract implements, and its endpoint table."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from mg_clients._generated.sona import models, operations
from mg_core.rest.exchange import Endpoint, ServerCall

from . import schemas


class SonaService(Protocol):
    """Handlers of the SONA contract. Raise `mg_core.ApiError` with a declared code to answer an error."""

    async def recommend(self, call: ServerCall, body: models.RecommendRequest) -> models.RecommendationList:
        """`POST /recommendations`: Titles that fit a user."""
        ...

    async def rank(self, call: ServerCall, body: models.RankRequest) -> models.RankedContent:
        """`POST /rank`: Put search results in order."""
        ...

    async def find_similar(
        self,
        call: ServerCall,
        *,
        content_id: str,
        limit: int = 20,
        platforms: list[Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]] | None = None,
        min_year: int | None = None,
    ) -> models.RecommendationList:
        """`GET /content/{content_id}/similar`: Titles like this one."""
        ...

    async def embed(self, call: ServerCall, body: models.EmbedRequest) -> models.EmbeddingList:
        """`POST /embeddings`: Vectors of texts."""
        ...

    async def index_content(self, call: ServerCall, body: models.IndexRequest) -> models.IndexResult:
        """`POST /index`: Put titles into the index."""
        ...

    async def record_view(self, call: ServerCall, body: models.ViewRequest, *, user_id: str) -> None:
        """`POST /users/{user_id}/views`: Learn that a user has watched a title."""
        ...


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(operations.RECOMMEND, "recommend", schemas.RECOMMEND),
    Endpoint(operations.RANK, "rank", schemas.RANK),
    Endpoint(operations.FIND_SIMILAR, "find_similar", schemas.FIND_SIMILAR),
    Endpoint(operations.EMBED, "embed", schemas.EMBED),
    Endpoint(operations.INDEX_CONTENT, "index_content", schemas.INDEX_CONTENT),
    Endpoint(operations.RECORD_VIEW, "record_view", schemas.RECORD_VIEW),
)
"""Every operation with its handler's name and its schemas, in the contract's order."""
