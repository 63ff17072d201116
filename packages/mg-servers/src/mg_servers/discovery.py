"""Discovery: what a server implements and its endpoint table."""

from ._generated.discovery.service import ENDPOINTS, DiscoveryService

__all__ = ["ENDPOINTS", "DiscoveryService"]
