# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Reads and writes the messages of mediagateway.v1 in the wire format."""

from __future__ import annotations

from math import copysign

from mg_core.rpc.wire import (
    TOO_DEEP,
    TRUNCATED,
    Members,
    WireError,
    datetime_of,
    get_double,
    get_int32,
    get_int32s,
    get_int64,
    get_pair,
    get_size,
    get_tag,
    get_unknown,
    get_varint,
    install,
    pair_of_datetime,
    put_double,
    put_int32,
    put_int64,
    put_pair,
    put_varint,
    short_forms,
)

from . import AddToQueueRequest as C_AddToQueueRequest
from . import AddToQueueResponse as C_AddToQueueResponse
from . import AddToWatchlistRequest as C_AddToWatchlistRequest
from . import AddToWatchlistResponse as C_AddToWatchlistResponse
from . import CatalogEntry as C_CatalogEntry
from . import CatalogPage as C_CatalogPage
from . import Connection as C_Connection
from . import ConnectPlatformRequest as C_ConnectPlatformRequest
from . import ConnectPlatformResponse as C_ConnectPlatformResponse
from . import ContentItem as C_ContentItem
from . import ContentType as C_ContentType
from . import Device as C_Device
from . import DeviceStatus as C_DeviceStatus
from . import DisconnectPlatformRequest as C_DisconnectPlatformRequest
from . import DisconnectPlatformResponse as C_DisconnectPlatformResponse
from . import EndSessionRequest as C_EndSessionRequest
from . import EndSessionResponse as C_EndSessionResponse
from . import GetContentRequest as C_GetContentRequest
from . import GetContentResponse as C_GetContentResponse
from . import GetPositionRequest as C_GetPositionRequest
from . import GetPositionResponse as C_GetPositionResponse
from . import GetStateRequest as C_GetStateRequest
from . import GetStateResponse as C_GetStateResponse
from . import GetUserRequest as C_GetUserRequest
from . import GetUserResponse as C_GetUserResponse
from . import HeartbeatRequest as C_HeartbeatRequest
from . import HeartbeatResponse as C_HeartbeatResponse
from . import HistoryEntry as C_HistoryEntry
from . import ImportLibraryRequest as C_ImportLibraryRequest
from . import ImportLibraryResponse as C_ImportLibraryResponse
from . import IndexContentRequest as C_IndexContentRequest
from . import IndexContentResponse as C_IndexContentResponse
from . import ListCatalogRequest as C_ListCatalogRequest
from . import ListConnectionsRequest as C_ListConnectionsRequest
from . import ListConnectionsResponse as C_ListConnectionsResponse
from . import ListEntry as C_ListEntry
from . import ListHistoryRequest as C_ListHistoryRequest
from . import ListHistoryResponse as C_ListHistoryResponse
from . import ListLibraryRequest as C_ListLibraryRequest
from . import ListLibraryResponse as C_ListLibraryResponse
from . import ListQueueRequest as C_ListQueueRequest
from . import ListQueueResponse as C_ListQueueResponse
from . import ListWatchlistRequest as C_ListWatchlistRequest
from . import ListWatchlistResponse as C_ListWatchlistResponse
from . import LoginRequest as C_LoginRequest
from . import LoginResponse as C_LoginResponse
from . import LogoutRequest as C_LogoutRequest
from . import LogoutResponse as C_LogoutResponse
from . import PageRequest as C_PageRequest
from . import PlatformError as C_PlatformError
from . import PlaybackPosition as C_PlaybackPosition
from . import PlaybackState as C_PlaybackState
from . import PreferencesChange as C_PreferencesChange
from . import PublishEventRequest as C_PublishEventRequest
from . import PublishEventResponse as C_PublishEventResponse
from . import QueueChange as C_QueueChange
from . import RankingContext as C_RankingContext
from . import RankingRequest as C_RankingRequest
from . import RankingResponse as C_RankingResponse
from . import Recommendation as C_Recommendation
from . import RecommendationContext as C_RecommendationContext
from . import RecommendationFilters as C_RecommendationFilters
from . import RecommendationRequest as C_RecommendationRequest
from . import RecommendationResponse as C_RecommendationResponse
from . import RecordEventRequest as C_RecordEventRequest
from . import RecordEventResponse as C_RecordEventResponse
from . import RecordWatchRequest as C_RecordWatchRequest
from . import RecordWatchResponse as C_RecordWatchResponse
from . import RefreshTokenRequest as C_RefreshTokenRequest
from . import RefreshTokenResponse as C_RefreshTokenResponse
from . import RegisterDeviceRequest as C_RegisterDeviceRequest
from . import RegisterDeviceResponse as C_RegisterDeviceResponse
from . import RegisterRequest as C_RegisterRequest
from . import RegisterResponse as C_RegisterResponse
from . import RemoveFromQueueRequest as C_RemoveFromQueueRequest
from . import RemoveFromQueueResponse as C_RemoveFromQueueResponse
from . import RemoveFromWatchlistRequest as C_RemoveFromWatchlistRequest
from . import RemoveFromWatchlistResponse as C_RemoveFromWatchlistResponse
from . import SearchFilters as C_SearchFilters
from . import SearchRequest as C_SearchRequest
from . import SearchResponse as C_SearchResponse
from . import SimilarRequest as C_SimilarRequest
from . import StartSessionRequest as C_StartSessionRequest
from . import StartSessionResponse as C_StartSessionResponse
from . import SyncEvent as C_SyncEvent
from . import TokenPair as C_TokenPair
from . import User as C_User
from . import ValidateTokenRequest as C_ValidateTokenRequest
from . import ValidateTokenResponse as C_ValidateTokenResponse
from . import WatchEventsRequest as C_WatchEventsRequest

T8 = short_forms(b"\x08")
T10 = short_forms(b"\x0a")
T16 = short_forms(b"\x10")
T18 = short_forms(b"\x12")
T24 = short_forms(b"\x18")
T26 = short_forms(b"\x1a")
T32 = short_forms(b"\x20")
T34 = short_forms(b"\x22")
T40 = short_forms(b"\x28")
T42 = short_forms(b"\x2a")
T48 = short_forms(b"\x30")
T50 = short_forms(b"\x32")
T56 = short_forms(b"\x38")
T58 = short_forms(b"\x3a")
T66 = short_forms(b"\x42")
T74 = short_forms(b"\x4a")
T112 = short_forms(b"\x70")
E_C_ContentType = Members(C_ContentType, C_ContentType)
E_C_DeviceStatus = Members(C_DeviceStatus, C_DeviceStatus)
E_C_PlaybackState = Members(C_PlaybackState, C_PlaybackState)
new = object.__new__


def enc_AddToQueueRequest(o: C_AddToQueueRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.AddToQueueRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.platform
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.content_id
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    v4 = o.title
    if v4:
        c = v4.encode()
        n = len(c)
        w += T34[n] if n < 128 else b"\x22" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_AddToQueueRequest(
    b: bytes, p: int, e: int, d: int, o: C_AddToQueueRequest | None = None
) -> C_AddToQueueRequest:
    """Read a mediagateway.v1.AddToQueueRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: str = ""
        f4: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.platform
        f3 = o.content_id
        f4 = o.title
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # platform
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
        if t == 26:  # content_id
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 34:  # title
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26, 34} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_AddToQueueRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "platform": f2,
        "content_id": f3,
        "title": f4,
        "_unknown_fields": u,
    }
    return o


def enc_AddToQueueResponse(o: C_AddToQueueResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.AddToQueueResponse to `w`."""
    v1 = o.entry
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_ListEntry(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_AddToQueueResponse(
    b: bytes, p: int, e: int, d: int, o: C_AddToQueueResponse | None = None
) -> C_AddToQueueResponse:
    """Read a mediagateway.v1.AddToQueueResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_ListEntry | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.entry
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # entry
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_ListEntry(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_AddToQueueResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "entry": f1,
        "_unknown_fields": u,
    }
    return o


def enc_AddToWatchlistRequest(o: C_AddToWatchlistRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.AddToWatchlistRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.platform
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.content_id
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_AddToWatchlistRequest(
    b: bytes, p: int, e: int, d: int, o: C_AddToWatchlistRequest | None = None
) -> C_AddToWatchlistRequest:
    """Read a mediagateway.v1.AddToWatchlistRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.platform
        f3 = o.content_id
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # platform
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
        if t == 26:  # content_id
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_AddToWatchlistRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "platform": f2,
        "content_id": f3,
        "_unknown_fields": u,
    }
    return o


def enc_AddToWatchlistResponse(o: C_AddToWatchlistResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.AddToWatchlistResponse to `w`."""
    v1 = o.entry
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_ListEntry(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_AddToWatchlistResponse(
    b: bytes, p: int, e: int, d: int, o: C_AddToWatchlistResponse | None = None
) -> C_AddToWatchlistResponse:
    """Read a mediagateway.v1.AddToWatchlistResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_ListEntry | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.entry
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # entry
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_ListEntry(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_AddToWatchlistResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "entry": f1,
        "_unknown_fields": u,
    }
    return o


def enc_CatalogEntry(o: C_CatalogEntry, w: bytearray) -> None:
    """Append a mediagateway.v1.CatalogEntry to `w`."""
    v1 = o.item
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_ContentItem(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v2 = o.title_number
    if v2 is not None:
        w += T16[v2] if 0 <= v2 < 128 else b"\x10" + put_int64(v2)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_CatalogEntry(b: bytes, p: int, e: int, d: int, o: C_CatalogEntry | None = None) -> C_CatalogEntry:
    """Read a mediagateway.v1.CatalogEntry from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_ContentItem | None = None
        f2: int | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.item
        f2 = o.title_number
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # item
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_ContentItem(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 16:  # title_number
            f2 = b[p + 1]
            p += 2
            if f2 > 127:
                if b[p] < 128:
                    f2 += b[p] - 1 << 7
                    p += 1
                else:
                    f2, p = get_int64(b, p - 1)
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
        o = new(C_CatalogEntry)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "item": f1,
        "title_number": f2,
        "_unknown_fields": u,
    }
    return o


def enc_CatalogPage(o: C_CatalogPage, w: bytearray) -> None:
    """Append a mediagateway.v1.CatalogPage to `w`."""
    for v1 in o.entries:
        w += b"\x0a\x00"
        i = len(w)
        enc_CatalogEntry(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v2 = o.position
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_CatalogPage(b: bytes, p: int, e: int, d: int, o: C_CatalogPage | None = None) -> C_CatalogPage:
    """Read a mediagateway.v1.CatalogPage from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: list[C_CatalogEntry] = []
        f2: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.entries
        f2 = o.position
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # entries
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1.append(dec_CatalogEntry(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 18:  # position
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
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_CatalogPage)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "entries": f1,
        "position": f2,
        "_unknown_fields": u,
    }
    return o


def enc_ConnectPlatformRequest(o: C_ConnectPlatformRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.ConnectPlatformRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.platform
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.credential
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ConnectPlatformRequest(
    b: bytes, p: int, e: int, d: int, o: C_ConnectPlatformRequest | None = None
) -> C_ConnectPlatformRequest:
    """Read a mediagateway.v1.ConnectPlatformRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.platform
        f3 = o.credential
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # platform
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
        if t == 26:  # credential
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ConnectPlatformRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "platform": f2,
        "credential": f3,
        "_unknown_fields": u,
    }
    return o


def enc_ConnectPlatformResponse(o: C_ConnectPlatformResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.ConnectPlatformResponse to `w`."""
    v1 = o.connection
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_Connection(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ConnectPlatformResponse(
    b: bytes, p: int, e: int, d: int, o: C_ConnectPlatformResponse | None = None
) -> C_ConnectPlatformResponse:
    """Read a mediagateway.v1.ConnectPlatformResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_Connection | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.connection
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # connection
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_Connection(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ConnectPlatformResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "connection": f1,
        "_unknown_fields": u,
    }
    return o


def enc_Connection(o: C_Connection, w: bytearray) -> None:
    """Append a mediagateway.v1.Connection to `w`."""
    v1 = o.platform
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.status
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.connected_at
    if v3 is not None:
        c = put_pair(pair_of_datetime(v3))
        w += T26[len(c)]
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_Connection(b: bytes, p: int, e: int, d: int, o: C_Connection | None = None) -> C_Connection:
    """Read a mediagateway.v1.Connection from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: tuple[int, int] | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.platform
        f2 = o.status
        f3 = None if o.connected_at is None else pair_of_datetime(o.connected_at)
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # platform
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
        if t == 18:  # status
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
        if t == 26:  # connected_at
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
        if t in {10, 18, 26} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_Connection)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "platform": f1,
        "status": f2,
        "connected_at": None if f3 is None else datetime_of(f3),
        "_unknown_fields": u,
    }
    return o


def enc_ContentItem(o: C_ContentItem, w: bytearray) -> None:
    """Append a mediagateway.v1.ContentItem to `w`."""
    v1 = o.content_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.platform
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.title
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    v4 = o.type
    if v4:
        w += T32[v4] if 0 <= v4 < 128 else b"\x20" + put_int32(v4)
    v5 = o.seasons
    if v5 is not None:
        w += T40[v5] if 0 <= v5 < 128 else b"\x28" + put_int32(v5)
    for v6 in o.genres:
        c = v6.encode()
        n = len(c)
        w += T50[n] if n < 128 else b"\x32" + put_varint(n)
        w += c
    v7 = o.release_year
    if v7 is not None:
        w += T56[v7] if 0 <= v7 < 128 else b"\x38" + put_int32(v7)
    v8 = o.description
    if v8:
        c = v8.encode()
        n = len(c)
        w += T66[n] if n < 128 else b"\x42" + put_varint(n)
        w += c
    v9 = o.url
    if v9:
        c = v9.encode()
        n = len(c)
        w += T74[n] if n < 128 else b"\x4a" + put_varint(n)
        w += c
    v10 = o.rating
    if v10 is not None:
        w += b"\x51" + put_double(v10)
    v11 = o.relevance_score
    if v11 is not None:
        w += b"\x59" + put_double(v11)
    v12 = o.available
    if v12 is not None:
        w += b"\x60\x01" if v12 else b"\x60\x00"
    v13 = o.popularity
    if v13 is not None:
        w += b"\x69" + put_double(v13)
    v14 = o.duration_ms
    if v14 is not None:
        w += T112[v14] if 0 <= v14 < 128 else b"\x70" + put_int64(v14)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ContentItem(b: bytes, p: int, e: int, d: int, o: C_ContentItem | None = None) -> C_ContentItem:
    """Read a mediagateway.v1.ContentItem from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: str = ""
        f4: C_ContentType = E_C_ContentType[0]
        f5: int | None = None
        f6: list[str] = []
        f7: int | None = None
        f8: str = ""
        f9: str = ""
        f10: float | None = None
        f11: float | None = None
        f12: bool | None = None
        f13: float | None = None
        f14: int | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.content_id
        f2 = o.platform
        f3 = o.title
        f4 = o.type
        f5 = o.seasons
        f6 = o.genres
        f7 = o.release_year
        f8 = o.description
        f9 = o.url
        f10 = o.rating
        f11 = o.relevance_score
        f12 = o.available
        f13 = o.popularity
        f14 = o.duration_ms
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # content_id
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
        if t == 18:  # platform
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
        if t == 26:  # title
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 32:  # type
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_int32(b, p - 1)
            f4 = E_C_ContentType[n]
            if p >= e:
                break
            t = b[p]
        if t == 40:  # seasons
            f5 = b[p + 1]
            p += 2
            if f5 > 127:
                if b[p] < 128:
                    f5 += b[p] - 1 << 7
                    p += 1
                else:
                    f5, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        while t == 50:  # genres
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f6.append(b[p:q].decode())
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 56:  # release_year
            f7 = b[p + 1]
            p += 2
            if f7 > 127:
                if b[p] < 128:
                    f7 += b[p] - 1 << 7
                    p += 1
                else:
                    f7, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t == 66:  # description
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f8 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 74:  # url
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f9 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 81:  # rating
            f10 = get_double(b, p + 1)[0]
            p += 9
            if p >= e:
                break
            t = b[p]
        if t == 89:  # relevance_score
            f11 = get_double(b, p + 1)[0]
            p += 9
            if p >= e:
                break
            t = b[p]
        if t == 96:  # available
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_varint(b, p - 1)
            f12 = n != 0
            if p >= e:
                break
            t = b[p]
        if t == 105:  # popularity
            f13 = get_double(b, p + 1)[0]
            p += 9
            if p >= e:
                break
            t = b[p]
        if t == 112:  # duration_ms
            f14 = b[p + 1]
            p += 2
            if f14 > 127:
                if b[p] < 128:
                    f14 += b[p] - 1 << 7
                    p += 1
                else:
                    f14, p = get_int64(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26, 32, 40, 50, 56, 66, 74, 81, 89, 96, 105, 112} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ContentItem)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "content_id": f1,
        "platform": f2,
        "title": f3,
        "type": f4,
        "seasons": f5,
        "genres": f6,
        "release_year": f7,
        "description": f8,
        "url": f9,
        "rating": f10,
        "relevance_score": f11,
        "available": f12,
        "popularity": f13,
        "duration_ms": f14,
        "_unknown_fields": u,
    }
    return o


def enc_Device(o: C_Device, w: bytearray) -> None:
    """Append a mediagateway.v1.Device to `w`."""
    v1 = o.device_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.type
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.status
    if v3:
        w += T24[v3] if 0 <= v3 < 128 else b"\x18" + put_int32(v3)
    v4 = o.last_seen
    if v4 is not None:
        c = put_pair(pair_of_datetime(v4))
        w += T34[len(c)]
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_Device(b: bytes, p: int, e: int, d: int, o: C_Device | None = None) -> C_Device:
    """Read a mediagateway.v1.Device from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: C_DeviceStatus = E_C_DeviceStatus[0]
        f4: tuple[int, int] | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.device_id
        f2 = o.type
        f3 = o.status
        f4 = None if o.last_seen is None else pair_of_datetime(o.last_seen)
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # device_id
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
        if t == 18:  # type
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
        if t == 24:  # status
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_int32(b, p - 1)
            f3 = E_C_DeviceStatus[n]
            if p >= e:
                break
            t = b[p]
        if t == 34:  # last_seen
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4 = get_pair(b, p, q, d - 1, f4)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 24, 34} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_Device)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "device_id": f1,
        "type": f2,
        "status": f3,
        "last_seen": None if f4 is None else datetime_of(f4),
        "_unknown_fields": u,
    }
    return o


