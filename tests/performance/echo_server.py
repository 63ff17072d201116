"""A discovery service in a process of its own that answers at once: what is measured is the way there and back."""

from __future__ import annotations

import asyncio
import sys

from mg_clients.rpc import messages
from mg_core.rpc import RpcCall, make_server
from mg_servers.rpc import DISCOVERY_ENDPOINTS

RESULTS = 20


class AnswersAtOnce:
    """Twenty titles for every search."""

    async def search_content(self, call: RpcCall, request: messages.SearchRequest) -> messages.SearchResponse:
        """The same titles each time."""
        items = [
            messages.ContentItem(
                content_id=f"netflix:{number}",
                platform="netflix",
                title=f"Title {number}",
                type=messages.ContentType.MOVIE,
                genres=["drama", "comedy"],
                release_year=2000 + number,
            )
            for number in range(RESULTS)
        ]
        return messages.SearchResponse(results=items, total=RESULTS, query=request.query)


async def main() -> None:
    """Print the port, then serve until standard input ends."""
    rows = [row for row in DISCOVERY_ENDPOINTS if row.handler == "search_content"]
    server = make_server([(AnswersAtOnce(), rows)])
    sys.stdout.write(f"{await server.start()}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await server.aclose(grace_s=0.2)


if __name__ == "__main__":
    asyncio.run(main())
