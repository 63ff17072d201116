# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the Auth contract."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from mg_core.contract.model import Model, OpenStrEnum


class LoginRequest(Model):
    """Credentials."""

    model_config = ConfigDict(
        extra="forbid",
    )
    email: str
    """E-mail address."""

    password: Annotated[str, Field(max_length=72, min_length=1, pattern="^[\\x20-\\x7e]+$")]
    """The password."""


class ValidateResponse(Model):
    """What a valid token says."""

    valid: Literal[True]
    """Always true; an invalid token gets 401."""

    user_id: str
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    roles: list[str]
    """What the user may do."""

    expires_at: AwareDatetime
    """End of the token's validity."""


class RefreshRequest(Model):
    """A refresh token."""

    model_config = ConfigDict(
        extra="forbid",
    )
    refresh_token: Annotated[str, Field(max_length=512, min_length=1, pattern="^[A-Za-z0-9_.-]+$")]
    """The token of the last login or refresh."""


class Jwk(Model):
    """One public key. Never holds a private part."""

    kty: str
    """Key type: EC, OKP or RSA."""

    kid: str
    """Key id; tokens name it."""

    use: Literal["sig"]
    """For signatures."""

    alg: str
    """The only algorithm that this key is good for, e.g. ES256."""

    crv: str | None = None
    """Curve of an EC or OKP key."""

    x: str | None = None
    """X coordinate, base64url."""

    y: str | None = None
    """Y coordinate, base64url."""

    n: str | None = None
    """Modulus of an RSA key, base64url."""

    e: str | None = None
    """Exponent of an RSA key, base64url."""


class Platform(OpenStrEnum):
    """A platform that a user can connect. Disney+ is `disney`, Prime Video `prime`, HBO Max `hbo`."""

    netflix = "netflix"
    hulu = "hulu"
    hbo = "hbo"
    disney = "disney"
    prime = "prime"
    spotify = "spotify"
    apple_music = "apple_music"


class UpdateUserRequest(Model):
    """What to change."""

    model_config = ConfigDict(
        extra="forbid",
    )
    email: str | None = None
    """E-mail address."""

    name: str | None = None
    """Name to show; no control characters."""


class PlatformStatus(OpenStrEnum):
    """State of a connection."""

    active = "active"
    expired = "expired"
    revoked = "revoked"


class ConnectPlatformRequest(Model):
    """Account on a platform."""

    model_config = ConfigDict(
        extra="forbid",
    )
    account_id: Annotated[
        str | None,
        Field(max_length=200, min_length=1, pattern="^[^\\x00-\\x1f\\x7f]+$"),
    ] = None
    """The user's id on the platform."""

    access_token: Annotated[str | None, Field(max_length=2048, min_length=1, pattern="^[\\x21-\\x7e]+$")] = None
    """OAuth access token of the platform."""

    refresh_token: Annotated[str | None, Field(max_length=2048, min_length=1, pattern="^[\\x21-\\x7e]+$")] = None
    """OAuth refresh token of the platform."""

    expires_in: Annotated[int | None, Field(ge=1, le=31536000)] = None
    """Seconds that the access token is valid."""


class PlatformTokens(Model):
    """What a platform's API asks for in the name of the user. For our services only."""

    access_token: str | None = None
    """OAuth access token; Apple Music's user token."""

    refresh_token: str | None = None
    """OAuth refresh token."""

    expires_at: AwareDatetime | None = None
    """End of the access token's validity; absent when the platform did not say."""


class RotatePlatformTokensRequest(Model):
    """A rotation."""

    model_config = ConfigDict(
        extra="forbid",
    )
    refresh_token: Annotated[str, Field(max_length=2048, min_length=1, pattern="^[\\x21-\\x7e]+$")]
    """The new refresh token."""

    replaces: Annotated[str, Field(max_length=2048, min_length=1, pattern="^[\\x21-\\x7e]+$")]
    """The refresh token that it replaces."""

    access_token: Annotated[str | None, Field(max_length=2048, min_length=1, pattern="^[\\x21-\\x7e]+$")] = None
    """The access token that came with it."""

    expires_in: Annotated[int | None, Field(ge=1, le=31536000)] = None
    """Seconds that the access token is valid."""


class RegisterRequest(Model):
    """A new account."""

    model_config = ConfigDict(
        extra="forbid",
    )
    email: str
    """E-mail address."""

    password: Annotated[str, Field(max_length=72, min_length=8, pattern="^[\\x20-\\x7e]+$")]
    """8 to 72 printable ASCII characters; bcrypt reads no more than 72 bytes."""

    name: str
    """Name to show; no control characters."""


class RegisterResponse(Model):
    """The new account, logged in."""

    user_id: str
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    token: str
    """Access token (JWT)."""

    token_type: Literal["Bearer"]
    """How to send the token."""

    expires_in: int
    """Seconds that the token is valid."""

    refresh_token: str
    """Good for one refresh, within 30 days."""


class User(Model):
    """The user as tokens know him."""

    id: str
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    email: str
    """E-mail address."""

    name: str
    """Name to show; no control characters."""

    roles: list[str]
    """What the user may do."""


class JwkSet(Model):
    """Public keys, RFC 7517."""

    keys: list[Jwk]
    """The keys."""


class UserProfile(Model):
    """An account."""

    id: str
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    email: str
    """E-mail address."""

    name: str
    """Name to show; no control characters."""

    roles: list[str]
    """What the user may do."""

    created_at: AwareDatetime
    """When the account was made."""

    platforms: list[Platform] | None = None
    """Connected platforms."""


class ConnectedPlatform(Model):
    """A connection to a platform. Tokens are never given out."""

    platform: Platform
    account_id: str | None = None
    """The user's id on the platform."""

    status: PlatformStatus
    connected_at: AwareDatetime
    """When it was connected."""


class TokenResponse(Model):
    """Tokens of a session."""

    token: str
    """Access token (JWT) with the claims sub, email, roles, iat, exp."""

    token_type: Literal["Bearer"]
    """How to send the token."""

    expires_in: int
    """Seconds that the token is valid."""

    refresh_token: str
    """Good for one refresh, within 30 days."""

    user: User


class PlatformList(Model):
    """Connected platforms."""

    platforms: list[ConnectedPlatform]
    """The connections."""
