"""An MCP server under test, and real MCP clients over each of its transports."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client

from mg_clients.auth import JwkSet
from mg_core.auth.tokens import TokenSigner
from mg_core.rest.exchange import ServerCall
from mg_core.rest.server import App
from mg_core.serving.run import serve_in_loop
from mg_servers import auth
from mg_services.services.mcp.app import McpServer
from mg_services.services.mcp.settings import McpSettings

TRANSPORTS = ("stdio", "http", "http-2025", "sse")
USER = "user-from-session"


class _Keys:
    """The part of the auth service that the MCP server needs over REST."""

    def __init__(self, signer: TokenSigner) -> None:
        self.signer = signer
        self.asked = 0

    async def get_jwks(self, call: ServerCall) -> JwkSet:
        """The public keys."""
        self.asked += 1
        return JwkSet.model_validate(self.signer.jwks())


@dataclass
class Running:
    """A running MCP server and what its clients need."""

    url: str
    server: McpServer
    signer: TokenSigner
    auth_url: str
    targets: Mapping[str, str]
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def token(self) -> str:
        """A good token."""
        return self.signer.sign(USER, roles=("user",))

    def connect(self, transport: str) -> AbstractAsyncContextManager[Client]:
        """A connected client."""
        ways = {
            "stdio": self._stdio,
            "http": lambda: self._http("auto"),
            "http-2025": lambda: self._http("legacy"),
            "sse": self._sse,
        }
        return ways[transport]()

    def http_client(self, token: str | None = None) -> httpx2.AsyncClient:
        """A plain HTTP client with a token; "" sends none."""
        token = self.token if token is None else token
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return httpx2.AsyncClient(base_url=self.url, headers=headers, timeout=20)

    @asynccontextmanager
    async def _http(self, mode: Any) -> AsyncIterator[Client]:
        async with self.http_client() as http, self._client(http, mode) as client:
            yield client

    def _client(self, http: httpx2.AsyncClient, mode: Any) -> Client:
        return Client(streamable_http_client(f"{self.url}/mcp", http_client=http), mode=mode)

    @asynccontextmanager
    async def _sse(self) -> AsyncIterator[Client]:
        headers = {"authorization": f"Bearer {self.token}"}
        async with Client(sse_client(f"{self.url}/sse", headers=headers), mode="legacy") as client:
            yield client

    @asynccontextmanager
    async def _stdio(self) -> AsyncIterator[Client]:
        async with Client(stdio(self.stdio_environment())) as client:
            yield client

    def stdio_environment(self, **more: str) -> dict[str, str]:
        """What a stdio server has to be told."""
        targets = {f"MG_{name.upper()}_GRPC_TARGET": target for name, target in self.targets.items()}
        return {**targets, "MG_AUTH_URL": self.auth_url, "MG_TOKEN": self.token, **more}


def stdio(environment: Mapping[str, str]) -> StdioServerParameters:
    """The command that MCP hosts run."""
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "mg_services", "mcp", "--stdio"],
        env={**os.environ, **environment},
    )


@asynccontextmanager
async def running(targets: Mapping[str, str], **more: Any) -> AsyncIterator[Running]:
    """An MCP server on a free port, in front of these services."""
    signer = TokenSigner.generate()
    endpoints = [row for row in auth.ENDPOINTS if row.operation.id == "getJwks"]
    settings = more.pop("settings", {})
    async with AsyncExitStack() as stack:
        auth_url = await stack.enter_async_context(serve_in_loop(App(_Keys(signer), endpoints, name="auth")))
        server = McpServer(McpSettings(targets=dict(targets), auth_url=auth_url, **settings), **more)
        face = server.app
        url = await stack.enter_async_context(serve_in_loop(face, grace_s=1.0))
        yield Running(url, server, signer, auth_url, targets)
