"""Spotify: clients and messages. The public face of the contract; nothing else of it is stable."""

from ._generated.spotify import models, operations
from ._generated.spotify.client import SpotifyClient, SpotifySyncClient
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
    "SpotifySyncClient",
    "SpotifyToken",
    "SpotifyTokenRequest",
    "SpotifyTrack",
    "SpotifyTrackPage",
    "SpotifyUser",
    "models",
    "operations",
]
