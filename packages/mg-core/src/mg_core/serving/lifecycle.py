"""What every application of ours does beside its work: start and stop hooks, health, metrics."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from mg_core.errors import MgError
from mg_core.observe import metrics
from mg_core.observe.logging import get_logger
from mg_core.observe.samples import Sample

from .asgi import Receive, Send

Hook = Callable[[], Awaitable[object]]
"""Called once at start or stop."""

Check = Callable[[], Awaitable[str | None]]
"""A readiness check: returns None when all is well, a sentence when the service works with less, and raises when
it cannot work."""


class Measured(Protocol):
    """Something with counters: every client."""

    def metrics(self) -> Iterator[Sample]:
        """All of them, as they are now."""
        ...


CHECK_TIMEOUT_S = 1.0
"""Longest wait for one readiness check."""

logger = get_logger("mg.server")


class Lifecycle:
    """Hooks and readiness of one application."""

    def __init__(
        self,
        name: str,
        *,
        checks: Mapping[str, Check] | None = None,
        on_start: Sequence[Hook] = (),
        on_stop: Sequence[Hook] = (),
        registry: metrics.Registry | None = None,
        clients: Iterable[Measured] = (),
    ) -> None:
        self.name = name
        self.checks = dict(checks or {})
        self.metrics = registry or metrics.Registry()
        for client in clients:
            self.metrics.include(client.metrics)
        self._on_start = tuple(on_start)
        self._on_stop = tuple(on_stop)
        self._started = time.monotonic()

    async def start(self) -> None:
        """Run the start hooks in order; when one fails, the stop hooks run and the error goes on."""
        try:
            for hook in self._on_start:
                await hook()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Run all stop hooks in order; a failing one is logged and does not keep the others from running."""
        for hook in self._on_stop:
            try:
                await hook()
            except Exception:
                logger.exception("stop_hook_failed", service=self.name)

    async def lifespan(self, receive: Receive, send: Send) -> None:
        """Speak ASGI's lifespan protocol."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                failure = await self._start_failure()
                if failure:
                    await send({"type": "lifespan.startup.failed", "message": f"{self.name}: {failure}"})
                    return
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def health(self) -> tuple[int, bytes, bytes]:
        """Status, media type and body of GET /health: 503 when a check raised, else 200."""
        names = list(self.checks)
        results = await asyncio.gather(*map(self._check, names), return_exceptions=True)
        rows = [_row(name, result) for name, result in zip(names, results, strict=True)]
        states = {row["status"] for row in rows}
        status = "down" if "down" in states else "degraded" if "degraded" in states else "ok"
        for row, result in zip(rows, results, strict=True):
            if isinstance(result, BaseException):
                logger.warning("check_failed", service=self.name, check=row["name"], error=repr(result))
        body = {
            "status": status,
            "service": self.name,
            "uptime_s": round(time.monotonic() - self._started, 3),
            "checks": rows,
        }
        return (503 if status == "down" else 200), b"application/json", json.dumps(body).encode()

    async def scrape(self) -> tuple[int, bytes, bytes]:
        """Status, media type and body of GET /metrics."""
        return 200, metrics.CONTENT_TYPE.encode(), self.metrics.render().encode()

    async def _check(self, name: str) -> str | None:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            return await self.checks[name]()

    async def _start_failure(self) -> str:
        try:
            await self.start()
        except MgError as error:
            return error.message
        except Exception as error:
            logger.exception("start_failed", service=self.name)
            return f"{type(error).__name__}: {error}"
        return ""


def _row(name: str, result: str | BaseException | None) -> dict[str, str]:
    if isinstance(result, BaseException):
        # The type only: a driver's message may hold an address or a password.
        return {"name": name, "status": "down", "message": type(result).__name__}
    if result:
        return {"name": name, "status": "degraded", "message": result[:500]}
    return {"name": name, "status": "ok"}
