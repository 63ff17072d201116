# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Auth: what a server implements, and its endpoint table."""

from mg_core import ApiError, ServerCall

from ._generated.auth.service import ENDPOINTS, AuthService

__all__ = ["ENDPOINTS", "ApiError", "AuthService", "ServerCall"]
