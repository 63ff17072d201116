"""`client.py` of a REST contract: one statement per method, async and sync."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codegen import names
from codegen.emitters import signatures
from codegen.emitters.places import client_file, rest
from codegen.ir import Contract, RestOperation, Target
from codegen.templating import HEADER, docstring, render


def emit(contracts: Sequence[Contract], target: Target) -> dict[str, str]:
    """Text of `client.py` for every REST contract."""
    return {client_file(contract, target, "client.py"): client_text(contract) for contract in rest(contracts)}


def client_text(contract: Contract) -> str:
    """The clients of one contract."""
    stem = names.class_stem(contract.name)
    methods = [_method(operation) for operation in contract.operations]
    faces = [
        {"name": f"Async{stem}Client", "base": "runtime.AsyncClient", "define": "async def", "call": "await self._call",
         "summary": f"Asynchronous client of the {docstring(contract.title)} contract."},
        {"name": f"{stem}Client", "base": "runtime.Client", "define": "def", "call": "self._call",
         "summary": f"Blocking client of the {docstring(contract.title)} contract."},
    ]  # fmt: skip
    return render(
        "client.py.jinja",
        header=HEADER,
        title=docstring(contract.title),
        contract=contract.name,
        faces=faces,
        methods=methods,
    )


def _method(operation: RestOperation) -> dict[str, Any]:
    kind = signatures.result(operation)
    return {
        "name": operation.name,
        "arguments": signatures.client_arguments(operation),
        "result": kind,
        "gives": "" if kind == "None" else "return ",
        "call": signatures.call_arguments(operation),
        "docstring": signatures.client_docstring(operation),
    }
