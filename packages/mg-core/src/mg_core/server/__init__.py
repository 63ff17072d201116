"""The server half: operation rows become a raw ASGI application."""