def enc_DisconnectPlatformRequest(o: C_DisconnectPlatformRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.DisconnectPlatformRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.platform
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_DisconnectPlatformRequest(
    b: bytes, p: int, e: int, d: int, o: C_DisconnectPlatformRequest | None = None
) -> C_DisconnectPlatformRequest:
    """Read a mediagateway.v1.DisconnectPlatformRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.platform
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # platform
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
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_DisconnectPlatformRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "platform": f2,
        "_unknown_fields": u,
    }
    return o


def enc_DisconnectPlatformResponse(o: C_DisconnectPlatformResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.DisconnectPlatformResponse to `w`."""
    if o._unknown_fields:
        w += o._unknown_fields


def dec_DisconnectPlatformResponse(
    b: bytes, p: int, e: int, d: int, o: C_DisconnectPlatformResponse | None = None
) -> C_DisconnectPlatformResponse:
    """Read a mediagateway.v1.DisconnectPlatformResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        u: bytes | bytearray = b""
    else:
        u = o._unknown_fields
    while p < e:
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_DisconnectPlatformResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "_unknown_fields": u,
    }
    return o


def enc_EndSessionRequest(o: C_EndSessionRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.EndSessionRequest to `w`."""
    v1 = o.session_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.position_ms
    if v2:
        w += T16[v2] if 0 <= v2 < 128 else b"\x10" + put_int64(v2)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_EndSessionRequest(
    b: bytes, p: int, e: int, d: int, o: C_EndSessionRequest | None = None
) -> C_EndSessionRequest:
    """Read a mediagateway.v1.EndSessionRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: int = 0
        u: bytes | bytearray = b""
    else:
        f1 = o.session_id
        f2 = o.position_ms
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # session_id
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
        if t == 16:  # position_ms
            f2 = b[p + 1]
            p += 2
            if f2 > 127:
                if b[p] < 128:
                    f2 += b[p] - 1 << 7
                    p += 1
                else:
                    f2, p = get_int64(b, p - 1)
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
        o = new(C_EndSessionRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "session_id": f1,
        "position_ms": f2,
        "_unknown_fields": u,
    }
    return o


def enc_EndSessionResponse(o: C_EndSessionResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.EndSessionResponse to `w`."""
    v1 = o.position_ms
    if v1:
        w += T8[v1] if 0 <= v1 < 128 else b"\x08" + put_int64(v1)
    if o.watched:
        w += b"\x10\x01"
    v3 = o.next_item
    if v3 is not None:
        w += b"\x1a\x00"
        i = len(w)
        enc_ContentItem(v3, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_EndSessionResponse(
    b: bytes, p: int, e: int, d: int, o: C_EndSessionResponse | None = None
) -> C_EndSessionResponse:
    """Read a mediagateway.v1.EndSessionResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: int = 0
        f2: bool = False
        f3: C_ContentItem | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.position_ms
        f2 = o.watched
        f3 = o.next_item
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 8:  # position_ms
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
        if t == 16:  # watched
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_varint(b, p - 1)
            f2 = n != 0
            if p >= e:
                break
            t = b[p]
        if t == 26:  # next_item
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = dec_ContentItem(b, p, q, d - 1, f3)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {8, 16, 26} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_EndSessionResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "position_ms": f1,
        "watched": f2,
        "next_item": f3,
        "_unknown_fields": u,
    }
    return o


def enc_GetContentRequest(o: C_GetContentRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.GetContentRequest to `w`."""
    v1 = o.content_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_GetContentRequest(
    b: bytes, p: int, e: int, d: int, o: C_GetContentRequest | None = None
) -> C_GetContentRequest:
    """Read a mediagateway.v1.GetContentRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.content_id
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # content_id
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
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_GetContentRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "content_id": f1,
        "_unknown_fields": u,
    }
    return o


def enc_GetContentResponse(o: C_GetContentResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.GetContentResponse to `w`."""
    v1 = o.item
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_ContentItem(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_GetContentResponse(
    b: bytes, p: int, e: int, d: int, o: C_GetContentResponse | None = None
) -> C_GetContentResponse:
    """Read a mediagateway.v1.GetContentResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_ContentItem | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.item
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # item
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_ContentItem(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_GetContentResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "item": f1,
        "_unknown_fields": u,
    }
    return o


def enc_GetPositionRequest(o: C_GetPositionRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.GetPositionRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.content_id
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_GetPositionRequest(
    b: bytes, p: int, e: int, d: int, o: C_GetPositionRequest | None = None
) -> C_GetPositionRequest:
    """Read a mediagateway.v1.GetPositionRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.content_id
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # content_id
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
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_GetPositionRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "content_id": f2,
        "_unknown_fields": u,
    }
    return o


def enc_GetPositionResponse(o: C_GetPositionResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.GetPositionResponse to `w`."""
    v1 = o.position
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_PlaybackPosition(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_GetPositionResponse(
    b: bytes, p: int, e: int, d: int, o: C_GetPositionResponse | None = None
) -> C_GetPositionResponse:
    """Read a mediagateway.v1.GetPositionResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_PlaybackPosition | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.position
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # position
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_PlaybackPosition(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_GetPositionResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "position": f1,
        "_unknown_fields": u,
    }
    return o


def enc_GetStateRequest(o: C_GetStateRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.GetStateRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.since
    if v2 is not None:
        c = put_pair(pair_of_datetime(v2))
        w += T18[len(c)]
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_GetStateRequest(b: bytes, p: int, e: int, d: int, o: C_GetStateRequest | None = None) -> C_GetStateRequest:
    """Read a mediagateway.v1.GetStateRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: tuple[int, int] | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = None if o.since is None else pair_of_datetime(o.since)
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # since
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = get_pair(b, p, q, d - 1, f2)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_GetStateRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "since": None if f2 is None else datetime_of(f2),
        "_unknown_fields": u,
    }
    return o


def enc_GetStateResponse(o: C_GetStateResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.GetStateResponse to `w`."""
    for v1 in o.positions:
        w += b"\x0a\x00"
        i = len(w)
        enc_PlaybackPosition(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    for v2 in o.devices:
        w += b"\x12\x00"
        i = len(w)
        enc_Device(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    for v3 in o.missed_events:
        w += b"\x1a\x00"
        i = len(w)
        enc_SyncEvent(v3, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v4 = o.as_of
    if v4 is not None:
        c = put_pair(pair_of_datetime(v4))
        w += T34[len(c)]
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_GetStateResponse(b: bytes, p: int, e: int, d: int, o: C_GetStateResponse | None = None) -> C_GetStateResponse:
    """Read a mediagateway.v1.GetStateResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: list[C_PlaybackPosition] = []
        f2: list[C_Device] = []
        f3: list[C_SyncEvent] = []
        f4: tuple[int, int] | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.positions
        f2 = o.devices
        f3 = o.missed_events
        f4 = None if o.as_of is None else pair_of_datetime(o.as_of)
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # positions
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1.append(dec_PlaybackPosition(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        while t == 18:  # devices
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2.append(dec_Device(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        while t == 26:  # missed_events
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3.append(dec_SyncEvent(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 34:  # as_of
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4 = get_pair(b, p, q, d - 1, f4)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26, 34} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_GetStateResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "positions": f1,
        "devices": f2,
        "missed_events": f3,
        "as_of": None if f4 is None else datetime_of(f4),
        "_unknown_fields": u,
    }
    return o


def enc_GetUserRequest(o: C_GetUserRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.GetUserRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_GetUserRequest(b: bytes, p: int, e: int, d: int, o: C_GetUserRequest | None = None) -> C_GetUserRequest:
    """Read a mediagateway.v1.GetUserRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_GetUserRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "_unknown_fields": u,
    }
    return o


def enc_GetUserResponse(o: C_GetUserResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.GetUserResponse to `w`."""
    v1 = o.user
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_User(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_GetUserResponse(b: bytes, p: int, e: int, d: int, o: C_GetUserResponse | None = None) -> C_GetUserResponse:
    """Read a mediagateway.v1.GetUserResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_User | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_User(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_GetUserResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user": f1,
        "_unknown_fields": u,
    }
    return o


def enc_HeartbeatRequest(o: C_HeartbeatRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.HeartbeatRequest to `w`."""
    v1 = o.session_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.position_ms
    if v2:
        w += T16[v2] if 0 <= v2 < 128 else b"\x10" + put_int64(v2)
    v3 = o.state
    if v3:
        w += T24[v3] if 0 <= v3 < 128 else b"\x18" + put_int32(v3)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_HeartbeatRequest(b: bytes, p: int, e: int, d: int, o: C_HeartbeatRequest | None = None) -> C_HeartbeatRequest:
    """Read a mediagateway.v1.HeartbeatRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: int = 0
        f3: C_PlaybackState = E_C_PlaybackState[0]
        u: bytes | bytearray = b""
    else:
        f1 = o.session_id
        f2 = o.position_ms
        f3 = o.state
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # session_id
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
        if t == 16:  # position_ms
            f2 = b[p + 1]
            p += 2
            if f2 > 127:
                if b[p] < 128:
                    f2 += b[p] - 1 << 7
                    p += 1
                else:
                    f2, p = get_int64(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t == 24:  # state
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_int32(b, p - 1)
            f3 = E_C_PlaybackState[n]
            if p >= e:
                break
            t = b[p]
        if t in {10, 16, 24} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_HeartbeatRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "session_id": f1,
        "position_ms": f2,
        "state": f3,
        "_unknown_fields": u,
    }
    return o


def enc_HeartbeatResponse(o: C_HeartbeatResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.HeartbeatResponse to `w`."""
    v1 = o.position_ms
    if v1:
        w += T8[v1] if 0 <= v1 < 128 else b"\x08" + put_int64(v1)
    if o.watched:
        w += b"\x10\x01"
    v3 = o.next_heartbeat_s
    if v3:
        w += T24[v3] if 0 <= v3 < 128 else b"\x18" + put_int32(v3)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_HeartbeatResponse(
    b: bytes, p: int, e: int, d: int, o: C_HeartbeatResponse | None = None
) -> C_HeartbeatResponse:
    """Read a mediagateway.v1.HeartbeatResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: int = 0
        f2: bool = False
        f3: int = 0
        u: bytes | bytearray = b""
    else:
        f1 = o.position_ms
        f2 = o.watched
        f3 = o.next_heartbeat_s
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 8:  # position_ms
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
        if t == 16:  # watched
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_varint(b, p - 1)
            f2 = n != 0
            if p >= e:
                break
            t = b[p]
        if t == 24:  # next_heartbeat_s
            f3 = b[p + 1]
            p += 2
            if f3 > 127:
                if b[p] < 128:
                    f3 += b[p] - 1 << 7
                    p += 1
                else:
                    f3, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t in {8, 16, 24} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_HeartbeatResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "position_ms": f1,
        "watched": f2,
        "next_heartbeat_s": f3,
        "_unknown_fields": u,
    }
    return o


def enc_HistoryEntry(o: C_HistoryEntry, w: bytearray) -> None:
    """Append a mediagateway.v1.HistoryEntry to `w`."""
    v1 = o.item
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_ContentItem(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v2 = o.watched_at
    if v2 is not None:
        c = put_pair(pair_of_datetime(v2))
        w += T18[len(c)]
        w += c
    v3 = o.completion
    if v3 or copysign(1.0, v3) < 0:
        w += b"\x19" + put_double(v3)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_HistoryEntry(b: bytes, p: int, e: int, d: int, o: C_HistoryEntry | None = None) -> C_HistoryEntry:
    """Read a mediagateway.v1.HistoryEntry from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_ContentItem | None = None
        f2: tuple[int, int] | None = None
        f3: float = 0.0
        u: bytes | bytearray = b""
    else:
        f1 = o.item
        f2 = None if o.watched_at is None else pair_of_datetime(o.watched_at)
        f3 = o.completion
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # item
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_ContentItem(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 18:  # watched_at
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = get_pair(b, p, q, d - 1, f2)
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 25:  # completion
            f3 = get_double(b, p + 1)[0]
            p += 9
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 25} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_HistoryEntry)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "item": f1,
        "watched_at": None if f2 is None else datetime_of(f2),
        "completion": f3,
        "_unknown_fields": u,
    }
    return o


def enc_ImportLibraryRequest(o: C_ImportLibraryRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.ImportLibraryRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.item
    if v2 is not None:
        w += b"\x12\x00"
        i = len(w)
        enc_ContentItem(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ImportLibraryRequest(
    b: bytes, p: int, e: int, d: int, o: C_ImportLibraryRequest | None = None
) -> C_ImportLibraryRequest:
    """Read a mediagateway.v1.ImportLibraryRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: C_ContentItem | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.item
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # item
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = dec_ContentItem(b, p, q, d - 1, f2)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ImportLibraryRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "item": f2,
        "_unknown_fields": u,
    }
    return o


def enc_ImportLibraryResponse(o: C_ImportLibraryResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.ImportLibraryResponse to `w`."""
    v1 = o.imported
    if v1:
        w += T8[v1] if 0 <= v1 < 128 else b"\x08" + put_int32(v1)
    for k2, v2 in o.refused.items():
        w += b"\x12\x00"
        j = len(w)
        c = k2.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
        c = v2.encode()
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


def ent_ImportLibraryResponse_2(b: bytes, p: int, e: int, d: int) -> tuple[str, str, bool]:
    """Read an entry of mediagateway.v1.ImportLibraryResponse.refused; the last part is False if it is not wholly known."""
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


def dec_ImportLibraryResponse(
    b: bytes, p: int, e: int, d: int, o: C_ImportLibraryResponse | None = None
) -> C_ImportLibraryResponse:
    """Read a mediagateway.v1.ImportLibraryResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: int = 0
        f2: dict[str, str] = {}
        u: bytes | bytearray = b""
    else:
        f1 = o.imported
        f2 = o.refused
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 8:  # imported
            f1 = b[p + 1]
            p += 2
            if f1 > 127:
                if b[p] < 128:
                    f1 += b[p] - 1 << 7
                    p += 1
                else:
                    f1, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        while t == 18:  # refused
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
            k2, v2, known = ent_ImportLibraryResponse_2(b, p, q, d - 1)
            if known:
                f2[k2] = v2
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
        if t in {8, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ImportLibraryResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "imported": f1,
        "refused": f2,
        "_unknown_fields": u,
    }
    return o


def enc_IndexContentRequest(o: C_IndexContentRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.IndexContentRequest to `w`."""
    v1 = o.item
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_ContentItem(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_IndexContentRequest(
    b: bytes, p: int, e: int, d: int, o: C_IndexContentRequest | None = None
) -> C_IndexContentRequest:
    """Read a mediagateway.v1.IndexContentRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_ContentItem | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.item
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # item
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_ContentItem(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_IndexContentRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "item": f1,
        "_unknown_fields": u,
    }
    return o


def enc_IndexContentResponse(o: C_IndexContentResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.IndexContentResponse to `w`."""
    v1 = o.indexed
    if v1:
        w += T8[v1] if 0 <= v1 < 128 else b"\x08" + put_int32(v1)
    for k2, v2 in o.refused.items():
        w += b"\x12\x00"
        j = len(w)
        c = k2.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
        c = v2.encode()
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


def ent_IndexContentResponse_2(b: bytes, p: int, e: int, d: int) -> tuple[str, str, bool]:
    """Read an entry of mediagateway.v1.IndexContentResponse.refused; the last part is False if it is not wholly known."""
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


def dec_IndexContentResponse(
    b: bytes, p: int, e: int, d: int, o: C_IndexContentResponse | None = None
) -> C_IndexContentResponse:
    """Read a mediagateway.v1.IndexContentResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: int = 0
        f2: dict[str, str] = {}
        u: bytes | bytearray = b""
    else:
        f1 = o.indexed
        f2 = o.refused
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 8:  # indexed
            f1 = b[p + 1]
            p += 2
            if f1 > 127:
                if b[p] < 128:
                    f1 += b[p] - 1 << 7
                    p += 1
                else:
                    f1, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        while t == 18:  # refused
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
            k2, v2, known = ent_IndexContentResponse_2(b, p, q, d - 1)
            if known:
                f2[k2] = v2
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
        if t in {8, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_IndexContentResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "indexed": f1,
        "refused": f2,
        "_unknown_fields": u,
    }
    return o


def enc_ListCatalogRequest(o: C_ListCatalogRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.ListCatalogRequest to `w`."""
    v1 = o.after
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ListCatalogRequest(
    b: bytes, p: int, e: int, d: int, o: C_ListCatalogRequest | None = None
) -> C_ListCatalogRequest:
    """Read a mediagateway.v1.ListCatalogRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.after
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # after
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
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ListCatalogRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "after": f1,
        "_unknown_fields": u,
    }
    return o


def enc_ListConnectionsRequest(o: C_ListConnectionsRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.ListConnectionsRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ListConnectionsRequest(
    b: bytes, p: int, e: int, d: int, o: C_ListConnectionsRequest | None = None
) -> C_ListConnectionsRequest:
    """Read a mediagateway.v1.ListConnectionsRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ListConnectionsRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "_unknown_fields": u,
    }
    return o


def enc_ListConnectionsResponse(o: C_ListConnectionsResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.ListConnectionsResponse to `w`."""
    for v1 in o.connections:
        w += b"\x0a\x00"
        i = len(w)
        enc_Connection(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ListConnectionsResponse(
    b: bytes, p: int, e: int, d: int, o: C_ListConnectionsResponse | None = None
) -> C_ListConnectionsResponse:
    """Read a mediagateway.v1.ListConnectionsResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: list[C_Connection] = []
        u: bytes | bytearray = b""
    else:
        f1 = o.connections
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # connections
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1.append(dec_Connection(b, p, q, d - 1))
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
        o = new(C_ListConnectionsResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "connections": f1,
        "_unknown_fields": u,
    }
    return o


def enc_ListEntry(o: C_ListEntry, w: bytearray) -> None:
    """Append a mediagateway.v1.ListEntry to `w`."""
    v1 = o.entry_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.item
    if v2 is not None:
        w += b"\x12\x00"
        i = len(w)
        enc_ContentItem(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v3 = o.added_at
    if v3 is not None:
        c = put_pair(pair_of_datetime(v3))
        w += T26[len(c)]
        w += c
    v4 = o.position
    if v4:
        w += T32[v4] if 0 <= v4 < 128 else b"\x20" + put_int32(v4)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ListEntry(b: bytes, p: int, e: int, d: int, o: C_ListEntry | None = None) -> C_ListEntry:
    """Read a mediagateway.v1.ListEntry from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: C_ContentItem | None = None
        f3: tuple[int, int] | None = None
        f4: int = 0
        u: bytes | bytearray = b""
    else:
        f1 = o.entry_id
        f2 = o.item
        f3 = None if o.added_at is None else pair_of_datetime(o.added_at)
        f4 = o.position
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # entry_id
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
        if t == 18:  # item
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = dec_ContentItem(b, p, q, d - 1, f2)
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 26:  # added_at
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
        if t == 32:  # position
            f4 = b[p + 1]
            p += 2
            if f4 > 127:
                if b[p] < 128:
                    f4 += b[p] - 1 << 7
                    p += 1
                else:
                    f4, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26, 32} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ListEntry)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "entry_id": f1,
        "item": f2,
        "added_at": None if f3 is None else datetime_of(f3),
        "position": f4,
        "_unknown_fields": u,
    }
    return o


def enc_ListHistoryRequest(o: C_ListHistoryRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.ListHistoryRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.page
    if v2 is not None:
        w += b"\x12\x00"
        i = len(w)
        enc_PageRequest(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ListHistoryRequest(
    b: bytes, p: int, e: int, d: int, o: C_ListHistoryRequest | None = None
) -> C_ListHistoryRequest:
    """Read a mediagateway.v1.ListHistoryRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: C_PageRequest | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.page
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # page
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = dec_PageRequest(b, p, q, d - 1, f2)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ListHistoryRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "page": f2,
        "_unknown_fields": u,
    }
    return o


def enc_ListHistoryResponse(o: C_ListHistoryResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.ListHistoryResponse to `w`."""
    for v1 in o.entries:
        w += b"\x0a\x00"
        i = len(w)
        enc_HistoryEntry(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v2 = o.next_cursor
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ListHistoryResponse(
    b: bytes, p: int, e: int, d: int, o: C_ListHistoryResponse | None = None
) -> C_ListHistoryResponse:
    """Read a mediagateway.v1.ListHistoryResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: list[C_HistoryEntry] = []
        f2: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.entries
        f2 = o.next_cursor
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # entries
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1.append(dec_HistoryEntry(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 18:  # next_cursor
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
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ListHistoryResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "entries": f1,
        "next_cursor": f2,
        "_unknown_fields": u,
    }
    return o


def enc_ListLibraryRequest(o: C_ListLibraryRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.ListLibraryRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    for v2 in o.platforms:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.page
    if v3 is not None:
        w += b"\x1a\x00"
        i = len(w)
        enc_PageRequest(v3, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ListLibraryRequest(
    b: bytes, p: int, e: int, d: int, o: C_ListLibraryRequest | None = None
) -> C_ListLibraryRequest:
    """Read a mediagateway.v1.ListLibraryRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: list[str] = []
        f3: C_PageRequest | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.platforms
        f3 = o.page
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        while t == 18:  # platforms
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2.append(b[p:q].decode())
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 26:  # page
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = dec_PageRequest(b, p, q, d - 1, f3)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ListLibraryRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "platforms": f2,
        "page": f3,
        "_unknown_fields": u,
    }
    return o


def enc_ListLibraryResponse(o: C_ListLibraryResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.ListLibraryResponse to `w`."""
    for v1 in o.entries:
        w += b"\x0a\x00"
        i = len(w)
        enc_ListEntry(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v2 = o.next_cursor
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.total
    if v3:
        w += T24[v3] if 0 <= v3 < 128 else b"\x18" + put_int32(v3)
    for v4 in o.errors:
        w += b"\x22\x00"
        i = len(w)
        enc_PlatformError(v4, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ListLibraryResponse(
    b: bytes, p: int, e: int, d: int, o: C_ListLibraryResponse | None = None
) -> C_ListLibraryResponse:
    """Read a mediagateway.v1.ListLibraryResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: list[C_ListEntry] = []
        f2: str = ""
        f3: int = 0
        f4: list[C_PlatformError] = []
        u: bytes | bytearray = b""
    else:
        f1 = o.entries
        f2 = o.next_cursor
        f3 = o.total
        f4 = o.errors
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # entries
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1.append(dec_ListEntry(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 18:  # next_cursor
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
        if t == 24:  # total
            f3 = b[p + 1]
            p += 2
            if f3 > 127:
                if b[p] < 128:
                    f3 += b[p] - 1 << 7
                    p += 1
                else:
                    f3, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        while t == 34:  # errors
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4.append(dec_PlatformError(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t in {10, 18, 24, 34} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ListLibraryResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "entries": f1,
        "next_cursor": f2,
        "total": f3,
        "errors": f4,
        "_unknown_fields": u,
    }
    return o


def enc_ListQueueRequest(o: C_ListQueueRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.ListQueueRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.page
    if v2 is not None:
        w += b"\x12\x00"
        i = len(w)
        enc_PageRequest(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ListQueueRequest(b: bytes, p: int, e: int, d: int, o: C_ListQueueRequest | None = None) -> C_ListQueueRequest:
    """Read a mediagateway.v1.ListQueueRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: C_PageRequest | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.page
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # page
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = dec_PageRequest(b, p, q, d - 1, f2)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ListQueueRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "page": f2,
        "_unknown_fields": u,
    }
    return o


def enc_ListQueueResponse(o: C_ListQueueResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.ListQueueResponse to `w`."""
    for v1 in o.entries:
        w += b"\x0a\x00"
        i = len(w)
        enc_ListEntry(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v2 = o.next_cursor
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.total
    if v3:
        w += T24[v3] if 0 <= v3 < 128 else b"\x18" + put_int32(v3)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ListQueueResponse(
    b: bytes, p: int, e: int, d: int, o: C_ListQueueResponse | None = None
) -> C_ListQueueResponse:
    """Read a mediagateway.v1.ListQueueResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: list[C_ListEntry] = []
        f2: str = ""
        f3: int = 0
        u: bytes | bytearray = b""
    else:
        f1 = o.entries
        f2 = o.next_cursor
        f3 = o.total
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # entries
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1.append(dec_ListEntry(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 18:  # next_cursor
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
        if t == 24:  # total
            f3 = b[p + 1]
            p += 2
            if f3 > 127:
                if b[p] < 128:
                    f3 += b[p] - 1 << 7
                    p += 1
                else:
                    f3, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 24} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ListQueueResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "entries": f1,
        "next_cursor": f2,
        "total": f3,
        "_unknown_fields": u,
    }
    return o


def enc_ListWatchlistRequest(o: C_ListWatchlistRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.ListWatchlistRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.page
    if v2 is not None:
        w += b"\x12\x00"
        i = len(w)
        enc_PageRequest(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ListWatchlistRequest(
    b: bytes, p: int, e: int, d: int, o: C_ListWatchlistRequest | None = None
) -> C_ListWatchlistRequest:
    """Read a mediagateway.v1.ListWatchlistRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: C_PageRequest | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.page
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # page
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = dec_PageRequest(b, p, q, d - 1, f2)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ListWatchlistRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "page": f2,
        "_unknown_fields": u,
    }
    return o


def enc_ListWatchlistResponse(o: C_ListWatchlistResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.ListWatchlistResponse to `w`."""
    for v1 in o.entries:
        w += b"\x0a\x00"
        i = len(w)
        enc_ListEntry(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v2 = o.next_cursor
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.total
    if v3:
        w += T24[v3] if 0 <= v3 < 128 else b"\x18" + put_int32(v3)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ListWatchlistResponse(
    b: bytes, p: int, e: int, d: int, o: C_ListWatchlistResponse | None = None
) -> C_ListWatchlistResponse:
    """Read a mediagateway.v1.ListWatchlistResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: list[C_ListEntry] = []
        f2: str = ""
        f3: int = 0
        u: bytes | bytearray = b""
    else:
        f1 = o.entries
        f2 = o.next_cursor
        f3 = o.total
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # entries
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1.append(dec_ListEntry(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 18:  # next_cursor
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
        if t == 24:  # total
            f3 = b[p + 1]
            p += 2
            if f3 > 127:
                if b[p] < 128:
                    f3 += b[p] - 1 << 7
                    p += 1
                else:
                    f3, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 24} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ListWatchlistResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "entries": f1,
        "next_cursor": f2,
        "total": f3,
        "_unknown_fields": u,
    }
    return o


def enc_LoginRequest(o: C_LoginRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.LoginRequest to `w`."""
    v1 = o.email
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.password
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_LoginRequest(b: bytes, p: int, e: int, d: int, o: C_LoginRequest | None = None) -> C_LoginRequest:
    """Read a mediagateway.v1.LoginRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.email
        f2 = o.password
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # email
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
        if t == 18:  # password
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
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_LoginRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "email": f1,
        "password": f2,
        "_unknown_fields": u,
    }
    return o


def enc_LoginResponse(o: C_LoginResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.LoginResponse to `w`."""
    v1 = o.user
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_User(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v2 = o.tokens
    if v2 is not None:
        w += b"\x12\x00"
        i = len(w)
        enc_TokenPair(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_LoginResponse(b: bytes, p: int, e: int, d: int, o: C_LoginResponse | None = None) -> C_LoginResponse:
    """Read a mediagateway.v1.LoginResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_User | None = None
        f2: C_TokenPair | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user
        f2 = o.tokens
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_User(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 18:  # tokens
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = dec_TokenPair(b, p, q, d - 1, f2)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_LoginResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user": f1,
        "tokens": f2,
        "_unknown_fields": u,
    }
    return o


def enc_LogoutRequest(o: C_LogoutRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.LogoutRequest to `w`."""
    v1 = o.refresh_token
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_LogoutRequest(b: bytes, p: int, e: int, d: int, o: C_LogoutRequest | None = None) -> C_LogoutRequest:
    """Read a mediagateway.v1.LogoutRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.refresh_token
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # refresh_token
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
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_LogoutRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "refresh_token": f1,
        "_unknown_fields": u,
    }
    return o


def enc_LogoutResponse(o: C_LogoutResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.LogoutResponse to `w`."""
    if o._unknown_fields:
        w += o._unknown_fields


def dec_LogoutResponse(b: bytes, p: int, e: int, d: int, o: C_LogoutResponse | None = None) -> C_LogoutResponse:
    """Read a mediagateway.v1.LogoutResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        u: bytes | bytearray = b""
    else:
        u = o._unknown_fields
    while p < e:
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_LogoutResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "_unknown_fields": u,
    }
    return o


def enc_PageRequest(o: C_PageRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.PageRequest to `w`."""
    v1 = o.limit
    if v1:
        w += T8[v1] if 0 <= v1 < 128 else b"\x08" + put_int32(v1)
    v2 = o.cursor
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_PageRequest(b: bytes, p: int, e: int, d: int, o: C_PageRequest | None = None) -> C_PageRequest:
    """Read a mediagateway.v1.PageRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: int = 0
        f2: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.limit
        f2 = o.cursor
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 8:  # limit
            f1 = b[p + 1]
            p += 2
            if f1 > 127:
                if b[p] < 128:
                    f1 += b[p] - 1 << 7
                    p += 1
                else:
                    f1, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t == 18:  # cursor
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
        if t in {8, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_PageRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "limit": f1,
        "cursor": f2,
        "_unknown_fields": u,
    }
    return o


def enc_PlatformError(o: C_PlatformError, w: bytearray) -> None:
    """Append a mediagateway.v1.PlatformError to `w`."""
    v1 = o.platform
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.error
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.message
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    v4 = o.retry_after_s
    if v4 is not None:
        w += T32[v4] if 0 <= v4 < 128 else b"\x20" + put_int32(v4)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_PlatformError(b: bytes, p: int, e: int, d: int, o: C_PlatformError | None = None) -> C_PlatformError:
    """Read a mediagateway.v1.PlatformError from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: str = ""
        f4: int | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.platform
        f2 = o.error
        f3 = o.message
        f4 = o.retry_after_s
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # platform
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
        if t == 18:  # error
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
        if t == 26:  # message
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 32:  # retry_after_s
            f4 = b[p + 1]
            p += 2
            if f4 > 127:
                if b[p] < 128:
                    f4 += b[p] - 1 << 7
                    p += 1
                else:
                    f4, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26, 32} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_PlatformError)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "platform": f1,
        "error": f2,
        "message": f3,
        "retry_after_s": f4,
        "_unknown_fields": u,
    }
    return o


def enc_PlaybackPosition(o: C_PlaybackPosition, w: bytearray) -> None:
    """Append a mediagateway.v1.PlaybackPosition to `w`."""
    v1 = o.content_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.position_ms
    if v2:
        w += T16[v2] if 0 <= v2 < 128 else b"\x10" + put_int64(v2)
    v3 = o.last_updated
    if v3 is not None:
        c = put_pair(pair_of_datetime(v3))
        w += T26[len(c)]
        w += c
    v4 = o.last_device
    if v4:
        c = v4.encode()
        n = len(c)
        w += T34[n] if n < 128 else b"\x22" + put_varint(n)
        w += c
    v5 = o.state
    if v5:
        w += T40[v5] if 0 <= v5 < 128 else b"\x28" + put_int32(v5)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_PlaybackPosition(b: bytes, p: int, e: int, d: int, o: C_PlaybackPosition | None = None) -> C_PlaybackPosition:
    """Read a mediagateway.v1.PlaybackPosition from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: int = 0
        f3: tuple[int, int] | None = None
        f4: str = ""
        f5: C_PlaybackState = E_C_PlaybackState[0]
        u: bytes | bytearray = b""
    else:
        f1 = o.content_id
        f2 = o.position_ms
        f3 = None if o.last_updated is None else pair_of_datetime(o.last_updated)
        f4 = o.last_device
        f5 = o.state
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # content_id
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
        if t == 16:  # position_ms
            f2 = b[p + 1]
            p += 2
            if f2 > 127:
                if b[p] < 128:
                    f2 += b[p] - 1 << 7
                    p += 1
                else:
                    f2, p = get_int64(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t == 26:  # last_updated
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
        if t == 34:  # last_device
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 40:  # state
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_int32(b, p - 1)
            f5 = E_C_PlaybackState[n]
            if p >= e:
                break
            t = b[p]
        if t in {10, 16, 26, 34, 40} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_PlaybackPosition)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "content_id": f1,
        "position_ms": f2,
        "last_updated": None if f3 is None else datetime_of(f3),
        "last_device": f4,
        "state": f5,
        "_unknown_fields": u,
    }
    return o


def enc_PreferencesChange(o: C_PreferencesChange, w: bytearray) -> None:
    """Append a mediagateway.v1.PreferencesChange to `w`."""
    for k1, v1 in o.values.items():
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


def ent_PreferencesChange_1(b: bytes, p: int, e: int, d: int) -> tuple[str, str, bool]:
    """Read an entry of mediagateway.v1.PreferencesChange.values; the last part is False if it is not wholly known."""
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


def dec_PreferencesChange(
    b: bytes, p: int, e: int, d: int, o: C_PreferencesChange | None = None
) -> C_PreferencesChange:
    """Read a mediagateway.v1.PreferencesChange from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: dict[str, str] = {}
        u: bytes | bytearray = b""
    else:
        f1 = o.values
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # values
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
            k1, v1, known = ent_PreferencesChange_1(b, p, q, d - 1)
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
        o = new(C_PreferencesChange)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "values": f1,
        "_unknown_fields": u,
    }
    return o


def enc_PublishEventRequest(o: C_PublishEventRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.PublishEventRequest to `w`."""
    v1 = o.event
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_SyncEvent(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_PublishEventRequest(
    b: bytes, p: int, e: int, d: int, o: C_PublishEventRequest | None = None
) -> C_PublishEventRequest:
    """Read a mediagateway.v1.PublishEventRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_SyncEvent | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.event
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # event
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_SyncEvent(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_PublishEventRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "event": f1,
        "_unknown_fields": u,
    }
    return o


def enc_PublishEventResponse(o: C_PublishEventResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.PublishEventResponse to `w`."""
    v1 = o.timetoken
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    if o.queued:
        w += b"\x10\x01"
    if o._unknown_fields:
        w += o._unknown_fields


def dec_PublishEventResponse(
    b: bytes, p: int, e: int, d: int, o: C_PublishEventResponse | None = None
) -> C_PublishEventResponse:
    """Read a mediagateway.v1.PublishEventResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: bool = False
        u: bytes | bytearray = b""
    else:
        f1 = o.timetoken
        f2 = o.queued
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # timetoken
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
        if t == 16:  # queued
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_varint(b, p - 1)
            f2 = n != 0
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
        o = new(C_PublishEventResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "timetoken": f1,
        "queued": f2,
        "_unknown_fields": u,
    }
    return o


def enc_QueueChange(o: C_QueueChange, w: bytearray) -> None:
    """Append a mediagateway.v1.QueueChange to `w`."""
    v1 = o.action
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.item
    if v2 is not None:
        w += b"\x12\x00"
        i = len(w)
        enc_ContentItem(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_QueueChange(b: bytes, p: int, e: int, d: int, o: C_QueueChange | None = None) -> C_QueueChange:
    """Read a mediagateway.v1.QueueChange from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: C_ContentItem | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.action
        f2 = o.item
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # action
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
        if t == 18:  # item
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = dec_ContentItem(b, p, q, d - 1, f2)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_QueueChange)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "action": f1,
        "item": f2,
        "_unknown_fields": u,
    }
    return o


def enc_RankingContext(o: C_RankingContext, w: bytearray) -> None:
    """Append a mediagateway.v1.RankingContext to `w`."""
    v1 = o.search_query
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    for k2, v2 in o.user_preferences.items():
        w += b"\x12\x00"
        j = len(w)
        c = k2.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
        w += b"\x11" + put_double(v2)
        n = len(w) - j
        if n < 128:
            w[j - 1] = n
        else:
            w[j - 1 : j] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def ent_RankingContext_2(b: bytes, p: int, e: int, d: int) -> tuple[str, float, bool]:
    """Read an entry of mediagateway.v1.RankingContext.user_preferences; the last part is False if it is not wholly known."""
    if d < 0:
        raise WireError(TOO_DEEP)
    f1 = ""
    f2 = 0.0
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
        if t == 17:  # value
            f2 = get_double(b, p + 1)[0]
            p += 9
            if p >= e:
                break
            t = b[p]
        if t in {10, 17} or (t > 127 and x != p):
            continue
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    return f1, f2, not u


def dec_RankingContext(b: bytes, p: int, e: int, d: int, o: C_RankingContext | None = None) -> C_RankingContext:
    """Read a mediagateway.v1.RankingContext from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: dict[str, float] = {}
        u: bytes | bytearray = b""
    else:
        f1 = o.search_query
        f2 = o.user_preferences
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # search_query
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
        while t == 18:  # user_preferences
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
            k2, v2, known = ent_RankingContext_2(b, p, q, d - 1)
            if known:
                f2[k2] = v2
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
        if t in {10, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RankingContext)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "search_query": f1,
        "user_preferences": f2,
        "_unknown_fields": u,
    }
    return o


def enc_RankingRequest(o: C_RankingRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.RankingRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    for v2 in o.results:
        w += b"\x12\x00"
        i = len(w)
        enc_ContentItem(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v3 = o.context
    if v3 is not None:
        w += b"\x1a\x00"
        i = len(w)
        enc_RankingContext(v3, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RankingRequest(b: bytes, p: int, e: int, d: int, o: C_RankingRequest | None = None) -> C_RankingRequest:
    """Read a mediagateway.v1.RankingRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: list[C_ContentItem] = []
        f3: C_RankingContext | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.results
        f3 = o.context
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        while t == 18:  # results
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2.append(dec_ContentItem(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 26:  # context
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = dec_RankingContext(b, p, q, d - 1, f3)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RankingRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "results": f2,
        "context": f3,
        "_unknown_fields": u,
    }
    return o


def enc_RankingResponse(o: C_RankingResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.RankingResponse to `w`."""
    for v1 in o.results:
        w += b"\x0a\x00"
        i = len(w)
        enc_ContentItem(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v2 = o.execution_time_ms
    if v2:
        w += T16[v2] if 0 <= v2 < 128 else b"\x10" + put_int32(v2)
    if o.ranked:
        w += b"\x18\x01"
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RankingResponse(b: bytes, p: int, e: int, d: int, o: C_RankingResponse | None = None) -> C_RankingResponse:
    """Read a mediagateway.v1.RankingResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: list[C_ContentItem] = []
        f2: int = 0
        f3: bool = False
        u: bytes | bytearray = b""
    else:
        f1 = o.results
        f2 = o.execution_time_ms
        f3 = o.ranked
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # results
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1.append(dec_ContentItem(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 16:  # execution_time_ms
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
        if t == 24:  # ranked
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_varint(b, p - 1)
            f3 = n != 0
            if p >= e:
                break
            t = b[p]
        if t in {10, 16, 24} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RankingResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "results": f1,
        "execution_time_ms": f2,
        "ranked": f3,
        "_unknown_fields": u,
    }
    return o


def enc_Recommendation(o: C_Recommendation, w: bytearray) -> None:
    """Append a mediagateway.v1.Recommendation to `w`."""
    v1 = o.title
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.platform
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.similarity_score
    if v3 or copysign(1.0, v3) < 0:
        w += b"\x19" + put_double(v3)
    v4 = o.reason
    if v4:
        c = v4.encode()
        n = len(c)
        w += T34[n] if n < 128 else b"\x22" + put_varint(n)
        w += c
    v5 = o.score
    if v5 or copysign(1.0, v5) < 0:
        w += b"\x29" + put_double(v5)
    v6 = o.item
    if v6 is not None:
        w += b"\x32\x00"
        i = len(w)
        enc_ContentItem(v6, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    for v7 in o.because_of:
        c = v7.encode()
        n = len(c)
        w += T58[n] if n < 128 else b"\x3a" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_Recommendation(b: bytes, p: int, e: int, d: int, o: C_Recommendation | None = None) -> C_Recommendation:
    """Read a mediagateway.v1.Recommendation from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: float = 0.0
        f4: str = ""
        f5: float = 0.0
        f6: C_ContentItem | None = None
        f7: list[str] = []
        u: bytes | bytearray = b""
    else:
        f1 = o.title
        f2 = o.platform
        f3 = o.similarity_score
        f4 = o.reason
        f5 = o.score
        f6 = o.item
        f7 = o.because_of
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # title
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
        if t == 18:  # platform
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
        if t == 25:  # similarity_score
            f3 = get_double(b, p + 1)[0]
            p += 9
            if p >= e:
                break
            t = b[p]
        if t == 34:  # reason
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 41:  # score
            f5 = get_double(b, p + 1)[0]
            p += 9
            if p >= e:
                break
            t = b[p]
        if t == 50:  # item
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f6 = dec_ContentItem(b, p, q, d - 1, f6)
            p = q
            if p >= e:
                break
            t = b[p]
        while t == 58:  # because_of
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f7.append(b[p:q].decode())
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t in {10, 18, 25, 34, 41, 50, 58} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_Recommendation)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "title": f1,
        "platform": f2,
        "similarity_score": f3,
        "reason": f4,
        "score": f5,
        "item": f6,
        "because_of": f7,
        "_unknown_fields": u,
    }
    return o


def enc_RecommendationContext(o: C_RecommendationContext, w: bytearray) -> None:
    """Append a mediagateway.v1.RecommendationContext to `w`."""
    for v1 in o.recent_views:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    for v2 in o.preferred_genres:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.avg_rating
    if v3 or copysign(1.0, v3) < 0:
        w += b"\x19" + put_double(v3)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RecommendationContext(
    b: bytes, p: int, e: int, d: int, o: C_RecommendationContext | None = None
) -> C_RecommendationContext:
    """Read a mediagateway.v1.RecommendationContext from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: list[str] = []
        f2: list[str] = []
        f3: float = 0.0
        u: bytes | bytearray = b""
    else:
        f1 = o.recent_views
        f2 = o.preferred_genres
        f3 = o.avg_rating
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # recent_views
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1.append(b[p:q].decode())
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        while t == 18:  # preferred_genres
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2.append(b[p:q].decode())
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 25:  # avg_rating
            f3 = get_double(b, p + 1)[0]
            p += 9
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 25} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RecommendationContext)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "recent_views": f1,
        "preferred_genres": f2,
        "avg_rating": f3,
        "_unknown_fields": u,
    }
    return o


def enc_RecommendationFilters(o: C_RecommendationFilters, w: bytearray) -> None:
    """Append a mediagateway.v1.RecommendationFilters to `w`."""
    if o.exclude_watched:
        w += b"\x08\x01"
    for v2 in o.platforms:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.types
    if v3:
        c = b"".join(map(put_int32, v3))
        w += b"\x1a" + put_varint(len(c))
        w += c
    for v4 in o.genres:
        c = v4.encode()
        n = len(c)
        w += T34[n] if n < 128 else b"\x22" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RecommendationFilters(
    b: bytes, p: int, e: int, d: int, o: C_RecommendationFilters | None = None
) -> C_RecommendationFilters:
    """Read a mediagateway.v1.RecommendationFilters from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: bool = False
        f2: list[str] = []
        f3: list[C_ContentType] = []
        f4: list[str] = []
        u: bytes | bytearray = b""
    else:
        f1 = o.exclude_watched
        f2 = o.platforms
        f3 = o.types
        f4 = o.genres
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 8:  # exclude_watched
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_varint(b, p - 1)
            f1 = n != 0
            if p >= e:
                break
            t = b[p]
        while t == 18:  # platforms
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2.append(b[p:q].decode())
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        while t == 26:  # types
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3.extend([E_C_ContentType[n] for n in get_int32s(b, p, q)])
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        while t == 24:  # types
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_int32(b, p - 1)
            f3.append(E_C_ContentType[n])
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        while t == 34:  # genres
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4.append(b[p:q].decode())
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t in {8, 18, 24, 26, 34} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RecommendationFilters)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "exclude_watched": f1,
        "platforms": f2,
        "types": f3,
        "genres": f4,
        "_unknown_fields": u,
    }
    return o


def enc_RecommendationRequest(o: C_RecommendationRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.RecommendationRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.context
    if v2 is not None:
        w += b"\x12\x00"
        i = len(w)
        enc_RecommendationContext(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v3 = o.limit
    if v3:
        w += T24[v3] if 0 <= v3 < 128 else b"\x18" + put_int32(v3)
    v4 = o.filters
    if v4 is not None:
        w += b"\x22\x00"
        i = len(w)
        enc_RecommendationFilters(v4, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RecommendationRequest(
    b: bytes, p: int, e: int, d: int, o: C_RecommendationRequest | None = None
) -> C_RecommendationRequest:
    """Read a mediagateway.v1.RecommendationRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: C_RecommendationContext | None = None
        f3: int = 0
        f4: C_RecommendationFilters | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.context
        f3 = o.limit
        f4 = o.filters
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # context
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = dec_RecommendationContext(b, p, q, d - 1, f2)
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 24:  # limit
            f3 = b[p + 1]
            p += 2
            if f3 > 127:
                if b[p] < 128:
                    f3 += b[p] - 1 << 7
                    p += 1
                else:
                    f3, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t == 34:  # filters
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4 = dec_RecommendationFilters(b, p, q, d - 1, f4)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 24, 34} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RecommendationRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "context": f2,
        "limit": f3,
        "filters": f4,
        "_unknown_fields": u,
    }
    return o


def enc_RecommendationResponse(o: C_RecommendationResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.RecommendationResponse to `w`."""
    for v1 in o.recommendations:
        w += b"\x0a\x00"
        i = len(w)
        enc_Recommendation(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v2 = o.execution_time_ms
    if v2:
        w += T16[v2] if 0 <= v2 < 128 else b"\x10" + put_int32(v2)
    v3 = o.strategy
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    if o.fallback:
        w += b"\x20\x01"
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RecommendationResponse(
    b: bytes, p: int, e: int, d: int, o: C_RecommendationResponse | None = None
) -> C_RecommendationResponse:
    """Read a mediagateway.v1.RecommendationResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: list[C_Recommendation] = []
        f2: int = 0
        f3: str = ""
        f4: bool = False
        u: bytes | bytearray = b""
    else:
        f1 = o.recommendations
        f2 = o.execution_time_ms
        f3 = o.strategy
        f4 = o.fallback
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # recommendations
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1.append(dec_Recommendation(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 16:  # execution_time_ms
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
        if t == 26:  # strategy
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 32:  # fallback
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_varint(b, p - 1)
            f4 = n != 0
            if p >= e:
                break
            t = b[p]
        if t in {10, 16, 26, 32} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RecommendationResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "recommendations": f1,
        "execution_time_ms": f2,
        "strategy": f3,
        "fallback": f4,
        "_unknown_fields": u,
    }
    return o


def enc_RecordEventRequest(o: C_RecordEventRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.RecordEventRequest to `w`."""
    v1 = o.event_type
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.user_id
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.device_id
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    v4 = o.content_id
    if v4:
        c = v4.encode()
        n = len(c)
        w += T34[n] if n < 128 else b"\x22" + put_varint(n)
        w += c
    v5 = o.timestamp_ms
    if v5:
        w += T40[v5] if 0 <= v5 < 128 else b"\x28" + put_int64(v5)
    v6 = o.platform
    if v6:
        c = v6.encode()
        n = len(c)
        w += T50[n] if n < 128 else b"\x32" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RecordEventRequest(
    b: bytes, p: int, e: int, d: int, o: C_RecordEventRequest | None = None
) -> C_RecordEventRequest:
    """Read a mediagateway.v1.RecordEventRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: str = ""
        f4: str = ""
        f5: int = 0
        f6: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.event_type
        f2 = o.user_id
        f3 = o.device_id
        f4 = o.content_id
        f5 = o.timestamp_ms
        f6 = o.platform
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # event_type
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
        if t == 18:  # user_id
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
        if t == 26:  # device_id
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 34:  # content_id
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 40:  # timestamp_ms
            f5 = b[p + 1]
            p += 2
            if f5 > 127:
                if b[p] < 128:
                    f5 += b[p] - 1 << 7
                    p += 1
                else:
                    f5, p = get_int64(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t == 50:  # platform
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f6 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26, 34, 40, 50} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RecordEventRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "event_type": f1,
        "user_id": f2,
        "device_id": f3,
        "content_id": f4,
        "timestamp_ms": f5,
        "platform": f6,
        "_unknown_fields": u,
    }
    return o


def enc_RecordEventResponse(o: C_RecordEventResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.RecordEventResponse to `w`."""
    v1 = o.position
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_PlaybackPosition(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RecordEventResponse(
    b: bytes, p: int, e: int, d: int, o: C_RecordEventResponse | None = None
) -> C_RecordEventResponse:
    """Read a mediagateway.v1.RecordEventResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_PlaybackPosition | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.position
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # position
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_PlaybackPosition(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RecordEventResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "position": f1,
        "_unknown_fields": u,
    }
    return o


def enc_RecordWatchRequest(o: C_RecordWatchRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.RecordWatchRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.content_id
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.completion
    if v3 or copysign(1.0, v3) < 0:
        w += b"\x19" + put_double(v3)
    v4 = o.rating
    if v4 is not None:
        w += b"\x21" + put_double(v4)
    v5 = o.watched_at
    if v5 is not None:
        c = put_pair(pair_of_datetime(v5))
        w += T42[len(c)]
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RecordWatchRequest(
    b: bytes, p: int, e: int, d: int, o: C_RecordWatchRequest | None = None
) -> C_RecordWatchRequest:
    """Read a mediagateway.v1.RecordWatchRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: float = 0.0
        f4: float | None = None
        f5: tuple[int, int] | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.content_id
        f3 = o.completion
        f4 = o.rating
        f5 = None if o.watched_at is None else pair_of_datetime(o.watched_at)
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # content_id
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
        if t == 25:  # completion
            f3 = get_double(b, p + 1)[0]
            p += 9
            if p >= e:
                break
            t = b[p]
        if t == 33:  # rating
            f4 = get_double(b, p + 1)[0]
            p += 9
            if p >= e:
                break
            t = b[p]
        if t == 42:  # watched_at
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f5 = get_pair(b, p, q, d - 1, f5)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 25, 33, 42} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RecordWatchRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "content_id": f2,
        "completion": f3,
        "rating": f4,
        "watched_at": None if f5 is None else datetime_of(f5),
        "_unknown_fields": u,
    }
    return o


def enc_RecordWatchResponse(o: C_RecordWatchResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.RecordWatchResponse to `w`."""
    v1 = o.vector_version
    if v1:
        w += T8[v1] if 0 <= v1 < 128 else b"\x08" + put_int64(v1)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RecordWatchResponse(
    b: bytes, p: int, e: int, d: int, o: C_RecordWatchResponse | None = None
) -> C_RecordWatchResponse:
    """Read a mediagateway.v1.RecordWatchResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: int = 0
        u: bytes | bytearray = b""
    else:
        f1 = o.vector_version
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 8:  # vector_version
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
        if t in {8} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RecordWatchResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "vector_version": f1,
        "_unknown_fields": u,
    }
    return o


def enc_RefreshTokenRequest(o: C_RefreshTokenRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.RefreshTokenRequest to `w`."""
    v1 = o.refresh_token
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RefreshTokenRequest(
    b: bytes, p: int, e: int, d: int, o: C_RefreshTokenRequest | None = None
) -> C_RefreshTokenRequest:
    """Read a mediagateway.v1.RefreshTokenRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.refresh_token
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # refresh_token
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
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RefreshTokenRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "refresh_token": f1,
        "_unknown_fields": u,
    }
    return o


def enc_RefreshTokenResponse(o: C_RefreshTokenResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.RefreshTokenResponse to `w`."""
    v1 = o.tokens
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_TokenPair(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RefreshTokenResponse(
    b: bytes, p: int, e: int, d: int, o: C_RefreshTokenResponse | None = None
) -> C_RefreshTokenResponse:
    """Read a mediagateway.v1.RefreshTokenResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_TokenPair | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.tokens
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # tokens
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_TokenPair(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RefreshTokenResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "tokens": f1,
        "_unknown_fields": u,
    }
    return o


def enc_RegisterDeviceRequest(o: C_RegisterDeviceRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.RegisterDeviceRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.device
    if v2 is not None:
        w += b"\x12\x00"
        i = len(w)
        enc_Device(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RegisterDeviceRequest(
    b: bytes, p: int, e: int, d: int, o: C_RegisterDeviceRequest | None = None
) -> C_RegisterDeviceRequest:
    """Read a mediagateway.v1.RegisterDeviceRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: C_Device | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.device
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # device
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = dec_Device(b, p, q, d - 1, f2)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RegisterDeviceRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "device": f2,
        "_unknown_fields": u,
    }
    return o


def enc_RegisterDeviceResponse(o: C_RegisterDeviceResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.RegisterDeviceResponse to `w`."""
    v1 = o.channel_group
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    for v2 in o.channels:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RegisterDeviceResponse(
    b: bytes, p: int, e: int, d: int, o: C_RegisterDeviceResponse | None = None
) -> C_RegisterDeviceResponse:
    """Read a mediagateway.v1.RegisterDeviceResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: list[str] = []
        u: bytes | bytearray = b""
    else:
        f1 = o.channel_group
        f2 = o.channels
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # channel_group
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
        while t == 18:  # channels
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2.append(b[p:q].decode())
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
        o = new(C_RegisterDeviceResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "channel_group": f1,
        "channels": f2,
        "_unknown_fields": u,
    }
    return o


def enc_RegisterRequest(o: C_RegisterRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.RegisterRequest to `w`."""
    v1 = o.email
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.password
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.name
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RegisterRequest(b: bytes, p: int, e: int, d: int, o: C_RegisterRequest | None = None) -> C_RegisterRequest:
    """Read a mediagateway.v1.RegisterRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.email
        f2 = o.password
        f3 = o.name
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # email
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
        if t == 18:  # password
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
        if t == 26:  # name
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RegisterRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "email": f1,
        "password": f2,
        "name": f3,
        "_unknown_fields": u,
    }
    return o


def enc_RegisterResponse(o: C_RegisterResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.RegisterResponse to `w`."""
    v1 = o.user
    if v1 is not None:
        w += b"\x0a\x00"
        i = len(w)
        enc_User(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v2 = o.tokens
    if v2 is not None:
        w += b"\x12\x00"
        i = len(w)
        enc_TokenPair(v2, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RegisterResponse(b: bytes, p: int, e: int, d: int, o: C_RegisterResponse | None = None) -> C_RegisterResponse:
    """Read a mediagateway.v1.RegisterResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: C_User | None = None
        f2: C_TokenPair | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.user
        f2 = o.tokens
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1 = dec_User(b, p, q, d - 1, f1)
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 18:  # tokens
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2 = dec_TokenPair(b, p, q, d - 1, f2)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RegisterResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user": f1,
        "tokens": f2,
        "_unknown_fields": u,
    }
    return o


def enc_RemoveFromQueueRequest(o: C_RemoveFromQueueRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.RemoveFromQueueRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.entry_id
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RemoveFromQueueRequest(
    b: bytes, p: int, e: int, d: int, o: C_RemoveFromQueueRequest | None = None
) -> C_RemoveFromQueueRequest:
    """Read a mediagateway.v1.RemoveFromQueueRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.entry_id
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # entry_id
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
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RemoveFromQueueRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "entry_id": f2,
        "_unknown_fields": u,
    }
    return o


def enc_RemoveFromQueueResponse(o: C_RemoveFromQueueResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.RemoveFromQueueResponse to `w`."""
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RemoveFromQueueResponse(
    b: bytes, p: int, e: int, d: int, o: C_RemoveFromQueueResponse | None = None
) -> C_RemoveFromQueueResponse:
    """Read a mediagateway.v1.RemoveFromQueueResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        u: bytes | bytearray = b""
    else:
        u = o._unknown_fields
    while p < e:
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RemoveFromQueueResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "_unknown_fields": u,
    }
    return o


def enc_RemoveFromWatchlistRequest(o: C_RemoveFromWatchlistRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.RemoveFromWatchlistRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.entry_id
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RemoveFromWatchlistRequest(
    b: bytes, p: int, e: int, d: int, o: C_RemoveFromWatchlistRequest | None = None
) -> C_RemoveFromWatchlistRequest:
    """Read a mediagateway.v1.RemoveFromWatchlistRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.entry_id
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # entry_id
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
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RemoveFromWatchlistRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "entry_id": f2,
        "_unknown_fields": u,
    }
    return o


def enc_RemoveFromWatchlistResponse(o: C_RemoveFromWatchlistResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.RemoveFromWatchlistResponse to `w`."""
    if o._unknown_fields:
        w += o._unknown_fields


def dec_RemoveFromWatchlistResponse(
    b: bytes, p: int, e: int, d: int, o: C_RemoveFromWatchlistResponse | None = None
) -> C_RemoveFromWatchlistResponse:
    """Read a mediagateway.v1.RemoveFromWatchlistResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        u: bytes | bytearray = b""
    else:
        u = o._unknown_fields
    while p < e:
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_RemoveFromWatchlistResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "_unknown_fields": u,
    }
    return o


def enc_SearchFilters(o: C_SearchFilters, w: bytearray) -> None:
    """Append a mediagateway.v1.SearchFilters to `w`."""
    v1 = o.types
    if v1:
        c = b"".join(map(put_int32, v1))
        w += b"\x0a" + put_varint(len(c))
        w += c
    for v2 in o.genres:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.min_year
    if v3 is not None:
        w += T24[v3] if 0 <= v3 < 128 else b"\x18" + put_int32(v3)
    v4 = o.max_year
    if v4 is not None:
        w += T32[v4] if 0 <= v4 < 128 else b"\x20" + put_int32(v4)
    if o.available_only:
        w += b"\x28\x01"
    if o._unknown_fields:
        w += o._unknown_fields


def dec_SearchFilters(b: bytes, p: int, e: int, d: int, o: C_SearchFilters | None = None) -> C_SearchFilters:
    """Read a mediagateway.v1.SearchFilters from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: list[C_ContentType] = []
        f2: list[str] = []
        f3: int | None = None
        f4: int | None = None
        f5: bool = False
        u: bytes | bytearray = b""
    else:
        f1 = o.types
        f2 = o.genres
        f3 = o.min_year
        f4 = o.max_year
        f5 = o.available_only
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # types
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1.extend([E_C_ContentType[n] for n in get_int32s(b, p, q)])
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        while t == 8:  # types
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_int32(b, p - 1)
            f1.append(E_C_ContentType[n])
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        while t == 18:  # genres
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f2.append(b[p:q].decode())
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 24:  # min_year
            f3 = b[p + 1]
            p += 2
            if f3 > 127:
                if b[p] < 128:
                    f3 += b[p] - 1 << 7
                    p += 1
                else:
                    f3, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t == 32:  # max_year
            f4 = b[p + 1]
            p += 2
            if f4 > 127:
                if b[p] < 128:
                    f4 += b[p] - 1 << 7
                    p += 1
                else:
                    f4, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t == 40:  # available_only
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_varint(b, p - 1)
            f5 = n != 0
            if p >= e:
                break
            t = b[p]
        if t in {8, 10, 18, 24, 32, 40} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_SearchFilters)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "types": f1,
        "genres": f2,
        "min_year": f3,
        "max_year": f4,
        "available_only": f5,
        "_unknown_fields": u,
    }
    return o


def enc_SearchRequest(o: C_SearchRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.SearchRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.query
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    for v3 in o.platforms:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    v4 = o.filters
    if v4 is not None:
        w += b"\x22\x00"
        i = len(w)
        enc_SearchFilters(v4, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v5 = o.limit
    if v5:
        w += T40[v5] if 0 <= v5 < 128 else b"\x28" + put_int32(v5)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_SearchRequest(b: bytes, p: int, e: int, d: int, o: C_SearchRequest | None = None) -> C_SearchRequest:
    """Read a mediagateway.v1.SearchRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: list[str] = []
        f4: C_SearchFilters | None = None
        f5: int = 0
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.query
        f3 = o.platforms
        f4 = o.filters
        f5 = o.limit
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # query
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
        while t == 26:  # platforms
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3.append(b[p:q].decode())
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 34:  # filters
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4 = dec_SearchFilters(b, p, q, d - 1, f4)
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 40:  # limit
            f5 = b[p + 1]
            p += 2
            if f5 > 127:
                if b[p] < 128:
                    f5 += b[p] - 1 << 7
                    p += 1
                else:
                    f5, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26, 34, 40} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_SearchRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "query": f2,
        "platforms": f3,
        "filters": f4,
        "limit": f5,
        "_unknown_fields": u,
    }
    return o


def enc_SearchResponse(o: C_SearchResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.SearchResponse to `w`."""
    for v1 in o.results:
        w += b"\x0a\x00"
        i = len(w)
        enc_ContentItem(v1, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v2 = o.total
    if v2:
        w += T16[v2] if 0 <= v2 < 128 else b"\x10" + put_int32(v2)
    v3 = o.execution_time_ms
    if v3:
        w += T24[v3] if 0 <= v3 < 128 else b"\x18" + put_int32(v3)
    for v4 in o.errors:
        w += b"\x22\x00"
        i = len(w)
        enc_PlatformError(v4, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v5 = o.query
    if v5:
        c = v5.encode()
        n = len(c)
        w += T42[n] if n < 128 else b"\x2a" + put_varint(n)
        w += c
    if o.partial_results:
        w += b"\x30\x01"
    if o._unknown_fields:
        w += o._unknown_fields


def dec_SearchResponse(b: bytes, p: int, e: int, d: int, o: C_SearchResponse | None = None) -> C_SearchResponse:
    """Read a mediagateway.v1.SearchResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: list[C_ContentItem] = []
        f2: int = 0
        f3: int = 0
        f4: list[C_PlatformError] = []
        f5: str = ""
        f6: bool = False
        u: bytes | bytearray = b""
    else:
        f1 = o.results
        f2 = o.total
        f3 = o.execution_time_ms
        f4 = o.errors
        f5 = o.query
        f6 = o.partial_results
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        while t == 10:  # results
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f1.append(dec_ContentItem(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 16:  # total
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
        if t == 24:  # execution_time_ms
            f3 = b[p + 1]
            p += 2
            if f3 > 127:
                if b[p] < 128:
                    f3 += b[p] - 1 << 7
                    p += 1
                else:
                    f3, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        while t == 34:  # errors
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4.append(dec_PlatformError(b, p, q, d - 1))
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 42:  # query
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f5 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 48:  # partial_results
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_varint(b, p - 1)
            f6 = n != 0
            if p >= e:
                break
            t = b[p]
        if t in {10, 16, 24, 34, 42, 48} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_SearchResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "results": f1,
        "total": f2,
        "execution_time_ms": f3,
        "errors": f4,
        "query": f5,
        "partial_results": f6,
        "_unknown_fields": u,
    }
    return o


def enc_SimilarRequest(o: C_SimilarRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.SimilarRequest to `w`."""
    v1 = o.content_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.limit
    if v2:
        w += T16[v2] if 0 <= v2 < 128 else b"\x10" + put_int32(v2)
    v3 = o.filters
    if v3 is not None:
        w += b"\x1a\x00"
        i = len(w)
        enc_RecommendationFilters(v3, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_SimilarRequest(b: bytes, p: int, e: int, d: int, o: C_SimilarRequest | None = None) -> C_SimilarRequest:
    """Read a mediagateway.v1.SimilarRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: int = 0
        f3: C_RecommendationFilters | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.content_id
        f2 = o.limit
        f3 = o.filters
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # content_id
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
        if t == 16:  # limit
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
        if t == 26:  # filters
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = dec_RecommendationFilters(b, p, q, d - 1, f3)
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
        o = new(C_SimilarRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "content_id": f1,
        "limit": f2,
        "filters": f3,
        "_unknown_fields": u,
    }
    return o


def enc_StartSessionRequest(o: C_StartSessionRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.StartSessionRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.content_id
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.platform
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    v4 = o.device_id
    if v4:
        c = v4.encode()
        n = len(c)
        w += T34[n] if n < 128 else b"\x22" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_StartSessionRequest(
    b: bytes, p: int, e: int, d: int, o: C_StartSessionRequest | None = None
) -> C_StartSessionRequest:
    """Read a mediagateway.v1.StartSessionRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: str = ""
        f4: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.content_id
        f3 = o.platform
        f4 = o.device_id
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # content_id
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
        if t == 26:  # platform
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 34:  # device_id
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26, 34} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_StartSessionRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "content_id": f2,
        "platform": f3,
        "device_id": f4,
        "_unknown_fields": u,
    }
    return o


def enc_StartSessionResponse(o: C_StartSessionResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.StartSessionResponse to `w`."""
    v1 = o.session_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.session_token
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.streaming_url
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    v4 = o.position_ms
    if v4:
        w += T32[v4] if 0 <= v4 < 128 else b"\x20" + put_int64(v4)
    v5 = o.expires_at
    if v5 is not None:
        c = put_pair(pair_of_datetime(v5))
        w += T42[len(c)]
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_StartSessionResponse(
    b: bytes, p: int, e: int, d: int, o: C_StartSessionResponse | None = None
) -> C_StartSessionResponse:
    """Read a mediagateway.v1.StartSessionResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: str = ""
        f4: int = 0
        f5: tuple[int, int] | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.session_id
        f2 = o.session_token
        f3 = o.streaming_url
        f4 = o.position_ms
        f5 = None if o.expires_at is None else pair_of_datetime(o.expires_at)
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # session_id
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
        if t == 18:  # session_token
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
        if t == 26:  # streaming_url
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 32:  # position_ms
            f4 = b[p + 1]
            p += 2
            if f4 > 127:
                if b[p] < 128:
                    f4 += b[p] - 1 << 7
                    p += 1
                else:
                    f4, p = get_int64(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t == 42:  # expires_at
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f5 = get_pair(b, p, q, d - 1, f5)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26, 32, 42} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_StartSessionResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "session_id": f1,
        "session_token": f2,
        "streaming_url": f3,
        "position_ms": f4,
        "expires_at": None if f5 is None else datetime_of(f5),
        "_unknown_fields": u,
    }
    return o


def enc_SyncEvent(o: C_SyncEvent, w: bytearray) -> None:
    """Append a mediagateway.v1.SyncEvent to `w`."""
    if (o.playback is not None) + (o.queue is not None) + (o.preferences is not None) > 1:
        raise ValueError("more than one member of the oneof change is set")
    v1 = o.event_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.event_type
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.user_id
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    v4 = o.device_id
    if v4:
        c = v4.encode()
        n = len(c)
        w += T34[n] if n < 128 else b"\x22" + put_varint(n)
        w += c
    v5 = o.sync_time
    if v5 is not None:
        c = put_pair(pair_of_datetime(v5))
        w += T42[len(c)]
        w += c
    v6 = o.version
    if v6:
        w += T48[v6] if 0 <= v6 < 128 else b"\x30" + put_int64(v6)
    v7 = o.playback
    if v7 is not None:
        w += b"\x3a\x00"
        i = len(w)
        enc_PlaybackPosition(v7, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v8 = o.queue
    if v8 is not None:
        w += b"\x42\x00"
        i = len(w)
        enc_QueueChange(v8, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    v9 = o.preferences
    if v9 is not None:
        w += b"\x4a\x00"
        i = len(w)
        enc_PreferencesChange(v9, w)
        n = len(w) - i
        if n < 128:
            w[i - 1] = n
        else:
            w[i - 1 : i] = put_varint(n)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_SyncEvent(b: bytes, p: int, e: int, d: int, o: C_SyncEvent | None = None) -> C_SyncEvent:
    """Read a mediagateway.v1.SyncEvent from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: str = ""
        f4: str = ""
        f5: tuple[int, int] | None = None
        f6: int = 0
        f7: C_PlaybackPosition | None = None
        f8: C_QueueChange | None = None
        f9: C_PreferencesChange | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.event_id
        f2 = o.event_type
        f3 = o.user_id
        f4 = o.device_id
        f5 = None if o.sync_time is None else pair_of_datetime(o.sync_time)
        f6 = o.version
        f7 = o.playback
        f8 = o.queue
        f9 = o.preferences
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # event_id
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
        if t == 18:  # event_type
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
        if t == 26:  # user_id
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 34:  # device_id
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 42:  # sync_time
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f5 = get_pair(b, p, q, d - 1, f5)
            p = q
            if p >= e:
                break
            t = b[p]
        if t == 48:  # version
            f6 = b[p + 1]
            p += 2
            if f6 > 127:
                if b[p] < 128:
                    f6 += b[p] - 1 << 7
                    p += 1
                else:
                    f6, p = get_int64(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t == 58:  # playback
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f7 = dec_PlaybackPosition(b, p, q, d - 1, f7)
            p = q
            f8 = None
            f9 = None
            if p >= e:
                break
            t = b[p]
        if t == 66:  # queue
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f8 = dec_QueueChange(b, p, q, d - 1, f8)
            p = q
            f7 = None
            f9 = None
            if p >= e:
                break
            t = b[p]
        if t == 74:  # preferences
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f9 = dec_PreferencesChange(b, p, q, d - 1, f9)
            p = q
            f7 = None
            f8 = None
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26, 34, 42, 48, 58, 66, 74} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_SyncEvent)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "event_id": f1,
        "event_type": f2,
        "user_id": f3,
        "device_id": f4,
        "sync_time": None if f5 is None else datetime_of(f5),
        "version": f6,
        "playback": f7,
        "queue": f8,
        "preferences": f9,
        "_unknown_fields": u,
    }
    return o


def enc_TokenPair(o: C_TokenPair, w: bytearray) -> None:
    """Append a mediagateway.v1.TokenPair to `w`."""
    v1 = o.token
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.refresh_token
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.expires_in
    if v3:
        w += T24[v3] if 0 <= v3 < 128 else b"\x18" + put_int32(v3)
    if o._unknown_fields:
        w += o._unknown_fields


def dec_TokenPair(b: bytes, p: int, e: int, d: int, o: C_TokenPair | None = None) -> C_TokenPair:
    """Read a mediagateway.v1.TokenPair from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: int = 0
        u: bytes | bytearray = b""
    else:
        f1 = o.token
        f2 = o.refresh_token
        f3 = o.expires_in
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # token
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
        if t == 18:  # refresh_token
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
        if t == 24:  # expires_in
            f3 = b[p + 1]
            p += 2
            if f3 > 127:
                if b[p] < 128:
                    f3 += b[p] - 1 << 7
                    p += 1
                else:
                    f3, p = get_int32(b, p - 1)
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 24} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_TokenPair)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "token": f1,
        "refresh_token": f2,
        "expires_in": f3,
        "_unknown_fields": u,
    }
    return o


def enc_User(o: C_User, w: bytearray) -> None:
    """Append a mediagateway.v1.User to `w`."""
    v1 = o.id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.email
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.name
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    for v4 in o.roles:
        c = v4.encode()
        n = len(c)
        w += T34[n] if n < 128 else b"\x22" + put_varint(n)
        w += c
    v5 = o.created_at
    if v5 is not None:
        c = put_pair(pair_of_datetime(v5))
        w += T42[len(c)]
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_User(b: bytes, p: int, e: int, d: int, o: C_User | None = None) -> C_User:
    """Read a mediagateway.v1.User from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: str = ""
        f4: list[str] = []
        f5: tuple[int, int] | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.id
        f2 = o.email
        f3 = o.name
        f4 = o.roles
        f5 = None if o.created_at is None else pair_of_datetime(o.created_at)
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # id
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
        if t == 18:  # email
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
        if t == 26:  # name
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        while t == 34:  # roles
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4.append(b[p:q].decode())
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 42:  # created_at
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f5 = get_pair(b, p, q, d - 1, f5)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26, 34, 42} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_User)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "id": f1,
        "email": f2,
        "name": f3,
        "roles": f4,
        "created_at": None if f5 is None else datetime_of(f5),
        "_unknown_fields": u,
    }
    return o


def enc_ValidateTokenRequest(o: C_ValidateTokenRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.ValidateTokenRequest to `w`."""
    v1 = o.token
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ValidateTokenRequest(
    b: bytes, p: int, e: int, d: int, o: C_ValidateTokenRequest | None = None
) -> C_ValidateTokenRequest:
    """Read a mediagateway.v1.ValidateTokenRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.token
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # token
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
        if t in {10} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ValidateTokenRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "token": f1,
        "_unknown_fields": u,
    }
    return o


def enc_ValidateTokenResponse(o: C_ValidateTokenResponse, w: bytearray) -> None:
    """Append a mediagateway.v1.ValidateTokenResponse to `w`."""
    if o.valid:
        w += b"\x08\x01"
    v2 = o.user_id
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    for v3 in o.roles:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    v4 = o.expires_at
    if v4 is not None:
        c = put_pair(pair_of_datetime(v4))
        w += T34[len(c)]
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_ValidateTokenResponse(
    b: bytes, p: int, e: int, d: int, o: C_ValidateTokenResponse | None = None
) -> C_ValidateTokenResponse:
    """Read a mediagateway.v1.ValidateTokenResponse from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: bool = False
        f2: str = ""
        f3: list[str] = []
        f4: tuple[int, int] | None = None
        u: bytes | bytearray = b""
    else:
        f1 = o.valid
        f2 = o.user_id
        f3 = o.roles
        f4 = None if o.expires_at is None else pair_of_datetime(o.expires_at)
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 8:  # valid
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_varint(b, p - 1)
            f1 = n != 0
            if p >= e:
                break
            t = b[p]
        if t == 18:  # user_id
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
        while t == 26:  # roles
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3.append(b[p:q].decode())
            p = q
            if p >= e:
                break
            t = b[p]
        if p >= e:
            break
        if t == 34:  # expires_at
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f4 = get_pair(b, p, q, d - 1, f4)
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {8, 18, 26, 34} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_ValidateTokenResponse)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "valid": f1,
        "user_id": f2,
        "roles": f3,
        "expires_at": None if f4 is None else datetime_of(f4),
        "_unknown_fields": u,
    }
    return o


def enc_WatchEventsRequest(o: C_WatchEventsRequest, w: bytearray) -> None:
    """Append a mediagateway.v1.WatchEventsRequest to `w`."""
    v1 = o.user_id
    if v1:
        c = v1.encode()
        n = len(c)
        w += T10[n] if n < 128 else b"\x0a" + put_varint(n)
        w += c
    v2 = o.device_id
    if v2:
        c = v2.encode()
        n = len(c)
        w += T18[n] if n < 128 else b"\x12" + put_varint(n)
        w += c
    v3 = o.after_event_id
    if v3:
        c = v3.encode()
        n = len(c)
        w += T26[n] if n < 128 else b"\x1a" + put_varint(n)
        w += c
    if o._unknown_fields:
        w += o._unknown_fields


def dec_WatchEventsRequest(
    b: bytes, p: int, e: int, d: int, o: C_WatchEventsRequest | None = None
) -> C_WatchEventsRequest:
    """Read a mediagateway.v1.WatchEventsRequest from b[p:e]; into `o` if it is given."""
    if d < 0:
        raise WireError(TOO_DEEP)
    if o is None:
        f1: str = ""
        f2: str = ""
        f3: str = ""
        u: bytes | bytearray = b""
    else:
        f1 = o.user_id
        f2 = o.device_id
        f3 = o.after_event_id
        u = o._unknown_fields
    x = s = -1
    while p < e:
        t = b[p]
        if t > 127:
            s = p
            t, p = get_tag(b, p)
            x = p
        if t == 10:  # user_id
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
        if t == 18:  # device_id
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
        if t == 26:  # after_event_id
            n = b[p + 1]
            p += 2
            if n > 127:
                if b[p] < 128:
                    n += b[p] - 1 << 7
                    p += 1
                else:
                    n, p = get_size(b, p - 1)
            q = p + n
            f3 = b[p:q].decode()
            p = q
            if p >= e:
                break
            t = b[p]
        if t in {10, 18, 26} or (t > 127 and x != p):
            continue
        if not isinstance(u, bytearray):
            u = bytearray(u)
        p = get_unknown(b, s if x == p else p, e, d, u)
    if p != e:
        raise WireError(TRUNCATED)
    if o is None:
        o = new(C_WatchEventsRequest)
        if u:
            u = bytes(u)
    o.__dict__ = {
        "user_id": f1,
        "device_id": f2,
        "after_event_id": f3,
        "_unknown_fields": u,
    }
    return o


def install_all() -> None:
    """Make the message classes use this codec."""
    install(C_AddToQueueRequest, enc_AddToQueueRequest, dec_AddToQueueRequest)
    install(C_AddToQueueResponse, enc_AddToQueueResponse, dec_AddToQueueResponse)
    install(C_AddToWatchlistRequest, enc_AddToWatchlistRequest, dec_AddToWatchlistRequest)
    install(C_AddToWatchlistResponse, enc_AddToWatchlistResponse, dec_AddToWatchlistResponse)
    install(C_CatalogEntry, enc_CatalogEntry, dec_CatalogEntry)
    install(C_CatalogPage, enc_CatalogPage, dec_CatalogPage)
    install(C_ConnectPlatformRequest, enc_ConnectPlatformRequest, dec_ConnectPlatformRequest)
    install(C_ConnectPlatformResponse, enc_ConnectPlatformResponse, dec_ConnectPlatformResponse)
    install(C_Connection, enc_Connection, dec_Connection)
    install(C_ContentItem, enc_ContentItem, dec_ContentItem)
    install(C_Device, enc_Device, dec_Device)
    install(C_DisconnectPlatformRequest, enc_DisconnectPlatformRequest, dec_DisconnectPlatformRequest)
    install(C_DisconnectPlatformResponse, enc_DisconnectPlatformResponse, dec_DisconnectPlatformResponse)
    install(C_EndSessionRequest, enc_EndSessionRequest, dec_EndSessionRequest)
    install(C_EndSessionResponse, enc_EndSessionResponse, dec_EndSessionResponse)
    install(C_GetContentRequest, enc_GetContentRequest, dec_GetContentRequest)
    install(C_GetContentResponse, enc_GetContentResponse, dec_GetContentResponse)
    install(C_GetPositionRequest, enc_GetPositionRequest, dec_GetPositionRequest)
    install(C_GetPositionResponse, enc_GetPositionResponse, dec_GetPositionResponse)
    install(C_GetStateRequest, enc_GetStateRequest, dec_GetStateRequest)
    install(C_GetStateResponse, enc_GetStateResponse, dec_GetStateResponse)
    install(C_GetUserRequest, enc_GetUserRequest, dec_GetUserRequest)
    install(C_GetUserResponse, enc_GetUserResponse, dec_GetUserResponse)
    install(C_HeartbeatRequest, enc_HeartbeatRequest, dec_HeartbeatRequest)
    install(C_HeartbeatResponse, enc_HeartbeatResponse, dec_HeartbeatResponse)
    install(C_HistoryEntry, enc_HistoryEntry, dec_HistoryEntry)
    install(C_ImportLibraryRequest, enc_ImportLibraryRequest, dec_ImportLibraryRequest)
    install(C_ImportLibraryResponse, enc_ImportLibraryResponse, dec_ImportLibraryResponse)
    install(C_IndexContentRequest, enc_IndexContentRequest, dec_IndexContentRequest)
    install(C_IndexContentResponse, enc_IndexContentResponse, dec_IndexContentResponse)
    install(C_ListCatalogRequest, enc_ListCatalogRequest, dec_ListCatalogRequest)
    install(C_ListConnectionsRequest, enc_ListConnectionsRequest, dec_ListConnectionsRequest)
    install(C_ListConnectionsResponse, enc_ListConnectionsResponse, dec_ListConnectionsResponse)
    install(C_ListEntry, enc_ListEntry, dec_ListEntry)
    install(C_ListHistoryRequest, enc_ListHistoryRequest, dec_ListHistoryRequest)
    install(C_ListHistoryResponse, enc_ListHistoryResponse, dec_ListHistoryResponse)
    install(C_ListLibraryRequest, enc_ListLibraryRequest, dec_ListLibraryRequest)
    install(C_ListLibraryResponse, enc_ListLibraryResponse, dec_ListLibraryResponse)
    install(C_ListQueueRequest, enc_ListQueueRequest, dec_ListQueueRequest)
    install(C_ListQueueResponse, enc_ListQueueResponse, dec_ListQueueResponse)
    install(C_ListWatchlistRequest, enc_ListWatchlistRequest, dec_ListWatchlistRequest)
    install(C_ListWatchlistResponse, enc_ListWatchlistResponse, dec_ListWatchlistResponse)
    install(C_LoginRequest, enc_LoginRequest, dec_LoginRequest)
    install(C_LoginResponse, enc_LoginResponse, dec_LoginResponse)
    install(C_LogoutRequest, enc_LogoutRequest, dec_LogoutRequest)
    install(C_LogoutResponse, enc_LogoutResponse, dec_LogoutResponse)
    install(C_PageRequest, enc_PageRequest, dec_PageRequest)
    install(C_PlatformError, enc_PlatformError, dec_PlatformError)
    install(C_PlaybackPosition, enc_PlaybackPosition, dec_PlaybackPosition)
    install(C_PreferencesChange, enc_PreferencesChange, dec_PreferencesChange)
    install(C_PublishEventRequest, enc_PublishEventRequest, dec_PublishEventRequest)
    install(C_PublishEventResponse, enc_PublishEventResponse, dec_PublishEventResponse)
    install(C_QueueChange, enc_QueueChange, dec_QueueChange)
    install(C_RankingContext, enc_RankingContext, dec_RankingContext)
    install(C_RankingRequest, enc_RankingRequest, dec_RankingRequest)
    install(C_RankingResponse, enc_RankingResponse, dec_RankingResponse)
    install(C_Recommendation, enc_Recommendation, dec_Recommendation)
    install(C_RecommendationContext, enc_RecommendationContext, dec_RecommendationContext)
    install(C_RecommendationFilters, enc_RecommendationFilters, dec_RecommendationFilters)
    install(C_RecommendationRequest, enc_RecommendationRequest, dec_RecommendationRequest)
    install(C_RecommendationResponse, enc_RecommendationResponse, dec_RecommendationResponse)
    install(C_RecordEventRequest, enc_RecordEventRequest, dec_RecordEventRequest)
    install(C_RecordEventResponse, enc_RecordEventResponse, dec_RecordEventResponse)
    install(C_RecordWatchRequest, enc_RecordWatchRequest, dec_RecordWatchRequest)
    install(C_RecordWatchResponse, enc_RecordWatchResponse, dec_RecordWatchResponse)
    install(C_RefreshTokenRequest, enc_RefreshTokenRequest, dec_RefreshTokenRequest)
    install(C_RefreshTokenResponse, enc_RefreshTokenResponse, dec_RefreshTokenResponse)
    install(C_RegisterDeviceRequest, enc_RegisterDeviceRequest, dec_RegisterDeviceRequest)
    install(C_RegisterDeviceResponse, enc_RegisterDeviceResponse, dec_RegisterDeviceResponse)
    install(C_RegisterRequest, enc_RegisterRequest, dec_RegisterRequest)
    install(C_RegisterResponse, enc_RegisterResponse, dec_RegisterResponse)
    install(C_RemoveFromQueueRequest, enc_RemoveFromQueueRequest, dec_RemoveFromQueueRequest)
    install(C_RemoveFromQueueResponse, enc_RemoveFromQueueResponse, dec_RemoveFromQueueResponse)
    install(C_RemoveFromWatchlistRequest, enc_RemoveFromWatchlistRequest, dec_RemoveFromWatchlistRequest)
    install(C_RemoveFromWatchlistResponse, enc_RemoveFromWatchlistResponse, dec_RemoveFromWatchlistResponse)
    install(C_SearchFilters, enc_SearchFilters, dec_SearchFilters)
    install(C_SearchRequest, enc_SearchRequest, dec_SearchRequest)
    install(C_SearchResponse, enc_SearchResponse, dec_SearchResponse)
    install(C_SimilarRequest, enc_SimilarRequest, dec_SimilarRequest)
    install(C_StartSessionRequest, enc_StartSessionRequest, dec_StartSessionRequest)
    install(C_StartSessionResponse, enc_StartSessionResponse, dec_StartSessionResponse)
    install(C_SyncEvent, enc_SyncEvent, dec_SyncEvent)
    install(C_TokenPair, enc_TokenPair, dec_TokenPair)
    install(C_User, enc_User, dec_User)
    install(C_ValidateTokenRequest, enc_ValidateTokenRequest, dec_ValidateTokenRequest)
    install(C_ValidateTokenResponse, enc_ValidateTokenResponse, dec_ValidateTokenResponse)
    install(C_WatchEventsRequest, enc_WatchEventsRequest, dec_WatchEventsRequest)
