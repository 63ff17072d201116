"""From the Authorization header to the identity headers that the services trust."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from mg_core.auth.identity import Identity, bearer_token, to_headers
from mg_core.auth.tokens import JwksSource, TokenVerifier
from mg_core.errors import ConnectionLostError, MgError, TokenError
from mg_core.observe.logging import get_logger
from mg_core.observe.metrics import Registry
from mg_core.rest.failures import no_token, token_problem
from mg_core.rest.transports.fast import FastTransport
from mg_core.serving.problems import ProblemError

from .limits import CallerLimits

JWKS_TIMEOUT_S: Final = 2.0
"""Longest wait for the key set."""

MAX_KNOWN: Final = 10_000
"""Identities whose header bytes are kept ready."""

logger = get_logger("mg.gateway")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request: the key of its rate limit, and the header lines for the service."""

    key: str
    header_lines: bytes
    user_id: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is known of a request before its caller is."""

    authorization: bytes | None
    address: str
    path: bytes
    request_id: str


class Authenticator:
    """Checks tokens and keeps the resulting header lines ready."""

    def __init__(self, verifier: TokenVerifier, limits: CallerLimits, registry: Registry) -> None:
        self._verifier = verifier
        self._limits = limits
        self._callers: dict[Identity, Caller] = {}
        self._rejected = registry.counter("gateway.rejected_tokens", "Requests refused for their token", ("reason",))

    def known(self, header: bytes | None) -> Caller | None:
        """The caller of a token that passed before and is still good: the frequent case, without waiting."""
        if header is None or not header.startswith(b"Bearer "):
            return None
        identity = self._verifier.cached(header[7:].decode("latin-1"))
        return None if identity is None else self._callers.get(identity)

    async def authenticate(self, attempt: Attempt) -> Caller:
        """The caller of a secured operation.

        Raises:
            ProblemError: 401 without a token or with one that is expired or not valid, 400 for a malformed one,
                429 for an address that sends too many unknown tokens, 503 when the keys cannot be fetched.
        """
        header = attempt.authorization
        if header is None:
            raise self._anonymous(attempt)
        try:
            token = bearer_token(header.decode("latin-1"))
            if not token:
                raise self._anonymous(attempt)
            identity = self._verifier.cached(token)
            if identity is None:
                # A token seen for the first time costs a signature check: not for free, and not without limit.
                self._limits.take(attempt.address)
                identity = await self._verifier.verify(token)
            return self._callers.get(identity) or self._remember(identity)
        except TokenError as error:
            self._rejected.child(error.code).value += 1
            logger.info(
                "token_rejected", code=error.code, reason=error.message, address=attempt.address,
                request_id=attempt.request_id,
            )  # fmt: skip
            raise token_problem(error) from None
        except ProblemError:
            raise
        except MgError as error:
            logger.warning("keys_unavailable", error=str(error), request_id=attempt.request_id)
            raise ProblemError(
                "service_unavailable", "Authentication service is temporarily unavailable", retry_after_s=5
            ) from None

    def revoke(self, authorization: bytes) -> None:
        """Refuse a token from now on: its user has logged out."""
        self._verifier.revoke(bearer_token(authorization.decode("latin-1")))

    def _remember(self, identity: Identity) -> Caller:
        lines = "".join(f"{name}: {value}\r\n" for name, value in to_headers(identity).items())
        caller = Caller(f"user {identity.user_id}", lines.encode(), identity.user_id)
        if len(self._callers) >= MAX_KNOWN:
            self._callers.clear()
        # Without the claims: they belong to one token, the key to all tokens of the user.
        self._callers[Identity(identity.user_id, identity.roles)] = caller
        return caller

    def _anonymous(self, attempt: Attempt) -> ProblemError:
        self._rejected.child("missing").value += 1
        logger.warning(
            "anonymous_access", path=attempt.path.decode("latin-1"), address=attempt.address,
            request_id=attempt.request_id,
        )  # fmt: skip
        return no_token()


def jwks_from(transport: FastTransport, origin: tuple[str, int], path: str) -> JwksSource:
    """Fetches the key set from the auth service."""
    head = f"GET {path} HTTP/1.1\r\nhost: {origin[0]}:{origin[1]}\r\naccept: application/json\r\n\r\n".encode()

    async def fetch() -> Mapping[str, Any]:
        status, _, body = await transport.exchange(origin, head, b"", JWKS_TIMEOUT_S)
        try:
            document = json.loads(body)
        except ValueError:
            document = None
        if status != 200 or not isinstance(document, dict):
            raise ConnectionLostError(f"the key set could not be read: status {status}")
        return document

    return fetch
