"""gRPC over grpcio."""
