"""Rules over the IR. What breaks one is a finding with its place; nothing is raised."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from codegen import services, tools
from codegen.ir import Contract, Finding, RestOperation, Source
from codegen.schema_graph import complete
from codegen.source import Map
from mg_core.configuration.validation import first_problem


def check(contracts: Sequence[Contract]) -> list[Finding]:
    """Every rule over every contract."""
    findings = [*_names(contracts), *_upstreams(contracts), *tools.check(contracts), *services.check(contracts)]
    for contract in contracts:
        for operation in contract.operations:
            findings += _shape(operation)
            findings += _policy(operation)
            findings += _fallback(operation, contract)
            if not contract.foreign:
                findings += _house(operation)
    return findings


def _names(contracts: Sequence[Contract]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Contract] = {}
    for contract in contracts:
        key = (contract.kind, contract.name)
        if key in seen:
            yield Finding(contract.source, f"the contract name {contract.name!r} is taken by {seen[key].source}")
        seen.setdefault(key, contract)
        counted = Counter(operation.id for operation in contract.operations)
        for operation in contract.operations:
            if counted[operation.id] > 1:
                yield Finding(
                    operation.source, f"the operationId {operation.id!r} is used {counted[operation.id]} times"
                )


def _shape(operation: RestOperation) -> Iterator[Finding]:
    places = {part.partition("}")[0] for part in operation.path.split("{")[1:]}
    for param in operation.params:
        if param.location == "path" and param.wire not in places:
            yield Finding(param.source, f"the path parameter {param.wire!r} has no place in {operation.path}")
        if param.location == "path" and not param.required:
            yield Finding(param.source, f"the path parameter {param.wire!r} must be required")


def _policy(operation: RestOperation) -> Iterator[Finding]:
    policy = operation.policy
    stated = operation.extensions.get("x-mg-policy")
    if operation.idempotency == "never" and isinstance(stated, Map) and stated.get("retry"):
        retried = policy.retry is not None and policy.retry.max_retries > 0
        if retried:
            yield Finding(stated.at("retry"), f"{operation.id} is `never` idempotent and cannot be retried")
    problem = first_problem(policy, operation.idempotency)
    if problem is not None:
        yield Finding(_written(operation, problem.part), f"{operation.id}: {problem}")


def _written(operation: RestOperation, part: str) -> Source:
    """Where a part of an operation's policy is written: on the operation, or the operation itself."""
    stated = operation.extensions.get("x-mg-policy")
    return stated.at(part) if isinstance(stated, Map) and part in stated else operation.source


def _fallback(operation: RestOperation, contract: Contract) -> Iterator[Finding]:
    """The body that stands in for an answer is one that the first success answer allows."""
    fallback = operation.policy.fallback
    if fallback is None or not operation.replies or not isinstance(fallback.body, str):
        return
    import jsonschema_rs

    reply = operation.replies[0]
    place = _written(operation, "fallback")
    if reply.schema is None:
        what = f"its first success answer {reply.status} has no JSON body"
        yield Finding(place, f"{operation.id}: a fallback body cannot be given: {what} ({reply.source})")
        return
    schema = complete(reply.schema, contract.schemas)
    for error in jsonschema_rs.iter_errors(schema, json.loads(fallback.body)):
        where = "/".join(str(step) for step in error.instance_path) or "the whole"
        yield Finding(
            place, f"{operation.id}: the fallback body does not fit answer {reply.status}: {where}: {error.message}"
        )


def _house(operation: RestOperation) -> Iterator[Finding]:
    if not operation.idempotency_stated:
        words = "safe, idempotent, key or never"
        yield Finding(operation.source, f"{operation.method} {operation.path} must state x-mg-idempotency: {words}")
    codes = Counter((case.status, case.code) for case in operation.errors)
    for (status, code), count in codes.items():
        if count > 1:
            place = operation.error_sources[[(c.status, c.code) for c in operation.errors].index((status, code))]
            yield Finding(place, f"{operation.id}: the error {status} {code} is declared {count} times")


def _upstreams(contracts: Sequence[Contract]) -> Iterator[Finding]:
    known = {
        (contract.name, operation.id): operation
        for contract in contracts
        if contract.kind == "rest"
        for operation in contract.operations
    }
    for contract in contracts:
        for operation in contract.operations:
            if operation.upstream and operation.upstream not in known:
                name = ".".join(operation.upstream)
                yield Finding(operation.source, f"{operation.id}: there is no upstream operation {name}")
