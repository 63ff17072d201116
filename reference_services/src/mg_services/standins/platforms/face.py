"""What the module of a platform's contract gives: its application, and how it tells errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .middleware import AsgiApp, ErrorBody


@dataclass(frozen=True, slots=True)
class Times:
    """The clocks of a stand-in."""

    monotonic: Callable[[], float]
    """Seconds that never go backwards."""
    now: Callable[[], float]
    """Seconds since 1970-01-01 UTC."""


@dataclass(frozen=True, slots=True)
class Face:
    """A platform without its faults."""

    app: AsgiApp
    error_body: ErrorBody
    """Writes the body of an error that a fault asks for."""
    error_media_type: str = "application/json"
