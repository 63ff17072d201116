# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of the Spotify contract implements, and its endpoint table."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from mg_clients._generated.spotify import models, operations
from mg_core.rest.exchange import Endpoint, ServerCall

from . import schemas


class SpotifyService(Protocol):
    """Handlers of the Spotify contract. Raise `mg_core.ApiError` with a declared code to answer an error."""

    async def search_items(
        self,
        call: ServerCall,
        *,
        q: str,
        type_: list[Literal["artist", "album", "track", "playlist"]],
        market: str | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> models.SpotifySearchResult:
        """`GET /v1/search`: Search for artists, albums, tracks and playlists."""
        ...

    async def get_album(self, call: ServerCall, *, id: str, market: str | None = None) -> models.SpotifyAlbum:
        """`GET /v1/albums/{id}`: One album."""
        ...

    async def get_me(self, call: ServerCall) -> models.SpotifyUser:
        """`GET /v1/me`: The user behind the token."""
        ...

    async def create_token(self, call: ServerCall, body: models.SpotifyTokenRequest) -> models.SpotifyToken:
        """`POST /api/token`: Get or refresh an access token."""
        ...


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(operations.SEARCH_ITEMS, "search_items", schemas.SEARCH_ITEMS),
    Endpoint(operations.GET_ALBUM, "get_album", schemas.GET_ALBUM),
    Endpoint(operations.GET_ME, "get_me", schemas.GET_ME),
    Endpoint(operations.CREATE_TOKEN, "create_token", schemas.CREATE_TOKEN),
)
"""Every operation with its handler's name and its schemas, in the contract's order."""
