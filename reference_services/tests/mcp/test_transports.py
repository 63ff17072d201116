"""A real MCP client lists and calls every tool over every transport."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from reference_services.tests.mcp.conftest import Platform
from reference_services.tests.mcp.hosts import TRANSPORTS, USER, running, stdio
from reference_services.tests.mcp.services import ARGUMENTS, Discovery, Seen, serving

from mg_servers import rpc
from mg_servers.mcp_tools import TOOLS
from mg_servers.services import SERVICES
from mg_services.services.mcp.settings import McpSettings
from mg_services.serving.settings import read

pytestmark = pytest.mark.filterwarnings("ignore::mcp.shared.exceptions.MCPDeprecationWarning")


def text_of(content: Any) -> str:
    """The text of a part of an answer that is known to be text."""
    return str(content.text)


@pytest.mark.scenario("MCP-01")
@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_every_tool_is_listed_and_called(platform_of_six: Platform, transport: str) -> None:
    assert set(ARGUMENTS) == {tool.name for tool in TOOLS}

    async with asyncio.timeout(60), platform_of_six.mcp.connect(transport) as client:
        listed = (await client.list_tools()).tools
        assert [tool.name for tool in listed] == [tool.name for tool in TOOLS]

        for name, arguments in ARGUMENTS.items():
            result = await client.call_tool(name, arguments)
            assert not result.is_error, (name, result.content)
            assert result.structured_content is not None
            assert json.loads(text_of(result.content[0])) == result.structured_content

    asked = [request for request in platform_of_six.seen.requests if hasattr(request, "user_id")]
    assert len(asked) == len([tool for tool in TOOLS if tool.user_field])
    assert {request.user_id for request in asked} == {USER}


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_titles_are_resources_and_the_evening_is_a_prompt(platform_of_six: Platform, transport: str) -> None:
    async with asyncio.timeout(60), platform_of_six.mcp.connect(transport) as client:
        listed = (await client.list_resources()).resources
        assert [(str(row.uri), row.title) for row in listed] == [
            ("media://content/netflix:1", "Inception"),
            ("media://content/hulu:2", "Arrival"),
        ]
        read = await client.read_resource("media://content/hulu%3A2")
        assert json.loads(text_of(read.contents[0]))["title"] == "Arrival"
        (template,) = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "media://content/{content_id}"
        for uri in ("media://content/nobody:9", "media://content/", "file:///etc/passwd"):
            with pytest.raises(MCPError) as caught:
                await client.read_resource(uri)
            assert caught.value.code == -32002

        (prompt,) = (await client.list_prompts()).prompts
        said = await client.get_prompt(prompt.name, {"mood": "something\nlight", "company": "  "})
        text = text_of(said.messages[0].content)
        assert "I am in the mood for something light." in text
        assert "get_recommendations" in text
        assert "watching with" not in text


async def test_annotations_say_what_the_contract_says(platform_of_six: Platform) -> None:
    async with asyncio.timeout(30), platform_of_six.mcp.connect("http") as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}

    hints = [tools[name].annotations for name in ("search_content", "record_watch", "add_to_queue")]
    assert [(hint.read_only_hint, hint.idempotent_hint) for hint in hints if hint] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    schema = tools["search_content"].input_schema
    assert schema["required"] == ["query"]
    assert "user_id" not in schema["properties"]
    assert schema["additionalProperties"] is False


async def test_only_tools_of_services_with_an_address_are_offered() -> None:
    seen = Seen()
    async with (
        asyncio.timeout(30),
        serving(Discovery(seen), rpc.DISCOVERY_ENDPOINTS) as target,
        running({"discovery": target}) as mcp,
        mcp.connect("http") as client,
    ):
        listed = {tool.name for tool in (await client.list_tools()).tools}
        assert listed == {tool.name for tool in TOOLS if tool.contract == "discovery"}
        with pytest.raises(MCPError) as caught:
            await client.call_tool("record_watch", {"content_id": "a", "completion": 1})
    assert caught.value.message == "Unknown tool: record_watch"


async def test_without_any_service_there_is_a_server_with_a_prompt() -> None:
    async with asyncio.timeout(30), running({}) as mcp, mcp.connect("http") as client:
        assert (await client.list_tools()).tools == []
        assert len((await client.list_prompts()).prompts) == 1


async def test_a_stdio_session_without_a_token_lists_and_is_refused(platform_of_six: Platform) -> None:
    environment = platform_of_six.mcp.stdio_environment(MG_TOKEN="")
    async with asyncio.timeout(30), Client(stdio(environment)) as client:
        assert (await client.list_tools()).tools
        result = await client.call_tool("whoami", {})

    body = json.loads(text_of(result.content[0]))
    assert result.is_error
    assert (body["error"], body["code"]) == ("unauthorized", "UNAUTHENTICATED")
    assert "MG_TOKEN" in body["message"]
    assert platform_of_six.seen.calls == []


@pytest.mark.scenario("MCP-01")
def test_settings_come_from_the_environment() -> None:
    assert read(McpSettings, SERVICES["mcp"], {}).port == 3000

    settings = read(
        McpSettings,
        SERVICES["mcp"],
        {"MG_SONA_GRPC_TARGET": "[::1]:9082", "MG_MCP_ROLES": "user, premium", "MG_MCP_URL": "https://mcp.example/"},
    )
    assert settings.targets == {"sona": "[::1]:9082"}
    assert settings.roles == ("user", "premium")
    assert settings.public_url == "https://mcp.example"
    assert "mcp.example" in settings.allowed_hosts
    assert "t0ken" not in repr(read(McpSettings, SERVICES["mcp"], {"MG_TOKEN": "t0ken"}))


@pytest.mark.parametrize("name", ["MG_MCP_PORT", "MG_DISCOVERY_GRPC_TARGET", "MG_AUTH_URL"])
def test_a_wrong_setting_is_one_line(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mg_services", "mcp"],
        env={"PATH": "/usr/bin", name: "not a place"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"mg: {name}")
    assert "'not a place'" in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_other_service_imports_the_protocol() -> None:
    code = (
        "import sys, mg_services.control.registry, mg_services.control.cli, mg_services.services.gateway.app,"
        " mg_services.services.discovery.app,"
        " mg_services.services.auth.app, mg_services.services.mcp.settings, mg_core.contract.tool\n"
        "sys.exit(', '.join(name for name in ('mcp', 'mcp_types') if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, "")
