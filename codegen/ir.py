"""The one model between the contracts and the generated text.

Frontends build these classes, checks read them, emitters turn them into text. Everything is resolved here:
Python names are spelled, references followed, policies merged. An emitter decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from mg_core.contract.operation import ErrorCase, Location
from mg_core.contract.policy import Policy
from mg_core.contract.row import Idempotency

__all__ = [
    "Body",
    "Channel",
    "Contract",
    "ErrorCase",
    "EventOperation",
    "Finding",
    "Idempotency",
    "Level",
    "LoadContext",
    "LoadResult",
    "Location",
    "Param",
    "Policy",
    "Reply",
    "RestOperation",
    "RpcMethod",
    "RpcService",
    "Schema",
    "Source",
    "Target",
    "ToolMark",
]

Schema = Mapping[str, Any]
"""A JSON Schema 2020-12 as data; references are `#/components/schemas/<Name>` into `Contract.schemas`."""

Level = Literal["error", "unsupported", "note"]
"""`error`: the contract is wrong. `unsupported`: right, but not expressible here. `note`: left out harmlessly."""


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A place in a contract."""

    file: str
    """Path as shown to people, relative to the repository or to the working directory, with `/`."""
    line: int
    """1-based."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something to tell about a contract."""

    source: Source
    message: str
    level: Level = "error"

    def __str__(self) -> str:
        mark = "" if self.level == "error" else f"{self.level}: "
        return f"{self.source}: {mark}{self.message}"


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a REST operation that a caller may pass."""

    wire: str
    """Name on the wire."""
    name: str
    """Python name, unique in its operation."""
    location: Location
    type: str
    """Annotation of the value when present, e.g. `int`, `list[str]`, `Literal["a", "b"]`; never includes None."""
    schema: Schema
    """The parameter's schema with its default."""
    required: bool
    explode: bool
    description: str
    source: Source
    owned: bool = False
    """The runtime sends and reads this header; it is no argument of a method."""
    accepts: str = ""
    """Annotation of what a client may pass, where that is more than `type`: enum members, any sequence."""

    @property
    def has_default(self) -> bool:
        """Whether the contract states a default."""
        return "default" in self.schema


@dataclass(frozen=True, slots=True)
class Body:
    """The request body of a REST operation."""

    type: str
    """Annotation with models written `models.X`."""
    schema: Schema
    media_type: str
    required: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Reply:
    """One success answer of a REST operation."""

    status: int
    type: str | None
    """Annotation with models written `models.X`; `bytes`; None for no body."""
    media_type: str
    description: str
    source: Source
    schema: Schema | None = None
    """Schema of a JSON body, else None."""


@dataclass(frozen=True, slots=True)
class RestOperation:
    """One method on one path."""

    id: str
    """operationId in the contract's spelling, or the one derived from method and path."""
    name: str
    """Python method name, unique in its contract."""
    constant: str
    """Name of the row, unique in its contract."""
    method: str
    path: str
    summary: str
    description: str
    idempotency: Idempotency
    policy: Policy
    policy_constant: str
    """Name of the policy row in the generated `policies.py`."""
    params: tuple[Param, ...]
    body: Body | None
    replies: tuple[Reply, ...]
    errors: tuple[ErrorCase, ...]
    error_sources: tuple[Source, ...]
    """Parallel to `errors`."""
    secured: bool
    identity: bool
    """The identity headers that the gateway sets are understood."""
    source: Source
    upstream: tuple[str, str] | None = None
    """(contract, operationId) of the operation that a gateway operation exposes."""
    idempotency_stated: bool = True
    """False when the frontend had to assume it."""
    mcp_tool: str | None = None
    """Name of the MCP tool made from this operation."""
    internal: bool = False
    """Between services only: the gateway never exposes it."""
    extensions: Mapping[str, Any] = field(default_factory=dict)
    """All `x-mg-*` members as written, for emitters that need more."""

    @property
    def arguments(self) -> tuple[Param, ...]:
        """The parameters that are arguments of the client method, in row order."""
        return tuple(param for param in self.params if not param.owned)


