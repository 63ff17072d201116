# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Reads and writes the messages of google.protobuf in the wire format."""

from __future__ import annotations

from mg_core.rpc.wire import (
    TOO_DEEP,
    TRUNCATED,
    WireError,
    get_int32,
    get_int64,
    get_tag,
    get_unknown,
    install,
    put_int32,
    put_int64,
    short_forms,
)

from . import Timestamp as C_Timestamp

T8 = short_forms(b"\x08")
T16 = short_forms(b"\x10")
new = object.__new__


def enc_Timestamp(o: C_Timestamp, w: bytearray) -> None:
    """Append a google.protobuf.Timestamp to `w`."""
    v1 = o.seconds
    if v1:
        w += T8[v1] if 0 <= v1 < 128 else b"\x08" + put_int64(v1)
    v2 = o.nanos
    if v2:
        w += T16[v2] if 0 <= v2 < 128 else b"\x10" + put_int32(v2)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_Timestamp(b: bytes, p: int, e: int, d: int, o: C_Timestamp | None = None) -> C_Timestamp:
    """Read a google.protobuf.Timestamp from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: int = 0
        f2: int = 0
        u: bytes | bytearray = b""
    else:
        f1 = o.seconds
        f2 = o.nanos
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 8:  # seconds
            f1 = b[p + 1]
            p += 2
            if f1 > 127:
                if b[p] < 128:
                    f1 += b[p] - 1 << 7
                    p += 1
                else:
                    f1, p = get_int64(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t == 16:  # nanos
            f2 = b[p + 1]
            p += 2
            if f2 > 127:
                if b[p] < 128:
                    f2 += b[p] - 1 << 7
                    p += 1
                else:
                    f2, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t in {8, 16} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_Timestamp)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "seconds": f1,
        "nanos": f2,
        "_unknown_fields": u,
    }
    return o


def install_all() -> None:
    """Make the message classes use this codec."""
    install(C_Timestamp, enc_Timestamp, dec_Timestamp)
