# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Discovery: what a server implements, and its endpoint table."""

from mg_core import ApiError, ServerCall

from ._generated.discovery.service import ENDPOINTS, DiscoveryService

__all__ = ["ENDPOINTS", "ApiError", "DiscoveryService", "ServerCall"]
