"""An HTTP service on a real socket that counts what it is asked and answers by a list."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

LOST = None
"""Instead of an answer: take the request, then close the connection."""


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def answer(status: int, body: Any, *headers: str) -> bytes:
    """An answer in JSON."""
    content = json.dumps(body).encode()
    kind = "application/json" if status < 400 else "application/problem+json"
    lines = [f"HTTP/1.1 {status} x", f"content-type: {kind}", f"content-length: {len(content)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + content


class CountingService:
    """Answers request n with step n; the last step repeats."""

    def __init__(self, *steps: bytes | None) -> None:
        self._steps = list(steps)
        self.asked: list[Asked] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Handle one connection."""
        try:
            while True:
                self.asked.append(await self._read(reader))
                step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
                if step is LOST:
                    return
                writer.write(step)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @staticmethod
    async def _read(reader: asyncio.StreamReader) -> Asked:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return Asked(method, path, headers, body)


@asynccontextmanager
async def counting(*steps: bytes | None) -> AsyncIterator[CountingService]:
    """A running service."""
    service = CountingService(*steps)
    listener = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        listener.close()
        await asyncio.sleep(0)
