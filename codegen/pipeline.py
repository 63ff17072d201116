"""The whole flow: load, check, emit, format. Nothing is written here; `writer` writes or compares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from codegen import checks, writer
from codegen.emitters import (
    client,
    descriptors,
    docs,
    events,
    grpc,
    mcp,
    models,
    operations,
    public_modules,
    server,
)
from codegen.emitters import services as service_table
from codegen.frontends import asyncapi, openapi, protobuf, services
from codegen.ir import Contract, Finding, LoadContext, LoadResult, Target
from codegen.policies import FOREIGN, load_profiles
from codegen.source import Documents, SourceError

Frontend = Callable[[LoadContext], LoadResult]
"""Finds its documents below `context.root` and builds contracts; a wrong contract is a finding, not an exception."""

Emitter = Callable[[Sequence[Contract], Target], dict[str, str]]
"""Contracts to `{path relative to the output folder: text}`; depends on its arguments only."""

FRONTENDS: Final[tuple[Frontend, ...]] = (openapi.load, protobuf.load, asyncapi.load, services.load)
EMITTERS: Final[tuple[Emitter, ...]] = (
    models.emit,
    operations.emit,
    client.emit,
    server.emit,
    grpc.emit,
    descriptors.emit,
    mcp.emit,
    service_table.emit,
    events.emit,
    docs.emit,
)

OURS: Final = Target(
    clients_root="packages/mg-clients/src/mg_clients/_generated",
    clients_package="mg_clients._generated",
    clients_public="packages/mg-clients/src/mg_clients",
    servers_root="packages/mg-servers/src/mg_servers/_generated",
    servers_package="mg_servers._generated",
    servers_public="packages/mg-servers/src/mg_servers",
    docs_root="docs/reference",
)
DEFAULT_PROFILE: Final = "internal"


@dataclass(frozen=True, slots=True)
class Result:
    """What one run made."""

    files: dict[str, str]
    """Every generated file, the lock included, by path relative to the output folder. Empty after an error, and without a contract."""
    findings: tuple[Finding, ...]
    contracts: tuple[Contract, ...]

    @property
    def failed(self) -> bool:
        """Whether something must be changed before anything can be generated."""
        return any(finding.level != "note" for finding in self.findings)


def foreign_target(package: str) -> Target:
    """Layout of a contract set that others wrote, as one package."""
    return Target(
        clients_root=f"{package}/clients",
        clients_package=f"{package}.clients",
        clients_public=package,
        servers_root=f"{package}/servers",
        servers_package=f"{package}.servers",
        docs_root=f"{package}/docs",
    )


def run(spec: Path, base: Path, target: Target, *, foreign: bool = False, allow_unsupported: bool = False) -> Result:
    """Compile a contract set.

    Args:
        spec: the contract set's folder.
        base: folder that shown paths are relative to.
        target: layout of the output.
        foreign: house rules do not apply.
        allow_unsupported: leave out what cannot be expressed, with a note.

    Raises:
        SourceError: the policy profiles are wrong.
        ModelsError: the models cannot be made.
        FormatError: an emitter made text that is no Python.
    """
    context, inputs = _context(spec, base, foreign, allow_unsupported)
    loaded = [frontend(context) for frontend in FRONTENDS]
    contracts = sorted((c for result in loaded for c in result.contracts), key=lambda c: (c.kind, c.name))
    findings = [finding for result in loaded for finding in result.findings] + checks.check(contracts)
    if allow_unsupported:
        findings = [
            Finding(f.source, f"left out: {f.message}", "note") if f.level == "unsupported" else f for f in findings
        ]
    findings = sorted(set(findings))
    if not contracts or any(finding.level != "note" for finding in findings):
        return Result({}, tuple(findings), tuple(contracts))
    files: dict[str, str] = {}
    for emitter in EMITTERS:
        files.update(emitter(contracts, target))
    files.update(public_modules.emit(contracts, target, files))
    files = writer.formatted(files)
    read = [path for result in loaded for path in result.inputs] + inputs
    files[writer.LOCK] = writer.lock_text(read, base, files)
    return Result(files, tuple(findings), tuple(contracts))


def _context(spec: Path, base: Path, foreign: bool, allow_unsupported: bool) -> tuple[LoadContext, list[Path]]:
    documents = Documents(LoadContext(spec, base, {}, "").shown)
    path = spec / "policies.yaml"
    if path.is_file():
        profiles = load_profiles(path, documents)
    elif foreign:
        profiles = {FOREIGN.name: FOREIGN}
    else:
        documents.load(path)
    default = DEFAULT_PROFILE if DEFAULT_PROFILE in profiles else next(iter(profiles))
    return LoadContext(spec, base, profiles, default, foreign, allow_unsupported), list(documents.files)


__all__ = ["DEFAULT_PROFILE", "EMITTERS", "FRONTENDS", "OURS", "Result", "SourceError", "foreign_target", "run"]
