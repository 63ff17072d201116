"""The protobuf wire format, as far as generated codecs share it.

Every proto package has a generated `_codec.py` of straight-line functions; what they have in common stands here. Names
that start with `get_` read and give `(value, position after it)`; names that start with `put_` give bytes. Limits are
those of google's C++ family: 100 levels, tags up to 5 bytes, lengths up to 2 GiB, varints up to 10 bytes.

`google.protobuf.Timestamp` and `Duration` are `datetime` and `timedelta` in messages. These know microseconds:
nanoseconds are cut off, a Timestamp's towards the past, a Duration's towards zero. What is outside of the ranges that
protobuf allows (years 1 to 9999, 10,000 years) is an error, and so is a Duration whose parts have different signs.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from mg_core.errors import ConfigurationError, DecodeError

DEPTH: Final = 100
"""Levels of messages below the outermost one."""
TRUNCATED: Final = "it ends in the middle of a field"
TOO_DEEP: Final = f"more than {DEPTH} levels of messages"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FIRST_S, _LAST_S = -62_135_596_800, 253_402_300_799
_LONGEST_S: Final = 315_576_000_000
_SHORT: Final = tuple(bytes([n]) for n in range(128))

Member = TypeVar("Member", bound=int)
Message = TypeVar("Message")


class WireError(DecodeError):
    """The bytes are no message of the expected type."""


class EncodeError(ConfigurationError):
    """A message holds a value that its contract does not allow; the text names message and field."""


class Members(dict[int, Member]):
    """Members of an enumeration by number; an unknown number makes an unnamed member."""

    def __init__(self, kind: Callable[[int], Member], known: Iterable[Member]) -> None:
        super().__init__((int(member), member) for member in known)
        self._kind = kind

    def __missing__(self, number: int) -> Member:
        return self._kind(number)


def short_forms(tag: bytes) -> tuple[bytes, ...]:
    """A tag followed by each varint of one byte."""
    return tuple(tag + end for end in _SHORT)


# Reading


def get_tag(b: bytes, p: int) -> tuple[int, int]:
    """Read a tag of any length; the position given is the one at which its shortest form would have begun."""
    tag, shift = 0, 0
    for q in range(p, p + 5):
        tag |= (b[q] & 127) << shift
        if b[q] < 128:
            if tag >= 1 << 32:
                break
            return tag, q + 1 - (max(tag.bit_length(), 1) + 6) // 7
        shift += 7
    raise WireError("a tag is longer than 5 bytes")


def get_varint(b: bytes, p: int) -> tuple[int, int]:
    """Read a varint; of more than 64 bits the lowest 64 count."""
    value = b[p] & 127
    shift = 7
    while b[p] > 127:
        p += 1
        if shift == 70:
            raise WireError("a varint is longer than 10 bytes")
        value |= (b[p] & 127) << shift
        shift += 7
    return value & 0xFFFF_FFFF_FFFF_FFFF, p + 1


def get_size(b: bytes, p: int) -> tuple[int, int]:
    """Read the length of a string, message or packed list."""
    size, q = get_varint(b, p)
    if q - p > 5 or size >= 1 << 31:
        raise WireError("a length is above 2 GiB")
    return size, q


def get_int32(b: bytes, p: int) -> tuple[int, int]:
    """Read an int32; higher bits are ignored."""
    value, p = get_varint(b, p)
    return ((value & 0xFFFF_FFFF) ^ 0x8000_0000) - 0x8000_0000, p


def get_int64(b: bytes, p: int) -> tuple[int, int]:
    """Read an int64."""
    value, p = get_varint(b, p)
    return (value ^ 0x8000_0000_0000_0000) - 0x8000_0000_0000_0000, p


def get_uint32(b: bytes, p: int) -> tuple[int, int]:
    """Read a uint32; higher bits are ignored."""
    value, p = get_varint(b, p)
    return value & 0xFFFF_FFFF, p


get_float = struct.Struct("<f").unpack_from
get_double = struct.Struct("<d").unpack_from
get_fixed32 = struct.Struct("<I").unpack_from
get_fixed64 = struct.Struct("<Q").unpack_from
get_sfixed32 = struct.Struct("<i").unpack_from
get_sfixed64 = struct.Struct("<q").unpack_from


def _varints(read: Callable[[bytes, int], tuple[int, int]]) -> Callable[[bytes, int, int], list[int]]:
    def packed(b: bytes, p: int, e: int) -> list[int]:
        chunk = b[p:e]
        if chunk.isascii():
            return list(chunk)
        found = []
        while p < e:
            value = b[p]
            p += 1
            if value > 127:
                value, p = read(b, p - 1)
            found.append(value)
        if p != e:
            raise WireError(TRUNCATED)
        return found

    return packed


get_int32s = _varints(get_int32)
get_int64s = _varints(get_int64)
get_uint32s = _varints(get_uint32)
get_uint64s = _varints(get_varint)


def get_sint32s(b: bytes, p: int, e: int) -> list[int]:
    """Read a packed list of zigzag numbers."""
    return [value >> 1 ^ -(value & 1) for value in get_uint32s(b, p, e)]


def get_sint64s(b: bytes, p: int, e: int) -> list[int]:
    """Read a packed list of zigzag numbers."""
    return [value >> 1 ^ -(value & 1) for value in get_uint64s(b, p, e)]


def get_bools(b: bytes, p: int, e: int) -> list[bool]:
    """Read a packed list of booleans."""
    return [value != 0 for value in get_uint64s(b, p, e)]


def _fixed(letter: str, size: int) -> Callable[[bytes, int, int], list[Any]]:
    def packed(b: bytes, p: int, e: int) -> list[Any]:
        if (e - p) % size:
            raise WireError(TRUNCATED)
        return list(struct.unpack_from(f"<{(e - p) // size}{letter}", b, p))

    return packed


get_floats = _fixed("f", 4)
get_doubles = _fixed("d", 8)
get_fixed32s = _fixed("I", 4)
get_fixed64s = _fixed("Q", 8)
get_sfixed32s = _fixed("i", 4)
get_sfixed64s = _fixed("q", 8)


def get_unknown(b: bytes, p: int, e: int, d: int, kept: bytearray) -> int:
    """Keep a field that nobody knows; gives the position after it."""
    start = p
    tag, q = get_tag(b, p)
    p = _skipped(b, q + (max(tag.bit_length(), 1) + 6) // 7, e, tag, d)
    if p > e:
        raise WireError(TRUNCATED)
    kept += b[start:p]
    return p


def _skipped(b: bytes, p: int, e: int, tag: int, d: int) -> int:
    if tag < 8:
        raise WireError("field number 0")
    match tag & 7:
        case 0:
            return get_varint(b, p)[1]
        case 1:
            return p + 8
        case 2:
            size, p = get_size(b, p)
            return p + size
        case 3:
            return _after_group(b, p, e, tag, d - 1)
        case 5:
            return p + 4
        case 4:
            raise WireError("the end of a group that did not begin")
        case kind:
            raise WireError(f"wire type {kind}")


def _after_group(b: bytes, p: int, e: int, begin: int, d: int) -> int:
    if d < 0:
        raise WireError(TOO_DEEP)
    while p < e:
        tag, q = get_tag(b, p)
        p = q + (max(tag.bit_length(), 1) + 6) // 7
        if tag == begin + 1:
            return p
        p = _skipped(b, p, e, tag, d)
    raise WireError(TRUNCATED)


def get_pair(b: bytes, p: int, e: int, d: int, old: tuple[int, int] | None) -> tuple[int, int]:
    """Read seconds and nanoseconds of a Timestamp or Duration, over those of an earlier occurrence."""
    if d < 0:
        raise WireError(TOO_DEEP)
    seconds, nanos = old or (0, 0)
    kept = bytearray()
    while p < e:
        if b[p] == 8:
            seconds, p = get_int64(b, p + 1)
        elif b[p] == 16:
            nanos, p = get_int32(b, p + 1)
        else:
            tag, q = get_tag(b, p)
            if tag == 8:
                seconds, p = get_int64(b, q + 1)
            elif tag == 16:
                nanos, p = get_int32(b, q + 1)
            else:
                p = get_unknown(b, p, e, d, kept)
    if p != e:
        raise WireError(TRUNCATED)
    return seconds, nanos


def datetime_of(pair: tuple[int, int]) -> datetime:
    """A Timestamp as a datetime in UTC; nanoseconds are cut off.

    Raises:
        WireError: outside of the years 1 to 9999, or nanoseconds outside of a second.
    """
    seconds, nanos = pair
    if not (_FIRST_S <= seconds <= _LAST_S and 0 <= nanos < 1_000_000_000):
        raise WireError(f"a Timestamp of {seconds} s and {nanos} ns is out of range")
    return _EPOCH + timedelta(seconds=seconds, microseconds=nanos // 1000)


def timedelta_of(pair: tuple[int, int]) -> timedelta:
    """A Duration as a timedelta; nanoseconds are cut off towards zero.

    Raises:
        WireError: more than 10,000 years, nanoseconds of more than a second, or parts with different signs.
    """
    seconds, nanos = pair
    if not (-_LONGEST_S <= seconds <= _LONGEST_S and -1_000_000_000 < nanos < 1_000_000_000) or seconds * nanos < 0:
        raise WireError(f"a Duration of {seconds} s and {nanos} ns is out of range")
    return timedelta(seconds=seconds, microseconds=nanos // 1000 if nanos >= 0 else -(-nanos // 1000))


def pair_of_datetime(moment: datetime) -> tuple[int, int]:
    """A datetime as seconds since 1970 and nanoseconds.

    Raises:
        ValueError: no time zone, or outside of the years 1 to 9999 in UTC.
    """
    if moment.tzinfo is None:
        raise ValueError("a datetime without a time zone")
    since = moment - _EPOCH
    seconds = since.days * 86_400 + since.seconds
    if not _FIRST_S <= seconds <= _LAST_S:
        raise ValueError("a datetime outside of the years 1 to 9999 in UTC")
    return seconds, since.microseconds * 1000


def pair_of_timedelta(span: timedelta) -> tuple[int, int]:
    """A timedelta as seconds and nanoseconds of the same sign.

    Raises:
        ValueError: more than 10,000 years.
    """
    microseconds = span // _MICROSECOND
    seconds, rest = divmod(abs(microseconds), 1_000_000)
    if seconds > _LONGEST_S or (seconds == _LONGEST_S and rest):
        raise ValueError("a timedelta of more than 10,000 years")
    return (seconds, rest * 1000) if microseconds >= 0 else (-seconds, -rest * 1000)


# Writing


def put_varint(value: int) -> bytes:
    """Write a number of 0 to 2**64 - 1."""
    if value < 128:
        return _SHORT[value]
    if value < 16_384:
        return bytes((value & 127 | 128, value >> 7))
    made = bytearray()
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    made.append(value)
    return bytes(made)


def _ranged(kind: str, low: int, high: int) -> Callable[[int], bytes]:
    def put(value: int) -> bytes:
        if 127 < value < 16_384:
            return bytes((value & 127 | 128, value >> 7))
        if not low <= value <= high:
            raise ValueError(f"{value} is not {'an' if kind[0] == 'i' else 'a'} {kind}")
        return put_varint(value & 0xFFFF_FFFF_FFFF_FFFF)

    return put


put_int32 = _ranged("int32", -(1 << 31), (1 << 31) - 1)
put_int64 = _ranged("int64", -(1 << 63), (1 << 63) - 1)
put_uint32 = _ranged("uint32", 0, (1 << 32) - 1)
put_uint64 = _ranged("uint64", 0, (1 << 64) - 1)


def _zigzag(kind: str, bits: int) -> Callable[[int], bytes]:
    limit = 1 << (bits - 1)

    def put(value: int) -> bytes:
        if not -limit <= value < limit:
            raise ValueError(f"{value} is not a {kind}")
        return put_varint(value << 1 ^ value >> (bits - 1))

    return put


put_sint32 = _zigzag("sint32", 32)
put_sint64 = _zigzag("sint64", 64)
put_float = struct.Struct("<f").pack
put_double = struct.Struct("<d").pack
put_fixed32 = struct.Struct("<I").pack
put_fixed64 = struct.Struct("<Q").pack
put_sfixed32 = struct.Struct("<i").pack
put_sfixed64 = struct.Struct("<q").pack
put_tag_float = struct.Struct("<Bf").pack
put_tag_double = struct.Struct("<Bd").pack
put_tag_fixed32 = struct.Struct("<BI").pack
put_tag_fixed64 = struct.Struct("<BQ").pack
put_tag_sfixed32 = struct.Struct("<Bi").pack
put_tag_sfixed64 = struct.Struct("<Bq").pack


def put_bool(value: bool) -> bytes:  # noqa: FBT001 - a value, not an option
    """Write a boolean."""
    return b"\x01" if value else b"\x00"


def put_pair(pair: tuple[int, int]) -> bytes:
    """Write seconds and nanoseconds of a Timestamp or Duration."""
    seconds, nanos = pair
    made = b"\x08" + put_varint(seconds & 0xFFFF_FFFF_FFFF_FFFF) if seconds else b""
    return made + b"\x10" + put_varint(nanos & 0xFFFF_FFFF_FFFF_FFFF) if nanos else made


# On the classes

INSTALLED: Final = ("SerializeToString", "__bytes__", "FromString", "parse", "load")
"""What `install` sets on a class; deleting them gives the stock functions back."""


def install(
    cls: type[Message],
    encode: Callable[[Message, bytearray], None],
    decode: Callable[[bytes, int, int, int, Message | None], Message],
) -> None:
    """Make a message class read and write with its generated codec. Its subclasses do, too."""

    def to_bytes(self: Message) -> bytes:
        made = bytearray()
        try:
            encode(self, made)
        except Exception as error:
            raise _refusal(self, error, encode) from error
        return bytes(made)

    def read(data: bytes, into: Message | None) -> Message:
        given = data if type(data) is bytes else bytes(data)
        try:
            return decode(given, 0, len(given), DEPTH, into)
        except (IndexError, struct.error) as error:
            raise WireError(f"not a {cls.__name__}: {TRUNCATED}") from error
        except UnicodeDecodeError as error:
            raise WireError(f"not a {cls.__name__}: a string is no UTF-8") from error
        except WireError as error:
            raise WireError(f"not a {cls.__name__}: {error.message}") from error

    def parse(kind: type[Message], data: bytes) -> Message:
        return read(data, None if kind is cls else kind())

    def load(self: Message, stream: Any, size: int | None = None) -> Message:
        return read(_taken(stream, size), self)

    for name, function in zip(
        INSTALLED, (to_bytes, to_bytes, classmethod(parse), classmethod(parse), load), strict=True
    ):
        setattr(cls, name, function)


def _taken(stream: Any, size: int | None) -> bytes:
    if size is None:
        return bytes(stream.read())
    if size < 0:
        prefix = stream.read(1)
        while prefix and prefix[-1] > 127 and len(prefix) < 10:
            prefix += stream.read(1) or b"\x80"
        size = get_size(prefix, 0)[0] if prefix and prefix[-1] < 128 else 1
    data = bytes(stream.read(size))
    if len(data) != size:
        raise WireError(TRUNCATED)
    return data


def _refusal(message: Any, error: Exception, encode: Callable[[Any, bytearray], None]) -> EncodeError:
    """Look for the field that cannot be written: each is tried alone."""
    name = type(message).__name__
    if isinstance(error, RecursionError):
        return EncodeError(f"{name}: it contains itself, or too many levels of messages")
    for field, meta in message._betterproto.meta_by_field_name.items():  # noqa: SLF001 - betterproto2's own table
        values = getattr(message, field)
        for place, value in _alone(field, values, listed=bool(meta.repeated), mapped=bool(meta.map_meta)):
            single = type(message)()
            single.__dict__[field] = value
            try:
                encode(single, bytearray())
            except Exception as reason:  # noqa: BLE001 - whatever a wrong value leads to
                return EncodeError(f"{name}.{place}: {_words(value, meta.proto_type, reason)}")
    return EncodeError(f"{name}: {error}")


def _alone(field: str, values: Any, *, listed: bool, mapped: bool) -> list[tuple[str, Any]]:
    if listed and isinstance(values, list | tuple):
        return [(f"{field}[{place}]", [value]) for place, value in enumerate(values)]
    if mapped and isinstance(values, dict):
        return [(f"{field}[{key!r}]", {key: value}) for key, value in values.items()]
    return [(field, values)]


def _words(value: Any, proto_type: str, reason: Exception) -> str:
    """Why a value cannot be written; the value itself, which may be a secret, is told of numbers only."""
    inner = value[0] if isinstance(value, list) and value else value
    inner = next(iter(inner.values())) if isinstance(inner, dict) and inner else inner
    if proto_type in {"message", "map"} and hasattr(inner, "_betterproto"):
        try:
            bytes(inner)
        except EncodeError as deeper:
            return deeper.message
    if isinstance(reason, UnicodeEncodeError):
        return "a surrogate is no UTF-8"
    if type(reason) is ValueError:
        return str(reason)
    if isinstance(inner, int | float):
        return f"{inner} is not a {proto_type}"
    return f"{type(inner).__name__} is not {proto_type}"
