# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What servers implement, one module per contract.

    from mg_servers.apple_music import ENDPOINTS, AppleMusicService

What is named is loaded when it is first used: importing this package costs nothing.
"""

from importlib import import_module

TYPE_CHECKING = False  # a type checker takes it for True; typing itself costs more than this package may
if TYPE_CHECKING:
    from . import (
        apple_music,
        auth,
        discovery,
        gateway,
        ingestion,
        mcp_tools,
        playback,
        rpc,
        services,
        sona,
        spotify,
        streaming_platform,
        sync,
    )

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

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}; its modules: {', '.join(__all__)}"
            raise AttributeError(message)
        return import_module(f"{__name__}.{name}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
