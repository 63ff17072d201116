# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Generated; import the public modules above."""
