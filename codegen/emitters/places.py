"""Where the generated files of a REST contract are."""

from __future__ import annotations

from codegen.ir import Contract, Target


def client_file(contract: Contract, target: Target, file: str) -> str:
    """Path of a file of the client half."""
    return f"{target.clients_root}/{contract.name}/{file}"


def server_file(contract: Contract, target: Target, file: str) -> str:
    """Path of a file of the server half."""
    return f"{target.servers_root}/{contract.name}/{file}"


def client_package(contract: Contract, target: Target) -> str:
    """Dotted name of the client half."""
    return f"{target.clients_package}.{contract.name}"


def rest(contracts: object) -> list[Contract]:
    """The REST contracts among all."""
    assert isinstance(contracts, list | tuple)
    return [contract for contract in contracts if contract.kind == "rest"]
