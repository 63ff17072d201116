"""The public modules: what people import of a generated package, one per contract, and its lazy `__init__`.

Each names what its contract gives and what a caller needs beside it: the options of a call, and the errors to catch.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from codegen import names
from codegen.emitters.grpc import alias
from codegen.ir import Contract, Target
from codegen.templating import HEADER, docstring, render

_ERRORS: Final = ("ApiError", "DecodeError", "MgError", "RejectedError", "TimeoutExceededError", "TransportError")
"""The root of the tree and the branches that a caller tells apart."""


@dataclass(slots=True)
class _Module:
    """One public module while it is put together."""

    doc: str
    imports: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def take(self, source: str, given: Iterable[str]) -> None:
        """Import names (`name` or `name as other`) from a module; a name that is there already stays what it is."""
        new = [each for each in given if each.rpartition(" ")[2] not in self.names]
        if new:
            self.names += [each.rpartition(" ")[2] for each in new]
            self.imports.append(f"from {source} import {', '.join(new)}")


class _Half:
    """One half of a generated package, as its public modules see it."""

    def __init__(self, root: str, public: str, files: Mapping[str, str]) -> None:
        self.home = "." + root.removeprefix(f"{public}/").replace("/", ".")
        """The generated folder as a relative import."""
        self._root = root
        self._files = files

    def has(self, path: str) -> bool:
        """Whether a file was generated."""
        return f"{self._root}/{path}" in self._files

    def defined(self, path: str) -> list[str]:
        """Classes and type aliases of a generated file."""
        body = ast.parse(self._files[f"{self._root}/{path}"]).body
        aliases = [node for node in body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]
        return [node.name for node in body if isinstance(node, ast.ClassDef)] + [
            ast.unparse(node.target) for node in aliases if ast.unparse(node.annotation) == "TypeAlias"
        ]


def emit(contracts: Sequence[Contract], target: Target, files: Mapping[str, str]) -> dict[str, str]:
    """The public modules; `files` is what the other emitters made of the same contracts."""
    clients = _Half(target.clients_root, target.clients_public, files)
    taken = {root.rpartition("/")[2] for root in target.roots} | {"rpc"}
    made = {
        f"{root}/__init__.py": f'{HEADER}"""Generated; import the public modules above."""\n' for root in target.roots
    }
    made |= _package(target.clients_public, "Typed, resilient clients", _client_modules(contracts, clients, taken))
    if target.servers_public:
        servers = _Half(target.servers_root, target.servers_public, files)
        made |= _package(target.servers_public, "What servers implement", _server_modules(contracts, servers))
    return made


def _client_modules(contracts: Sequence[Contract], half: _Half, taken: Iterable[str]) -> dict[str, _Module]:
    made: dict[str, _Module] = {}
    for contract in contracts:
        if contract.kind in {"rest", "events"}:
            made[names.unique(contract.name, {*made, *taken})] = _client_module(contract, half)
    if rpc := [contract for contract in contracts if contract.kind == "rpc"]:
        made["rpc"] = _rpc_clients(rpc, half)
    return made


def _client_module(contract: Contract, half: _Half) -> _Module:
    """Clients win over messages of the same name, and both over what `mg_core` has."""
    events = contract.kind == "events"
    what = "publisher, subscriber, payloads" if events else "clients, messages"
    module = _Module(f"{docstring(contract.title)}: {what} and the errors to expect.")
    module.take(f"{half.home}.{contract.name}.client", half.defined(f"{contract.name}/client.py"))
    module.take(f"{half.home}.{contract.name}", ("models", "channels" if events else "operations"))
    module.take(f"{half.home}.{contract.name}.models", half.defined(f"{contract.name}/models.py"))
    module.take("mg_core", _ERRORS if events else ("CallOptions", *_ERRORS))
    if events:
        module.take("mg_core.events", ("Envelope", "Events"))
    return module


def _rpc_clients(contracts: Sequence[Contract], half: _Half) -> _Module:
    """The clients of all contracts, and their packages of messages; an only package is called `messages`."""
    module = _Module("Clients over gRPC, their messages and the errors to expect. Needs the extra `[grpc]`.")
    for contract in contracts:
        module.take(f"{half.home}.{contract.name}_rpc.client", half.defined(f"{contract.name}_rpc/client.py"))
    sets = {id(contract.extra): contract.extra for contract in contracts}.values()
    packages = sorted({file.package for each in sets for file in each.files if file.name in each.own})
    for package in packages:
        parent, _, last = f"{half.home}.pb.{package}".rstrip(".").rpartition(".")
        module.take(parent or ".", [f"{last} as {'messages' if len(packages) == 1 else alias(package)}"])
    module.take("mg_core", ("CallOptions", *_ERRORS))
    return module


def _server_modules(contracts: Sequence[Contract], half: _Half) -> dict[str, _Module]:
    made: dict[str, _Module] = {}
    for contract in contracts:
        if contract.kind == "rest":
            protocols = half.defined(f"{contract.name}/service.py")
            what = "what a server implements, and its endpoint table" if protocols else "the endpoint table"
            module = made[contract.name] = _Module(f"{docstring(contract.title)}: {what}.")
            module.take(f"{half.home}.{contract.name}.service", ("ENDPOINTS", *protocols))
            module.take("mg_core", ("ApiError", "ServerCall") if protocols else ())
    if rpc := [contract for contract in contracts if contract.kind == "rpc"]:
        module = made["rpc"] = _Module("What servers implement over gRPC, with the endpoint tables. Needs `[grpc]`.")
        for contract in rpc:
            table = f"ENDPOINTS as {names.constant(contract.name)}_ENDPOINTS"
            folder = f"{contract.name}_rpc"
            module.take(f"{half.home}.{folder}.service", (table, *half.defined(f"{folder}/service.py")))
        module.take("mg_core", ("ApiError",))
        module.take("mg_core.rpc", ("RpcCall",))
    if half.has("services.py"):
        module = made["services"] = _Module(
            "The services of the platform as data: names, ports, engines, who calls whom."
        )
        module.take(f"{half.home}.services", ("SERVICES",))
    if half.has("mcp_tools.py"):
        module = made["mcp_tools"] = _Module("The tools that the contracts offer over MCP, as data. Needs `[grpc]`.")
        module.take(f"{half.home}.mcp_tools", ("TOOLS",))
    return made


def _package(root: str, what: str, modules: Mapping[str, _Module]) -> dict[str, str]:
    """The modules and an `__init__` that loads them when they are used; an only module's names are its own as well."""
    only, single = next(iter(modules.items())) if len(modules) == 1 else ("", _Module(""))
    first = min(modules)
    files = {
        f"{root}/{name}.py": render(
            "public_module.py.jinja",
            header=HEADER,
            doc=module.doc,
            imports=module.imports,
            names=sorted(module.names, key=_order),
        )
        for name, module in modules.items()
    }
    files[f"{root}/__init__.py"] = render(
        "public_package.py.jinja",
        header=HEADER,
        what=what,
        modules=sorted(modules),
        only=only,
        own=single.names,
        names=sorted({*modules, *single.names}, key=_order),
        example=f"from {root.rpartition('/')[2]}.{first} import {', '.join(modules[first].names[:2])}",
    )
    return {**files, f"{root}/py.typed": ""}


def _order(name: str) -> tuple[int, str]:
    """CONSTANTS, Classes, modules."""
    return 0 if name.isupper() else 1 if name[0].isupper() else 2, name
