"""Sync: what a server implements and its endpoint table."""

from ._generated.sync.service import ENDPOINTS, SyncService

__all__ = ["ENDPOINTS", "SyncService"]
