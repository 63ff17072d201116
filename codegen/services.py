"""The processes that the contracts describe: who calls whom, in which order they start, and the rules that they keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from codegen.ir import Contract, Finding, ServiceMark, Source
from codegen.tools import marked
from mg_core.contract.service import ServiceRow


def rows(contracts: Sequence[Contract]) -> tuple[ServiceRow, ...]:
    """Every process, each after those that it calls; otherwise in the order of the contracts."""
    marks = _marks(contracts)
    calls = {mark.name: _upstreams(mark, contracts, marks) for mark in marks}
    level = {name: 0 for name in calls}
    for name in TopologicalSorter(calls).static_order():
        level[name] = max((level[other] + 1 for other in calls[name]), default=0)
    return tuple(
        ServiceRow(
            name=mark.name,
            title=mark.title,
            summary=mark.summary,
            kind=mark.kind,
            contract=mark.contract,
            port=mark.port,
            grpc_port=mark.grpc_port,
            engines=mark.engines,
            upstreams=calls[mark.name],
            source=str(mark.source),
        )
        for mark in sorted(marks, key=lambda mark: level[mark.name])
    )


def title_of(contract: Contract, contracts: Sequence[Contract]) -> str:
    """What people call the service that answers a contract, whichever language the contract is written in."""
    titles = (mark.title for mark in _marks(contracts) if contract.name == _speaks(mark))
    return next(titles, contract.title)


def check(contracts: Sequence[Contract]) -> Iterator[Finding]:
    """What is wrong with the services."""
    marks = _marks(contracts)
    findings = [*_taken(marks), *_unknown(marks), *_grpc(marks, contracts)]
    yield from findings
    if findings:
        return
    try:
        TopologicalSorter({mark.name: _upstreams(mark, contracts, marks) for mark in marks}).prepare()
    except CycleError as error:
        ring = list(reversed(error.args[1]))
        first = next(mark for mark in marks if mark.name == ring[0])
        yield Finding(first.source, f"no service of a ring can start first: {' calls '.join(ring)}")


def _marks(contracts: Sequence[Contract]) -> list[ServiceMark]:
    return [mark for contract in contracts for mark in contract.marks]


def _speaks(mark: ServiceMark) -> str:
    """The contract of a process; one without a REST contract has the name of its proto service."""
    return mark.contract or mark.name


def _upstreams(mark: ServiceMark, contracts: Sequence[Contract], marks: Sequence[ServiceMark]) -> tuple[str, ...]:
    """Names of the services that a service calls: those that it states, and those that its work makes it call."""
    called = list(mark.upstreams)
    for contract in contracts:
        if contract.kind == "rest" and contract.name == mark.contract:
            called += [operation.upstream[0] for operation in contract.operations if operation.upstream]
    if mark.kind == "tool_server":
        called += [found.contract.name for found in marked(contracts)]
    return tuple(dict.fromkeys(other.name for word in called for other in _called(word, marks)))


def _called(word: str, marks: Sequence[ServiceMark]) -> list[ServiceMark]:
    return [mark for mark in marks if word in {mark.name, mark.contract}]


def _taken(marks: Sequence[ServiceMark]) -> Iterator[Finding]:
    names: dict[str, Source] = {}
    ports: dict[int, str] = {}
    for mark in marks:
        if mark.name in names:
            yield Finding(mark.source, f"the service {mark.name!r} is declared in {names[mark.name]} already")
        names.setdefault(mark.name, mark.source)
        for port, source in ((mark.port, mark.port_source), (mark.grpc_port, mark.grpc_source)):
            if port is None:
                continue
            if port in ports:
                yield Finding(source, f"the port {port} of {mark.name} is that of {ports[port]} already")
            ports.setdefault(port, mark.name)


def _unknown(marks: Sequence[ServiceMark]) -> Iterator[Finding]:
    for mark in marks:
        for word, source in mark.upstreams.items():
            if not _called(word, marks):
                known = ", ".join(sorted({other.name for other in marks} - {mark.name}))
                yield Finding(source, f"{mark.name} calls {word!r}, and no service has this name; there are: {known}")


def _grpc(marks: Sequence[ServiceMark], contracts: Sequence[Contract]) -> Iterator[Finding]:
    spoken = {contract.name for contract in contracts if contract.kind == "rpc"}
    for mark in marks:
        if mark.grpc_port is not None and _speaks(mark) not in spoken:
            yield Finding(
                mark.grpc_source, f"{mark.name} has a grpc_port, and no proto file has a service of this name"
            )
        if mark.grpc_port is None and _speaks(mark) in spoken:
            yield Finding(mark.source, f"{mark.name} needs a grpc_port: a proto file has a service of this name")
