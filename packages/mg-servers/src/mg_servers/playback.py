# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Playback: what a server implements, and its endpoint table."""

from mg_core import ApiError, ServerCall

from ._generated.playback.service import ENDPOINTS, PlaybackService

__all__ = ["ENDPOINTS", "ApiError", "PlaybackService", "ServerCall"]
