# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Reads and writes the messages of echo.v1 in the wire format."""

from __future__ import annotations

from mg_core.rpc.wire import (
    TOO_DEEP,
    TRUNCATED,
    Members,
    WireError,
    datetime_of,
    get_int32,
    get_pair,
    get_size,
    get_tag,
    get_unknown,
    install,
    pair_of_datetime,
    put_int32,
    put_pair,
    put_varint,
    short_forms,
)

from . import RepeatRequest as C_RepeatRequest
from . import SayRequest as C_SayRequest
from . import SayResponse as C_SayResponse
from . import SayResponseInner as C_SayResponseInner
from . import Volume as C_Volume

T10 = short_forms(b"\x0a")
T16 = short_forms(b"\x10")
T18 = short_forms(b"\x12")
T26 = short_forms(b"\x1a")
E_C_Volume = Members(C_Volume, C_Volume)
new = object.__new__


def enc_RepeatRequest(o: C_RepeatRequest, w: bytearray) -> None:
    """Append a echo.v1.RepeatRequest to `w`."""
    v1 = o.text
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.times
    if v2:
        w += T16[v2] if 0 <= v2 < 128 else b"\x10" + put_int32(v2)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RepeatRequest(b: bytes, p: int, e: int, d: int, o: C_RepeatRequest | None = None) -> C_RepeatRequest:
    """Read a echo.v1.RepeatRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: int = 0
        u: bytes | bytearray = b""
    else:
        f1 = o.text
        f2 = o.times
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # text
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 16:  # times
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
        if t in {10, 16} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RepeatRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "text": f1,
        "times": f2,
        "_unknown_fields": u,
    }
    return o


def enc_SayRequest(o: C_SayRequest, w: bytearray) -> None:
    """Append a echo.v1.SayRequest to `w`."""
    v1 = o.text
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.volume
    if v2:
        w += T16[v2] if 0 <= v2 < 128 else b"\x10" + put_int32(v2)
    v3 = o.heard_at
    if v3 is not None:
        c = put_pair(pair_of_datetime(v3))
        w += T26[len(c)]
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_SayRequest(b: bytes, p: int, e: int, d: int, o: C_SayRequest | None = None) -> C_SayRequest:
    """Read a echo.v1.SayRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: C_Volume = E_C_Volume[0]
        f3: tuple[int, int] | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.text
        f2 = o.volume
        f3 = None if o.heard_at is None else pair_of_datetime(o.heard_at)
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # text
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 16:  # volume
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_int32(b, p - 1)
            f2 = E_C_Volume[n]
            if p >= e:
                break
            t = b[p]
        if t == 26:  # heard_at
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = get_pair(b, p, q, d - 1, f3)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 16, 26} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_SayRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "text": f1,
        "volume": f2,
        "heard_at": None if f3 is None else datetime_of(f3),
        "_unknown_fields": u,
    }
    return o


def enc_SayResponse(o: C_SayResponse, w: bytearray) -> None:
    """Append a echo.v1.SayResponse to `w`."""
    v1 = o.text
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    for v2 in o.parts:
        w += b"\x12\x00"
        i = len(w)
        enc_SayResponseInner(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_SayResponse(b: bytes, p: int, e: int, d: int, o: C_SayResponse | None = None) -> C_SayResponse:
    """Read a echo.v1.SayResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: list[C_SayResponseInner] = []
        u: bytes | bytearray = b""
    else:
        f1 = o.text
        f2 = o.parts
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # text
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        while t == 18:  # parts
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2.append(dec_SayResponseInner(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t in {10, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_SayResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "text": f1,
        "parts": f2,
        "_unknown_fields": u,
    }
    return o


def enc_SayResponseInner(o: C_SayResponseInner, w: bytearray) -> None:
    """Append a echo.v1.SayResponse.Inner to `w`."""
    for k1, v1 in o.words.items():
        w += b"\x0a\x00"
        j = len(w)
        c = k1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
        c = v1.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
        n = len(w) - j
        if n < 128:
            w[j - 1] = n
        else:
            w[j - 1 : j] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def ent_SayResponseInner_1(b: bytes, p: int, e: int, d: int) -> tuple[str, str, bool]:
    """Read an entry of echo.v1.SayResponse.Inner.words; the last part is False if it is not wholly known."""
    if d < 0:
        raise WireError(TOO_DEEP)
    f1 = ""
    f2 = ""
    u = bytearray()
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # key
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 18:  # value
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18} or (t > 127 and x != p):
            continue
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    return f1, f2, not u


def dec_SayResponseInner(b: bytes, p: int, e: int, d: int, o: C_SayResponseInner | None = None) -> C_SayResponseInner:
    """Read a echo.v1.SayResponse.Inner from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: dict[str, str] = {}
        u: bytes | bytearray = b""
    else:
        f1 = o.words
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # words
            r = p
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            k1, v1, known = ent_SayResponseInner_1(b, p, q, d - 1)
            if known:
                f1[k1] = v1
            else:
                if not isinstance(u, bytearray):
                    u = bytearray(u)
                get_unknown(b, s if x == r else r, e, d, u)
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_SayResponseInner)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "words": f1,
        "_unknown_fields": u,
    }
    return o


def install_all() -> None:
    """Make the message classes use this codec."""
    install(C_RepeatRequest, enc_RepeatRequest, dec_RepeatRequest)
    install(C_SayRequest, enc_SayRequest, dec_SayRequest)
    install(C_SayResponse, enc_SayResponse, dec_SayResponse)
    install(C_SayResponseInner, enc_SayResponseInner, dec_SayResponseInner)
