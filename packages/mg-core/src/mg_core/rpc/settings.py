"""What both transports and both servers are told: target, keepalive, redial, sizes."""

from __future__ import annotations

import random as _random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from mg_core.errors import ConfigurationError, ConnectError

DEFAULT_MESSAGE_BYTES: Final = 4 * 1024 * 1024
"""Largest message taken, the usual limit of gRPC libraries."""


@dataclass(frozen=True, slots=True)
class Keepalive:
    """Ping a quiet peer, and give up the connection when it does not answer.

    Servers of other libraries count pings: grpcio closes a connection that pings more often than every 300 s while
    nothing else is sent, unless it was told otherwise. Off by default for that reason; a call ends by its deadline.
    """

    interval_s: float = 30.0
    """Seconds between pings; more than 0."""
    timeout_s: float = 10.0
    """Seconds without an answer until the peer counts as dead; more than 0."""
    without_calls: bool = False
    """Ping while no call is in flight, too."""

    def __post_init__(self) -> None:
        """Refuse times that cannot work.

        Raises:
            ConfigurationError: a time is not above 0.
        """
        if not (self.interval_s > 0 and self.timeout_s > 0):
            raise ConfigurationError("keepalive times must be above 0", code="invalid_argument")


class Redial:
    """When a connection may be tried again: failed dials space the next ones, calls between them fail at once.

    Args:
        first_s: wait after the first failed dial.
        factor: each further wait is this many times the one before.
        most_s: longest wait.
        jitter: each wait is multiplied by a random number from this range.
    """

    def __init__(
        self,
        *,
        first_s: float = 0.05,
        factor: float = 1.6,
        most_s: float = 2.0,
        jitter: tuple[float, float] = (0.8, 1.2),
        clock: Callable[[], float] = time.monotonic,
        rng: Callable[[], float] = _random.random,
    ) -> None:
        self._first_s = first_s
        self._factor = factor
        self._most_s = most_s
        self._jitter = jitter
        self._clock = clock
        self._rng = rng
        self._wait_s = 0.0
        self._not_before = 0.0
        self._why = ""
        self.dials = 0
        """Dials begun."""

    def begin(self) -> None:
        """A dial is wanted.

        Raises:
            ConnectError: the last one failed too short a time ago.
        """
        left_s = self._not_before - self._clock()
        if left_s > 0:
            raise ConnectError(self._why)
        self.dials += 1

    def failed(self, why: str) -> None:
        """The dial failed."""
        self._why = why
        self._wait_s = min(self._most_s, self._wait_s * self._factor) if self._wait_s else self._first_s
        low, high = self._jitter
        self._not_before = self._clock() + self._wait_s * (low + (high - low) * self._rng())

    def succeeded(self) -> None:
        """The dial succeeded."""
        self._wait_s = self._not_before = 0.0


def split_target(target: str) -> tuple[str, int]:
    """Host and port of `host:port` or `[ipv6]:port`.

    Raises:
        ConfigurationError: it is neither.
    """
    host, _, port = target.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ConfigurationError(f"a gRPC target is host:port, not {target!r}")
    return host.strip("[]"), int(port)
