# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Ingestion: what a server implements, and its endpoint table."""

from mg_core import ApiError, ServerCall

from ._generated.ingestion.service import ENDPOINTS, IngestionService

__all__ = ["ENDPOINTS", "ApiError", "IngestionService", "ServerCall"]
