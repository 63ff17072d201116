"""Identities, the headers that carry them between services, and the Authorization header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mg_core.errors import TokenError
from mg_core.headers import USER_ID, USER_ROLES

MAX_TOKEN_CHARS: Final = 8192
"""A longer bearer token is malformed."""

CHALLENGE: Final = 'Bearer realm="API"'
"""WWW-Authenticate when no token is given."""

CHALLENGE_INVALID: Final = (
    'Bearer realm="API", error="invalid_token", error_description="The token is expired or not valid"'
)
"""WWW-Authenticate when a token is given that cannot be accepted."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/\-]+=*\Z")
_USER_ID: Final = re.compile(r"[A-Za-z0-9._:@\-]{1,128}\Z")
_ROLE: Final = re.compile(r"[A-Za-z0-9._:\-]{1,64}\Z")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a request is made for."""

    user_id: str
    roles: tuple[str, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """The token's claims where a token was verified here; empty behind the gateway."""


def from_headers(headers: Mapping[str, str]) -> Identity | None:
    """The identity that the gateway vouches for; None without X-User-ID.

    Raises:
        TokenError: `malformed_token`, the headers hold something that the gateway never sends.
    """
    user_id = headers.get(USER_ID)
    if user_id is None:
        return None
    text = headers.get(USER_ROLES, "")
    roles = tuple(role.strip() for role in text.split(",")) if text else ()
    if not _USER_ID.match(user_id) or not all(map(_ROLE.match, roles)):
        msg = "Malformed identity headers"
        raise TokenError(msg, code="malformed_token", status=400)
    return Identity(user_id, roles)


def to_headers(identity: Identity) -> dict[str, str]:
    """The headers that carry an identity to a service.

    Raises:
        TokenError: `invalid_token`, the user id or a role cannot be sent in a header.
    """
    if not _USER_ID.match(identity.user_id) or not all(map(_ROLE.match, identity.roles)):
        msg = "The token names a user or role that cannot be passed on"
        raise TokenError(msg)
    return {USER_ID: identity.user_id, USER_ROLES: ",".join(identity.roles)}


def bearer_token(authorization: str) -> str:
    """The token of an Authorization header, or "" when it uses another scheme.

    Raises:
        TokenError: `malformed_token`, the scheme is Bearer but no single token follows.
    """
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        return ""
    token = token.strip(" ")
    if len(token) > MAX_TOKEN_CHARS or not _TOKEN.match(token):
        raise malformed()
    return token


def malformed() -> TokenError:
    """The error for something that is not a token at all."""
    return TokenError("Malformed authorization token", code="malformed_token", status=400)
