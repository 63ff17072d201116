"""One HTTP exchange over a real socket, written byte by byte so that a test can also send what no client would."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


async def send_raw(url: str, data: bytes, *, head_only: bool = False) -> Answer:
    """Write bytes on a new connection and read one answer; 10 s at most."""
    parts = urlsplit(url)
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            writer.write(data)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            status_line, *lines = head.split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
            length = 0 if head_only else int(headers.get("content-length", "0"))
            return Answer(int(status_line.split(" ")[1]), headers, await reader.readexactly(length))
        finally:
            writer.close()


async def ask(
    url: str, method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes | dict[str, Any] = b""
) -> Answer:
    """An ordinary request; a dict is sent as JSON."""
    fields = {"host": "test", **(headers or {})}
    if isinstance(body, dict):
        body = json.dumps(body).encode()
        fields.setdefault("content-type", "application/json")
    if body:
        fields.setdefault("content-length", str(len(body)))
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    head = f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode("latin-1")
    return await send_raw(url, head + body, head_only=method == "HEAD")
