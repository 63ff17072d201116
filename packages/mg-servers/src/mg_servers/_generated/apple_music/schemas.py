# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What the server half of the Apple Music contract checks: JSON Schema 2020-12 per operation."""

from __future__ import annotations

from typing import Any, Final

SEARCH_CATALOG: Final[dict[str, Any]] = {
    "params": {
        "storefront": {"type": "string", "pattern": "^[a-z]{2}$"},
        "term": {"type": "string", "minLength": 1, "maxLength": 250, "pattern": "^[^\\x00-\\x1f\\x7f]+$"},
        "types": {
            "type": "array",
            "minItems": 1,
            "maxItems": 4,
            "uniqueItems": True,
            "items": {"$ref": "#/$defs/AppleResourceType"},
            "$defs": {"AppleResourceType": {"type": "string", "enum": ["artists", "albums", "songs", "playlists"]}},
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": 25, "default": 5},
        "offset": {"type": "integer", "minimum": 0, "maximum": 100000, "default": 0},
    },
    "body": None,
}
LIST_LIBRARY_SONGS: Final[dict[str, Any]] = {
    "params": {
        "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 25},
        "offset": {"type": "integer", "minimum": 0, "maximum": 100000, "default": 0},
    },
    "body": None,
}
LIST_RECENT_TRACKS: Final[dict[str, Any]] = {
    "params": {
        "limit": {"type": "integer", "minimum": 1, "maximum": 30, "default": 10},
        "offset": {"type": "integer", "minimum": 0, "maximum": 100000, "default": 0},
    },
    "body": None,
}
REPORT_PLAYED_TRACKS: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/ApplePlayedTracks",
        "$defs": {
            "AppleId": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[A-Za-z0-9._-]+$"},
            "ApplePlayParams": {
                "type": "object",
                "additionalProperties": True,
                "properties": {"id": {"type": "string"}, "kind": {"type": "string"}},
            },
            "ApplePlayedAttributes": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"playParams": {"$ref": "#/$defs/ApplePlayParams"}},
            },
            "ApplePlayedTrack": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "type"],
                "properties": {
                    "id": {"$ref": "#/$defs/AppleId"},
                    "type": {"$ref": "#/$defs/ApplePlayedTrackType"},
                    "attributes": {"$ref": "#/$defs/ApplePlayedAttributes"},
                },
            },
            "ApplePlayedTrackType": {"type": "string", "enum": ["songs", "library-songs"]},
            "ApplePlayedTracks": {
                "type": "object",
                "additionalProperties": False,
                "required": ["data"],
                "properties": {
                    "data": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 100,
                        "items": {"$ref": "#/$defs/ApplePlayedTrack"},
                    }
                },
            },
        },
    },
}
