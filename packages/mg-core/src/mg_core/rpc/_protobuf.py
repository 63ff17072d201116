"""The little of protobuf's wire format that the services of gRPC itself need: health, reflection, error details.

Messages of contracts have generated codecs; these few have fixed shapes of strings, small numbers and sub-messages,
and a dependency for them would bring a second protobuf runtime into every process.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mg_core.errors import DecodeError

VARINT: Final = 0
FIXED64: Final = 1
LENGTH: Final = 2
FIXED32: Final = 5
_MAX_VARINT_BYTES: Final = 10
_TRUNCATED: Final = "the message is truncated"


def varint(value: int) -> bytes:
    """A number as varint; a negative one in two's complement of 64 bits."""
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field: int, value: int) -> bytes:
    """A varint field; nothing for 0, as proto3 leaves it out."""
    return varint(field << 3 | VARINT) + varint(value) if value else b""


def text(field: int, value: str) -> bytes:
    """A string field; nothing for the empty string."""
    return block(field, value.encode()) if value else b""


def block(field: int, value: bytes) -> bytes:
    """A bytes or message field, written even when it is empty."""
    return varint(field << 3 | LENGTH) + varint(len(value)) + value


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(field number, value) in the order of the wire: an int for a varint, bytes for everything else.

    Raises:
        DecodeError: not a protobuf message.
    """
    place = 0
    while place < len(data):
        tag, place = _read_varint(data, place)
        kind = tag & 7
        if tag >> 3 == 0:
            raise DecodeError("a field has the number 0")
        if kind == VARINT:
            found, place = _read_varint(data, place)
            yield tag >> 3, found
            continue
        if kind == LENGTH:
            size, place = _read_varint(data, place)
        elif kind in (FIXED64, FIXED32):
            size = 8 if kind == FIXED64 else 4
        else:
            raise DecodeError(f"a field has the wire type {kind}")
        if place + size > len(data):
            raise DecodeError(_TRUNCATED)
        yield tag >> 3, data[place : place + size]
        place += size


def string(value: int | bytes) -> str:
    """A string field's value.

    Raises:
        DecodeError: not UTF-8, or no string at all.
    """
    if isinstance(value, int):
        raise DecodeError("a string was expected")
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise DecodeError("a string is not UTF-8") from None


def signed(value: int) -> int:
    """The int64 that a varint stands for."""
    return value - (1 << 64) if value >= 1 << 63 else value


def _read_varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    for _ in range(_MAX_VARINT_BYTES):
        if place >= len(data):
            raise DecodeError(_TRUNCATED)
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & (1 << 64) - 1, place
        shift += 7
    raise DecodeError("a number is longer than 10 bytes")
