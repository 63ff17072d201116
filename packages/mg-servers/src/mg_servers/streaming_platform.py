"""Streaming platform: what a server implements and its endpoint table."""

from ._generated.streaming_platform.service import ENDPOINTS, StreamingPlatformService

__all__ = ["ENDPOINTS", "StreamingPlatformService"]