@dataclass(frozen=True, slots=True)
class ToolMark:
    """What a contract says about the MCP tool that is made of an operation."""

    tool: str
    """Name of the tool."""
    source: Source
    title: str = ""
    """Empty: made from the name."""
    description: str = ""
    """Empty: the operation's own."""
    required: tuple[str, ...] = ()
    """Fields of the request message that must be given; a REST operation says it in its schemas."""
    destructive: bool = False
    """It takes something away that no other tool brings back."""


@dataclass(frozen=True, slots=True)
class RpcMethod:
    """One method of a gRPC service."""

    name: str
    """As in the proto file, e.g. `GetState`."""
    python_name: str
    request: str
    """Full name of the message without a leading dot, e.g. `mediagateway.v1.SearchRequest`."""
    response: str
    client_streaming: bool
    server_streaming: bool
    idempotency: Idempotency
    policy: Policy
    summary: str
    source: Source
    errors: tuple[ErrorCase, ...] = ()
    secured: bool = True
    tool: ToolMark | None = None
    """The MCP tool made of it."""


@dataclass(frozen=True, slots=True)
class RpcService:
    """One gRPC service."""

    name: str
    """Full name, e.g. `mediagateway.v1.DiscoveryService`."""
    methods: tuple[RpcMethod, ...]
    summary: str
    source: Source


@dataclass(frozen=True, slots=True)
class EventOperation:
    """Sending or receiving messages of one channel."""

    id: str
    name: str
    """Python method name."""
    action: Literal["send", "receive"]
    messages: tuple[str, ...]
    """Python types of the payloads, `models.X`."""
    policy: Policy | None
    summary: str
    source: Source
    extensions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Channel:
    """A place where events are published, perhaps with parameters in its address."""

    id: str
    name: str
    """Python name."""
    address: str
    """Template with `{parameter}` places."""
    protocol: str
    """`pubnub` or `redis`."""
    params: tuple[Param, ...]
    operations: tuple[EventOperation, ...]
    summary: str
    source: Source
    extensions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract: a document and all that it refers to."""

    name: str
    """snake_case, unique per kind; the folder of the generated code."""
    kind: Literal["rest", "rpc", "events"]
    title: str
    version: str
    description: str
    source: Source
    operations: tuple[RestOperation, ...] = ()
    services: tuple[RpcService, ...] = ()
    channels: tuple[Channel, ...] = ()
    schemas: Mapping[str, Schema] = field(default_factory=dict)
    """Every schema that an operation reaches, by its Python class name, in the order of first use."""
    foreign: bool = False
    """Written by others: house rules do not apply."""
    extra: Any = None
    """What a frontend hands to its own emitter beyond the common model (a FileDescriptorSet, for instance)."""

    @property
    def policies(self) -> dict[str, Policy]:
        """Policy rows by constant name, sorted: what `policies.py` holds."""
        rows = {operation.policy_constant: operation.policy for operation in self.operations}
        return dict(sorted(rows.items()))


@dataclass(frozen=True, slots=True)
class LoadContext:
    """What a frontend needs to read a contract set."""

    root: Path
    """The contract set's folder."""
    base: Path
    """Shown paths are relative to it."""
    profiles: Mapping[str, Policy]
    """Policy profiles by name; never empty."""
    default_profile: str
    """Profile of an operation whose contract names none."""
    foreign: bool = False
    allow_unsupported: bool = False
    """Leave out what cannot be expressed, with a note, in place of refusing."""

    def shown(self, path: Path) -> str:
        """A path as people see it."""
        resolved = path.resolve()
        base = self.base.resolve()
        return (resolved.relative_to(base) if resolved.is_relative_to(base) else resolved).as_posix()


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a frontend found."""

    contracts: tuple[Contract, ...] = ()
    findings: tuple[Finding, ...] = ()
    inputs: tuple[Path, ...] = ()
    """Every file that was read; the lock holds their hashes."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where generated text goes. All roots are relative to the output folder, with `/`."""

    clients_root: str
    """Folder of the clients package, e.g. `packages/mg-clients/src/mg_clients/_generated`."""
    clients_package: str
    """Its dotted name, e.g. `mg_clients._generated`."""
    servers_root: str
    servers_package: str
    docs_root: str

    @property
    def roots(self) -> tuple[str, ...]:
        """Folders that hold generated files and nothing else: an unknown file in them is an orphan."""
        return (self.clients_root, self.servers_root, self.docs_root)
