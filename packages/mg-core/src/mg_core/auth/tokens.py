"""Bearer tokens: signed by the auth service, verified anywhere with its public keys.

ES256: a token is signed once and verified once per verifier (a cache answers after that), so the sum counts.
Signing costs a tenth of RS256, keys are made in a tenth of a millisecond, and tokens are half as long.
The algorithm is pinned on both sides; a token's header never chooses it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeGuard

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.util import to_bytes, urlsafe_b64decode

from mg_core.clock import Clock, SystemClock
from mg_core.errors import ConfigurationError, MgError, TokenError
from mg_core.observe.logging import get_logger
from mg_core.tasks import SingleFlight

from .identity import MAX_TOKEN_CHARS, Identity, malformed

ALGORITHM: Final = "ES256"
"""The only algorithm that is signed with or accepted."""

REFRESH_INTERVAL_S: Final = 10.0
"""Shortest time between two fetches of the key set because of unknown key ids."""

MAX_AGE_S: Final = 300.0
"""Age at which the key set is fetched again even without an unknown key id."""

MAX_REVOKED_S: Final = 86_400.0
"""How long a revoked token is remembered whose expiry is not known."""

JwksSource = Callable[[], Awaitable[Mapping[str, Any]]]
"""Fetches the key set document `{"keys": [...]}`."""

logger = get_logger("mg.auth")
_KEYS: Final = "keys"
_REGISTRY: Final = jws.JWSRegistry(algorithms=[ALGORITHM])


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What signer and verifier agree on."""

    issuer: str = "media-gateway-auth"
    audience: str = "media-gateway"
    leeway_s: float = 5.0
    """How far clocks may differ when `exp` and `nbf` are checked."""


