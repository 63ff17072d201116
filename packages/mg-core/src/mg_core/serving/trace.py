"""What a request says about itself in its headers: ids, trace, deadline; as the context of everything done for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mg_core import headers as names
from mg_core.auth.identity import Identity
from mg_core.context import RequestContext
from mg_core.tracing import new_request_id, new_span_id, new_trace_id, parse_traceparent

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._\-]{1,128}\Z")
_TIMEOUTS: Final = ((names.TIMEOUT_MS, 8), (names.ENVOY_TIMEOUT_MS, 10), (names.CONNECT_TIMEOUT_MS, 10))
"""Headers with the remaining milliseconds, and the digits that each may have."""
_GRPC_UNITS_S: Final = {"H": 3600.0, "M": 60.0, "S": 1.0, "m": 1e-3, "u": 1e-6, "n": 1e-9}
_IDEMPOTENCY_KEY: Final = re.compile(r"[A-Za-z0-9_.:\-]{1,128}\Z")
_TRACE_ID: Final = re.compile(r"(?!0{32})[0-9a-f]{32}\Z")


def read_request_id(headers: Mapping[str, str]) -> str:
    """The caller's X-Request-ID when it is harmless, else a new one."""
    given = headers.get(names.REQUEST_ID)
    return given if given is not None and _REQUEST_ID.match(given) else new_request_id()


def read_idempotency_key(headers: Mapping[str, str]) -> str | None:
    """The caller's Idempotency-Key; "" for one that cannot be stored as it is, None without one."""
    key = headers.get(names.IDEMPOTENCY_KEY)
    return key if key is None or _IDEMPOTENCY_KEY.match(key) else ""


def read_trace(headers: Mapping[str, str]) -> tuple[str, str]:
    """(trace id, flags) from traceparent, else from an X-Trace-ID of the right shape, else new."""
    parent = parse_traceparent(headers.get(names.TRACEPARENT))
    if parent is not None:
        return parent[0], parent[2]
    given = headers.get(names.TRACE_ID)
    return (given if given is not None and _TRACE_ID.match(given) else new_trace_id()), "01"


def asked_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that the caller gives: the tightest of the deadline headers in use; malformed values are ignored."""
    found = [_milliseconds(headers[name], digits) for name, digits in _TIMEOUTS if name in headers]
    if names.GRPC_TIMEOUT in headers:
        found.append(_grpc_timeout(headers[names.GRPC_TIMEOUT]))
    return min((seconds for seconds in found if seconds is not None), default=None)


def allowed_s(headers: Mapping[str, str], limit_s: float) -> float:
    """Seconds that the request may take: the limit, which the caller may only shorten."""
    asked = asked_s(headers)
    return limit_s if asked is None or asked > limit_s else asked


def _milliseconds(text: str, digits: int) -> float | None:
    return int(text) / 1000 if len(text) <= digits and text.isascii() and text.isdigit() else None


def _grpc_timeout(text: str) -> float | None:
    number, unit = text[:-1], _GRPC_UNITS_S.get(text[-1:])
    if unit is None or len(number) > 8 or not (number.isascii() and number.isdigit()):
        return None
    return int(number) * unit


def request_context(
    headers: Mapping[str, str],
    request_id: str,
    trace: tuple[str, str],
    deadline: float | None,
    identity: Identity | None,
) -> RequestContext:
    """The context that client calls made by a handler read."""
    return RequestContext(
        request_id=request_id,
        trace_id=trace[0],
        span_id=new_span_id(),
        trace_flags=trace[1],
        tracestate=headers.get(names.TRACESTATE, "")[:512] if names.TRACEPARENT in headers else "",
        deadline=deadline,
        user_id=identity.user_id if identity else "",
        roles=identity.roles if identity else (),
        idempotency_key=read_idempotency_key(headers) or "",
    )
