"""Register and search, on a platform that runs (`mg up`): python async_app.py [URL]."""

import asyncio
import secrets
import sys

from mg_clients.gateway import AsyncGatewayClient, ConnectPlatformRequest, RegisterRequest


async def main(url: str) -> None:
    """Print what the connected platforms have."""
    async with AsyncGatewayClient(url) as visitor:
        email, password = f"{secrets.token_hex(6)}@example.com", secrets.token_urlsafe(12)
        account = await visitor.register(RegisterRequest(email=email, password=password, name="Ada"))
    async with AsyncGatewayClient(url, token=account.token) as gateway:
        await gateway.connect_platform(platform="hulu", body=ConnectPlatformRequest())
        found = await gateway.search(q="star", limit=3)
        print(f"{found.total} results:", *(item.title for item in found.results), sep="\n  ")


asyncio.run(main(*sys.argv[1:] or ["http://127.0.0.1:8080"]))
