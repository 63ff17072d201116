"""What the auth service keeps: accounts, refresh tokens, connected platforms and keys in PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mg_core.errors import ApiError
from mg_services.adapters.postgres import ConstraintError, Postgres, Queries, Row, Transaction

from .domain import NEW_USER_ROLES, RefreshToken, RefreshVerdict, User, judge

LOGIN_QUERY: Final = "SELECT id, email, password_hash, roles, name, created_at FROM users WHERE email = $1 LIMIT 1"
"""PG-06: served by idx_users_email."""

_TOKENS: Final = "SELECT sealed_tokens FROM user_platforms WHERE user_id = $1 AND platform = $2 AND status = 'active'"


_PLATFORM: Final = "platform, account_id, status, connected_at, expires_at"


@dataclass(frozen=True, slots=True)
class Platform:
    """One connected platform."""

    platform: str
    account_id: str
    status: str
    connected_at: datetime
    expires_at: datetime | None
    """When the connection ends by itself; None when it does not."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """Outcome of presenting a refresh token."""

    verdict: RefreshVerdict
    token: RefreshToken | None


class AuthStore:
    """SQL of the auth service; every method is one transaction."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def create_user(self, *, email: str, password_hash: str, name: str, key_digest: bytes | None) -> User | None:
        """A new account; None when the address is taken."""
        row = await self._postgres.fetchrow(
            "INSERT INTO users (id, email, password_hash, name, roles, registered_by, created_at) "
            "VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, now()) "
            "ON CONFLICT (email) DO NOTHING RETURNING id, email, name, roles, created_at",
            email,
            password_hash,
            name,
            list(NEW_USER_ROLES),
            key_digest,
        )
        return _user(row) if row else None

    async def credentials(self, email: str) -> tuple[User, str] | None:
        """Account and password hash of an address; None when it is unknown."""
        row = await self._postgres.fetchrow(LOGIN_QUERY, email)
        return (_user(row), row["password_hash"]) if row else None

    async def registered_by(self, email: str, key_digest: bytes) -> bool:
        """Whether the account of this address was made under this Idempotency-Key."""
        sql = "SELECT 1 FROM users WHERE email = $1 AND registered_by = $2"
        return await self._postgres.fetchval(sql, email, key_digest) is not None

    async def user(self, user_id: str) -> User | None:
        """An account by its id."""
        known = _uuid(user_id)
        if known is None:
            return None
        sql = "SELECT id, email, name, roles, created_at FROM users WHERE id = $1"
        row = await self._postgres.fetchrow(sql, known)
        return _user(row) if row else None

    async def count_login(self, user_id: str) -> None:
        """Count one login."""
        await self._postgres.execute("UPDATE users SET login_count = login_count + 1 WHERE id = $1", _uuid(user_id))

    async def update_user(self, user_id: str, *, email: str | None, name: str | None) -> User | None:
        """Change what is not None; None when the account does not exist.

        Raises:
            ApiError: `email_taken`.
        """
        known = _uuid(user_id)
        if known is None:
            return None
        try:
            row = await self._postgres.fetchrow(
                "UPDATE users SET email = coalesce($2, email), name = coalesce($3, name) "
                "WHERE id = $1 RETURNING id, email, name, roles, created_at",
                known,
                email,
                name,
            )
        except ConstraintError as error:
            if error.kind != "unique":
                raise
            raise ApiError("Another account has this e-mail address", code="email_taken", status=409) from None
        return _user(row) if row else None

    async def save_refresh(self, token_digest: bytes, token: RefreshToken, *, session_id: str) -> None:
        """Keep the first refresh token of a family."""
        async with self._postgres.transaction() as transaction:
            await _insert_refresh(transaction, token_digest, token, session_id)
            # A little of what has ended is swept away with each login: the table cannot grow without bound.
            await transaction.execute(
                "DELETE FROM refresh_tokens WHERE token_hash IN "
                "(SELECT token_hash FROM refresh_tokens WHERE expires_at < now() LIMIT 20)"
            )

    async def refresh_owner(self, token_digest: bytes) -> tuple[User, str] | None:
        """Account and family of a refresh token, whatever the token is worth; None when it is unknown."""
        row = await self._postgres.fetchrow(
            "SELECT u.id, u.email, u.name, u.roles, u.created_at, t.family FROM refresh_tokens t "
            "JOIN users u ON u.id = t.user_id WHERE t.token_hash = $1",
            token_digest,
        )
        return (_user(row), str(row["family"])) if row else None

    async def rotate_refresh(
        self, presented: bytes, successor: bytes, *, session_id: str, now: datetime, expires_at: datetime
    ) -> Rotation:
        """Exchange a refresh token for its successor; a reused one ends its family instead."""
        async with self._postgres.transaction() as transaction:
            # The row lock makes two requests with the same token take turns: the second one finds it rotated.
            row = await transaction.fetchrow(
                "SELECT family, user_id, expires_at, rotated_at, revoked_at FROM refresh_tokens "
                "WHERE token_hash = $1 FOR UPDATE",
                presented,
            )
            token = _refresh(row) if row else None
            verdict = judge(token, now)
            if token is not None and verdict is RefreshVerdict.REUSED:
                await _revoke(transaction, token.family)
            if token is not None and verdict is RefreshVerdict.GOOD:
                await transaction.execute(
                    "UPDATE refresh_tokens SET rotated_at = $2 WHERE token_hash = $1", presented, now
                )
                new = RefreshToken(family=token.family, user_id=token.user_id, expires_at=expires_at)
                await _insert_refresh(transaction, successor, new, session_id)
        return Rotation(verdict, token)

    async def revoke_family(self, family: str) -> None:
        """End every refresh token of a family."""
        await _revoke(self._postgres, family)

    async def family_of(self, session_id: str) -> str | None:
        """The family that a session belongs to, unless it was ended."""
        sql = "SELECT family FROM refresh_tokens WHERE session_id = $1 AND revoked_at IS NULL LIMIT 1"
        family = await self._postgres.fetchval(sql, session_id)
        return str(family) if family else None

    async def sessions_of(self, family: str, *, since: datetime) -> list[str]:
        """Sessions of a family that were opened at or after a moment."""
        sql = "SELECT session_id FROM refresh_tokens WHERE family = $1 AND issued_at >= $2"
        return [row["session_id"] for row in await self._postgres.fetch(sql, uuid.UUID(family), since)]

    async def platforms(self, user_id: str) -> list[Platform]:
        """Connected platforms in the order in which they were connected."""
        sql = "SELECT <columns> FROM user_platforms WHERE user_id = $1 ORDER BY connected_at, platform"
        return await self._postgres.fetch(sql.replace("<columns>", _PLATFORM), _uuid(user_id), into=Platform)

    async def connect_platform(
        self, user_id: str, platform: str, *, account_id: str, sealed_tokens: bytes | None, expires_at: datetime | None
    ) -> Platform | None:
        """Connect a platform or change its account; None when the user does not exist."""
        known = _uuid(user_id)
        if known is None:
            return None
        try:
            return await self._postgres.fetchrow(
                "INSERT INTO user_platforms (user_id, platform, account_id, sealed_tokens, expires_at) "
                "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id, platform) DO UPDATE SET "
                "account_id = excluded.account_id, sealed_tokens = excluded.sealed_tokens, "
                "expires_at = excluded.expires_at, status = 'active' RETURNING " + _PLATFORM,
                known,
                platform,
                account_id,
                sealed_tokens,
                expires_at,
                into=Platform,
            )
        except ConstraintError as error:
            if error.kind != "foreign_key":
                raise
            return None

    async def platform_tokens(self, user_id: str, platform: str) -> tuple[bytes | None] | None:
        """The encrypted tokens of an active connection, which may be none; None when there is no such connection."""
        row = await self._postgres.fetchrow(_TOKENS, _uuid(user_id), platform)
        return (row["sealed_tokens"],) if row else None

    async def replace_tokens(
        self, user_id: str, platform: str, change: Callable[[bytes | None], bytes | None]
    ) -> bool | None:
        """Give the encrypted tokens to `change` and store what it returns, in one transaction.

        Returns:
            Whether something was stored: not when `change` returned None; None when there is no such connection.
        """
        async with self._postgres.transaction() as transaction:
            row = await transaction.fetchrow(f"{_TOKENS} FOR UPDATE", _uuid(user_id), platform)
            if row is None:
                return None
            changed = change(row["sealed_tokens"])
            if changed is None:
                return False
            sql = "UPDATE user_platforms SET sealed_tokens = $3 WHERE user_id = $1 AND platform = $2"
            await transaction.execute(sql, _uuid(user_id), platform, changed)
            return True

    async def disconnect_platform(self, user_id: str, platform: str) -> None:
        """Forget a connection; nothing happens when there is none."""
        sql = "DELETE FROM user_platforms WHERE user_id = $1 AND platform = $2"
        await self._postgres.execute(sql, _uuid(user_id), platform)

    async def signing_keys(self) -> list[tuple[str, bytes, datetime]]:
        """Key id, encrypted private key and creation time, newest first."""
        rows = await self._postgres.fetch(
            "SELECT kid, sealed_key, created_at FROM signing_keys ORDER BY created_at DESC"
        )
        return [(row["kid"], row["sealed_key"], row["created_at"]) for row in rows]

    async def add_signing_key(self, kid: str, sealed_key: bytes, *, known: Sequence[str]) -> bool:
        """Add a key unless another instance added one that is not among `known`; whether it was added."""
        async with self._postgres.transaction() as transaction:
            await transaction.execute("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE")
            sql = "SELECT count(*) FROM signing_keys WHERE kid <> ALL($1::text[])"
            if await transaction.fetchval(sql, list(known)):
                return False
            await transaction.execute("INSERT INTO signing_keys (kid, sealed_key) VALUES ($1, $2)", kid, sealed_key)
            return True


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _user(row: Row) -> User:
    return User(str(row["id"]), row["email"], row["name"], tuple(row["roles"]), row["created_at"])


def _refresh(row: Row) -> RefreshToken:
    return RefreshToken(
        str(row["family"]), str(row["user_id"]), row["expires_at"], row["rotated_at"], row["revoked_at"]
    )


async def _insert_refresh(transaction: Transaction, token_digest: bytes, token: RefreshToken, session_id: str) -> None:
    await transaction.execute(
        "INSERT INTO refresh_tokens (token_hash, family, user_id, session_id, expires_at) VALUES ($1, $2, $3, $4, $5)",
        token_digest,
        uuid.UUID(token.family),
        uuid.UUID(token.user_id),
        session_id,
        token.expires_at,
    )


async def _revoke(queries: Queries, family: str) -> None:
    await queries.execute(
        "UPDATE refresh_tokens SET revoked_at = now() WHERE family = $1 AND revoked_at IS NULL", uuid.UUID(family)
    )
