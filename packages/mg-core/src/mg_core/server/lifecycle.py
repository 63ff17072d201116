"""What every application of ours does beside its work: start and stop hooks, health, metrics."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence

from mg_core.errors import MgError
from mg_core.observe import metrics
from mg_core.observe.logging import get_logger

from .asgi import Receive, Send

Hook = Callable[[], Awaitable[object]]
"""Called once at start or stop."""

Check = Callable[[], Awaitable[str | None]]
"""A readiness check: returns None or a short state to show; raises when the dependency cannot be used."""

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
    ) -> None:
        self.name = name
        self.checks = dict(checks or {})
        self.metrics = registry or metrics.Registry()
        self._on_start = tuple(on_start)
        self._on_stop = tuple(on_stop)

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
        """Status, media type and body of GET /health: 200 when every check passes, else 503."""
        names = list(self.checks)
        results = await asyncio.gather(*map(self._check, names), return_exceptions=True)
        states: dict[str, str] = {}
        ready = True
        for name, result in zip(names, results, strict=True):
            if isinstance(result, BaseException):
                ready = False
                logger.warning("check_failed", service=self.name, check=name, error=repr(result))
                states[name] = f"failed: {type(result).__name__}"
            else:
                states[name] = result
        body = {
            "status": "ok" if ready else "unavailable",
            "service": self.name,
            "checks": states,
        }
        return (200 if ready else 503), b"application/json", json.dumps(body).encode()

    async def scrape(self) -> tuple[int, bytes, bytes]:
        """Status, media type and body of GET /metrics."""
        return 200, metrics.CONTENT_TYPE.encode(), self.metrics.render().encode()

    async def _check(self, name: str) -> str:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            return await self.checks[name]() or "ok"

    async def _start_failure(self) -> str:
        try:
            await self.start()
        except MgError as error:
            return error.message
        except Exception as error:
            logger.exception("start_failed", service=self.name)
            return f"{type(error).__name__}: {error}"
        return ""
