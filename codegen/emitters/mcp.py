"""`mcp_tools.py`: the tools of all contracts as rows of data, and the page that lists them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from codegen import names, services
from codegen.ir import Contract, RestOperation, RpcMethod, Target
from codegen.proto_schema import ProtoSchemas
from codegen.schema_graph import complete
from codegen.templating import HEADER, render
from codegen.tools import SESSION_FIELD, Marked, marked

_WORD: Final = re.compile(r"[a-z0-9]+")


def emit(contracts: Sequence[Contract], target: Target) -> dict[str, str]:
    """The table and its page, when a contract asks for a tool."""
    found = sorted(marked(contracts), key=lambda each: each.mark.tool)
    if not found:
        return {}
    rows = [_row(each, target, services.title_of(each.contract, contracts)) for each in found]
    return {
        f"{target.servers_root}/mcp_tools.py": render(
            "mcp_tools.py.jinja",
            header=HEADER,
            rows=rows,
            imports=sorted({line for row in rows for line in row["imports"]}),
        ),
        f"{target.docs_root}/mcp-tools.md": render("mcp_tools.md.jinja", rows=rows),
    }


def _row(found: Marked, target: Target, service: str) -> dict[str, Any]:
    mark, contract = found.mark, found.contract
    if found.method is not None:
        made, idempotency = _rpc(found, found.method, target), found.method.idempotency
    else:
        assert found.operation is not None
        made, idempotency = _rest(contract, found.operation, target), found.operation.idempotency
    title = mark.title or " ".join(_WORD.findall(mark.tool)).capitalize()
    description = " ".join((mark.description or made.pop("summary")).split())
    return {
        **made,
        "name": mark.tool,
        "title": title,
        "title_text": repr(title),
        "description": description,
        "description_text": repr(description),
        "contract": contract.name,
        "service": repr(service),
        "source": str(mark.source),
        "read_only": idempotency == "safe",
        "idempotent": idempotency in {"safe", "idempotent"},
        "keyed": idempotency == "key",
        "destructive": mark.destructive,
        "arguments": _arguments(made["input_schema"]),
    }


def _rpc(found: Marked, method: RpcMethod, target: Target) -> dict[str, Any]:
    contract = found.contract
    schemas = ProtoSchemas(contract.extra)
    package, stem = f"{contract.name}_rpc", f"Async{names.pascal(contract.name)}RpcClient"
    session = SESSION_FIELD if SESSION_FIELD in schemas.fields(method.request) else ""
    required = found.mark.required
    return {
        "summary": method.summary or f"{method.name}.",
        "input_schema": schemas.schema(
            method.request, "request", leave_out=frozenset({SESSION_FIELD}), required=required
        ),
        "output_schema": schemas.schema(method.response, "reply"),
        "user_field": session,
        "imports": (
            f"from {target.clients_package}.{package} import methods as {package}_methods",
            f"from {target.clients_package}.{package}.client import {stem}",
        ),
        "target": f'RpcTarget({stem}, "{method.python_name}", {package}_methods.{names.constant(method.name)})',
        "speaks": f"`{method.name}` of {contract.title}, gRPC",
    }


def _rest(contract: Contract, operation: RestOperation, target: Target) -> dict[str, Any]:
    package, stem = f"{target.clients_package}.{contract.name}", f"Async{names.class_stem(contract.name)}Client"
    shared: dict[str, Any] = {}
    properties = {
        param.wire: {**_lifted(param.schema, contract, shared), **_told(param.description)}
        for param in operation.arguments
    }
    required = [param.wire for param in operation.arguments if param.required]
    if operation.body is not None:
        properties["body"] = _lifted(operation.body.schema, contract, shared)
        required += ["body"] if operation.body.required else []
    schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = sorted(required)
    if shared:
        schema["$defs"] = dict(sorted(shared.items()))
    arguments = {param.wire: param.name for param in operation.arguments}
    return {
        "summary": operation.description or operation.summary,
        "input_schema": schema,
        "output_schema": _answer(operation, contract),
        "user_field": "",
        "imports": (
            f"from {package} import operations as {contract.name}_operations",
            f"from {package}.client import {stem}",
        ),
        "target": f'RestTarget({stem}, "{operation.name}", {contract.name}_operations.{operation.constant}, {arguments!r})',
        "speaks": f"`{operation.id}` of {contract.title}, REST",
    }


def _lifted(schema: Any, contract: Contract, shared: dict[str, Any]) -> dict[str, Any]:
    """A complete schema whose definitions are moved to the place that all of them share."""
    made = complete(schema, contract.schemas)
    shared.update(made.pop("$defs", {}))
    return made


def _answer(operation: RestOperation, contract: Contract) -> dict[str, Any] | None:
    """The schema of the first success answer when it is an object: the protocol knows no other structured answer."""
    schema = operation.replies[0].schema if operation.replies else None
    if schema is None:
        return None
    made = complete(schema, contract.schemas)
    if "$ref" in made:
        made = {**made["$defs"][made["$ref"].removeprefix("#/$defs/")], "$defs": made["$defs"]}
    return made if made.get("type") == "object" else None


def _told(description: str) -> dict[str, str]:
    return {"description": " ".join(description.split())} if description.strip() else {}


def _arguments(schema: dict[str, Any]) -> list[tuple[str, str, str]]:
    required = schema.get("required", ())
    return [
        (name, "yes" if name in required else "no", part.get("description", "").replace("|", "\\|"))
        for name, part in schema["properties"].items()
    ]
