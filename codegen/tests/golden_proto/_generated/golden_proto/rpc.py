# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients over gRPC, their messages and the errors to expect. Needs the extra `[grpc]`."""

from mg_core import ApiError, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError
from mg_core.rpc import RpcOptions

from .clients.echo_rpc.client import AsyncEchoRpcClient
from .clients.pb.echo import v1 as messages

__all__ = [
    "ApiError",
    "AsyncEchoRpcClient",
    "DecodeError",
    "MgError",
    "RejectedError",
    "RpcOptions",
    "TimeoutExceededError",
    "TransportError",
    "messages",
]
