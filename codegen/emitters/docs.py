"""`docs/reference/<contract>.md`: the operations of a REST contract for people."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

from codegen.emitters import signatures
from codegen.emitters.operations import is_off
from codegen.emitters.places import rest
from codegen.ir import Contract, ErrorCase, Param, Policy, RestOperation, Target
from codegen.templating import render


def emit(contracts: Sequence[Contract], target: Target) -> dict[str, str]:
    """One page for every REST contract."""
    return {
        f"{target.docs_root}/{contract.name}.md": render(
            "reference.md.jinja",
            title=contract.title,
            version=contract.version,
            description=_flat(contract.description),
            source=contract.source.file,
            operations=[_operation(operation) for operation in contract.operations],
            policies=[(policy.name, _policy(policy)) for policy in contract.policies.values()],
        )
        for contract in rest(contracts)
    }


def _operation(operation: RestOperation) -> dict[str, Any]:
    body = operation.body
    facts = [
        f"Client method `{operation.name}`",
        f"idempotency `{operation.idempotency}`",
        f"policy [`{operation.policy.name}`](#policies)",
        "bearer token needed" if operation.secured else "no token needed",
    ]
    if operation.upstream:
        facts.append(f"answered by `{'.'.join(operation.upstream)}`")
    if operation.internal:
        facts.append("between services only")
    if operation.mcp_tool:
        facts.append(f"MCP tool `{operation.mcp_tool}`")
    return {
        "id": operation.id,
        "summary": _flat(operation.summary),
        "description": _flat(operation.description),
        "method": operation.method,
        "path": operation.path,
        "facts": ", ".join(facts),
        "source": str(operation.source),
        "params": [_param(param) for param in operation.params],
        "body": f"`{_plain(body.type)}` as `{body.media_type}`{'' if body.required else ', optional'}" if body else "",
        "replies": [
            (reply.status, f"`{_plain(reply.type)}`" if reply.type else "no body", _cell(reply.description))
            for reply in operation.replies
        ],
        "errors": [_error(case) for case in operation.errors],
    }


def _param(param: Param) -> tuple[str, ...]:
    sent = "sent by the runtime" if param.owned else f"`{_cell(param.type)}`"
    limits = _cell(signatures.bounds(param.schema))
    return (
        f"`{param.wire}`",
        param.location,
        sent,
        "yes" if param.required else "no",
        limits,
        _cell(param.description),
    )


def _error(case: ErrorCase) -> tuple[str, ...]:
    status = f"{case.status}XX" if case.status < 10 else str(case.status)
    after = f"{case.retry_after_s:g} s" if case.retry_after_s is not None else ""
    return (status, f"`{case.code}`", "yes" if case.retryable else "no", after)


def _policy(policy: Policy) -> list[tuple[str, str]]:
    rows = []
    for field in dataclasses.fields(policy):
        part = getattr(policy, field.name)
        if dataclasses.is_dataclass(part):
            values = [(f, getattr(part, f.name)) for f in dataclasses.fields(part)]
            numbers = [f"{f.name} {_number(value)}" for f, value in values if not is_off(f, value)]
            rows.append((field.name, ", ".join(numbers)))
    return rows


def _number(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(_number(item) for item in value)
    return f"`{_cell(value)}`" if isinstance(value, str) else f"{value:g}"


def _plain(kind: str) -> str:
    return kind.replace("models.", "")


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _cell(text: str) -> str:
    return _flat(text).replace("|", "\\|")
