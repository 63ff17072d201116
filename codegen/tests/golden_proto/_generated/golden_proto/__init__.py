# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Typed, resilient clients, one module per contract.

    from golden_proto.rpc import AsyncEchoRpcClient, messages

What is named is loaded when it is first used: importing this package costs nothing.
"""

from importlib import import_module

TYPE_CHECKING = False  # a type checker takes it for True; typing itself costs more than this package may
if TYPE_CHECKING:
    from . import rpc
    from .rpc import (
        ApiError,
        AsyncEchoRpcClient,
        CallOptions,
        DecodeError,
        MgError,
        RejectedError,
        TimeoutExceededError,
        TransportError,
        messages,
    )

__all__ = [
    "ApiError",
    "AsyncEchoRpcClient",
    "CallOptions",
    "DecodeError",
    "MgError",
    "RejectedError",
    "TimeoutExceededError",
    "TransportError",
    "messages",
    "rpc",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}; its module is rpc"
            raise AttributeError(message)
        module = import_module(f"{__name__}.rpc")
        return module if name == "rpc" else getattr(module, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
