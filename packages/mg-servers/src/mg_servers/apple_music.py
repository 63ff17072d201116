"""Apple Music: what a server implements and its endpoint table."""

from ._generated.apple_music.service import ENDPOINTS, AppleMusicService

__all__ = ["ENDPOINTS", "AppleMusicService"]
