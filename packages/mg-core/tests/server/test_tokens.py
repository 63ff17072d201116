"""Tokens: what passes, what does not, and what it costs the auth service."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from mg_core.auth.tokens import MAX_AGE_S, REFRESH_INTERVAL_S, TokenRules, TokenSigner, TokenVerifier
from mg_core.clock import SystemClock
from mg_core.errors import ConfigurationError, ConnectError, TokenError


class HandClock(SystemClock):
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now


class Keys:
    """The auth service's key set."""

    def __init__(self, *signers: TokenSigner) -> None:
        self.signers = list(signers)
        self.fetched = 0
        self.away = False

    async def __call__(self) -> Mapping[str, Any]:
        self.fetched += 1
        await asyncio.sleep(0)
        if self.away:
            raise ConnectError("auth is away")
        return {"keys": [row for signer in self.signers for row in signer.jwks()["keys"]]}


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def signer(clock: HandClock) -> TokenSigner:
    return TokenSigner.generate(clock=clock)


@pytest.fixture
def keys(signer: TokenSigner) -> Keys:
    return Keys(signer)


@pytest.fixture
def verifier(keys: Keys, clock: HandClock) -> TokenVerifier:
    return TokenVerifier(keys, clock=clock)


async def refused(verifier: TokenVerifier, token: str) -> TokenError:
    with pytest.raises(TokenError) as caught:
        await verifier.verify(token)
    return caught.value


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


async def test_a_signed_token_names_its_user(signer: TokenSigner, verifier: TokenVerifier) -> None:
    token = signer.sign("u-1", roles=("user",), claims={"email": "a@b.cc", "sub": "forged"})
    identity = await verifier.verify(token)

    assert (identity.user_id, identity.roles, identity.claims["email"]) == ("u-1", ("user",), "a@b.cc")
    assert verifier.cached(token) is identity


async def test_a_token_ends_in_cache_and_out_of_it(
    signer: TokenSigner, verifier: TokenVerifier, keys: Keys, clock: HandClock
) -> None:
    token = signer.sign("u-1", ttl_s=60)
    await verifier.verify(token)
    clock.now += 64.9
    still = await verifier.verify(token)
    clock.now += 0.1

    assert still.user_id == "u-1"
    assert (await refused(verifier, token)).code == "invalid_token"
    assert (await refused(TokenVerifier(keys, clock=clock), token)).status == 401


async def test_a_public_key_used_as_a_shared_secret_does_not_pass(signer: TokenSigner, verifier: TokenVerifier) -> None:
    public = json.dumps(signer.public_jwk())
    claims = {"sub": "admin", "iss": "media-gateway-auth", "aud": "media-gateway", "exp": 4_000_000_000}
    forged = jwt.encode({"alg": "HS256", "kid": signer.kid}, claims, OctKey.import_key(public.encode()))

    assert (await refused(verifier, forged)).code == "invalid_token"


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({}, TokenRules(issuer="other")),
        ({}, TokenRules(audience="other")),
        ({"nbf": 9_999_999_999}, TokenRules()),
        ({"exp": None}, TokenRules()),
        ({"exp": "soon"}, TokenRules()),
        ({"exp": True}, TokenRules()),
        ({"sub": 5}, TokenRules()),
        ({"roles": "admin"}, TokenRules()),
    ],
)
async def test_claims_that_do_not_fit_are_refused(
    signer: TokenSigner, keys: Keys, clock: HandClock, changes: dict[str, Any], rules: TokenRules
) -> None:
    now = int(clock.now)
    base = {"iss": "media-gateway-auth", "aud": "media-gateway", "sub": "u", "exp": now + 60}
    claims = {name: value for name, value in (base | changes).items() if value is not None}
    token = jwt.encode({"alg": "ES256", "kid": signer.kid}, claims, signer._key)

    assert (await refused(TokenVerifier(keys, rules=rules, clock=clock), token)).code == "invalid_token"


@pytest.mark.parametrize(
    "token", ["", "a", "a.b", "a.b.c", "....", "e30.e30.e30.e30", "\u00e9.e30.x", "W10.e30.x", "x" * 9000]
)
async def test_what_is_no_token_is_malformed(verifier: TokenVerifier, token: str) -> None:
    error = await refused(verifier, token)

    assert error.code in {"malformed_token", "invalid_token"}
    assert error.status == (400 if error.code == "malformed_token" else 401)


