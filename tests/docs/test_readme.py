"""Every program in a README runs as it stands there, against a service that really answers."""

from __future__ import annotations

import ast
import re
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from inspect import CO_COROUTINE
from pathlib import Path
from typing import Any

import pytest

from mg_clients import gateway
from mg_clients.discovery import ApiError, AsyncDiscoveryClient, ContentItem, ContentType, Platform
from mg_core import ServerCall
from mg_core.rest.server import App
from mg_core.serving.run import serve_in_loop
from mg_servers import gateway as gateway_server
from mg_servers.discovery import ENDPOINTS

ROOT = Path(__file__).resolve().parents[2]
CATALOG = [ContentItem(id="hulu:dark-1", platform=Platform("hulu"), title="Dark Shadows", type=ContentType("series"))]
GATEWAY = "http://127.0.0.1:8080"
"""The address that READMEs of packages name: the platform's only entrance for a token."""

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def blocks(readme: str) -> list[str]:
    """Its programs."""
    return re.findall(r"```python\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)


async def execute(program: str, names: dict[str, Any]) -> None:
    """Run a program that may await outside of a function, as a notebook would."""
    code = compile(program, "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    running = eval(code, names)  # noqa: S307 - the README's own code, which these tests are about
    if code.co_flags & CO_COROUTINE:
        await running


class Inside:
    """An application as the gateway calls it: with the identity that it has checked."""

    name = "discovery"

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["headers"] = [*scope["headers"], (b"x-user-id", b"user-1"), (b"x-user-roles", b"user")]
        await self._app(scope, receive, send)


async def catalog() -> list[ContentItem]:
    return CATALOG


class Entrance:
    """The gateway contract's search, over the same catalog."""

    async def search(self, call: ServerCall, *, q: str, **_: Any) -> gateway.SearchResult:
        assert call.identity is not None
        found = [gateway.ContentItem(**item.model_dump(exclude_unset=True)) for item in CATALOG]
        return gateway.SearchResult(query=q, results=found, total=len(found), execution_time_ms=1)


@asynccontextmanager
async def entrance() -> AsyncIterator[str]:
    """A server of the gateway's contract; gives its URL."""
    served = [endpoint for endpoint in gateway_server.ENDPOINTS if endpoint.handler_name == "search"]
    async with serve_in_loop(Inside(App(Entrance(), served, name="gateway"))) as url:
        yield url


@asynccontextmanager
async def serving() -> AsyncIterator[str]:
    """The service that the repository's README writes; gives its URL."""
    names: dict[str, Any] = {"catalog": catalog}
    await execute(blocks("README.md")[0], names)
    served = [endpoint for endpoint in ENDPOINTS if endpoint.handler_name == "search"]
    async with serve_in_loop(Inside(App(names["Discovery"](), served, name="discovery"))) as url:
        yield url


async def test_the_readmes_service_answers_the_readmes_call() -> None:
    _, call = blocks("README.md")
    printed: list[tuple[Any, ...]] = []

    async with serving() as url:
        await execute(call, {"url": url, "print": lambda *words: printed.append(words)})

    assert printed == [(1, "Dark Shadows")]


@pytest.mark.parametrize("package", ["mg-core", "mg-clients"])
async def test_every_program_of_a_clients_readme_runs(package: str) -> None:
    programs = blocks(f"packages/{package}/README.md")
    names: dict[str, Any] = {"print": lambda *_: None}

    async with entrance() as url:
        for program in programs:
            await execute(program.replace(GATEWAY, url), names)

    assert GATEWAY in programs[0]
    assert [item.title for item in names["page"].results] == ["Dark Shadows"]


async def test_the_service_of_the_servers_readme_answers_the_error_that_it_raises() -> None:
    names: dict[str, Any] = {}
    (program,) = blocks("packages/mg-servers/README.md")
    await execute(program, names)

    async with serve_in_loop(Inside(names["app"])) as url, AsyncDiscoveryClient(url) as discovery:
        with pytest.raises(ApiError) as caught:
            await discovery.get_content(content_id="hulu:nothing")

    assert (caught.value.status, caught.value.code) == (404, "content_not_found")
