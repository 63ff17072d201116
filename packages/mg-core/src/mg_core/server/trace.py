"""What a request says about itself in its headers: ids, trace, deadline; as the context of everything done for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mg_core.auth.identity import Identity
from mg_core.context import RequestContext
from mg_core.deadline import HEADER as TIMEOUT_HEADER
from mg_core.deadline import parse_timeout_ms
from mg_core.tracing import new_request_id, new_span_id, new_trace_id, parse_traceparent

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._\-]{1,128}\Z")
_TRACE_ID: Final = re.compile(r"(?!0{32})[0-9a-f]{32}\Z")


def read_request_id(headers: Mapping[str, str]) -> str:
    """The caller's X-Request-ID when it is harmless, else a new one."""
    given = headers.get("x-request-id")
    return given if given is not None and _REQUEST_ID.match(given) else new_request_id()


def read_trace(headers: Mapping[str, str]) -> tuple[str, str]:
    """(trace id, flags) from traceparent, else from an X-Trace-ID of the right shape, else new."""
    parent = parse_traceparent(headers.get("traceparent"))
    if parent is not None:
        return parent[0], parent[2]
    given = headers.get("x-trace-id")
    return (given if given is not None and _TRACE_ID.match(given) else new_trace_id()), "01"


def allowed_s(headers: Mapping[str, str], limit_s: float) -> float:
    """Seconds that the request may take: the limit, shortened by X-Request-Timeout-Ms; malformed values are ignored."""
    asked = parse_timeout_ms(headers.get(TIMEOUT_HEADER))
    return limit_s if asked is None or asked > limit_s else asked


def request_context(
    headers: Mapping[str, str], request_id: str, trace: tuple[str, str], deadline: float, identity: Identity | None
) -> RequestContext:
    """The context that client calls made by a handler read."""
    return RequestContext(
        request_id=request_id,
        trace_id=trace[0],
        span_id=new_span_id(),
        trace_flags=trace[1],
        tracestate=headers.get("tracestate", "")[:512] if "traceparent" in headers else "",
        deadline=deadline,
        user_id=identity.user_id if identity else "",
        roles=identity.roles if identity else (),
    )
