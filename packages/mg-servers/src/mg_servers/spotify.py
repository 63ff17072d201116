# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Spotify: what a server implements, and its endpoint table."""

from mg_core import ApiError, ServerCall

from ._generated.spotify.service import ENDPOINTS, SpotifyService

__all__ = ["ENDPOINTS", "ApiError", "ServerCall", "SpotifyService"]
