# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""The services of the platform as data: names, ports, engines, who calls whom."""

from ._generated.services import SERVICES

__all__ = ["SERVICES"]
