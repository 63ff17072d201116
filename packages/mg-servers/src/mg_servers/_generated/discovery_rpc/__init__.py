# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""DiscoveryService over gRPC: what a server implements."""
