"""gRPC over grpclib, hardened: the alternative without compiled code. Extra `mg-core[grpclib]`."""

from .server import GrpclibServer
from .transport import GrpclibTransport

Server, Transport = GrpclibServer, GrpclibTransport

__all__ = ["GrpclibServer", "GrpclibTransport", "Server", "Transport"]
