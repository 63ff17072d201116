"""Messages and metadata as every transport and server of ours treats them, whatever library carries them."""

from __future__ import annotations

import re
from typing import Any, Final

from mg_core.errors import ConfigurationError, DecodeError

from .details import DETAILS_KEY
from .status import PREVIOUS_ATTEMPTS_KEY, PUSHBACK_KEY
from .transport import Metadata

SHOWN: Final = frozenset({DETAILS_KEY, PREVIOUS_ATTEMPTS_KEY, PUSHBACK_KEY})
"""Names of the protocol's own metadata that callers get to see, and may send."""
HIDDEN: Final = frozenset({"te", "content-type", "user-agent"})
"""Headers that are no metadata."""
_KEY: Final = re.compile(r"[0-9a-z_.\-]+\Z")
_VALUE: Final = re.compile(r"[ -~]*\Z")


def encode(message: Any, message_type: Any) -> bytes:
    """The wire form of a message.

    Raises:
        TypeError: the message is of another class than the contract says.
    """
    if not isinstance(message, message_type):
        raise TypeError(f"the contract wants {message_type.__name__}, not {type(message).__name__}")
    return bytes(message.SerializeToString())


def decode(data: bytes, message_type: Any) -> Any:
    """The message of a wire form.

    Raises:
        DecodeError: not a message of this class.
    """
    try:
        return message_type.FromString(data)
    except Exception as error:
        # What a codec raises for broken input differs by its version; none of it is the caller's business.
        raise DecodeError(f"not a {message_type.__name__}: {type(error).__name__}") from error


def checked(metadata: Metadata) -> Metadata:
    """The metadata, if it can be sent.

    Raises:
        ConfigurationError: a name or a value that cannot be sent; the value is not shown.
    """
    for key, value in metadata.items():
        reserved = key in HIDDEN or (key.startswith("grpc-") and key not in SHOWN)
        if reserved or not _KEY.match(key) or key.endswith("-bin") is not isinstance(value, bytes):
            raise ConfigurationError(f"metadata {key!r} cannot be sent", code="invalid_argument")
        if isinstance(value, str) and not _VALUE.match(value):
            raise ConfigurationError(f"metadata {key!r} is no printable ASCII", code="invalid_argument")
    return metadata
