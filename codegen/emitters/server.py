"""`service.py` and `schemas.py` of a REST contract: what a server implements and what it checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codegen import names
from codegen.emitters import signatures
from codegen.emitters.places import client_package, rest, server_file
from codegen.ir import Contract, RestOperation, Target
from codegen.schema_graph import complete
from codegen.templating import HEADER, docstring, render


def emit(contracts: Sequence[Contract], target: Target) -> dict[str, str]:
    """Text of both files for every REST contract."""
    files: dict[str, str] = {}
    for contract in rest(contracts):
        title = docstring(contract.title)
        files[server_file(contract, target, "__init__.py")] = f'{HEADER}"""{title}: the server half."""\n'
        files[server_file(contract, target, "schemas.py")] = render(
            "schemas.py.jinja",
            header=HEADER,
            title=title,
            rows=[
                (operation.constant, repr(operation_schema(operation, contract))) for operation in contract.operations
            ],
        )
        files[server_file(contract, target, "service.py")] = _service(contract, target, title)
    return files


def _service(contract: Contract, target: Target, title: str) -> str:
    own = [operation for operation in contract.operations if operation.upstream is None]
    template = "service.py.jinja" if own else "routes.py.jinja"
    return render(
        template,
        header=HEADER,
        title=title,
        package=client_package(contract, target),
        name=f"{names.class_stem(contract.name)}Service",
        handlers=[_handler(operation) for operation in own],
        rows=[(operation.constant, operation.name) for operation in contract.operations],
    )


def _handler(operation: RestOperation) -> dict[str, Any]:
    arguments = signatures.handler_arguments(operation)
    return {
        "name": operation.name,
        "arguments": f"self, call: ServerCall, {arguments}" if arguments else "self, call: ServerCall",
        "result": signatures.result(operation),
        "docstring": signatures.handler_docstring(operation),
    }


def operation_schema(operation: RestOperation, contract: Contract) -> dict[str, Any]:
    """`{"params": {wire name: schema}, "body": schema or None}`, each complete in itself."""
    return {
        "params": {param.wire: complete(param.schema, contract.schemas) for param in operation.arguments},
        "body": complete(operation.body.schema, contract.schemas) if operation.body else None,
    }
