"""Rich errors of gRPC: `google.rpc.Status` with its usual details, in the trailer `grpc-status-details-bin`.

What foreign clients and servers understand beside our own trailers: ErrorInfo (the stable code), RetryInfo (seconds to
wait), BadRequest (which field is wrong). Other details are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mg_core.errors import DecodeError, MgError

from . import _protobuf as pb

DETAILS_KEY: Final = "grpc-status-details-bin"
"""Trailing metadata: the serialized `google.rpc.Status`."""
_TYPE: Final = "type.googleapis.com/google.rpc."
_NANOS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class ErrorDetails:
    """What the details of an error say; empty where they say nothing."""

    code: str = ""
    """`ErrorInfo.reason` in lower case, e.g. `invalid_credentials`."""
    domain: str = ""
    """`ErrorInfo.domain`: who defines the reason."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    retry_after_s: float | None = None
    violations: tuple[tuple[str, str], ...] = ()
    """`BadRequest`: (field, what is wrong with it)."""


def encode_details(status: int, error: MgError, domain: str) -> bytes:
    """The trailer's bytes for an error.

    Args:
        status: the gRPC status code.
        error: gives message, code, delay, and `details["details"]` as `[{pointer, message}]`.
        domain: full name of the service that defines the code.
    """
    info = pb.text(1, error.code.upper()) + pb.text(2, domain)
    found = [("ErrorInfo", info)]
    if error.retry_after_s is not None:
        found.append(("RetryInfo", pb.block(1, _duration(error.retry_after_s))))
    violations = list(_violations(error))
    if violations:
        parts = [pb.block(1, pb.text(1, name) + pb.text(2, text)) for name, text in violations]
        found.append(("BadRequest", b"".join(parts)))
    packed = [pb.block(3, pb.text(1, f"{_TYPE}{kind}") + pb.block(2, value)) for kind, value in found]
    return pb.number(1, status) + pb.text(2, error.message) + b"".join(packed)


def decode_details(data: bytes) -> ErrorDetails:
    """What the trailer says; empty details when it cannot be read, as it is a stranger's."""
    try:
        return _decode(data)
    except DecodeError:
        return ErrorDetails()


def _decode(data: bytes) -> ErrorDetails:
    found: dict[str, Any] = {}
    for kind, value in _packed(data):
        if kind == "ErrorInfo":
            found |= _error_info(value)
        elif kind == "RetryInfo":
            found["retry_after_s"] = _seconds(_first(value, 1))
        elif kind == "BadRequest":
            inner = [part for number, part in pb.fields(value) if number == 1]
            parts = [dict(pb.fields(part)) for part in inner if isinstance(part, bytes)]
            found["violations"] = tuple((pb.string(part.get(1, b"")), pb.string(part.get(2, b""))) for part in parts)
    return ErrorDetails(**found)


def _packed(data: bytes) -> Iterator[tuple[str, bytes]]:
    for number, value in pb.fields(data):
        if number == 3 and isinstance(value, bytes):
            members = dict(pb.fields(value))
            url, inner = pb.string(members.get(1, b"")), members.get(2, b"")
            if url.startswith(_TYPE) and isinstance(inner, bytes):
                yield url.removeprefix(_TYPE), inner


def _error_info(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    metadata: dict[str, str] = {}
    for number, value in pb.fields(data):
        if number == 1:
            found["code"] = pb.string(value).lower()
        elif number == 2:
            found["domain"] = pb.string(value)
        elif number == 3 and isinstance(value, bytes):
            entry = dict(pb.fields(value))
            metadata[pb.string(entry.get(1, b""))] = pb.string(entry.get(2, b""))
    return {**found, "metadata": metadata}


def _violations(error: MgError) -> Iterator[tuple[str, str]]:
    listed = error.details.get("details")
    for item in listed if isinstance(listed, list | tuple) else ():
        if isinstance(item, Mapping):
            yield str(item.get("pointer", "")), str(item.get("message", ""))


def _duration(seconds: float) -> bytes:
    whole, nanos = divmod(round(seconds * _NANOS), _NANOS)
    return pb.number(1, whole) + pb.number(2, nanos)


def _seconds(data: int | bytes) -> float | None:
    if isinstance(data, int):
        return None
    members = dict(pb.fields(data))
    whole, nanos = members.get(1, 0), members.get(2, 0)
    if not isinstance(whole, int) or not isinstance(nanos, int):
        return None
    seconds = pb.signed(whole) + pb.signed(nanos) / _NANOS
    return seconds if seconds >= 0 else None


def _first(data: bytes, wanted: int) -> int | bytes:
    return next((value for number, value in pb.fields(data) if number == wanted), b"")
