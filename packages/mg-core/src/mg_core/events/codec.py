"""Events to bytes and back: JSON by pydantic, with the size limit of the channel."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from mg_core.contract.channel import MAX_EVENT_BYTES
from mg_core.errors import DecodeError, RejectedError


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def encode(event: Any, kind: Any, *, max_bytes: int = MAX_EVENT_BYTES) -> bytes:
    """The message for an event; members that are None are left out.

    Raises:
        RejectedError: larger than `max_bytes` (`payload_too_large`, 413); nothing was sent.
    """
    payload = _adapter(kind).dump_json(event, by_alias=True, exclude_none=True)
    require_fit(payload, max_bytes)
    return payload


def require_fit(payload: bytes, max_bytes: int) -> None:
    """Refuse a message that is too large.

    Raises:
        RejectedError: `payload_too_large`.
    """
    if len(payload) > max_bytes:
        raise RejectedError(
            f"the message has {len(payload)} bytes, the channel takes {max_bytes}",
            code="payload_too_large",
            status=413,
            retry_safe=False,
        )


def decode(payload: bytes, kind: Any) -> Any:
    """The event in a message; unknown members are ignored.

    Raises:
        DecodeError: not what the contract says.
    """
    try:
        return _adapter(kind).validate_json(payload)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = "/".join(str(part) for part in first["loc"])
        raise DecodeError(f"the message is no {getattr(kind, '__name__', kind)}: /{where}: {first['type']}") from error
