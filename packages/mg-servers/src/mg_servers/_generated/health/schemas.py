# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What the server half of the Built-in endpoints contract checks: JSON Schema 2020-12 per operation."""

from __future__ import annotations

from typing import Any, Final

GET_HEALTH: Final[dict[str, Any]] = {"params": {}, "body": None}
GET_METRICS: Final[dict[str, Any]] = {"params": {}, "body": None}
