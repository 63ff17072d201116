"""Operations of the auth contract, from request to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from mg_clients.auth import models
from mg_core.auth.identity import CHALLENGE, CHALLENGE_INVALID, Identity, bearer_token
from mg_core.auth.tokens import TokenSigner, TokenVerifier
from mg_core.clock import Clock
from mg_core.errors import ApiError, MgError, TokenError
from mg_core.observe.logging import get_logger
from mg_core.observe.metrics import Registry
from mg_core.rest.exchange import ServerCall
from mg_services.adapters.redis import Cache, oauth_key

from . import domain
from .domain import FailedLogins, RefreshToken, RefreshVerdict, User
from .keys import SecretBox
from .passwords import PasswordHasher
from .sessions import Sessions
from .settings import AuthSettings
from .store import AuthStore, Platform

_TOKENS: Final = "platform-tokens"
"""What the box knows platforms' tokens by."""
_log = get_logger("mg.auth")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the handlers work with; there once the service has started."""

    store: AuthStore
    sessions: Sessions
    hasher: PasswordHasher
    signer: TokenSigner
    verifier: TokenVerifier
    box: SecretBox
    cache: Cache
    """Redis, where services keep access tokens of platforms."""


class AuthHandlers:
    """Implements the contract's service; also verifies tokens for its own operations."""

    def __init__(self, settings: AuthSettings, *, clock: Clock, metrics: Registry) -> None:
        self.parts: Parts | None = None
        self._settings = settings
        self._clock = clock
        self._failed = FailedLogins(limit=settings.login_failures, window_s=settings.login_window_s)
        self._failed_attempts = metrics.counter("auth.failed_attempts", "Logins refused").child()

    async def register(self, call: ServerCall, body: models.RegisterRequest) -> models.RegisterResponse:
        """Create an account and log in. A repeat under the same Idempotency-Key finds its account again."""
        email = domain.normalise_email(str(body.email))
        key = call.idempotency_key
        key_digest = domain.digest(key) if key else None
        if key_digest is not None and await self._parts.store.registered_by(email, key_digest):
            user = await self._repeated(email, str(body.password))
        else:
            password_hash = await self._parts.hasher.hash(str(body.password))
            created = await self._parts.store.create_user(
                email=email, password_hash=password_hash, name=str(body.name), key_digest=key_digest
            )
            user = created or _refuse_email()
        tokens = await self._log_in(user)
        return models.RegisterResponse.model_validate({"user_id": user.id, **tokens})

    async def login(self, call: ServerCall, body: models.LoginRequest) -> models.TokenResponse:
        """Check the credentials; an unknown address costs the same time as a wrong password."""
        email = domain.normalise_email(str(body.email))
        locked_s = self._failed.locked_for_s(email, self._clock.monotonic())
        if locked_s > 0:
            message = "Too many failed logins for this address"
            raise ApiError(message, code="too_many_attempts", status=429, retry_after_s=locked_s)
        found = await self._parts.store.credentials(email)
        if not await self._parts.hasher.verify(str(body.password), found[1] if found else None) or found is None:
            self._failed.failed(email, self._clock.monotonic())
            self._failed_attempts.value += 1
            _log.info("login_refused", request_id=call.request_id, peer=call.peer)
            raise ApiError(
                "Email or password is incorrect",
                code="invalid_credentials",
                status=401,
                headers={"www-authenticate": CHALLENGE},
            )
        self._failed.succeeded(email)
        user = found[0]
        await self._parts.store.count_login(user.id)
        return models.TokenResponse.model_validate({**await self._log_in(user), "user": _user(user)})

    async def validate(self, call: ServerCall) -> models.ValidateResponse:
        """Check signature, expiry and session of the bearer token."""
        identity = await self.verify(_token(call))
        return models.ValidateResponse.model_validate(
            {
                "valid": True,
                "user_id": identity.user_id,
                "roles": list(identity.roles),
                "expires_at": domain.timestamp(datetime.fromtimestamp(identity.claims["exp"], UTC)),
            }
        )

    async def refresh(self, call: ServerCall, body: models.RefreshRequest) -> models.TokenResponse:
        """Exchange a refresh token; presenting one again ends its whole family."""
        parts, now = self._parts, self._now()
        presented = domain.digest(str(body.refresh_token))
        owner = await parts.store.refresh_owner(presented)
        if owner is None or await parts.sessions.alive(owner[1]) is False:
            raise _refresh_refused("invalid_refresh_token", "The refresh token is not valid any more, log in again")
        user, family = owner
        access, session_id = await self._access_token(user)
        successor = domain.new_refresh_token()
        rotation = await parts.store.rotate_refresh(
            presented,
            domain.digest(successor),
            session_id=session_id,
            now=now,
            expires_at=now + timedelta(seconds=self._settings.refresh_ttl_s),
        )
        if rotation.verdict is RefreshVerdict.REUSED:
            await self._end_family(family)
            _log.warning("refresh_token_reused", user_id=user.id, request_id=call.request_id)
            raise _refresh_refused("refresh_token_reused", "The refresh token was used before, log in again")
        if rotation.verdict is not RefreshVerdict.GOOD:
            raise _refresh_refused("invalid_refresh_token", "The refresh token is not valid any more, log in again")
        await self._open_sessions(user, session_id, family)
        return models.TokenResponse.model_validate({**self._tokens(access, successor), "user": _user(user)})

    async def logout(self, call: ServerCall) -> None:
        """End the session and everything that began with the same login."""
        identity = await self.verify(_token(call))
        session_id = str(identity.claims["jti"])
        await self._parts.sessions.end([session_id])
        family = await self._parts.store.family_of(session_id)
        if family is not None:
            await self._parts.store.revoke_family(family)
            await self._end_family(family)

    async def end_login(self, refresh_token: str, user_id: str = "") -> None:
        """End everything that began with the login of a refresh token; nothing happens when it is unknown.

        Raises:
            ApiError: `forbidden`, it belongs to another user than `user_id`, unless that is empty.
        """
        owner = await self._parts.store.refresh_owner(domain.digest(refresh_token))
        if owner is None:
            return
        user, family = owner
        if user_id and user.id != user_id:
            raise ApiError("The session is another user's", code="forbidden", status=403)
        await self._parts.store.revoke_family(family)
        await self._end_family(family)

    async def get_jwks(self, call: ServerCall) -> models.JwkSet:
        """Public keys."""
        call.reply_headers["cache-control"] = "public, max-age=300"
        return models.JwkSet.model_validate(self._parts.signer.jwks())

    async def get_current_user(self, call: ServerCall) -> models.UserProfile:
        """The caller's account."""
        return await self._profile(await self._parts.store.user(call.user_id))

    async def update_current_user(self, call: ServerCall, body: models.UpdateUserRequest) -> models.UserProfile:
        """Change the caller's name or address."""
        email = domain.normalise_email(str(body.email)) if body.email is not None else None
        name = str(body.name) if body.name is not None else None
        return await self._profile(await self._parts.store.update_user(call.user_id, email=email, name=name))

    async def list_platforms(self, call: ServerCall) -> models.PlatformList:
        """The caller's connections."""
        connected = await self._parts.store.platforms(call.user_id)
        return models.PlatformList.model_validate({"platforms": [self._platform(row) for row in connected]})

    async def connect_platform(
        self, call: ServerCall, body: models.ConnectPlatformRequest, *, platform: str
    ) -> models.ConnectedPlatform:
        """Connect a platform; its tokens are stored encrypted."""
        now = self._now()
        tokens = {"access_token": body.access_token, "refresh_token": body.refresh_token}
        content = domain.sealed_content(tokens, expires_in=body.expires_in, now=now)
        sealed = self._parts.box.seal(content, purpose=_TOKENS) if content is not None else None
        row = await self._parts.store.connect_platform(
            call.user_id,
            str(platform),
            account_id=body.account_id or "",
            sealed_tokens=sealed,
            expires_at=domain.connection_ends(body.expires_in, renewable=bool(body.refresh_token), now=now),
        )
        if row is None:
            raise TokenError("The user of this token does not exist any more")
        await self._parts.cache.drop(oauth_key(str(platform), call.user_id))
        return models.ConnectedPlatform.model_validate(self._platform(row))

    async def disconnect_platform(self, call: ServerCall, *, platform: str) -> None:
        """Disconnect a platform."""
        await self._parts.store.disconnect_platform(call.user_id, str(platform))
        await self._parts.cache.drop(oauth_key(str(platform), call.user_id))

    async def get_platform_tokens(self, call: ServerCall, *, platform: str) -> models.PlatformTokens:
        """The caller's tokens of a platform, opened; for our services only."""
        found = await self._parts.store.platform_tokens(call.user_id, str(platform))
        if found is None:
            raise _not_connected(platform)
        call.reply_headers["cache-control"] = "no-store"
        return models.PlatformTokens.model_validate(self._opened(found[0]))

    async def rotate_platform_tokens(
        self, call: ServerCall, body: models.RotatePlatformTokensRequest, *, platform: str
    ) -> None:
        """Keep a refresh token in place of the one that it replaces; for our services only."""

        def rotated(sealed: bytes | None) -> bytes | None:
            known = self._opened(sealed)
            if known.get("refresh_token") not in {str(body.replaces), str(body.refresh_token)}:
                return None
            tokens = {"access_token": body.access_token, "refresh_token": str(body.refresh_token)}
            content = domain.sealed_content(tokens, expires_in=body.expires_in, now=self._now())
            return self._parts.box.seal(content, purpose=_TOKENS) if content is not None else None

        stored = await self._parts.store.replace_tokens(call.user_id, str(platform), rotated)
        if stored is None:
            raise _not_connected(platform)
        if not stored:
            raise ApiError("The platform was connected anew meanwhile", code="tokens_changed", status=409)

    async def verify(self, token: str) -> Identity:
        """The identity of a token that is signed by us, has not expired and whose session goes on.

        While Redis is away PostgreSQL knows which sessions were ended; while both are away the signature decides.

        Raises:
            TokenError: it is not such a token.
        """
        identity = await self._parts.verifier.verify(token)
        session_id = str(identity.claims.get("jti", ""))
        alive = await self._parts.sessions.alive(session_id)
        if alive is None:
            try:
                alive = await self._parts.store.family_of(session_id) is not None
            except MgError as error:
                _log.warning("session_unchecked", reason=error.message)
                alive = True
        if not alive:
            raise TokenError("The session has ended, log in again")
        return identity

    @property
    def _parts(self) -> Parts:
        if self.parts is None:
            raise ApiError("The service is starting", code="service_unavailable", status=503)
        return self.parts

    def _opened(self, sealed: bytes | None) -> dict[str, str]:
        return domain.opened_content(None if sealed is None else self._parts.box.open(sealed, purpose=_TOKENS))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.time(), UTC)

    async def _repeated(self, email: str, password: str) -> User:
        found = await self._parts.store.credentials(email)
        same = await self._parts.hasher.verify(password, found[1] if found else None)
        return found[0] if found and same else _refuse_email()

    async def _log_in(self, user: User) -> dict[str, Any]:
        """Tokens of a new login."""
        family = domain.new_family()
        access, session_id = await self._access_token(user)
        refresh = domain.new_refresh_token()
        expires_at = self._now() + timedelta(seconds=self._settings.refresh_ttl_s)
        kept = RefreshToken(family=family, user_id=user.id, expires_at=expires_at)
        await self._parts.store.save_refresh(domain.digest(refresh), kept, session_id=session_id)
        await self._open_sessions(user, session_id, family)
        return self._tokens(access, refresh)

    async def _access_token(self, user: User) -> tuple[str, str]:
        """A new access token and its id."""
        parts = self._parts
        token = parts.signer.sign(
            user.id, roles=user.roles, ttl_s=self._settings.access_ttl_s, claims={"email": user.email}
        )
        identity = await parts.verifier.verify(token)
        return token, str(identity.claims["jti"])

    async def _open_sessions(self, user: User, session_id: str, family: str) -> None:
        now = self._now()
        for name, ttl_s in ((session_id, self._settings.access_ttl_s), (family, self._settings.login_ttl_s)):
            await self._parts.sessions.open(name, user, ttl_s=ttl_s, expires_at=now + timedelta(seconds=ttl_s))

    async def _end_family(self, family: str) -> None:
        since = self._now() - timedelta(seconds=self._settings.access_ttl_s + 60)
        await self._parts.sessions.end([family, *await self._parts.store.sessions_of(family, since=since)])

    def _tokens(self, access: str, refresh: str) -> dict[str, Any]:
        ttl_s = self._settings.access_ttl_s
        return {"token": access, "token_type": "Bearer", "expires_in": ttl_s, "refresh_token": refresh}

    async def _profile(self, user: User | None) -> models.UserProfile:
        if user is None:
            raise ApiError("This user does not exist any more", code="user_not_found", status=404)
        connected = [row.platform for row in await self._parts.store.platforms(user.id)]
        created_at = domain.timestamp(user.created_at)
        return models.UserProfile.model_validate({**_user(user), "created_at": created_at, "platforms": connected})

    def _platform(self, row: Platform) -> dict[str, Any]:
        found = {
            "platform": row.platform,
            "status": domain.connection_status(row.status, row.expires_at, self._now()),
            "connected_at": domain.timestamp(row.connected_at),
        }
        return {**found, "account_id": row.account_id} if row.account_id else found


def _user(user: User) -> dict[str, Any]:
    return {"id": user.id, "email": user.email, "name": user.name, "roles": list(user.roles)}


def _token(call: ServerCall) -> str:
    token = bearer_token(call.headers.get("authorization", ""))
    if not token:
        raise ApiError(
            "A bearer token is needed.", code="unauthorized", status=401, headers={"www-authenticate": CHALLENGE}
        )
    return token


def _not_connected(platform: str) -> ApiError:
    return ApiError(f"{platform} is not connected", code="platform_not_connected", status=404)


def _refuse_email() -> User:
    raise ApiError("Another account has this e-mail address", code="email_taken", status=409)


def _refresh_refused(code: str, message: str) -> ApiError:
    return ApiError(message, code=code, status=401, headers={"www-authenticate": CHALLENGE_INVALID})
