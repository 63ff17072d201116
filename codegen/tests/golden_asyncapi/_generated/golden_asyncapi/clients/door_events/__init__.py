# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Door events: events, channels, publisher and subscriber."""
