# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What the server half of the Spotify contract checks: JSON Schema 2020-12 per operation."""

from __future__ import annotations

from typing import Any, Final

SEARCH_ITEMS: Final[dict[str, Any]] = {
    "params": {
        "q": {"type": "string", "minLength": 1, "maxLength": 250, "pattern": "^[^\\x00-\\x1f\\x7f]+$"},
        "type": {
            "type": "array",
            "minItems": 1,
            "maxItems": 4,
            "uniqueItems": True,
            "items": {"$ref": "#/$defs/SpotifyItemType"},
            "$defs": {"SpotifyItemType": {"type": "string", "enum": ["artist", "album", "track", "playlist"]}},
        },
        "market": {"type": "string", "pattern": "^[A-Z]{2}$"},
        "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 20},
        "offset": {"type": "integer", "minimum": 0, "maximum": 1000, "default": 0},
    },
    "body": None,
}
GET_ALBUM: Final[dict[str, Any]] = {
    "params": {
        "id": {
            "$ref": "#/$defs/SpotifyId",
            "$defs": {"SpotifyId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9]+$"}},
        },
        "market": {"type": "string", "pattern": "^[A-Z]{2}$"},
    },
    "body": None,
}
GET_ME: Final[dict[str, Any]] = {"params": {}, "body": None}
CREATE_TOKEN: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/SpotifyTokenRequest",
        "$defs": {
            "SpotifyGrantType": {
                "type": "string",
                "enum": ["refresh_token", "client_credentials", "authorization_code"],
            },
            "SpotifyTokenRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["grant_type", "client_id", "client_secret"],
                "properties": {
                    "grant_type": {"$ref": "#/$defs/SpotifyGrantType"},
                    "refresh_token": {"type": "string", "minLength": 1, "maxLength": 2048, "writeOnly": True},
                    "code": {"type": "string", "minLength": 1, "maxLength": 2048, "writeOnly": True},
                    "redirect_uri": {"type": "string", "format": "uri", "maxLength": 2048},
                    "client_id": {"type": "string", "minLength": 1, "maxLength": 200},
                    "client_secret": {"type": "string", "minLength": 1, "maxLength": 200, "writeOnly": True},
                },
            },
        },
    },
}
