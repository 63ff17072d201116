"""Ports in the environment."""

from __future__ import annotations

from collections.abc import Mapping

from mg_core.errors import ConfigurationError


def port_of(values: Mapping[str, str], name: str, default: int) -> int:
    """The port that a variable gives.

    Raises:
        ConfigurationError: it is not a number from 1 to 65535.
    """
    text = values.get(name, str(default))
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise ConfigurationError(f"{name}={text!r} is not a port: take 1 to 65535")
    return int(text)
