# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Streaming platform: what a server implements, and its endpoint table."""

from mg_core import ApiError, ServerCall

from ._generated.streaming_platform.service import ENDPOINTS, StreamingPlatformService

__all__ = ["ENDPOINTS", "ApiError", "ServerCall", "StreamingPlatformService"]