class TokenSigner:
    """Signs tokens with one private key; old public keys may stay in the key set while their tokens live."""

    def __init__(self, key: ECKey, *, rules: TokenRules | None = None, clock: Clock | None = None) -> None:
        self._key = key
        self._rules = rules or TokenRules()
        self._clock = clock or SystemClock()
        self._retired: list[dict[str, Any]] = []
        self.kid = key.thumbprint()
        self._header = {"alg": ALGORITHM, "typ": "JWT", "kid": self.kid}

    @classmethod
    def generate(cls, **options: Any) -> TokenSigner:
        """A signer with a new key that only this process knows."""
        return cls(ECKey.generate_key("P-256"), **options)

    @classmethod
    def load(cls, pem: bytes, **options: Any) -> TokenSigner:
        """A signer with an existing P-256 private key in PEM.

        Raises:
            ConfigurationError: it is not such a key.
        """
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError):
            raise ConfigurationError("the signing key is not an unencrypted private key in PEM") from None
        if not isinstance(key, EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
            raise ConfigurationError("the signing key must be an EC key on the curve P-256")
        return cls(ECKey.import_key(pem), **options)

    @classmethod
    def load_or_create(cls, path: Path, **options: Any) -> TokenSigner:
        """The signer whose key is kept in a file; makes the file, readable by its owner only, when it is missing."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_bytes(ECKey.generate_key("P-256").as_pem(private=True))
            try:
                path.hardlink_to(fresh)
            except FileExistsError:
                logger.debug("signing_key_exists", path=str(path))
            finally:
                fresh.unlink()
        return cls.load(path.read_bytes(), **options)

    def private_pem(self) -> bytes:
        """The private key, unencrypted, for a store that keeps it safe."""
        return self._key.as_pem(private=True)

    def public_jwk(self) -> dict[str, Any]:
        """The public half as a row of a key set."""
        return {**self._key.as_dict(private=False), "kid": self.kid, "alg": ALGORITHM, "use": "sig"}

    def retire(self, public_jwk: Mapping[str, Any]) -> None:
        """Keep a former public key in the key set, so that tokens signed with it stay valid."""
        self._retired.append(dict(public_jwk))

    def jwks(self) -> dict[str, Any]:
        """The public key set document."""
        return {"keys": [self.public_jwk(), *self._retired]}

    def sign(
        self,
        subject: str,
        *,
        roles: tuple[str, ...] = (),
        ttl_s: float = 3600.0,
        claims: Mapping[str, Any] | None = None,
    ) -> str:
        """A token for a user.

        Args:
            subject: user id, becomes `sub`.
            roles: become the claim `roles`.
            ttl_s: seconds until it expires.
            claims: further claims, e.g. `email`; they cannot replace the ones above.
        """
        now = int(self._clock.time())
        own = {
            "iss": self._rules.issuer,
            "aud": self._rules.audience,
            "sub": subject,
            "roles": list(roles),
            "iat": now,
            "nbf": now,
            "exp": int(now + ttl_s),
            "jti": secrets.token_urlsafe(12),
        }
        return jwt.encode(self._header, {**(claims or {}), **own}, self._key, registry=_REGISTRY)


class TokenVerifier:
    """Verifies tokens with a key set that it fetches itself, and remembers those that passed.

    Args:
        source: fetches the key set; called at first use, when it is older than MAX_AGE_S, and for an unknown
            key id at most once per REFRESH_INTERVAL_S.
        rules: what the signer promised.
        clock: `time` decides about expiry, `monotonic` about refreshing.
        cache_size: verified tokens remembered; the oldest goes first.
    """

    def __init__(
        self,
        source: JwksSource,
        *,
        rules: TokenRules | None = None,
        clock: Clock | None = None,
        cache_size: int = 10_000,
    ) -> None:
        self._source = source
        self._rules = rules or TokenRules()
        self._clock = clock or SystemClock()
        self._cache: dict[bytes, tuple[float, Identity]] = {}
        self._cache_size = cache_size
        self._keys: dict[str, ECKey] = {}
        self._fetched_at = self._tried_at = -MAX_AGE_S
        self._refreshes: SingleFlight[None] = SingleFlight()
        self._revoked: dict[bytes, float] = {}

    def cached(self, token: str) -> Identity | None:
        """The identity of a token that passed before and has not expired; None when it has to be verified."""
        digest = _digest(token)
        found = self._cache.get(digest)
        if found is None:
            return None
        if found[0] <= self._clock.time():
            del self._cache[digest]
            return None
        return found[1]

    async def verify(self, token: str) -> Identity:
        """The identity that a token proves.

        Raises:
            TokenError: `malformed_token` for what is not a signed JWT; `invalid_token` for one that is expired,
                not yet valid, for somebody else, or not signed by a known key with the pinned algorithm.
            TransportError: the key set could not be fetched and none is known.
        """
        known = self.cached(token)
        if known is not None:
            return known
        header = _read_header(token)
        if _digest(token) in self._revoked:
            raise _invalid("The token was revoked")
        if header.get("alg") != ALGORITHM:
            raise _invalid("The token uses an algorithm that is not accepted")
        kid = header.get("kid")
        key = await self._key(kid) if isinstance(kid, str) else None
        if key is None:
            raise _invalid("The token is signed by an unknown key")
        try:
            decoded = jwt.decode(token, key, registry=_REGISTRY)
        except (JoseError, ValueError):
            raise _invalid("The token's signature is not valid") from None
        identity = self._check(decoded.claims)
        if len(self._cache) >= self._cache_size:
            del self._cache[next(iter(self._cache))]
        ends = float(decoded.claims["exp"]) + self._rules.leeway_s
        self._cache[_digest(token)] = (ends, identity)
        return identity

    def revoke(self, token: str) -> None:
        """Refuse this token from now on, in this verifier; remembered for as long as the token could live."""
        digest = _digest(token)
        ends, _ = self._cache.pop(digest, (self._clock.time() + MAX_REVOKED_S, None))
        now = self._clock.time()
        self._revoked = {known: until for known, until in self._revoked.items() if until > now}
        self._revoked[digest] = ends

    async def refresh(self) -> None:
        """Fetch the key set now; a key that cannot be read is left out. Concurrent callers share one fetch.

        Raises:
            TransportError: as the source does.
        """
        await self._refreshes.do(_KEYS, self._fetch)

    async def _fetch(self) -> None:
        self._tried_at = self._clock.monotonic()
        try:
            document = await self._source()
        except Exception as error:
            # Keys that worked until now go on working while auth is away.
            logger.warning("jwks_refresh_failed", error=repr(error))
            raise
        rows = document.get("keys")
        keys = {row["kid"]: key for row in (rows if isinstance(rows, list) else []) if (key := _public_key(row))}
        if keys:
            self._keys = keys
            self._fetched_at = self._clock.monotonic()

    async def _key(self, kid: str) -> ECKey | None:
        if not self._keys:
            await self.refresh()
            return self._keys.get(kid)
        known = self._keys.get(kid)
        now = self._clock.monotonic()
        if known is None and (_KEYS in self._refreshes or now - self._tried_at >= REFRESH_INTERVAL_S):
            with suppress(MgError):
                await self.refresh()
            return self._keys.get(kid)
        if now - self._fetched_at >= MAX_AGE_S and now - self._tried_at >= REFRESH_INTERVAL_S:
            self._refreshes.begin(_KEYS, self._fetch)
        return known

    def _check(self, claims: Mapping[str, Any]) -> Identity:
        now, leeway_s = self._clock.time(), self._rules.leeway_s
        expires, begins = claims.get("exp"), claims.get("nbf", 0)
        audience = claims.get("aud")
        if not _is_number(expires) or not _is_number(begins):
            raise _invalid("The token has no usable expiry")
        if now >= expires + leeway_s:
            raise _invalid("The token has expired")
        if now < begins - leeway_s:
            raise _invalid("The token is not valid yet")
        if claims.get("iss") != self._rules.issuer:
            raise _invalid("The token is from another issuer")
        if self._rules.audience not in (audience if isinstance(audience, list) else [audience]):
            raise _invalid("The token is for another audience")
        subject, roles = claims.get("sub"), claims.get("roles", [])
        if not isinstance(subject, str) or not isinstance(roles, list) or not all(isinstance(r, str) for r in roles):
            raise _invalid("The token names no user")
        return Identity(subject, tuple(roles), dict(claims))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _read_header(token: str) -> Mapping[str, Any]:
    parts = token.split(".")
    if len(parts) != 3 or len(token) > MAX_TOKEN_CHARS or not token.isascii():
        raise malformed()
    try:
        header = jws.extract_compact(to_bytes(token), registry=_REGISTRY).headers()
        urlsafe_b64decode(to_bytes(parts[1]))
    except (JoseError, ValueError, TypeError, RecursionError):
        raise malformed() from None
    if not isinstance(header, dict):
        raise malformed()
    return header


def _public_key(row: Any) -> ECKey | None:
    if not isinstance(row, dict) or row.get("kty") != "EC" or row.get("crv") != "P-256":
        return None
    if not isinstance(row.get("kid"), str) or row.get("alg", ALGORITHM) != ALGORITHM:
        return None
    try:
        return ECKey.import_key({name: row[name] for name in ("kty", "crv", "x", "y")})
    except (JoseError, ValueError, KeyError, TypeError):
        return None


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _invalid(message: str) -> TokenError:
    return TokenError(message)
