# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Sync: what a server implements, and its endpoint table."""

from mg_core import ApiError, ServerCall

from ._generated.sync.service import ENDPOINTS, SyncService

__all__ = ["ENDPOINTS", "ApiError", "ServerCall", "SyncService"]
