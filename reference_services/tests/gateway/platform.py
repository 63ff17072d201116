"""A small real platform behind a real gateway: auth and discovery written with the server half, on sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from mg_core.auth.tokens import TokenSigner
from mg_core.clock import SystemClock
from mg_core.contract.model import Model
from mg_core.contract.operation import ErrorCase, Operation, Param, Reply
from mg_core.contract.policy import BreakerPolicy, Policy, RateLimitPolicy, TimeoutPolicy
from mg_core.errors import ApiError
from mg_core.rest.exchange import Endpoint, ServerCall
from mg_core.rest.server import App
from mg_core.serving.run import serve_in_loop
from mg_services.services.gateway.app import build
from mg_services.services.gateway.proxy import Gateway
from mg_services.services.gateway.settings import GatewaySettings

PASSWORD = "SecurePass123!"
INTERNAL = Policy("internal", TimeoutPolicy(3.0, 3.0), breaker=BreakerPolicy())
JSON: Any = dict[str, Any]


class Login(Model):
    """Body of a login."""

    email: str
    password: str


class Clock(SystemClock):
    """Real time, moved by `ahead_s`."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def time(self) -> float:
        """Seconds since 1970."""
        return SystemClock.time() + self.ahead_s


def _operation(contract: str, name: str, method: str, path: str, **more: Any) -> Operation:
    more.setdefault("replies", (Reply(200, JSON),))
    more.setdefault("idempotency", "safe" if method == "GET" else "never")
    return Operation(name, contract, method, path, more.pop("policy", INTERNAL), **more)


_LOGIN_ERRORS = (ErrorCase(401, "invalid_credentials"),)
AUTH = (
    _operation("auth", "login", "POST", "/login", body=Login, errors=_LOGIN_ERRORS),
    _operation("auth", "validate", "POST", "/validate", secured=True),
    _operation("auth", "refresh", "POST", "/refresh"),
    _operation("auth", "logout", "POST", "/logout", secured=True, replies=(Reply(204),)),
    _operation("auth", "getJwks", "GET", "/.well-known/jwks.json"),
)
_QUERY = (Param("q", "q", "query"),)
_CONTENT_ID = (Param("content_id", "content_id", "path", required=True),)
DISCOVERY = (
    _operation("discovery", "search", "GET", "/search", params=_QUERY, secured=True),
    _operation("discovery", "getContent", "GET", "/content/{content_id}", params=_CONTENT_ID, secured=True),
)
SERVICES = {"auth": AUTH, "discovery": DISCOVERY}


def _public(operation: Operation) -> Operation:
    return _operation(
        "gateway",
        operation.id,
        operation.method,
        f"/api/v1/{operation.contract}{operation.path}",
        secured=operation.secured,
        upstream=(operation.contract, operation.id),
    )


PUBLIC = tuple(_public(operation) for operation in (*AUTH, *DISCOVERY))


@dataclass
class Services:
    """Handlers of both services; remembers what reached them."""

    signer: TokenSigner
    seen: list[ServerCall] = field(default_factory=list)
    login_gate: asyncio.Event | None = None
    """When set, logins wait for it."""
    jwks_requests: int = 0
    fail: str = ""
    """When set, a search fails with this code."""

    def token(self, **options: Any) -> str:
        """A token for user-1."""
        return self.signer.sign("user-1", roles=("user", "beta"), claims={"email": "test@example.com"}, **options)

    async def login(self, call: ServerCall, body: Login) -> dict[str, Any]:
        """Email or password decide."""
        self.seen.append(call)
        if self.login_gate is not None:
            await self.login_gate.wait()
        if body.password != PASSWORD:
            raise ApiError("Email or password is incorrect", code="invalid_credentials")
        return {"token": self.token(), "expires_in": 3600, "user": {"id": "user-1", "email": body.email}}

    async def refresh(self, call: ServerCall) -> dict[str, Any]:
        """A new token."""
        self.seen.append(call)
        return {"token": self.token(), "expires_in": 3600}

    async def validate(self, call: ServerCall) -> dict[str, Any]:
        """What the token says."""
        self.seen.append(call)
        return {"valid": True, "user_id": call.user_id}

    async def logout(self, call: ServerCall) -> None:
        """End the session."""
        self.seen.append(call)

    async def jwks(self, call: ServerCall) -> dict[str, Any]:
        """The public keys."""
        self.jwks_requests += 1
        return self.signer.jwks()

    async def search(self, call: ServerCall, q: str | None = None) -> dict[str, Any]:
        """Echo the query."""
        self.seen.append(call)
        if self.fail:
            raise ApiError("search is broken", code=self.fail, status=503)
        return {"query": q, "results": []}

    async def content(self, call: ServerCall, content_id: str) -> dict[str, Any]:
        """Echo the id."""
        self.seen.append(call)
        return {"content_id": content_id}


_LOGIN_SCHEMA = {
    "type": "object",
    "properties": {"email": {"type": "string"}, "password": {"type": "string", "maxLength": 1024}},
    "required": ["email", "password"],
    "additionalProperties": False,
}


def _endpoints(operations: tuple[Operation, ...]) -> list[Endpoint]:
    names = {"getJwks": "jwks", "getContent": "content"}
    return [
        Endpoint(
            operation,
            names.get(operation.id, operation.id),
            {
                "params": {param.wire: {"type": "string", "maxLength": 200} for param in operation.params},
                "body": _LOGIN_SCHEMA if operation.body else None,
            },
        )
        for operation in operations
    ]


@dataclass
class Running:
    """The running platform."""

    url: str
    gateway: Gateway
    services: Services
    clock: Clock
    discovery_url: str

    def bearer(self, **options: Any) -> dict[str, str]:
        """Header with a fresh token."""
        return {"authorization": f"Bearer {self.services.token(**options)}"}


@asynccontextmanager
async def platform(
    *, rate_limit: RateLimitPolicy | None = None, timeout_s: float = 30.0, discovery_url: str = ""
) -> AsyncIterator[Running]:
    """Start auth, discovery and the gateway on free ports; `discovery_url` puts something else in discovery's place."""
    clock = Clock()
    services = Services(TokenSigner.generate(clock=clock))
    async with AsyncExitStack() as stack:
        # The token itself is checked by the gateway here; auth trusts its headers.
        auth = App(services, _endpoints(AUTH), name="auth")
        discovery = App(services, _endpoints(DISCOVERY), name="discovery")
        auth_url = await stack.enter_async_context(serve_in_loop(auth, grace_s=0.1))
        own_url = await stack.enter_async_context(serve_in_loop(discovery, grace_s=0.1))
        settings = GatewaySettings(
            upstreams={"auth": auth_url, "discovery": discovery_url or own_url},
            max_upstream_timeout_s=timeout_s,
            body_timeout_s=0.3,
            rate_limit=rate_limit or RateLimitPolicy(per_s=500.0, burst=1000),
        )
        gateway = build(settings, public=PUBLIC, services=SERVICES, clock=clock)
        url = await stack.enter_async_context(serve_in_loop(gateway, grace_s=0.1))
        yield Running(url, gateway, services, clock, own_url)
