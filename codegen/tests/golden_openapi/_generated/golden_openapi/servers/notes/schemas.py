# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What the server half of the Notes contract checks: JSON Schema 2020-12 per operation."""

from __future__ import annotations

from typing import Any, Final

LIST_NOTES: Final[dict[str, Any]] = {
    "params": {
        "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 20},
        "colour": {
            "type": "array",
            "items": {"$ref": "#/$defs/Colour"},
            "$defs": {"Colour": {"type": "string", "enum": ["yellow", "blue"]}},
        },
    },
    "body": None,
}
ADD_NOTE: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "type": "object",
        "additionalProperties": False,
        "required": ["text"],
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": 20},
            "colour": {"$ref": "#/$defs/Colour"},
        },
        "$defs": {"Colour": {"type": "string", "enum": ["yellow", "blue"]}},
    },
}
GET_NOTE: Final[dict[str, Any]] = {"params": {"note_id": {"type": "integer"}}, "body": None}
CLASS: Final[dict[str, Any]] = {"params": {"note_id": {"type": "integer"}}, "body": None}
