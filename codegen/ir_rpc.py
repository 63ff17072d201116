"""What the protobuf frontend hands to the gRPC emitter beyond the common model: `Contract.extra`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from google.protobuf import descriptor_pb2


@dataclass(frozen=True, slots=True)
class ProtoSet:
    """All files of one contract set, as protoc understood them."""

    files: tuple[descriptor_pb2.FileDescriptorProto, ...]
    """In an order in which each file comes after those it imports; our options are left out."""
    own: tuple[str, ...]
    """Names of the files that belong to the contract set."""
    message_types: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Full name of a message to (proto package, name inside the package, `Outer.Inner`)."""
