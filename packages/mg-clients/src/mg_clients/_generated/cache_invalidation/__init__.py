# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Cache invalidation: events, channels, publisher and subscriber."""
