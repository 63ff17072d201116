"""Ingestion: what a server implements and its endpoint table."""

from ._generated.ingestion.service import ENDPOINTS, IngestionService

__all__ = ["ENDPOINTS", "IngestionService"]
