"""Spotify: what a server implements and its endpoint table."""

from ._generated.spotify.service import ENDPOINTS, SpotifyService

__all__ = ["ENDPOINTS", "SpotifyService"]
