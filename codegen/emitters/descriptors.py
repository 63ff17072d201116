"""Descriptors of proto contracts as data, for server reflection: `pb/_descriptors.py` beside the message classes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Final

from google.protobuf import descriptor_pb2

from codegen.ir import Contract, Target
from codegen.ir_rpc import ProtoSet
from codegen.templating import HEADER

_WIDTH: Final = 96
_HEAD: Final = '''"""Serialized FileDescriptorProtos of the contracts, without comments and positions, in base64."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FILES: Final[Mapping[str, str]] = {
'''


def emit(contracts: Sequence[Contract], target: Target) -> dict[str, str]:
    """One module for each set of proto files."""
    sets = {id(contract.extra): contract.extra for contract in contracts if contract.kind == "rpc"}
    return {f"{target.clients_root}/pb/_descriptors.py": _text(proto_set) for proto_set in sets.values()}


def _text(proto_set: ProtoSet) -> str:
    rows = [line for file in proto_set.files for line in _row(file)]
    return f'{HEADER}{_HEAD}{"".join(rows)}}}\n"""Name of the file → base64, each file after those it imports."""\n'


def _row(file: descriptor_pb2.FileDescriptorProto) -> Iterator[str]:
    bare = descriptor_pb2.FileDescriptorProto()
    bare.CopyFrom(file)
    bare.ClearField("source_code_info")
    encoded = b64encode(bare.SerializeToString(deterministic=True)).decode()
    yield f'    "{bare.name}": (\n'
    for start in range(0, len(encoded), _WIDTH):
        yield f'        "{encoded[start : start + _WIDTH]}"\n'
    yield "    ),\n"
