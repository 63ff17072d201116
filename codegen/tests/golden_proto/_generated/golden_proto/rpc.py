# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients over gRPC, their messages and the errors to expect. Needs the extra `[grpc]`."""

from mg_core import ApiError, CallOptions, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError

from .clients.echo_rpc.client import AsyncEchoRpcClient
from .clients.pb.echo import v1 as messages

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
]
