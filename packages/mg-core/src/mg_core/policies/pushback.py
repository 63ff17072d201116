"""What an answer says about the next try: Retry-After and its kin, and the RateLimit headers.

All of it is a stranger's text: what cannot be understood is left out, and nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

MAX_HEADER: Final = 4096
"""Characters of a RateLimit header that are looked at; a longer one is ignored."""

EPOCH_FROM: Final = 1e9
"""A reset above this is a point in time, not a distance: 1e9 s are 31 years."""

EPOCH_MS_FROM: Final = 1e11
"""A reset above this is a point in time in milliseconds."""

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_MEMBER = re.compile(r"\s*(r|t|remaining|reset)\s*=\s*([0-9]{1,15})\s*", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?", re.ASCII)


class Quota(NamedTuple):
    """What a service says is left of a limit."""

    remaining: int | None
    """Calls that may still be made; None when only the reset is known."""
    reset_s: float | None
    """Seconds until there are more; None when unknown."""


def retry_after_s(
    status: int, headers: Mapping[str, str], members: Mapping[str, Any], now: Callable[[], float]
) -> float | None:
    """Seconds that the answer asks to wait, or None.

    In this order: `retry-after-ms`, `grpc-retry-pushback-ms`, `Retry-After` (seconds, or a date; one in the past
    is 0), the body's `retry_after`, and for a 429 the reset of its RateLimit headers. `now` is wall time, seconds.
    """
    for name in ("retry-after-ms", "grpc-retry-pushback-ms"):
        millis = _number(headers.get(name))
        if millis is not None:
            return millis / 1000
    header = headers.get("retry-after")
    seconds = _number(header)
    if seconds is None and header:
        seconds = _until_date(header, now)
    if seconds is None:
        seconds = _number(members.get("retry_after"))
    if seconds is None and status == 429:
        found = quota(headers, now)
        seconds = found.reset_s if found is not None else None
    return seconds


def forbids_retry(headers: Mapping[str, str]) -> bool:
    """The answer asks not to be asked again: `x-should-retry: false`, or a pushback that is not a number from 0."""
    if headers.get("x-should-retry", "").strip().lower() == "false":
        return True
    pushback = headers.get("grpc-retry-pushback-ms")
    return pushback is not None and _number(pushback) is None


def demands_retry(headers: Mapping[str, str]) -> bool:
    """The answer says that another try is worth it, whatever its status: `x-should-retry: true`."""
    return headers.get("x-should-retry", "").strip().lower() == "true" and not forbids_retry(headers)


def quota(headers: Mapping[str, str], now: Callable[[], float]) -> Quota | None:
    """The tightest limit that the answer names, or None.

    `RateLimit: "default";r=50;t=30` (several items; also the older `limit=100, remaining=50, reset=30`), else
    `RateLimit-Remaining` and `RateLimit-Reset`, else the same with `X-`.
    """
    text = headers.get("ratelimit")
    found = _items(text) if text else []
    if found:
        return min(found, key=lambda item: (item.remaining or 0, -(item.reset_s or 0.0)))
    for prefix in ("", "x-"):
        remaining = _number(headers.get(f"{prefix}ratelimit-remaining"))
        reset_s = _distance(_number(headers.get(f"{prefix}ratelimit-reset")), now)
        if remaining is not None or reset_s is not None:
            return Quota(None if remaining is None else int(remaining), reset_s)
    return None


def _items(text: str) -> list[Quota]:
    if len(text) > MAX_HEADER:
        return []
    bare = _QUOTED.sub("q", text)
    if '"' in bare:
        return []
    found = []
    for item in bare.split(","):
        members = _members(item.split(";")[1:])
        if "r" in members:
            found.append(Quota(members["r"], members.get("t")))
    if not found:
        members = _members(bare.replace(";", ",").split(","))
        if "remaining" in members:
            found.append(Quota(members["remaining"], members.get("reset")))
    return found


def _members(parts: list[str]) -> dict[str, int]:
    matches = [_MEMBER.fullmatch(part) for part in parts]
    return {match[1]: int(match[2]) for match in matches if match is not None}


def _distance(reset: float | None, now: Callable[[], float]) -> float | None:
    if reset is None or reset < EPOCH_FROM:
        return reset
    return max(0.0, (reset / 1000 if reset >= EPOCH_MS_FROM else reset) - now())


def _until_date(header: str, now: Callable[[], float]) -> float | None:
    import email.utils
    from datetime import UTC

    try:
        when = email.utils.parsedate_to_datetime(header)
        # A date without a zone is UTC (RFC 9110), not this machine's local time.
        return max(0.0, (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, str):
        found = _DIGITS.fullmatch(value.strip())
        return float(found[0]) if found else None
    return float(value) if 0.0 <= value < 1e15 else None
