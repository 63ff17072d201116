# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Message classes of the proto contracts."""
