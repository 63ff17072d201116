"""The rules of accounts, tokens and sessions; no I/O, no clock of its own."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, Final

NEW_USER_ROLES: Final = ("user",)
"""Roles of an account that registered itself."""

_REFRESH_BYTES: Final = 32


def normalise_email(email: str) -> str:
    """The form in which addresses are stored and compared: lower case, nothing around it."""
    return email.strip().lower()


@dataclass(frozen=True, slots=True)
class User:
    """An account."""

    id: str
    email: str
    name: str
    roles: tuple[str, ...]
    created_at: datetime


def new_family() -> str:
    """Id of the chain of refresh tokens that begins with a login."""
    return str(uuid.uuid4())


def new_refresh_token() -> str:
    """An opaque refresh token; only its digest is ever stored."""
    return secrets.token_urlsafe(_REFRESH_BYTES)


def digest(token: str) -> bytes:
    """What is stored of a refresh token or an Idempotency-Key. Both are long and random: one SHA-256 is enough."""
    return hashlib.sha256(token.encode()).digest()


def session_key(session_id: str) -> str:
    """Redis key of a session."""
    return f"session:{session_id}"


def session_value(user: User, *, expires_at: datetime) -> str:
    """What Redis keeps of a session."""
    content = {
        "user_id": user.id,
        "email": user.email,
        "roles": list(user.roles),
        "expires_at": timestamp(expires_at),
    }
    return json.dumps(content, separators=(",", ":"))


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class RefreshVerdict(Enum):
    """What a presented refresh token is worth."""

    GOOD = "good"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REUSED = "reused"


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """What is stored of a refresh token."""

    family: str
    """The chain of tokens that began with one login."""
    user_id: str
    expires_at: datetime
    rotated_at: datetime | None = None
    """When it was exchanged for its successor."""
    revoked_at: datetime | None = None
    """When its family was ended."""


def judge(token: RefreshToken | None, now: datetime) -> RefreshVerdict:
    """What to do with a refresh token. One that was exchanged before betrays that somebody else may hold it."""
    if token is None:
        return RefreshVerdict.UNKNOWN
    if token.revoked_at is not None:
        return RefreshVerdict.REVOKED
    if token.rotated_at is not None:
        return RefreshVerdict.REUSED
    if token.expires_at <= now:
        return RefreshVerdict.EXPIRED
    return RefreshVerdict.GOOD


def connection_ends(expires_in: int | None, *, renewable: bool, now: datetime) -> datetime | None:
    """When a connection to a platform ends; None when its token can be renewed or the platform did not say."""
    return now + timedelta(seconds=expires_in) if expires_in and not renewable else None


def connection_status(status: str, ends_at: datetime | None, now: datetime) -> str:
    """State of a connection: `expired` when its time is over, else what is stored."""
    return "expired" if status == "active" and ends_at is not None and ends_at <= now else status


def sealed_content(tokens: Mapping[str, str | None], *, expires_in: int | None, now: datetime) -> bytes | None:
    """What is encrypted of a platform's tokens; None when there is none.

    The end of the access token is kept as a moment: `expires_in` says nothing once time has passed.
    """
    given: dict[str, Any] = {name: token for name, token in tokens.items() if token is not None}
    if not given:
        return None
    if expires_in is not None:
        given["expires_at"] = timestamp(now + timedelta(seconds=expires_in))
    return json.dumps(given).encode()


def opened_content(content: bytes | None) -> dict[str, str]:
    """Tokens and `expires_at` of decrypted content; empty when there is none, or none that can be read."""
    try:
        read = json.loads(content) if content is not None else {}
    except ValueError:
        return {}
    kept = ("access_token", "refresh_token", "expires_at")
    return {name: read[name] for name in kept if isinstance(read.get(name), str)} if isinstance(read, dict) else {}


class FailedLogins:
    """Counts failed logins per address, in bounded memory: the address not seen for longest is forgotten.

    Args:
        limit: failures within the window that lock an address.
        window_s: length of the window, and of the lock.
        capacity: addresses remembered.
    """

    def __init__(self, *, limit: int = 10, window_s: float = 60.0, capacity: int = 10_000) -> None:
        self._limit = limit
        self._window_s = window_s
        self._capacity = capacity
        self._failures: OrderedDict[str, Sequence[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._failures)

    def locked_for_s(self, email: str, now: float) -> float:
        """Seconds until the address may try again; 0 when it may now. `now` is monotonic, in seconds."""
        recent = self._recent(email, now)
        return max(0.0, recent[-1] + self._window_s - now) if len(recent) >= self._limit else 0.0

    def failed(self, email: str, now: float) -> None:
        """Count one failure."""
        self._failures[email] = (*self._recent(email, now), now)[-self._limit :]
        self._failures.move_to_end(email)
        while len(self._failures) > self._capacity:
            self._failures.popitem(last=False)

    def succeeded(self, email: str) -> None:
        """Forget the failures of an address."""
        self._failures.pop(email, None)

    def _recent(self, email: str, now: float) -> Sequence[float]:
        known = self._failures.get(email, ())
        if len(known) >= self._limit and now - known[-1] < self._window_s:
            return known  # locked: the lock lasts a window from its last failure on
        return [moment for moment in known if now - moment < self._window_s]
