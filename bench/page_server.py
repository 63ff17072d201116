"""A server as cheap as Python allows, in a process of its own: answers every request with one page of 20 items.

    python -m bench.page_server        prints its port

The measured process pays nothing for it.
"""

from __future__ import annotations

import asyncio
import json


def page() -> bytes:
    """A search result of 20 items, about 10 KB."""
    items = [
        {
            "id": f"netflix:{80057281 + number}",
            "platform": "netflix",
            "title": f"A film with quite an ordinary title, part {number}",
            "type": "movie",
            "year": 1990 + number,
            "genres": ["drama", "thriller", "science fiction"],
            "overview": "Somebody wants something badly and is having trouble getting it. " * 3,
            "url": f"https://www.netflix.com/title/{80057281 + number}",
            "image_url": f"https://images.example.com/posters/{80057281 + number}/original.jpg",
            "available": True,
            "relevance_score": 0.9 - number / 100,
            "popularity": 0.5,
            "rating": 7.1,
            "duration_ms": 7_200_000,
        }
        for number in range(20)
    ]
    return json.dumps({"query": "film", "results": items, "total": 20, "execution_time_ms": 12}).encode()


class Page(asyncio.Protocol):
    """Answers each request head; requests have no body."""

    reply = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        self.transport: asyncio.Transport = transport  # type: ignore[assignment] # TCP gives a full transport
        self.waiting = b""

    def data_received(self, data: bytes) -> None:
        """Called by the loop."""
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            _, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            self.transport.write(self.reply)


async def serve() -> None:
    """Serve until killed."""
    body = page()
    Page.reply = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )
    server = await asyncio.get_running_loop().create_server(Page, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        import uvloop

        uvloop.run(serve())
    except KeyboardInterrupt:
        pass
