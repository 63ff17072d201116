"""The tools that are offered: their arguments checked, their services called, their answers checked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from betterproto2 import Casing

from mg_core.call.options import CallOptions
from mg_core.context import use
from mg_core.contract.tool import McpTool, RestTarget, RpcTarget
from mg_core.errors import ApiError, DecodeError, MgError
from mg_core.observe.logging import get_logger
from mg_core.observe.metrics import Registry
from mg_core.rest.client import AsyncClient
from mg_core.rest.params import compile_schema, pointer_of
from mg_core.rpc import RpcClient
from mg_services.services.mcp.failures import error_body

from .callers import Caller

MAX_PROBLEMS: Final = 20
"""Problems with arguments that are told at once."""

Client = RpcClient | AsyncClient
logger = get_logger("mg.mcp")


class UnknownToolError(LookupError):
    """No tool of this name is offered."""


class ToolFailedError(Exception):
    """A tool call did not succeed; `body` is what its caller is told."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(f"{body['error']}: {body['message']}")
        self.body = body


class Toolbox:
    """The tools of those services that there is a client for.

    Args:
        rows: tools of the contracts.
        clients: by contract name; tools of other contracts are left out.
        registry: calls, timeouts and durations are counted there.
        max_arguments_bytes: longest arguments of one call, as JSON.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        rows: Iterable[McpTool],
        clients: Mapping[str, Client],
        registry: Registry,
        *,
        max_arguments_bytes: int = 262_144,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        offered = [row for row in rows if isinstance(clients.get(row.contract), row.target.client)]
        self._tools = {row.name: row for row in offered}
        self._clients = clients
        self._max_bytes = max_arguments_bytes
        self._clock = clock
        self._checks = {row.name: compile_schema(row.input_schema) for row in offered}
        self._answers = {row.name: compile_schema(row.output_schema) for row in offered if row.output_schema}
        self._calls = registry.counter("mcp.tool_calls", "Tool calls by outcome", ("tool", "code"))
        self._timeouts = registry.counter("mcp.tool_timeouts", "Tool calls whose service did not answer", ("tool",))
        self._seconds = registry.histogram("mcp.tool_duration_seconds", "Duration of tool calls", ("tool",))

    @property
    def tools(self) -> tuple[McpTool, ...]:
        """What is offered, by name."""
        return tuple(self._tools.values())

    def offers(self, name: str) -> bool:
        """Whether there is a tool of this name."""
        return name in self._tools

    async def call(self, name: str, arguments: Mapping[str, Any] | None, caller: Caller) -> dict[str, Any]:
        """Call a tool for a user.

        Raises:
            UnknownToolError: no tool of this name is offered.
            ToolFailedError: wrong arguments, or the service did not do it.
        """
        tool = self._tools.get(name)
        if tool is None:
            raise UnknownToolError(name)
        started = self._clock()
        code = "OK"
        try:
            return await self._answer(tool, dict(arguments or {}), caller)
        except Exception as error:
            failed = self._failed(tool, error, caller)
            code = failed.body["code"]
            raise failed from error
        finally:
            self._calls.child(name, code).value += 1
            self._seconds.child(name).observe(self._clock() - started)

    async def _answer(self, tool: McpTool, arguments: dict[str, Any], caller: Caller) -> dict[str, Any]:
        given = self._checked(tool, arguments)
        client = self._clients[tool.contract]
        with use(caller.context()):
            if isinstance(tool.target, RpcTarget):
                answer = await _call_rpc(tool, tool.target, client, given, caller)
            else:
                answer = await _call_rest(tool, tool.target, client, given, caller)
        check = self._answers.get(tool.name)
        problem = next(check.iter_errors(answer), None) if check else None
        if problem is not None:
            where = pointer_of(list(problem.instance_path)) or "/"
            raise DecodeError(f"the answer does not fit its contract at {where}: {problem.message}")
        return answer

    def _checked(self, tool: McpTool, arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments, without those that are null: for the contract that is the same as leaving them out."""
        if len(json.dumps(arguments, default=str)) > self._max_bytes:
            raise ApiError(
                f"The arguments are longer than {self._max_bytes} bytes.", code="payload_too_large", status=413
            )
        known = tool.input_schema["properties"]
        given = {name: value for name, value in arguments.items() if value is not None or name not in known}
        problems = [
            {"pointer": pointer_of(list(error.instance_path)), "message": error.message[:300]}
            for _, error in zip(range(MAX_PROBLEMS), self._checks[tool.name].iter_errors(given), strict=False)
        ]
        if problems:
            told = "; ".join(f"{row['pointer'] or 'arguments'}: {row['message']}" for row in problems[:3])
            raise ApiError(
                f"The arguments do not fit the tool: {told}",
                code="invalid_request",
                status=400,
                details={"details": problems},
            )
        return given

    def _failed(self, tool: McpTool, error: Exception, caller: Caller) -> ToolFailedError:
        body = error_body(error, tool.service, limit_s=self._limit_s(tool))
        facts = {"tool": tool.name, "service": tool.contract, "request_id": caller.request_id}
        if body["code"] == "DEADLINE_EXCEEDED":
            self._timeouts.child(tool.name).value += 1
            logger.warning("tool_timeout", **facts)
        elif body["error"] == "internal_error":
            body["request_id"] = caller.request_id
            logger.error("tool_failed", exc_info=error, **facts)
        elif not isinstance(error, MgError) or error.fault != "client":
            logger.warning("tool_refused", code=body["code"], error=body["error"], **facts)
        return ToolFailedError(body)

    def _limit_s(self, tool: McpTool) -> float:
        target = tool.target
        name = target.method.name if isinstance(target, RpcTarget) else target.operation.id
        return self._clients[tool.contract].policies.of(name).timeout.total_s


async def _call_rpc(
    tool: McpTool, target: RpcTarget, client: Client, given: dict[str, Any], caller: Caller
) -> dict[str, Any]:
    if tool.user_field:
        given = {**given, tool.user_field: caller.identity.user_id}
    try:
        request = target.method.request.from_dict(given)
        request.SerializeToString()
    except Exception as error:
        # The schema has passed what the message refuses, e.g. a date of month 13.
        raise ApiError(f"The arguments cannot be sent: {error}"[:300], code="invalid_request", status=400) from error
    options = CallOptions(
        headers={"authorization": f"Bearer {caller.token}"},
        idempotency_key=caller.request_id if tool.keyed else None,
    )
    reply = await getattr(client, target.call)(request, options=options)
    answer = _without_nulls(reply.to_dict(casing=Casing.SNAKE, include_default_values=True))
    return answer if isinstance(answer, dict) else {}


async def _call_rest(
    tool: McpTool, target: RestTarget, client: Client, given: dict[str, Any], caller: Caller
) -> dict[str, Any]:
    named = {target.arguments[wire]: value for wire, value in given.items() if wire in target.arguments}
    body = [target.operation.body.model_validate(given["body"])] if "body" in given else []
    options = CallOptions(
        headers={"authorization": f"Bearer {caller.token}"},
        idempotency_key=caller.request_id if tool.keyed else None,
        request_id=caller.request_id,
    )
    reply = await getattr(client, target.call)(*body, **named, options=options)
    return {} if reply is None else dict(reply.model_dump(mode="json", by_alias=True, exclude_none=True))


def _without_nulls(value: Any) -> Any:
    """What has presence and is absent is left out, at any depth."""
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
