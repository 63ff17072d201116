"""Media Gateway: what a server implements and its endpoint table."""

from ._generated.gateway.service import ENDPOINTS

__all__ = ["ENDPOINTS"]
