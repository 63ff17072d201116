"""Fields one by one, for the messages of gRPC itself: health, reflection, error details.

Messages of contracts have generated codecs; these few have fixed shapes of strings, small numbers and sub-messages,
and a dependency for them would bring a second protobuf runtime into every process.
"""

from __future__ import annotations

from collections.abc import Iterator

from .wire import TRUNCATED, WireError, get_int64, get_size, get_tag, get_varint, put_varint

_FIXED = {1: 8, 5: 4}
"""Wire types of a fixed size, in bytes."""


def varint(value: int) -> bytes:
    """A number as varint; a negative one in two's complement of 64 bits."""
    return put_varint(value & 0xFFFF_FFFF_FFFF_FFFF)


def number(field: int, value: int) -> bytes:
    """A varint field; nothing for 0, as proto3 leaves it out."""
    return put_varint(field << 3) + varint(value) if value else b""


def text(field: int, value: str) -> bytes:
    """A string field; nothing for the empty string."""
    return block(field, value.encode()) if value else b""


def block(field: int, value: bytes) -> bytes:
    """A bytes or message field, written even when it is empty."""
    return put_varint(field << 3 | 2) + put_varint(len(value)) + value


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(field number, value) in the order of the wire: an int for a varint, bytes for everything else.

    Raises:
        WireError: not a protobuf message.
    """
    place = 0
    while place < len(data):
        try:
            field, value, place = _field(data, place)
        except IndexError:
            raise WireError(TRUNCATED) from None
        yield field, value


def _field(data: bytes, place: int) -> tuple[int, int | bytes, int]:
    tag, place = get_tag(data, place)
    place += (max(tag.bit_length(), 1) + 6) // 7
    if tag < 8:
        raise WireError("field number 0")
    if tag & 7 == 0:
        value, place = get_varint(data, place)
        return tag >> 3, value, place
    if tag & 7 == 2:
        size, place = get_size(data, place)
    elif tag & 7 in _FIXED:
        size = _FIXED[tag & 7]
    else:
        raise WireError(f"wire type {tag & 7}")
    if place + size > len(data):
        raise WireError(TRUNCATED)
    return tag >> 3, data[place : place + size], place + size


def string(value: int | bytes) -> str:
    """A string field's value.

    Raises:
        WireError: not UTF-8, or no string at all.
    """
    if isinstance(value, int):
        raise WireError("a string was expected")
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise WireError("a string is no UTF-8") from None


def signed(value: int) -> int:
    """The int64 that a varint stands for."""
    return get_int64(varint(value), 0)[0]
