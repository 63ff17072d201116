# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Media Gateway: models, operations and clients."""
