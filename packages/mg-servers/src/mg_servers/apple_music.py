# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Apple Music: what a server implements, and its endpoint table."""

from mg_core import ApiError, ServerCall

from ._generated.apple_music.service import ENDPOINTS, AppleMusicService

__all__ = ["ENDPOINTS", "ApiError", "AppleMusicService", "ServerCall"]
