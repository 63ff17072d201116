"""Playback: what a server implements and its endpoint table."""

from ._generated.playback.service import ENDPOINTS, PlaybackService

__all__ = ["ENDPOINTS", "PlaybackService"]
