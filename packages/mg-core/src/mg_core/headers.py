"""Which headers can be sent: one rule for whoever takes one from a caller and for every transport."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Final

from .errors import ConfigurationError

_TOKEN: Final = frozenset("!#$%&'*+-.^_`|~" + string.digits + string.ascii_letters)
_VISIBLE: Final = bytes(range(0x20, 0x7F))

_good_names: set[str] = set()
"""Names that were looked at; a program uses few."""


def unsendable(name: str, value: str) -> str:
    """Why a header cannot be sent as it is; "" when it can.

    A name is a token. A value holds visible characters of latin-1, and blanks and tabs between them.
    """
    if not name or not _TOKEN.issuperset(name):
        return "has a name that is no token"
    if any(char > "\xff" for char in value):
        return "holds a character outside latin-1"
    if not all(" " <= char <= "~" or char >= "\xa0" or char == "\t" for char in value):
        return "holds a control character"
    return "begins or ends with a blank" if value != value.strip(" \t") else ""


def check_headers(headers: Mapping[str, str]) -> None:
    """Refuse headers that cannot be sent.

    Raises:
        ConfigurationError: names the header, and never its value.
    """
    # All values at once, by what costs least; whoever fails here is looked at more closely.
    block = "|".join(headers.values())
    if (
        headers.keys() <= _good_names
        and block.isascii()
        and not block.encode().translate(None, _VISIBLE)
        and " |" not in block
        and "| " not in block
        and block.strip(" ") == block
    ):
        return
    for name, value in headers.items():
        why = unsendable(name, value)
        if why:
            raise ConfigurationError(f"the header {name[:60]!r} {why}", code="invalid_argument")
    if len(_good_names) < 1024:
        _good_names.update(headers)
