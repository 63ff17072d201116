# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What the server half of the SONA contract checks: JSON Schema 2020-12 per operation."""

from __future__ import annotations

from typing import Any, Final

RECOMMEND: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/RecommendRequest",
        "$defs": {
            "Platform": {
                "type": "string",
                "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
            },
            "RecommendFilters": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "exclude_watched": {"type": "boolean", "default": True},
                    "platforms": {
                        "type": "array",
                        "maxItems": 7,
                        "uniqueItems": True,
                        "items": {"$ref": "#/$defs/Platform"},
                    },
                    "min_year": {"type": "integer", "minimum": 1800, "maximum": 2200},
                },
            },
            "RecommendRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["user_id"],
                "properties": {
                    "user_id": {"$ref": "#/$defs/UserId"},
                    "context": {"$ref": "#/$defs/ViewingContext"},
                    "filters": {"$ref": "#/$defs/RecommendFilters"},
                    "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 10},
                },
            },
            "UserId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"},
            "ViewingContext": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "recent_views": {
                        "type": "array",
                        "maxItems": 100,
                        "items": {"type": "string", "minLength": 1, "maxLength": 200},
                    },
                    "preferred_genres": {
                        "type": "array",
                        "maxItems": 32,
                        "items": {"type": "string", "minLength": 1, "maxLength": 64},
                    },
                    "avg_rating": {"type": "number", "minimum": 0, "maximum": 5},
                },
            },
        },
    },
}
RANK: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/RankRequest",
        "$defs": {
            "ContentId": {
                "type": "string",
                "minLength": 3,
                "maxLength": 200,
                "pattern": "^[a-z][a-z_]*(:[A-Za-z0-9_-]+)+$",
            },
            "ContentItem": {
                "type": "object",
                "required": ["id", "platform", "title", "type"],
                "properties": {
                    "id": {"$ref": "#/$defs/ContentId"},
                    "platform": {"$ref": "#/$defs/Platform"},
                    "title": {"type": "string", "minLength": 1, "maxLength": 500},
                    "type": {"$ref": "#/$defs/ContentType"},
                    "year": {"type": "integer", "minimum": 1800, "maximum": 2200},
                    "seasons": {"type": "integer", "minimum": 0},
                    "genres": {"type": "array", "items": {"type": "string", "maxLength": 64}},
                    "overview": {"type": "string", "maxLength": 10000},
                    "url": {"type": "string", "format": "uri"},
                    "image_url": {"type": "string", "format": "uri"},
                    "available": {"type": "boolean"},
                    "relevance_score": {"type": "number", "minimum": 0, "maximum": 1},
                    "popularity": {"type": "number", "minimum": 0, "maximum": 100},
                    "rating": {"type": "number", "minimum": 0, "maximum": 10},
                    "duration_ms": {"type": "integer", "minimum": 0},
                    "artists": {"type": "array", "items": {"type": "string", "maxLength": 500}},
                    "metadata": {"$ref": "#/$defs/ContentMetadata"},
                },
            },
            "ContentMetadata": {
                "type": "object",
                "additionalProperties": True,
                "properties": {
                    "spotify_uri": {"type": "string", "maxLength": 200},
                    "preview_url": {"type": "string", "format": "uri"},
                    "album_art": {"type": "string", "format": "uri"},
                    "apple_music_url": {"type": "string", "format": "uri"},
                    "artwork_url": {"type": "string", "maxLength": 2000},
                    "isrc": {"type": "string", "maxLength": 20},
                    "album": {"type": "string", "maxLength": 500},
                    "related": {"type": "array", "items": {"$ref": "#/$defs/ContentId"}},
                },
            },
            "ContentType": {
                "type": "string",
                "enum": ["movie", "series", "episode", "track", "album", "artist", "playlist", "show"],
            },
            "Platform": {
                "type": "string",
                "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
            },
            "RankContext": {
                "type": "object",
                "additionalProperties": False,
                "required": ["search_query"],
                "properties": {
                    "search_query": {"type": "string", "minLength": 1, "maxLength": 200},
                    "preferred_genres": {
                        "type": "array",
                        "maxItems": 32,
                        "items": {"type": "string", "minLength": 1, "maxLength": 64},
                    },
                },
            },
            "RankRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["user_id", "results", "context"],
                "properties": {
                    "user_id": {"$ref": "#/$defs/UserId"},
                    "results": {"type": "array", "maxItems": 350, "items": {"$ref": "#/$defs/ContentItem"}},
                    "context": {"$ref": "#/$defs/RankContext"},
                },
            },
            "UserId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"},
        },
    },
}
FIND_SIMILAR: Final[dict[str, Any]] = {
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
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 20},
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
        "min_year": {"type": "integer", "minimum": 1800, "maximum": 2200},
    },
    "body": None,
}
EMBED: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/EmbedRequest",
        "$defs": {
            "EmbedRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["texts"],
                "properties": {
                    "texts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 100,
                        "items": {"type": "string", "minLength": 1, "maxLength": 10000},
                    }
                },
            }
        },
    },
}
INDEX_CONTENT: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/IndexRequest",
        "$defs": {
            "ContentId": {
                "type": "string",
                "minLength": 3,
                "maxLength": 200,
                "pattern": "^[a-z][a-z_]*(:[A-Za-z0-9_-]+)+$",
            },
            "ContentItem": {
                "type": "object",
                "required": ["id", "platform", "title", "type"],
                "properties": {
                    "id": {"$ref": "#/$defs/ContentId"},
                    "platform": {"$ref": "#/$defs/Platform"},
                    "title": {"type": "string", "minLength": 1, "maxLength": 500},
                    "type": {"$ref": "#/$defs/ContentType"},
                    "year": {"type": "integer", "minimum": 1800, "maximum": 2200},
                    "seasons": {"type": "integer", "minimum": 0},
                    "genres": {"type": "array", "items": {"type": "string", "maxLength": 64}},
                    "overview": {"type": "string", "maxLength": 10000},
                    "url": {"type": "string", "format": "uri"},
                    "image_url": {"type": "string", "format": "uri"},
                    "available": {"type": "boolean"},
                    "relevance_score": {"type": "number", "minimum": 0, "maximum": 1},
                    "popularity": {"type": "number", "minimum": 0, "maximum": 100},
                    "rating": {"type": "number", "minimum": 0, "maximum": 10},
                    "duration_ms": {"type": "integer", "minimum": 0},
                    "artists": {"type": "array", "items": {"type": "string", "maxLength": 500}},
                    "metadata": {"$ref": "#/$defs/ContentMetadata"},
                },
            },
            "ContentMetadata": {
                "type": "object",
                "additionalProperties": True,
                "properties": {
                    "spotify_uri": {"type": "string", "maxLength": 200},
                    "preview_url": {"type": "string", "format": "uri"},
                    "album_art": {"type": "string", "format": "uri"},
                    "apple_music_url": {"type": "string", "format": "uri"},
                    "artwork_url": {"type": "string", "maxLength": 2000},
                    "isrc": {"type": "string", "maxLength": 20},
                    "album": {"type": "string", "maxLength": 500},
                    "related": {"type": "array", "items": {"$ref": "#/$defs/ContentId"}},
                },
            },
            "ContentType": {
                "type": "string",
                "enum": ["movie", "series", "episode", "track", "album", "artist", "playlist", "show"],
            },
            "IndexRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["items"],
                "properties": {
                    "items": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"$ref": "#/$defs/ContentItem"}}
                },
            },
            "Platform": {
                "type": "string",
                "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
            },
        },
    },
}
RECORD_VIEW: Final[dict[str, Any]] = {
    "params": {
        "user_id": {
            "$ref": "#/$defs/UserId",
            "$defs": {"UserId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"}},
        }
    },
    "body": {
        "$ref": "#/$defs/ViewRequest",
        "$defs": {
            "ContentId": {
                "type": "string",
                "minLength": 3,
                "maxLength": 200,
                "pattern": "^[a-z][a-z_]*(:[A-Za-z0-9_-]+)+$",
            },
            "ViewRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["content_id"],
                "properties": {
                    "content_id": {"$ref": "#/$defs/ContentId"},
                    "completed": {"type": "boolean", "default": True},
                    "rating": {"type": "number", "minimum": 0, "maximum": 5},
                },
            },
        },
    },
}
