"""Spotify: clients and messages. The public face of the contract; nothing else of it is stable."""

from ._generated.spotify import models, operations
from ._generated.spotify.client import AsyncSpotifyClient, SpotifyClient
from ._generated.spotify.models import (
    SpotifyAlbum,
    SpotifyAlbumPage,
    SpotifyArtist,
    SpotifyArtistPage,
    SpotifyExternalUrls,
    SpotifyGrantType,
    SpotifyImage,
    SpotifyItemType,
    SpotifyPlaylist,
    SpotifyPlaylistPage,
    SpotifySearchResult,
    SpotifyToken,
    SpotifyTokenRequest,
    SpotifyTrack,
    SpotifyTrackPage,
    SpotifyUser,
)

__all__ = [
    "AsyncSpotifyClient",
    "SpotifyAlbum",
    "SpotifyAlbumPage",
    "SpotifyArtist",
    "SpotifyArtistPage",
    "SpotifyClient",
    "SpotifyExternalUrls",
    "SpotifyGrantType",
    "SpotifyImage",
    "SpotifyItemType",
    "SpotifyPlaylist",
    "SpotifyPlaylistPage",
    "SpotifySearchResult",
    "SpotifyToken",
    "SpotifyTokenRequest",
    "SpotifyTrack",
    "SpotifyTrackPage",
    "SpotifyUser",
    "models",
    "operations",
]
