# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What the server half of the Ingestion contract checks: JSON Schema 2020-12 per operation."""

from __future__ import annotations

from typing import Any, Final

LIST_QUEUE: Final[dict[str, Any]] = {
    "params": {
        "platform": {
            "$ref": "#/$defs/Platform",
            "$defs": {
                "Platform": {
                    "type": "string",
                    "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
                }
            },
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
        "cursor": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9_=-]+$"},
    },
    "body": None,
}
ADD_TO_QUEUE: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/QueueAddRequest",
        "$defs": {
            "Platform": {
                "type": "string",
                "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
            },
            "PlatformContentId": {"type": "string", "minLength": 1, "maxLength": 180, "pattern": "^[A-Za-z0-9_:-]+$"},
            "QueueAddRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["platform", "content_id"],
                "properties": {
                    "platform": {"$ref": "#/$defs/Platform"},
                    "content_id": {"$ref": "#/$defs/PlatformContentId"},
                    "title": {"type": "string", "minLength": 1, "maxLength": 500, "pattern": "^[^\\x00-\\x1f\\x7f]+$"},
                },
            },
        },
    },
}
REMOVE_FROM_QUEUE: Final[dict[str, Any]] = {"params": {"item_id": {"type": "string", "format": "uuid"}}, "body": None}
LIST_LIBRARY: Final[dict[str, Any]] = {
    "params": {
        "platform": {
            "$ref": "#/$defs/Platform",
            "$defs": {
                "Platform": {
                    "type": "string",
                    "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
                }
            },
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
        "cursor": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9_=-]+$"},
    },
    "body": None,
}
SYNC_LIBRARY: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/PlatformSyncRequest",
        "$defs": {
            "Platform": {
                "type": "string",
                "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
            },
            "PlatformSyncRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["platform"],
                "properties": {"platform": {"$ref": "#/$defs/Platform"}},
            },
        },
    },
}
GET_LIBRARY_SYNC: Final[dict[str, Any]] = {"params": {"job_id": {"type": "string", "format": "uuid"}}, "body": None}
LIST_WATCHLIST: Final[dict[str, Any]] = {
    "params": {
        "platform": {
            "$ref": "#/$defs/Platform",
            "$defs": {
                "Platform": {
                    "type": "string",
                    "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
                }
            },
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
        "cursor": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9_=-]+$"},
    },
    "body": None,
}
SYNC_WATCHLIST: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/PlatformSyncRequest",
        "$defs": {
            "Platform": {
                "type": "string",
                "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
            },
            "PlatformSyncRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["platform"],
                "properties": {"platform": {"$ref": "#/$defs/Platform"}},
            },
        },
    },
}
INGEST_CONTENT: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/IngestRequest",
        "$defs": {
            "ContentId": {
                "type": "string",
                "minLength": 3,
                "maxLength": 200,
                "pattern": "^[a-z][a-z_]*(:[A-Za-z0-9_-]+)+$",
            },
            "ContentType": {
                "type": "string",
                "enum": ["movie", "series", "episode", "track", "album", "artist", "playlist", "show"],
            },
            "IngestRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["items"],
                "properties": {
                    "items": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"$ref": "#/$defs/NewContent"}}
                },
            },
            "NewContent": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "platform", "title", "type"],
                "properties": {
                    "id": {"$ref": "#/$defs/ContentId"},
                    "platform": {"$ref": "#/$defs/Platform"},
                    "title": {"type": "string", "minLength": 1, "maxLength": 500, "pattern": "^[^\\x00-\\x1f\\x7f]+$"},
                    "type": {"$ref": "#/$defs/ContentType"},
                    "year": {"type": "integer", "minimum": 1800, "maximum": 2200},
                    "genres": {
                        "type": "array",
                        "maxItems": 32,
                        "items": {
                            "type": "string",
                            "minLength": 1,
                            "maxLength": 64,
                            "pattern": "^[^\\x00-\\x1f\\x7f]+$",
                        },
                    },
                    "overview": {"type": "string", "maxLength": 10000, "pattern": "^[^\\x00]*$"},
                    "rating": {"type": "number", "minimum": 0, "maximum": 10},
                    "popularity": {"type": "number", "minimum": 0, "maximum": 100},
                },
            },
            "Platform": {
                "type": "string",
                "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
            },
        },
    },
}
