"""Puts the MCP server together."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from functools import cached_property

from mg_clients.auth import AsyncAuthClient
from mg_core.auth.tokens import JwksSource, TokenVerifier
from mg_core.clock import Clock, SystemClock
from mg_core.configuration.resolution import Override
from mg_core.contract.service import ServiceRow
from mg_core.contract.tool import McpTool, RpcTarget
from mg_core.observe.metrics import Registry
from mg_core.rest.client import AsyncClient
from mg_core.rpc import RpcClient
from mg_core.serving.lifecycle import Check, Lifecycle
from mg_services.serving.service import Service
from mg_services.serving.settings import Values, read

from .callers import Callers, Guard, RequestCallers, TokenCallers, jwks_of
from .http import HttpFace
from .protocol import make_server
from .settings import McpSettings
from .toolbox import Toolbox


class McpServer:
    """The running parts.

    Args:
        settings: where the services are, and the limits.
        rows: tools of the contracts; all generated ones by default.
        clients: for tools of REST operations, by contract; whoever made them closes them.
        jwks: source of the signing keys; the auth service by default.
        policies: changes to the contracts' policies: by contract, then by method name or `"*"`.
        clock: time for tokens.

    Attributes:
        registry: its counters; `/metrics` shows them.
        toolbox: the tools that are offered.
    """

    def __init__(
        self,
        settings: McpSettings,
        *,
        rows: Iterable[McpTool] | None = None,
        clients: Mapping[str, AsyncClient] | None = None,
        jwks: JwksSource | None = None,
        policies: Mapping[str, Mapping[str, Override]] | None = None,
        clock: Clock | None = None,
    ) -> None:
        if rows is None:
            from mg_servers.mcp_tools import TOOLS

            rows = TOOLS
        self.settings = settings
        self.registry = Registry()
        self._rows = tuple(rows)
        self._policies = dict(policies or {})
        self._closing = AsyncExitStack()
        if jwks is None:
            auth = AsyncAuthClient(settings.auth_url)
            self._closing.push_async_callback(auth.aclose)
            self.registry.include(auth.metrics)
            jwks = jwks_of(auth)
        self.verifier = TokenVerifier(jwks, clock=clock or SystemClock())
        self.clients = self._open_clients()
        self.toolbox = Toolbox(
            self._rows,
            {**self.clients, **(clients or {})},
            self.registry,
            max_arguments_bytes=settings.max_arguments_bytes,
        )

    @cached_property
    def app(self) -> HttpFace:
        """The ASGI application. Its stop hook closes everything."""
        lifecycle = Lifecycle("mcp", checks=self._checks(), registry=self.registry, on_stop=[self.aclose])
        guard = Guard(self.verifier, self.registry, self.settings.roles)
        return HttpFace(make_server(self.toolbox, RequestCallers()), guard, self.settings, lifecycle)

    async def stdio(self) -> None:
        """Serve one client over standard input and output until it closes them, for the user of `settings.token`."""
        from mcp.server.stdio import stdio_server

        callers: Callers = TokenCallers(self.settings.token, self.verifier, self.settings.roles)
        server = make_server(self.toolbox, callers)
        try:
            async with stdio_server() as (incoming, outgoing):
                await server.run(incoming, outgoing, server.create_initialization_options())
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._closing.aclose()

    def _open_clients(self) -> dict[str, RpcClient]:
        """A client per service that has tools and an address. Nothing is connected before the first call."""
        clients: dict[str, RpcClient] = {}
        for row in self._rows:
            target = self.settings.targets.get(row.contract)
            if target and row.contract not in clients and isinstance(row.target, RpcTarget):
                client = row.target.client(target, policies=self._policies.get(row.contract))
                self._closing.push_async_callback(client.aclose)
                self.registry.include(client.metrics)
                clients[row.contract] = client
        return clients

    def _checks(self) -> dict[str, Check]:
        return {name: _reachable(self.settings.targets[name]) for name in self.clients}


def _reachable(target: str) -> Check:
    """Whether a service takes connections. Without one its tools fail, the others work: degraded, not down."""
    host, _, port = target.rpartition(":")

    async def check() -> str | None:
        try:
            _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
        except OSError:
            return "away: its tools fail"
        writer.close()
        return None

    return check


def create(row: ServiceRow, values: Values) -> Service:
    """The server as the environment wants it."""
    return McpServer(read(McpSettings, row, values))
