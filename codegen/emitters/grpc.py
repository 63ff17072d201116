"""gRPC contracts: betterproto2 message classes, method rows, typed clients, and service Protocols with endpoint tables."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Any, Final

from betterproto2_compiler.compile.naming import pythonize_class_name
from google.protobuf.compiler import plugin_pb2

from codegen import names
from codegen.emitters import codec
from codegen.emitters.models import ModelsError
from codegen.emitters.operations import call, policy_parts
from codegen.ir import Contract, Policy, RpcMethod, Target
from codegen.ir_rpc import ProtoSet
from codegen.templating import HEADER, docstring, render

_PLUGIN: Final = (sys.executable, "-m", "betterproto2_compiler.plugin.main")
_PLUGIN_OPTIONS: Final = "client_generation=none,server_generation=none"


def emit(contracts: Sequence[Contract], target: Target) -> dict[str, str]:
    """All files of all RPC contracts, the message classes once for the whole set."""
    rpc = [contract for contract in contracts if contract.kind == "rpc"]
    files: dict[str, str] = {}
    for proto_set in {id(contract.extra): contract.extra for contract in rpc}.values():
        for path, text in message_files(proto_set).items():
            files[f"{target.clients_root}/pb/{path}"] = text
    for contract in rpc:
        files |= _contract_files(contract, target)
    return files


def message_files(proto_set: ProtoSet) -> dict[str, str]:
    """The message classes of a set and their codecs: path below the tree's root to text.

    Raises:
        ModelsError: betterproto2's plugin refuses.
    """
    request = plugin_pb2.CodeGeneratorRequest(parameter=_PLUGIN_OPTIONS)
    request.proto_file.extend(proto_set.files)
    request.file_to_generate.extend(file.name for file in proto_set.files)
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            _PLUGIN,
            input=request.SerializeToString(),
            capture_output=True,
            cwd=folder,
            env={**os.environ, "PATH": path},
            check=False,
        )
    lines = [line for line in done.stderr.decode(errors="replace").splitlines() if line and "Writing" not in line]
    if done.returncode != 0:
        raise ModelsError(f"betterproto2: {lines[-1] if lines else 'no reason given'}")
    reply = plugin_pb2.CodeGeneratorResponse.FromString(done.stdout)
    if reply.error:
        raise ModelsError(f"betterproto2: {reply.error.splitlines()[0]}")
    made = {
        file.name: _message_text(file.name, file.content) for file in sorted(reply.file, key=lambda file: file.name)
    }
    codecs = codec.emit(proto_set)
    for path in codecs:
        made[path.replace(codec.MODULE, "__init__.py")] += codec.INSTALL
    return made | codecs


def _message_text(path: str, content: str) -> str:
    if not path.endswith(".py"):
        return content
    if not content.strip():
        return f'{HEADER}"""Message classes of the proto contracts."""\n'
    mark = "# mypy: ignore-errors\n" if path.startswith("google/") or path == "message_pool.py" else ""
    return HEADER + mark + "".join(f"{line.rstrip()}\n" for line in content.splitlines())


def _contract_files(contract: Contract, target: Target) -> dict[str, str]:
    clients = f"{target.clients_root}/{contract.name}_rpc"
    servers = f"{target.servers_root}/{contract.name}_rpc"
    package = f"{target.clients_package}.{contract.name}_rpc"
    service = contract.services[0]
    policies = {_policy_constant(method.policy): method.policy for method in service.methods}
    shared: dict[str, Any] = {
        "header": HEADER,
        "title": docstring(contract.title),
        "package": package,
        "contract": contract.name,
        "service": service.name,
        "stem": names.pascal(contract.name),
        "imports": _message_imports(contract, target),
        "methods": [_method(method, contract.extra) for method in service.methods],
    }
    return {
        f"{clients}/__init__.py": f'{HEADER}"""{shared["title"]} over gRPC: methods and client."""\n',
        f"{clients}/policies.py": _policies_text(shared, policies),
        f"{clients}/methods.py": render("grpc_methods.py.jinja", **shared),
        f"{clients}/client.py": render("grpc_client.py.jinja", **shared),
        f"{servers}/__init__.py": f'{HEADER}"""{shared["title"]} over gRPC: what a server implements."""\n',
        f"{servers}/service.py": render("grpc_service.py.jinja", **shared),
    }


def _policies_text(shared: dict[str, Any], policies: dict[str, Policy]) -> str:
    rows = [(constant, call(policy)) for constant, policy in sorted(policies.items())]
    used = {type(part).__name__ for policy in policies.values() for part in policy_parts(policy)}
    return render(
        "policies.py.jinja",
        header=shared["header"],
        title=shared["title"],
        imports=", ".join(sorted({"Policy", *used})),
        rows=rows,
    )


def _policy_constant(policy: Policy) -> str:
    return names.constant(policy.name)


def alias(package: str) -> str:
    """Name of a package of messages in a module that imports it."""
    return package.replace(".", "_")


def _message(full: str, proto_set: ProtoSet) -> str:
    package, name = proto_set.message_types[full]
    return f"{alias(package)}.{pythonize_class_name(name)}"


def _message_imports(contract: Contract, target: Target) -> list[str]:
    used = {name for method in contract.services[0].methods for name in (method.request, method.response)}
    packages = sorted({contract.extra.message_types[name][0] for name in used})
    lines = []
    for package in packages:
        parent, _, last = f"{target.clients_package}.pb.{package}".rpartition(".")
        lines.append(f"from {parent} import {last} as {alias(package)}")
    return lines


def _method(method: RpcMethod, proto_set: ProtoSet) -> dict[str, Any]:
    request, response = _message(method.request, proto_set), _message(method.response, proto_set)
    kind = {
        (False, False): "unary",
        (True, False): "client_stream",
        (False, True): "server_stream",
        (True, True): "bidi",
    }[method.client_streaming, method.server_streaming]
    argument = "requests" if method.client_streaming else "request"
    return {
        "name": method.name,
        "python_name": method.python_name,
        "constant": names.constant(method.name),
        "request": request,
        "response": response,
        "client_streaming": method.client_streaming,
        "server_streaming": method.server_streaming,
        "policy": _policy_constant(method.policy),
        "idempotency": method.idempotency,
        "source": str(method.source),
        "summary": docstring(method.summary or f"{method.name}."),
        "define": "def" if method.server_streaming else "async def",
        "argument": argument,
        "sent": f"AsyncIterable[{request}]" if method.client_streaming else request,
        "received": f"AsyncIterator[{request}]" if method.client_streaming else request,
        "result": f"AsyncGenerator[{response}, None]" if method.server_streaming else response,
        "served": f"AsyncIterator[{response}]" if method.server_streaming else response,
        "call": f"{'' if method.server_streaming else 'await '}self._{kind}",
    }
