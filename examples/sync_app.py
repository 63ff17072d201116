"""The same without asyncio, on a platform that runs (`mg up`): python sync_app.py [URL]."""

import secrets
import sys

from mg_clients.gateway import ConnectPlatformRequest, GatewayClient, RegisterRequest


def main(url: str) -> None:
    """Print what the connected platforms have."""
    with GatewayClient(url) as visitor:
        email, password = f"{secrets.token_hex(6)}@example.com", secrets.token_urlsafe(12)
        account = visitor.register(RegisterRequest(email=email, password=password, name="Ada"))
    with GatewayClient(url, token=account.token) as gateway:
        gateway.connect_platform(platform="hulu", body=ConnectPlatformRequest())
        found = gateway.search(q="star", limit=3)
        print(f"{found.total} results:", *(item.title for item in found.results), sep="\n  ")


main(*sys.argv[1:] or ["http://127.0.0.1:8080"])
