"""What the page about MCP hosts shows is run: both configurations and the Python program."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Any

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from reference_services.tests.mcp.conftest import Platform

from mg_core.errors import AttemptTimeoutError
from mg_servers.services import SERVICES
from mg_services.services.mcp.failures import error_body
from mg_services.services.mcp.settings import McpSettings
from mg_services.serving.settings import read

PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "use-with-mcp-hosts.md").read_text()


def blocks(language: str) -> list[str]:
    """The code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def configurations() -> dict[str, dict[str, Any]]:
    """The host configurations of the page, by what they need."""
    servers = [json.loads(text)["mcpServers"]["media-gateway"] for text in blocks("json") if "mcpServers" in text]
    return {"stdio" if "command" in server else server["type"]: server for server in servers}


async def found(client: Client) -> int:
    """Titles found by a call."""
    assert (await client.list_tools()).tools
    result = await client.call_tool("search_content", {"query": "inception"})
    assert result.structured_content is not None
    return int(result.structured_content["total"])


async def test_the_stdio_configuration_starts_a_server(platform_of_six: Platform) -> None:
    shown = configurations()["stdio"]
    assert shown["command"] == "python"
    mine = platform_of_six.mcp.stdio_environment()
    parameters = StdioServerParameters(
        command=sys.executable, args=shown["args"], env={name: mine[name] for name in shown["env"]}
    )
    async with asyncio.timeout(60), Client(parameters) as client:
        assert await found(client) == 1


async def test_the_http_configuration_connects(platform_of_six: Platform) -> None:
    shown, mcp = configurations()["http"], platform_of_six.mcp
    url = shown["url"].replace("http://127.0.0.1:3000", mcp.url)
    headers = {name: value.replace("the token", mcp.token) for name, value in shown["headers"].items()}
    async with (
        asyncio.timeout(60),
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        assert await found(client) == 1


async def test_the_program_prints_what_it_finds(platform_of_six: Platform) -> None:
    (program,) = blocks("python")
    mcp = platform_of_six.mcp
    async with asyncio.timeout(60):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            program,
            env={"MG_MCP_URL": mcp.url, "MG_TOKEN": mcp.token},
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()

    assert output.decode() == "1 found\n"


def test_the_error_shown_is_ours() -> None:
    (shown,) = [json.loads(text) for text in blocks("json") if '"error"' in text]

    assert shown == error_body(AttemptTimeoutError("slow"), "Discovery", limit_s=3.0)


class Asked(dict[str, str]):
    """An empty environment that remembers what it was asked for."""

    def get(self, name: str, default: Any = None) -> Any:
        self[name] = ""
        return default


def test_every_setting_is_on_the_page() -> None:
    asked = Asked()
    read(McpSettings, SERVICES["mcp"], asked)
    targets = {name for name in asked if name.endswith("_GRPC_TARGET")}

    assert {"MG_MCP_ROLES", "MG_TOKEN"} < asked.keys()
    assert [name for name in asked.keys() - targets - {"MG_MCP_GRPC_PORT"} if name not in PAGE] == []
    assert targets
    assert "_GRPC_TARGET" in PAGE
