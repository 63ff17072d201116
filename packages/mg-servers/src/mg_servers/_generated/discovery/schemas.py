# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What the server half of the Discovery contract checks: JSON Schema 2020-12 per operation."""

from __future__ import annotations

from typing import Any, Final

SEARCH: Final[dict[str, Any]] = {
    "params": {
        "q": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[^\\x00-\\x1f\\x7f]+$"},
        "platforms": {
            "type": "array",
            "minItems": 1,
            "maxItems": 7,
            "uniqueItems": True,
            "items": {"$ref": "#/$defs/Platform"},
            "$defs": {
                "Platform": {
                    "type": "string",
                    "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
                }
            },
        },
        "type": {
            "$ref": "#/$defs/ContentType",
            "$defs": {
                "ContentType": {
                    "type": "string",
                    "enum": ["movie", "series", "episode", "track", "album", "artist", "playlist", "show"],
                }
            },
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 20},
    },
    "body": None,
}
GET_RECOMMENDATIONS: Final[dict[str, Any]] = {
    "params": {
        "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 20},
        "exclude_watched": {"type": "boolean", "default": True},
        "platforms": {
            "type": "array",
            "minItems": 1,
            "maxItems": 7,
            "uniqueItems": True,
            "items": {"$ref": "#/$defs/Platform"},
            "$defs": {
                "Platform": {
                    "type": "string",
                    "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
                }
            },
        },
    },
    "body": None,
}
GET_CONTENT: Final[dict[str, Any]] = {
    "params": {
        "content_id": {
            "$ref": "#/$defs/ContentId",
            "$defs": {
                "ContentId": {
                    "type": "string",
                    "minLength": 3,
                    "maxLength": 200,
                    "pattern": "^[a-z][a-z_]*(:[A-Za-z0-9_-]+)+$",
                }
            },
        }
    },
    "body": None,
}
LIST_PLATFORM_LIBRARY: Final[dict[str, Any]] = {
    "params": {
        "platform": {"type": "string", "enum": ["apple_music"]},
        "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
        "cursor": {"type": "string", "pattern": "^[0-9]{1,9}$"},
    },
    "body": None,
}
SYNC_PLATFORM_LIBRARY: Final[dict[str, Any]] = {
    "params": {"platform": {"type": "string", "enum": ["apple_music"]}},
    "body": None,
}
