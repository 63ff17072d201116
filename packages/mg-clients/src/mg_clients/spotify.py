# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Spotify: clients, messages and the errors to expect."""

from mg_core import ApiError, CallOptions, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError

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
    "ApiError",
    "AsyncSpotifyClient",
    "CallOptions",
    "DecodeError",
    "MgError",
    "RejectedError",
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
    "TimeoutExceededError",
    "TransportError",
    "models",
    "operations",
]
