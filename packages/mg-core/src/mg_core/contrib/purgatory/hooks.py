"""What listeners and storages get to see, and what they cannot spoil."""

from __future__ import annotations

from typing import Any, Final

from purgatory.typing import CircuitName, Hook

from ...observe.logging import get_logger

REST_S: Final = 5.0
"""Seconds for which a storage is left alone after it failed, so that not every call waits for it."""

_log = get_logger("mg_core.contrib.purgatory")


def harmless(listener: Hook) -> Hook:
    """A listener that logs what the given one raises."""

    def safe(circuit: CircuitName, name: Any, event: Any) -> None:
        try:
            listener(circuit, name, event)
        except Exception:  # noqa: BLE001 - whatever a listener raises harms no call
            _log.exception("breaker_listener_failed", breaker=circuit, name=name)

    return safe


def report_lost(error: Exception) -> None:
    """Say that the storage is gone."""
    _log.warning("breaker_storage_lost", reason=type(error).__name__, rules="local")
