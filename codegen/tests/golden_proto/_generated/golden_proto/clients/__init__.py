# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Generated clients. Import the public modules above."""
