"""gRPC over grpclib, hardened."""
