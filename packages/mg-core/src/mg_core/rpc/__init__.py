"""gRPC: methods as data, typed calls of all four kinds, one error table, and a seam for the transport.

Importing this package costs no gRPC library; `mg_core.contrib.grpclib` does (extra `[grpc]`).
"""

from __future__ import annotations

from mg_core.codes import RpcStatus
from mg_core.contract.method import RpcEndpoint, RpcMessage, RpcMethod
from mg_core.rpc.client import RpcClient
from mg_core.rpc.server import RpcCall
from mg_core.rpc.transport import RpcCallInfo, RpcTransport

__all__ = [
    "RpcCall",
    "RpcCallInfo",
    "RpcClient",
    "RpcEndpoint",
    "RpcMessage",
    "RpcMethod",
    "RpcStatus",
    "RpcTransport",
]
