"""gRPC over grpcio, whose core is written in C: the default. Extra `mg-core[grpc]`."""

from .server import GrpcioServer, ServerTlsFiles
from .transport import GrpcioTransport, TlsFiles

Server, Transport = GrpcioServer, GrpcioTransport

__all__ = ["GrpcioServer", "GrpcioTransport", "Server", "ServerTlsFiles", "TlsFiles", "Transport"]
