"""Server halves of the contracts of the Media Gateway, one module per contract.

    from mg_servers.discovery import ENDPOINTS, DiscoveryService

A module is loaded when it is first used: importing this package costs nothing.
"""

from importlib import import_module
from types import ModuleType

__all__ = [
    "apple_music",
    "auth",
    "discovery",
    "gateway",
    "ingestion",
    "mcp_tools",
    "playback",
    "rpc",
    "services",
    "sona",
    "spotify",
    "streaming_platform",
    "sync",
]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    message = f"module {__name__!r} has no attribute {name!r}; contracts: {', '.join(__all__)}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
