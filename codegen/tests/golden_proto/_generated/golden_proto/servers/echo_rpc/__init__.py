# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""EchoService over gRPC: what a server implements."""