async def test_none_and_a_cut_signature_are_refused(signer: TokenSigner, verifier: TokenVerifier) -> None:
    header, payload, signature = signer.sign("u-1").split(".")

    for token in (
        f"{encoded({'alg': 'none'})}.{payload}.",
        f"{encoded({'alg': 'ES256', 'kid': signer.kid})}.{encoded({'sub': 'admin'})}.{signature}",
        f"{header}.{payload}.{signature[:-4]}",
    ):
        assert (await refused(verifier, token)).code == "invalid_token"


async def test_a_rotated_key_is_found_and_the_retired_one_still_works(
    signer: TokenSigner, verifier: TokenVerifier, keys: Keys, clock: HandClock
) -> None:
    old = signer.sign("u-1")
    await verifier.verify(old)
    successor = TokenSigner.generate(clock=clock)
    successor.retire(signer.public_jwk())
    keys.signers = [successor]
    clock.now += REFRESH_INTERVAL_S

    assert (await verifier.verify(successor.sign("u-2"))).user_id == "u-2"
    assert (await TokenVerifier(keys, clock=clock).verify(old)).user_id == "u-1"


async def test_unknown_keys_cause_at_most_one_fetch_per_interval(
    signer: TokenSigner, verifier: TokenVerifier, keys: Keys, clock: HandClock
) -> None:
    await verifier.verify(signer.sign("u-1"))
    stranger = TokenSigner.generate(clock=clock)
    for _ in range(20):
        await refused(verifier, stranger.sign("x"))
    assert keys.fetched == 1

    clock.now += REFRESH_INTERVAL_S
    await asyncio.gather(*(refused(verifier, stranger.sign("x")) for _ in range(20)))
    assert keys.fetched == 2


async def test_concurrent_first_requests_share_one_fetch(
    signer: TokenSigner, verifier: TokenVerifier, keys: Keys
) -> None:
    found = await asyncio.gather(*(verifier.verify(signer.sign(f"u-{number}")) for number in range(20)))

    assert len({identity.user_id for identity in found}) == 20
    assert keys.fetched == 1


async def test_without_any_key_the_fetch_error_shows_and_the_next_try_fetches_again(
    signer: TokenSigner, verifier: TokenVerifier, keys: Keys
) -> None:
    keys.away = True
    with pytest.raises(ConnectError):
        await verifier.verify(signer.sign("u-1"))
    keys.away = False

    assert (await verifier.verify(signer.sign("u-1"))).user_id == "u-1"


async def test_known_keys_outlive_an_outage_of_auth(
    signer: TokenSigner, verifier: TokenVerifier, keys: Keys, clock: HandClock
) -> None:
    await verifier.verify(signer.sign("u-1"))
    keys.away = True
    clock.now += MAX_AGE_S + 1
    identity = await verifier.verify(signer.sign("u-2"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert identity.user_id == "u-2"


async def test_a_revoked_token_is_refused_others_of_the_user_are_not(
    signer: TokenSigner, verifier: TokenVerifier
) -> None:
    token, other = signer.sign("u-1"), signer.sign("u-1")
    await verifier.verify(token)
    verifier.revoke(token)

    assert (await refused(verifier, token)).code == "invalid_token"
    assert (await verifier.verify(other)).user_id == "u-1"


def test_a_key_file_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "signing.pem"
    first, second = TokenSigner.load_or_create(path), TokenSigner.load_or_create(path)

    assert first.kid == second.kid
    assert path.stat().st_mode & 0o777 == 0o600
    assert [child.name for child in path.parent.iterdir()] == ["signing.pem"]


@pytest.mark.parametrize("pem", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
def test_what_is_no_key_is_one_clear_error(pem: bytes) -> None:
    with pytest.raises(ConfigurationError):
        TokenSigner.load(pem)


def test_the_key_set_holds_no_private_part(signer: TokenSigner) -> None:
    assert all("d" not in row for row in signer.jwks()["keys"])
