"""Who calls a tool: the user of a bearer token, checked for every request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from mg_clients.auth import AsyncAuthClient
from mg_core.auth.identity import Identity, bearer_token
from mg_core.auth.tokens import JwksSource, TokenVerifier
from mg_core.context import RequestContext
from mg_core.errors import ApiError, MgError, TokenError
from mg_core.observe.logging import get_logger
from mg_core.observe.metrics import Registry
from mg_core.serving.problems import ProblemError
from mg_core.serving.trace import read_request_id, read_trace
from mg_core.tracing import new_request_id, new_span_id, new_trace_id

CALLER_KEY: Final = "mg.caller"
"""Where an HTTP request's scope holds its `Caller`."""

logger = get_logger("mg.mcp")


@dataclass(frozen=True, slots=True)
class Caller:
    """The user of one request, and how it is told to the services."""

    identity: Identity
    token: str
    """Sent on to the services."""
    request_id: str
    trace_id: str
    trace_flags: str = "01"

    def context(self) -> RequestContext:
        """What client calls made for this request send along."""
        return RequestContext(
            request_id=self.request_id,
            trace_id=self.trace_id,
            span_id=new_span_id(),
            trace_flags=self.trace_flags,
            user_id=self.identity.user_id,
            roles=self.identity.roles,
        )


class Callers(Protocol):
    """Finds the caller of a message, by transport."""

    async def caller(self, request: Any) -> Caller:
        """The caller.

        Args:
            request: the HTTP request that brought the message; None over stdio.

        Raises:
            MgError: there is none, or its token is not accepted.
        """
        ...


class RequestCallers:
    """Over HTTP: the guard has put the caller into the request's scope."""

    async def caller(self, request: Any) -> Caller:
        """The caller of the HTTP request."""
        found = request.scope.get(CALLER_KEY) if request is not None else None
        if not isinstance(found, Caller):
            raise ApiError("A bearer token is needed.", code="unauthorized", status=401)
        return found


class TokenCallers:
    """Over stdio: one user, whose token came with the environment. It is checked again for every call."""

    def __init__(self, token: str, verifier: TokenVerifier, roles: tuple[str, ...] = ()) -> None:
        self._token = token
        self._verifier = verifier
        self._roles = roles

    async def caller(self, request: Any) -> Caller:
        """The user of the session."""
        if not self._token:
            raise ApiError("Set MG_TOKEN to an access token of the auth service.", code="unauthorized", status=401)
        identity = await self._verifier.verify(self._token)
        if missing := missing_roles(identity, self._roles):
            raise ApiError(f"This needs the role {missing}.", code="forbidden", status=403)
        return Caller(identity, self._token, f"mcp-{new_request_id()}", new_trace_id())


class Guard:
    """Admits HTTP requests with a good bearer token.

    Args:
        verifier: checks tokens.
        registry: counts those refused.
        roles: roles that a user must have.
    """

    def __init__(self, verifier: TokenVerifier, registry: Registry, roles: tuple[str, ...] = ()) -> None:
        self._verifier = verifier
        self._roles = roles
        self._refused = registry.counter("mcp.rejected_tokens", "Requests refused for their token", ("reason",))

    async def admit(self, headers: Mapping[str, str], metadata_url: str) -> Caller:
        """The caller of a request.

        Args:
            headers: lower-case names.
            metadata_url: where a client learns who issues tokens.

        Raises:
            ProblemError: 401 with WWW-Authenticate without a good token, 403 without a role, 503 when the keys cannot
                be fetched.
        """
        try:
            token = bearer_token(headers.get("authorization", ""))
            if not token:
                raise self._problem("unauthorized", "A bearer token is needed.", metadata_url)
            identity = await self._verifier.verify(token)
        except TokenError as error:
            raise self._problem(error.code, error.message, metadata_url, error="invalid_token") from None
        except MgError as error:
            logger.warning("keys_unavailable", error=str(error))
            raise ProblemError(
                "service_unavailable", "Authentication service is temporarily unavailable", retry_after_s=5
            ) from None
        if missing := missing_roles(identity, self._roles):
            text = f"This needs the role {missing}."
            raise self._problem("forbidden", text, metadata_url, error="insufficient_scope", status=403)
        trace_id, flags = read_trace(headers)
        request_id = read_request_id(headers) if "x-request-id" in headers else f"mcp-{new_request_id()}"
        return Caller(identity, token, request_id, trace_id, flags)

    def _problem(
        self, code: str, message: str, metadata_url: str, *, error: str = "", status: int = 401
    ) -> ProblemError:
        self._refused.child(code).value += 1
        parts = ['realm="MCP"', f'resource_metadata="{metadata_url}"']
        if error:
            parts.append(f'error="{error}"')
        if status == 403:
            parts.append(f'scope="{" ".join(self._roles)}"')
        # RFC 6750 counts a malformed token as invalid: clients then ask for a new one, which a 400 would not make them.
        return ProblemError(code, message, status=status, headers={"www-authenticate": f"Bearer {', '.join(parts)}"})


def missing_roles(identity: Identity, roles: tuple[str, ...]) -> str:
    """The first role that a user lacks; empty when none is missing."""
    return next((role for role in roles if role not in identity.roles), "")


def jwks_of(client: AsyncAuthClient) -> JwksSource:
    """Fetches the key set of the auth service."""

    async def fetch() -> Mapping[str, Any]:
        return (await client.get_jwks()).model_dump()

    return fetch
