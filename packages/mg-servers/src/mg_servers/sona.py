"""SONA: what a server implements and its endpoint table."""

from ._generated.sona.service import ENDPOINTS, SonaService

__all__ = ["ENDPOINTS", "SonaService"]
