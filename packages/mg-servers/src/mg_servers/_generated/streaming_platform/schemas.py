# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What the server half of the Streaming platform contract checks: JSON Schema 2020-12 per operation."""

from __future__ import annotations

from typing import Any, Final

SEARCH_CATALOG: Final[dict[str, Any]] = {
    "params": {
        "q": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[^\\x00-\\x1f\\x7f]+$"},
        "page": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 1},
        "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 20},
    },
    "body": None,
}
GET_TITLE: Final[dict[str, Any]] = {
    "params": {
        "id": {
            "$ref": "#/$defs/TitleId",
            "$defs": {"TitleId": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[A-Za-z0-9_:-]+$"}},
        }
    },
    "body": None,
}
GET_WATCHLIST: Final[dict[str, Any]] = {
    "params": {"account_id": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[^\\x00-\\x1f\\x7f]+$"}},
    "body": None,
}
CREATE_STREAM_URL: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/StreamUrlRequest",
        "$defs": {
            "DeviceId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"},
            "StreamQuality": {"type": "string", "enum": ["auto", "sd", "hd", "uhd"], "default": "auto"},
            "StreamUrlRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["content_id", "device_id"],
                "properties": {
                    "content_id": {"$ref": "#/$defs/TitleId"},
                    "device_id": {"$ref": "#/$defs/DeviceId"},
                    "quality": {"$ref": "#/$defs/StreamQuality"},
                },
            },
            "TitleId": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[A-Za-z0-9_:-]+$"},
        },
    },
}
