"""A tool may be a REST operation of a contract that has no RPC; its answer is checked, too."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from reference_services.tests.mcp.hosts import running
from reference_services.tests.mcp.test_calls import told

from mg_clients.auth import AsyncAuthClient, UpdateUserRequest, UserProfile, operations
from mg_core.contract.tool import McpTool, RestTarget
from mg_core.errors import ApiError
from mg_core.rest.exchange import ServerCall
from mg_core.rest.server import App
from mg_core.serving.run import serve_in_loop
from mg_servers import auth

RENAME = McpTool(
    name="rename_me",
    title="Rename me",
    description="Changes the user's name.",
    contract="auth",
    service="Authentication",
    input_schema={
        "type": "object",
        "properties": {"body": {"type": "object"}},
        "required": ["body"],
        "additionalProperties": False,
    },
    output_schema={"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
    target=RestTarget(AsyncAuthClient, "update_current_user", operations.UPDATE_CURRENT_USER),
    idempotent=True,
)


class Users:
    """The part of auth that the tool needs."""

    def __init__(self) -> None:
        self.calls: list[ServerCall] = []

    async def update_current_user(self, call: ServerCall, body: UpdateUserRequest) -> UserProfile:
        """A user with that name."""
        self.calls.append(call)
        if body.name == "nobody":
            raise ApiError("There is no such user", code="user_not_found")
        return UserProfile.model_validate(
            {
                "id": "u1",
                "email": "a@b.example",
                "name": body.name,
                "roles": [],
                "created_at": "2026-11-01T20:15:00Z",
            }
        )


@pytest.mark.parametrize("broken", [False, True])
async def test_a_rest_operation_is_called_for_the_user(*, broken: bool) -> None:
    users = Users()
    rows = [row for row in auth.ENDPOINTS if row.operation.id == operations.UPDATE_CURRENT_USER.id]
    wrong: dict[str, Any] = {"type": "object", "required": ["nickname"]}
    tool = replace(RENAME, output_schema=wrong) if broken else RENAME
    async with (
        asyncio.timeout(30),
        serve_in_loop(App(users, rows, name="auth")) as url,
        AsyncAuthClient(url) as client,
        running({}, rows=[tool], clients={"auth": client}) as mcp,
        mcp.connect("http") as host,
    ):
        result = await host.call_tool("rename_me", {"body": {"name": "Ann"}})
        missing = told(await host.call_tool("rename_me", {"body": {"name": "nobody"}}))

    if broken:
        assert told(result)["error"] == "internal_error"
    else:
        assert result.structured_content["name"] == "Ann"
    assert (missing["error"], missing["code"]) == ("user_not_found", "NOT_FOUND")
    assert users.calls[0].headers["authorization"].startswith("Bearer ey")
    assert users.calls[0].request_id.startswith("mcp-")
