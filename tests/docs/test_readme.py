"""The service and the call that the README shows work together, as they stand there."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from mg_clients.discovery import models
from mg_core.rest.server import App
from mg_core.serving.run import serve_in_loop
from mg_servers.discovery import ENDPOINTS

ROOT = Path(__file__).resolve().parents[2]
HULU, SERIES = models.Platform("hulu"), models.ContentType("series")
CATALOG = [models.ContentItem(id="hulu:dark-1", platform=HULU, title="Dark Shadows", type=SERIES)]

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def python_blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)


class Inside:
    """An application as the gateway calls it: with the identity that it has checked."""

    name = "discovery"

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["headers"] = [*scope["headers"], (b"x-user-id", b"user-1"), (b"x-user-roles", b"user")]
        await self._app(scope, receive, send)


async def catalog() -> list[models.ContentItem]:
    return CATALOG


async def test_the_readmes_service_answers_the_readmes_call() -> None:
    service, call = python_blocks()
    names: dict[str, Any] = {"catalog": catalog}
    printed: list[tuple[Any, ...]] = []
    exec(service, names)  # noqa: S102 - the README's own code, which this test is about
    exec(f"async def call(url, print):\n{textwrap.indent(call, '    ')}", names)  # noqa: S102 - as above
    served = [endpoint for endpoint in ENDPOINTS if endpoint.handler_name == "search"]
    app = App(names["Discovery"](), served, name="discovery")

    async with serve_in_loop(Inside(app)) as url:
        await names["call"](url, lambda *words: printed.append(words))

    assert printed == [(1, "Dark Shadows")]
