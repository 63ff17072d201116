# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""PlaybackService over gRPC: methods and client."""
