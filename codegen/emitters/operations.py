"""`operations.py` and `policies.py` of a REST contract: rows of data."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from codegen.emitters.places import client_file, rest
from codegen.ir import Contract, ErrorCase, Param, Policy, Reply, RestOperation, Target
from codegen.templating import HEADER, docstring, render


def emit(contracts: Sequence[Contract], target: Target) -> dict[str, str]:
    """Text of both files for every REST contract."""
    files: dict[str, str] = {}
    for contract in rest(contracts):
        files[client_file(contract, target, "__init__.py")] = (
            f'{HEADER}"""{docstring(contract.title)}: models, operations and clients."""\n'
        )
        files[client_file(contract, target, "policies.py")] = policies_text(contract)
        files[client_file(contract, target, "operations.py")] = render(
            "operations.py.jinja",
            header=HEADER,
            title=docstring(contract.title),
            rows=[(operation.constant, row(operation, contract)) for operation in contract.operations],
        )
    return files


def policies_text(contract: Contract) -> str:
    """The policy rows that a contract's operations name."""
    rows = [(constant, call(policy)) for constant, policy in contract.policies.items()]
    parts = {type(part).__name__ for policy in contract.policies.values() for part in policy_parts(policy)}
    imports = ", ".join(sorted({"Policy", *parts}))
    return render("policies.py.jinja", header=HEADER, title=docstring(contract.title), imports=imports, rows=rows)


def call(value: object) -> str:
    """A dataclass as the call that makes it; a default is left out where it means that something is off."""
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return repr(value)
    pairs = [(field, getattr(value, field.name)) for field in dataclasses.fields(value)]
    inside = ", ".join(f"{field.name}={call(item)}" for field, item in pairs if not is_off(field, item))
    return f"{type(value).__name__}({inside})"


def is_off(field: dataclasses.Field[Any], value: object) -> bool:
    """Whether a field of a policy part has its default and switches nothing on."""
    return value == field.default and value in (None, 0.0, "auto")


def row(operation: RestOperation, contract: Contract) -> str:
    """The `Operation(...)` expression of one operation."""
    fields = [
        f"id={operation.id!r}",
        f"contract={contract.name!r}",
        f"method={operation.method!r}",
        f"path={operation.path!r}",
        f"policy=policies.{operation.policy_constant}",
        f"idempotency={operation.idempotency!r}",
        _tuple("params", [_param(param) for param in operation.arguments]),
        _body(operation),
        _tuple("replies", [_reply(reply) for reply in operation.replies]),
        _tuple("errors", [_error(case) for case in operation.errors]),
        "secured=True" if operation.secured else "",
        "identity=True" if operation.identity else "",
        f"upstream={operation.upstream!r}" if operation.upstream else "",
        f"source={str(operation.source)!r}",
    ]
    return f"Operation({', '.join(field for field in fields if field)})"


def _tuple(name: str, items: list[str]) -> str:
    return f"{name}=({', '.join(items)},)" if items else ""


def _param(param: Param) -> str:
    required = ", required=True" if param.required else ""
    explode = ", explode=False" if param.type.startswith("list[") and not param.explode else ""
    return f"Param({param.wire!r}, {param.name!r}, {param.location!r}{required}{explode})"


def _body(operation: RestOperation) -> str:
    body = operation.body
    if body is None:
        return ""
    media = "" if body.media_type == "application/json" else f", body_media_type={body.media_type!r}"
    return f"body={body.type}{media}{'' if body.required else ', body_required=False'}"


def _reply(reply: Reply) -> str:
    if reply.type is None:
        return f"Reply({reply.status})"
    media = "" if reply.media_type == "application/json" else f", {reply.media_type!r}"
    return f"Reply({reply.status}, {reply.type}{media})"


def _error(case: ErrorCase) -> str:
    retryable = ", retryable=True" if case.retryable else ""
    after = f", retry_after_s={case.retry_after_s!r}" if case.retry_after_s is not None else ""
    return f"ErrorCase({case.status}, {case.code!r}{retryable}{after})"


def policy_parts(policy: Policy) -> list[object]:
    """The parts that a policy names."""
    return [
        value for field in dataclasses.fields(policy) if dataclasses.is_dataclass(value := getattr(policy, field.name))
    ]
