"""The demos of `mg demo NAME`: user journeys against a platform of their own."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from mg_services.control.console import Console

from . import journey, recommend, resilience

DEFAULT = "journey"

DEMOS: dict[str, Callable[[Path, Console], Coroutine[Any, Any, int]]] = {
    "journey": journey.run,
    "recommend": recommend.run,
    "resilience": resilience.run,
}
"""Name → coroutine function `(data_dir, console) -> exit status`."""

__all__ = ["DEFAULT", "DEMOS"]
