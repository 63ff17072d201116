"""Auth: what a server implements and its endpoint table."""

from ._generated.auth.service import ENDPOINTS, AuthService

__all__ = ["ENDPOINTS", "AuthService"]
