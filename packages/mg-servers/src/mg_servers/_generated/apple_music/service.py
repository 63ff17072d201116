# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of the Apple Music contract implements, and its endpoint table."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from mg_clients._generated.apple_music import models, operations
from mg_core.rest.exchange import Endpoint, ServerCall

from . import schemas


class AppleMusicService(Protocol):
    """Handlers of the Apple Music contract. Raise `mg_core.ApiError` with a declared code to answer an error."""

    async def search_catalog(
        self,
        call: ServerCall,
        *,
        storefront: str,
        term: str,
        types: list[Literal["artists", "albums", "songs", "playlists"]],
        limit: int = 5,
        offset: int = 0,
    ) -> models.AppleSearchResponse:
        """`GET /v1/catalog/{storefront}/search`: Search the catalog."""
        ...

    async def list_library_songs(self, call: ServerCall, *, limit: int = 25, offset: int = 0) -> models.AppleSongPage:
        """`GET /v1/me/library/songs`: The user's songs."""
        ...

    async def list_recent_tracks(self, call: ServerCall, *, limit: int = 10, offset: int = 0) -> models.AppleSongPage:
        """`GET /v1/me/recent/played/tracks`: What the user has played."""
        ...

    async def report_played_tracks(self, call: ServerCall, body: models.ApplePlayedTracks) -> None:
        """`POST /v1/me/recent/played/tracks`: Report what was played."""
        ...


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(operations.SEARCH_CATALOG, "search_catalog", schemas.SEARCH_CATALOG),
    Endpoint(operations.LIST_LIBRARY_SONGS, "list_library_songs", schemas.LIST_LIBRARY_SONGS),
    Endpoint(operations.LIST_RECENT_TRACKS, "list_recent_tracks", schemas.LIST_RECENT_TRACKS),
    Endpoint(operations.REPORT_PLAYED_TRACKS, "report_played_tracks", schemas.REPORT_PLAYED_TRACKS),
)
"""Every operation with its handler's name and its schemas, in the contract's order."""
