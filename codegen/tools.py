"""The MCP tools that contracts ask for, whichever language they are written in, and the rules that they keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from codegen.ir import Contract, Finding, RestOperation, RpcMethod, ToolMark
from codegen.proto_schema import ProtoSchemas
from codegen.source import Map

SESSION_FIELD: Final = "user_id"
"""A request's field of this name is the user of the session, never an argument of a tool."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
_BODY: Final = re.compile(r"models\.[A-Za-z_][A-Za-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class Marked:
    """One operation that is to become a tool."""

    mark: ToolMark
    contract: Contract
    method: RpcMethod | None = None
    operation: RestOperation | None = None


def marked(contracts: Sequence[Contract]) -> Iterator[Marked]:
    """Every marked operation, in the order of the contracts."""
    for contract in contracts:
        for service in contract.services:
            for method in service.methods:
                if method.tool is not None:
                    yield Marked(method.tool, contract, method=method)
        for operation in contract.operations:
            stated = operation.extensions.get("x-mg-mcp")
            if isinstance(stated, Map) and operation.mcp_tool:
                mark = ToolMark(
                    tool=str(operation.mcp_tool),
                    source=stated.at("tool"),
                    title=str(stated.get("title", "")),
                    description=str(stated.get("description", "")),
                )
                yield Marked(mark, contract, operation=operation)


def check(contracts: Sequence[Contract]) -> Iterator[Finding]:
    """What is wrong with the tools."""
    taken: dict[str, ToolMark] = {}
    for found in marked(contracts):
        mark = found.mark
        if not _NAME.match(mark.tool):
            rule = "a lower-case letter, then up to 63 lower-case letters, digits and underscores"
            yield Finding(mark.source, f"the tool name {mark.tool!r} is not allowed: {rule}")
        elif mark.tool in taken:
            yield Finding(mark.source, f"the tool name {mark.tool!r} is taken by {taken[mark.tool].source}")
        taken.setdefault(mark.tool, mark)
        if found.method is not None:
            yield from _rpc(found.method, found)
        if found.operation is not None and found.operation.body and not _BODY.match(found.operation.body.type):
            text = (
                f"the tool {mark.tool!r} would take a body of type {found.operation.body.type}: one model is understood"
            )
            yield Finding(mark.source, text, "unsupported")


def _rpc(method: RpcMethod, found: Marked) -> Iterator[Finding]:
    mark = found.mark
    if method.client_streaming or method.server_streaming:
        yield Finding(mark.source, f"{method.name} streams: only a unary RPC can be a tool")
    fields = ProtoSchemas(found.contract.extra).fields(method.request)
    for name in mark.required:
        if name not in fields:
            allowed = ", ".join(field for field in fields if field != SESSION_FIELD) or "none"
            yield Finding(mark.source, f"{method.name} requires the unknown field {name!r}; there are: {allowed}")
        elif name == SESSION_FIELD:
            yield Finding(mark.source, f"{method.name} cannot require {name!r}: it comes from the session")
