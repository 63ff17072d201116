# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Media Gateway: the endpoint table."""

from ._generated.gateway.service import ENDPOINTS

__all__ = ["ENDPOINTS"]
