# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""SONA: what a server implements, and its endpoint table."""

from mg_core import ApiError, ServerCall

from ._generated.sona.service import ENDPOINTS, SonaService

__all__ = ["ENDPOINTS", "ApiError", "ServerCall", "SonaService"]
