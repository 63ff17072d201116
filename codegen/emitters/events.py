"""Event contracts: payload models, channel rows, typed publishers and subscribers."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

from codegen import names
from codegen.emitters.models import models_text
from codegen.emitters.operations import call, policy_parts
from codegen.ir import Channel, Contract, EventOperation, Policy, Target
from codegen.templating import HEADER, docstring, render

_BOUNDS: Final = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern",
     "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "propertyNames"}
)  # fmt: skip
"""What a subscriber does not check: a newer publisher may go further than this contract."""


def emit(contracts: Sequence[Contract], target: Target) -> dict[str, str]:
    """All files of all event contracts."""
    files: dict[str, str] = {}
    for contract in contracts:
        if contract.kind == "events":
            files |= _contract_files(contract, f"{target.clients_root}/{contract.name}")
    return files


def _contract_files(contract: Contract, folder: str) -> dict[str, str]:
    title = docstring(contract.title)
    tolerant = {name: _relaxed(schema) for name, schema in contract.schemas.items()}
    shared: dict[str, Any] = {"header": HEADER, "title": title, "contract": contract.name}
    operations = [(channel, operation) for channel in contract.channels for operation in channel.operations]
    return {
        f"{folder}/__init__.py": f'{HEADER}"""{title}: events, channels, publisher and subscriber."""\n',
        f"{folder}/models.py": models_text(dataclasses.replace(contract, schemas=tolerant)),
        f"{folder}/policies.py": _policies_text(contract),
        f"{folder}/channels.py": render(
            "events_channels.py.jinja",
            **shared,
            channels=[_channel_row(channel) for channel in _members_first(contract.channels)],
            operations=[_operation_row(channel, operation, contract) for channel, operation in operations],
        ),
        f"{folder}/client.py": render(
            "events_client.py.jinja",
            **shared,
            stem=names.pascal(contract.name),
            sends=[_method(*pair) for pair in operations if pair[1].action == "send"],
            receives=[_method(*pair) for pair in operations if pair[1].action == "receive"],
        ),
    }


def _policies_text(contract: Contract) -> str:
    used = {
        names.constant(operation.policy.name): operation.policy
        for channel in contract.channels
        for operation in channel.operations
        if isinstance(operation.policy, Policy)
    }
    rows = [(constant, call(policy)) for constant, policy in sorted(used.items())]
    parts = {type(part).__name__ for policy in used.values() for part in policy_parts(policy)}
    imports = ", ".join(sorted({"Policy", *parts}))
    return render("policies.py.jinja", header=HEADER, title=docstring(contract.title), imports=imports, rows=rows)


def _members_first(channels: Sequence[Channel]) -> list[Channel]:
    return sorted(channels, key=lambda channel: "members" in channel.extensions.get("x-mg-pubnub", {}))


def _channel_constant(identifier: str) -> str:
    return f"{names.constant(identifier)}_CHANNEL"


def _channel_row(channel: Channel) -> tuple[str, str]:
    pubnub: Mapping[str, Any] = channel.extensions.get("x-mg-pubnub", {})
    redis: Mapping[str, Any] = channel.extensions.get("x-mg-redis", {})
    delivery: Mapping[str, Any] = channel.extensions.get("x-mg-delivery", {})
    members = "".join(f"{_channel_constant(member)}, " for member in pubnub.get("members", ()))
    hours = pubnub.get("ttl_hours")
    limit = pubnub.get("max_bytes", redis.get("max_bytes"))
    fields = [
        f"id={channel.id!r}",
        f"address={channel.address!r}",
        f"max_bytes={limit}" if limit else "",
        f"ttl_s={float(hours * 3600)!r}" if hours else "",
        "kept=True" if delivery.get("catch_up") == "history" else "",
        f"dedupe_key={delivery['dedupe_key']!r}" if "dedupe_key" in delivery else "",
        "is_group=True" if members else "",
        f"members=({members})" if members else "",
    ]
    return _channel_constant(channel.id), f"EventChannel({', '.join(field for field in fields if field)})"


def _operation_row(channel: Channel, operation: EventOperation, contract: Contract) -> tuple[str, str]:
    by_id = {other.id: other for other in contract.channels}
    members = [by_id[name] for name in channel.extensions.get("x-mg-pubnub", {}).get("members", ())] or [channel]
    payloads = ", ".join(f"{member.id!r}: {' | '.join(member.extensions['types'])}" for member in members)
    fields = [
        f"id={operation.id!r}",
        f"contract={contract.name!r}",
        f"action={operation.action!r}",
        f"channel={_channel_constant(channel.id)}",
        f"payloads={{{payloads}}}",
        f"policy=policies.{names.constant(operation.policy.name)}" if operation.policy else "",
        f"source={str(operation.source)!r}",
    ]
    return names.constant(operation.id), f"EventOperation({', '.join(field for field in fields if field)})"


def _method(channel: Channel, operation: EventOperation) -> dict[str, Any]:
    named = [f"{param.name}: str" for param in channel.params]
    kept = channel.extensions.get("x-mg-delivery", {}).get("catch_up") == "history"
    kind = " | ".join(operation.messages)
    more = [f"event: {kind}"] if operation.action == "send" else ["since: str | None = None"] if kept else []
    arguments = ", ".join([*named, *more])
    return {
        "name": operation.name,
        "constant": names.constant(operation.id),
        "arguments": f", *, {arguments}" if arguments else "",
        "params": "{" + ", ".join(f"{param.wire!r}: {param.name}" for param in channel.params) + "}",
        "kind": kind,
        "since": ", since" if kept else "",
        "summary": docstring(operation.summary),
    }


def _relaxed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_relaxed(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    result: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "properties" and isinstance(value, Mapping):
            result[key] = {name: _relaxed(item) for name, item in value.items()}
        elif key in {"default", "const", "enum", "required"}:
            result[key] = value
        elif key not in _BOUNDS and not (key == "additionalProperties" and value is False):
            result[key] = _relaxed(value)
    return result
