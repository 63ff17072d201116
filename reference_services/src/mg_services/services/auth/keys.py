"""Keys of the auth service: the secret that encrypts what is stored, and the keys that sign tokens."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mg_core.auth.tokens import TokenSigner
from mg_core.clock import Clock
from mg_core.errors import ConfigurationError
from mg_core.observe.logging import get_logger

from .settings import AuthSettings
from .store import AuthStore

_NONCE_BYTES = 12
_log = get_logger("mg.auth")


class SecretBox:
    """Encrypts small values for the database (AES-256-GCM); each purpose has a key of its own.

    Args:
        secret: high-entropy text, 32 characters or more.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def seal(self, content: bytes, *, purpose: str) -> bytes:
        """Nonce and ciphertext."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher(purpose).encrypt(nonce, content, None)

    def open(self, sealed: bytes, *, purpose: str) -> bytes | None:
        """The content; None when it was sealed with another secret or for another purpose."""
        try:
            return self._cipher(purpose).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            return None

    def _cipher(self, purpose: str) -> AESGCM:
        derived = HKDF(hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(self._secret)
        return AESGCM(derived)


def open_box(settings: AuthSettings) -> SecretBox:
    """The box with the configured secret, else with one that is made once and kept in the data directory.

    Raises:
        ConfigurationError: the file cannot be read or written.
    """
    if settings.secret:
        return SecretBox(settings.secret)
    path = settings.data_dir / "auth.secret"
    try:
        return SecretBox(_kept_secret(path))
    except OSError as error:
        raise ConfigurationError(f"cannot keep a secret in {path} ({error.strerror}): set MG_AUTH_SECRET") from None


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), "ascii")
        try:
            path.hardlink_to(fresh)  # fails when another process was first; its secret is the one
        except FileExistsError:
            _log.debug("secret_exists", path=str(path))
        finally:
            fresh.unlink()
    return path.read_text("ascii")


async def load_signer(store: AuthStore, box: SecretBox, *, clock: Clock) -> TokenSigner:
    """The signer with the newest stored key, made on the first start; older keys stay in its key set.

    Tokens therefore survive a restart, and all instances on one database sign with the same key.
    """
    pems = await _stored_pems(store, box)
    if not pems:
        await _add_key(store, box)
        pems = await _stored_pems(store, box)
    if not pems:
        raise ConfigurationError("another auth service signs with another secret: give all of them one MG_AUTH_SECRET")
    signer = TokenSigner.load(pems[0], clock=clock)
    for former in pems[1:]:
        signer.retire(TokenSigner.load(former).jwks()["keys"][0])
    return signer


async def _stored_pems(store: AuthStore, box: SecretBox) -> list[bytes]:
    opened = [box.open(sealed, purpose="signing-key") for _, sealed, _ in await store.signing_keys()]
    return [pem for pem in opened if pem is not None]


async def _add_key(store: AuthStore, box: SecretBox) -> None:
    unreadable = [kid for kid, _, _ in await store.signing_keys()]
    if unreadable:
        _log.warning("signing_keys_unreadable", count=len(unreadable), reason="sealed with another secret")
    pem = _new_pem()
    # Refused when another instance was faster; its key is read next.
    await store.add_signing_key(TokenSigner.load(pem).kid, box.seal(pem, purpose="signing-key"), known=unreadable)


def _new_pem() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
