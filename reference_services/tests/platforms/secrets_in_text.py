"""Finds credentials in recorded text."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Final

_MEMBERS: Final = "access_token|refresh_token|id_token|client_secret|client_id|api_key|apikey|password"
_PATTERNS: Final = {
    "JWT": re.compile(r"eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?"),
    "bearer token": re.compile(r"(?i)bearer\s+(?!REDACTED\b)[A-Za-z0-9._~+/=-]{4,}"),
    "basic credentials": re.compile(r"(?i)basic\s+[A-Za-z0-9+/]{8,}={0,2}"),
    "member": re.compile(
        rf'(?i)\\*["\']?(?:{_MEMBERS})\\*["\']?\s*[:=]\s*\\*["\']?(?!REDACTED)[A-Za-z0-9._~+/%-]{{2,}}'
    ),
    "user token": re.compile(r"(?i)music-user-token\"?:\s*(?:-\s+)?[\"']?(?!REDACTED)[A-Za-z0-9]\S*"),
    "key": re.compile(r"(?i)x-api-key\"?:\s*(?:-\s+)?[\"']?(?!REDACTED)[A-Za-z0-9]\S*"),
    "cookie": re.compile(r"(?i)^\s*set-cookie:", re.MULTILINE),
    "emulator's key": re.compile(r"local-emulator|user-token-of-the-recording"),
}
_WORD: Final = re.compile(r"[A-Za-z0-9_-]{32,}")
_BITS: Final = 4.2
"""Bits of entropy per character above which a long word is taken for a random one."""


def secrets_in(text: str) -> list[str]:
    """What in a text looks like a credential, as `kind: beginning`."""
    found = [
        f"{kind}: {match.group()[:40]!r}" for kind, pattern in _PATTERNS.items() for match in pattern.finditer(text)
    ]
    random = [word for word in _WORD.findall(text) if _entropy(word) > _BITS and re.search(r"\d", word)]
    return [*found, *(f"random text: {word[:12]!r}" for word in random)]


def _entropy(word: str) -> float:
    return -sum(count / len(word) * math.log2(count / len(word)) for count in Counter(word).values())
