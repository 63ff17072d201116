# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the Cache invalidation contract."""

from __future__ import annotations

from mg_core.contract.model import Model


class Invalidation(Model):
    """One changed record."""

    type: str
    """Kind of record."""

    id: str
    """Its id."""
