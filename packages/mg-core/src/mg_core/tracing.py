"""W3C Trace Context by hand: parse and write `traceparent` (version 00), make ids.

Ids come from a fast generator: they need to be unique, not secret.
"""

from __future__ import annotations

import os
import random
import re

_random = random.Random(os.urandom(32))
_bits = _random.getrandbits
_TRACEPARENT = re.compile(r"^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$", re.ASCII)
_ZERO_TRACE = "0" * 32
_ZERO_SPAN = "0" * 16


def new_trace_id() -> str:
    """32 hex digits, never all zero."""
    return f"{_bits(128) or 1:032x}"


def new_span_id() -> str:
    """16 hex digits, never all zero."""
    return f"{_bits(64) or 1:016x}"


def new_request_id() -> str:
    """32 hex digits for X-Request-ID."""
    return f"{_bits(128):032x}"


def format_traceparent(trace_id: str, span_id: str, flags: str = "01") -> str:
    """The header's value."""
    return f"00-{trace_id}-{span_id}-{flags}"


def parse_traceparent(value: str | None) -> tuple[str, str, str] | None:
    """(trace id, parent span id, flags), or None when the header is missing or malformed.

    A version above 00 is read as far as 00 defines it; `ff` and ids of zeros are malformed.
    """
    found = _TRACEPARENT.match(value.strip()) if value else None
    if found is None:
        return None
    version, trace_id, span_id, flags, rest = found.groups()
    if version == "ff" or (version == "00" and rest) or trace_id == _ZERO_TRACE or span_id == _ZERO_SPAN:
        return None
    return trace_id, span_id, flags


# A forked child needs ids of its own.
os.register_at_fork(after_in_child=lambda: _random.seed(os.urandom(32)))
