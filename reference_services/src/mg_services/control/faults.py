"""Make a running stand-in fail, or well again, over its control address `/__faults`."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from typing import Any

FAULTS: Mapping[str, Mapping[str, Any] | None] = {
    "down": {"kind": "status", "status": 500},
    "unavailable": {"kind": "status", "status": 503},
    "slow": {"kind": "latency", "latency_ms": [5000, 5000]},
    "hang": {"kind": "hang"},
    "limited": {"kind": "rate_limit"},
    "limited-silent": {"kind": "status", "status": 429},
    "limited-past": {"kind": "status", "status": 429, "retry_after": "Wed, 21 Oct 2015 07:28:00 GMT"},
    "limited-year": {"kind": "status", "status": 429, "retry_after": "31536000"},
    "html": {"kind": "html"},
    "garbage": {"kind": "garbage"},
    "half": {"kind": "half"},
    "drop": {"kind": "drop"},
    "redirect": {"kind": "redirect"},
    "wrong-shape": {"kind": "wrong_shape"},
    "up": None,
}
"""Words of `mg faults NAME WORD` and the fault that they set; `up` removes all."""


def set_fault(url: str, word: str) -> None:
    """Set the fault `word` of the emulator at `url`, or remove all faults (`up`).

    Raises:
        OSError: it does not answer or refuses.
        KeyError: no fault has this name.
    """
    fault = FAULTS[word]
    request = urllib.request.Request(  # noqa: S310 - the URL is one of our own parts
        f"{url}/__faults",
        method="DELETE" if fault is None else "PUT",
        data=None if fault is None else json.dumps(fault).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - the URL is one of our own parts
        return
