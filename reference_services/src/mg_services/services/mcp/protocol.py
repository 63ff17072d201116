"""The MCP protocol in front of the toolbox; which transport brings the messages does not matter here."""

from __future__ import annotations

import json
from typing import Any, Final

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from mg_core.contract.tool import McpTool
from mg_core.errors import MgError
from mg_core.observe.logging import get_logger
from mg_servers.services import SERVICES
from mg_services.services.mcp.failures import error_body

from . import prompts, resources
from .callers import Caller, Callers
from .toolbox import Toolbox, ToolFailedError, UnknownToolError

NAME: Final = "media-gateway"
VERSION: Final = "0.1.0"
INSTRUCTIONS: Final = (
    "Search and recommend films, series and music over all streaming platforms that the user has connected. "
    "Titles are named by content_id; take it from a tool's answer, never make one up."
)

RESOURCE_NOT_FOUND: Final = -32002
"""JSON-RPC error code of the protocol for a resource that there is none of."""

Context = ServerRequestContext[Any, Any]
Page = types.PaginatedRequestParams | None
logger = get_logger("mg.mcp")


def make_server(toolbox: Toolbox, callers: Callers) -> Server[Any]:
    """The protocol server."""
    handlers = _Handlers(toolbox, callers)
    titles: dict[str, Any] = {}
    if toolbox.offers(resources.READING):
        titles = {
            "on_list_resources": handlers.list_resources,
            "on_list_resource_templates": handlers.list_templates,
            "on_read_resource": handlers.read_resource,
        }
    return Server(
        NAME,
        version=VERSION,
        title="Media Gateway",
        instructions=INSTRUCTIONS,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_prompts=handlers.list_prompts,
        on_get_prompt=handlers.get_prompt,
        **titles,
    )


class _Handlers:
    def __init__(self, toolbox: Toolbox, callers: Callers) -> None:
        self._toolbox = toolbox
        self._callers = callers
        self._tools = [_described(tool) for tool in toolbox.tools]

    async def list_tools(self, _context: Context, _params: Page) -> types.ListToolsResult:
        return types.ListToolsResult(tools=self._tools)

    async def call_tool(self, context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        if not self._toolbox.offers(params.name):
            raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {params.name[:64]}")
        try:
            caller = await self._callers.caller(context.request)
            answer = await self._toolbox.call(params.name, params.arguments, caller)
        except ToolFailedError as error:
            return _failure(error.body)
        except MgError as error:
            return _failure(error_body(error, SERVICES["auth"].title))
        return types.CallToolResult(content=[_text(answer)], structured_content=answer)

    async def list_resources(self, context: Context, _params: Page) -> types.ListResourcesResult:
        caller = await self._caller(context)
        return types.ListResourcesResult(resources=await resources.listed(self._toolbox, caller))

    async def list_templates(self, _context: Context, _params: Page) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=[resources.TEMPLATE])

    async def read_resource(
        self, context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        uri = str(params.uri)
        if not resources.content_id(uri):
            raise MCPError(RESOURCE_NOT_FOUND, "There is no such resource", {"uri": uri[: resources.MAX_URI_CHARS]})
        caller = await self._caller(context)
        try:
            return await resources.read(self._toolbox, uri, caller)
        except (ToolFailedError, UnknownToolError) as error:
            body = error.body if isinstance(error, ToolFailedError) else {}
            missing = body.get("code") == "NOT_FOUND"
            code = RESOURCE_NOT_FOUND if missing else types.INTERNAL_ERROR
            raise MCPError(code, body.get("message", "There is no such resource"), {"uri": uri, **body}) from None

    async def list_prompts(self, _context: Context, _params: Page) -> types.ListPromptsResult:
        return types.ListPromptsResult(prompts=list(prompts.PROMPTS))

    async def get_prompt(self, _context: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        if params.name != prompts.TONIGHT.name:
            raise MCPError(types.INVALID_PARAMS, f"Unknown prompt: {params.name[:64]}")
        names = frozenset(tool.name for tool in self._toolbox.tools)
        return prompts.what_to_watch(params.arguments or {}, names)

    async def _caller(self, context: Context) -> Caller:
        try:
            return await self._callers.caller(context.request)
        except MgError as error:
            body = error_body(error, SERVICES["auth"].title)
            raise MCPError(types.INVALID_REQUEST, body["message"], body) from None


def _described(tool: McpTool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=tool.read_only,
            idempotent_hint=tool.idempotent,
            destructive_hint=tool.destructive,
            open_world_hint=False,
        ),
    )


def _failure(body: dict[str, Any]) -> types.CallToolResult:
    # Without structured content: the tool's output schema describes answers, and hosts check it.
    return types.CallToolResult(content=[_text(body)], is_error=True)


def _text(body: dict[str, Any]) -> types.TextContent:
    return types.TextContent(type="text", text=json.dumps(body, ensure_ascii=False))
