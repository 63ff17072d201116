# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""The MCP tools of the contracts as data."""

from __future__ import annotations

from typing import Final

from mg_clients._generated.auth_rpc import methods as auth_rpc_methods
from mg_clients._generated.auth_rpc.client import AsyncAuthRpcClient
from mg_clients._generated.discovery_rpc import methods as discovery_rpc_methods
from mg_clients._generated.discovery_rpc.client import AsyncDiscoveryRpcClient
from mg_clients._generated.ingestion_rpc import methods as ingestion_rpc_methods
from mg_clients._generated.ingestion_rpc.client import AsyncIngestionRpcClient
from mg_clients._generated.playback_rpc import methods as playback_rpc_methods
from mg_clients._generated.playback_rpc.client import AsyncPlaybackRpcClient
from mg_clients._generated.sona_rpc import methods as sona_rpc_methods
from mg_clients._generated.sona_rpc.client import AsyncSonaRpcClient
from mg_clients._generated.sync_rpc import methods as sync_rpc_methods
from mg_clients._generated.sync_rpc.client import AsyncSyncRpcClient
from mg_core.contract.tool import McpTool, RpcTarget

TOOLS: Final[tuple[McpTool, ...]] = (
    McpTool(
        name="add_to_queue",
        title="Add to the queue",
        description="Puts a title at the end of the user's queue, on all devices.",
        contract="ingestion",
        service="Ingestion",
        input_schema={
            "type": "object",
            "properties": {
                "platform": {"type": "string", "description": "Platform name."},
                "content_id": {"type": "string", "description": "The platform's id."},
                "title": {"type": "string", "description": "Title shown."},
            },
            "additionalProperties": False,
            "required": ["content_id", "platform", "title"],
        },
        output_schema={
            "type": "object",
            "properties": {"entry": {"$ref": "#/$defs/mediagateway.v1.ListEntry", "description": "The entry."}},
            "$defs": {
                "mediagateway.v1.ContentItem": {
                    "type": "object",
                    "properties": {
                        "content_id": {
                            "type": "string",
                            "description": "Id across platforms, e.g. `netflix:80057281:s01e01`.",
                        },
                        "platform": {"type": "string", "description": "Platform name, e.g. `netflix`."},
                        "title": {"type": "string", "description": "Title as the platform shows it."},
                        "type": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "CONTENT_TYPE_UNSPECIFIED",
                                        "CONTENT_TYPE_MOVIE",
                                        "CONTENT_TYPE_SERIES",
                                        "CONTENT_TYPE_EPISODE",
                                        "CONTENT_TYPE_TRACK",
                                        "CONTENT_TYPE_ALBUM",
                                        "CONTENT_TYPE_PLAYLIST",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "What it is.",
                        },
                        "seasons": {"type": "integer", "description": "Number of seasons, for series."},
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Lower-case genre names.",
                        },
                        "release_year": {"type": "integer", "description": "Year of first release."},
                        "description": {"type": "string", "description": "Plot, at most 5,000 characters."},
                        "url": {"type": "string", "description": "Where the platform plays it."},
                        "rating": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Rating from 0 to 5.",
                        },
                        "relevance_score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "How well it fits the request, 0 to 1.",
                        },
                        "available": {
                            "type": "boolean",
                            "description": "Whether this user's subscription includes it; absent when unknown.",
                        },
                        "popularity": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Share of all viewers who watch it, 0 to 1.",
                        },
                        "duration_ms": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Running time in milliseconds.",
                        },
                    },
                    "required": ["content_id", "description", "genres", "platform", "title", "type", "url"],
                },
                "mediagateway.v1.ListEntry": {
                    "type": "object",
                    "properties": {
                        "entry_id": {"type": "string", "description": "UUID of the entry."},
                        "item": {"$ref": "#/$defs/mediagateway.v1.ContentItem", "description": "The title."},
                        "added_at": {"type": "string", "format": "date-time", "description": "When it was added."},
                        "position": {"type": "integer", "description": "Place in the queue, from 0."},
                    },
                    "required": ["entry_id", "position"],
                },
            },
        },
        target=RpcTarget(AsyncIngestionRpcClient, "add_to_queue", ingestion_rpc_methods.ADD_TO_QUEUE),
        user_field="user_id",
        read_only=False,
        idempotent=False,
        keyed=True,
        destructive=False,
        source="spec/proto/mediagateway/v1/ingestion.proto:15",
    ),
    McpTool(
        name="add_to_watchlist",
        title="Add to the watchlist",
        description="Adds a title to the watchlist.",
        contract="ingestion",
        service="Ingestion",
        input_schema={
            "type": "object",
            "properties": {
                "platform": {"type": "string", "description": "Platform name."},
                "content_id": {"type": "string", "description": "The platform's id."},
            },
            "additionalProperties": False,
            "required": ["content_id", "platform"],
        },
        output_schema={
            "type": "object",
            "properties": {"entry": {"$ref": "#/$defs/mediagateway.v1.ListEntry", "description": "The entry."}},
            "$defs": {
                "mediagateway.v1.ContentItem": {
                    "type": "object",
                    "properties": {
                        "content_id": {
                            "type": "string",
                            "description": "Id across platforms, e.g. `netflix:80057281:s01e01`.",
                        },
                        "platform": {"type": "string", "description": "Platform name, e.g. `netflix`."},
                        "title": {"type": "string", "description": "Title as the platform shows it."},
                        "type": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "CONTENT_TYPE_UNSPECIFIED",
                                        "CONTENT_TYPE_MOVIE",
                                        "CONTENT_TYPE_SERIES",
                                        "CONTENT_TYPE_EPISODE",
                                        "CONTENT_TYPE_TRACK",
                                        "CONTENT_TYPE_ALBUM",
                                        "CONTENT_TYPE_PLAYLIST",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "What it is.",
                        },
                        "seasons": {"type": "integer", "description": "Number of seasons, for series."},
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Lower-case genre names.",
                        },
                        "release_year": {"type": "integer", "description": "Year of first release."},
                        "description": {"type": "string", "description": "Plot, at most 5,000 characters."},
                        "url": {"type": "string", "description": "Where the platform plays it."},
                        "rating": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Rating from 0 to 5.",
                        },
                        "relevance_score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "How well it fits the request, 0 to 1.",
                        },
                        "available": {
                            "type": "boolean",
                            "description": "Whether this user's subscription includes it; absent when unknown.",
                        },
                        "popularity": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Share of all viewers who watch it, 0 to 1.",
                        },
                        "duration_ms": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Running time in milliseconds.",
                        },
                    },
                    "required": ["content_id", "description", "genres", "platform", "title", "type", "url"],
                },
                "mediagateway.v1.ListEntry": {
                    "type": "object",
                    "properties": {
                        "entry_id": {"type": "string", "description": "UUID of the entry."},
                        "item": {"$ref": "#/$defs/mediagateway.v1.ContentItem", "description": "The title."},
                        "added_at": {"type": "string", "format": "date-time", "description": "When it was added."},
                        "position": {"type": "integer", "description": "Place in the queue, from 0."},
                    },
                    "required": ["entry_id", "position"],
                },
            },
        },
        target=RpcTarget(AsyncIngestionRpcClient, "add_to_watchlist", ingestion_rpc_methods.ADD_TO_WATCHLIST),
        user_field="user_id",
        read_only=False,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/ingestion.proto:44",
    ),
    McpTool(
        name="find_similar",
        title="Find similar titles",
        description="Gives titles that are like one title, nearest first.",
        contract="sona",
        service="SONA",
        input_schema={
            "type": "object",
            "properties": {
                "content_id": {"type": "string", "description": "Id across platforms."},
                "limit": {
                    "type": "integer",
                    "minimum": -2147483648,
                    "maximum": 2147483647,
                    "description": "Titles wanted, 1 to 100; 0 means 20.",
                },
                "filters": {
                    "$ref": "#/$defs/mediagateway.v1.RecommendationFilters",
                    "description": "Restricts the titles.",
                },
            },
            "additionalProperties": False,
            "required": ["content_id"],
            "$defs": {
                "mediagateway.v1.RecommendationFilters": {
                    "type": "object",
                    "properties": {
                        "exclude_watched": {"type": "boolean", "description": "Leave out what the user has watched."},
                        "platforms": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Platforms that count as available.",
                        },
                        "types": {
                            "type": "array",
                            "items": {
                                "type": "string",
                                "enum": [
                                    "CONTENT_TYPE_MOVIE",
                                    "CONTENT_TYPE_SERIES",
                                    "CONTENT_TYPE_EPISODE",
                                    "CONTENT_TYPE_TRACK",
                                    "CONTENT_TYPE_ALBUM",
                                    "CONTENT_TYPE_PLAYLIST",
                                ],
                                "description": "CONTENT_TYPE_MOVIE: One film. CONTENT_TYPE_SERIES: A series as a whole. CONTENT_TYPE_EPISODE: One episode of a series. CONTENT_TYPE_TRACK: One song. CONTENT_TYPE_ALBUM: One album. CONTENT_TYPE_PLAYLIST: A list of songs.",
                            },
                            "description": "Kinds wanted.",
                        },
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Genres of which one must fit.",
                        },
                    },
                    "additionalProperties": False,
                }
            },
        },
        output_schema={
            "type": "object",
            "properties": {
                "recommendations": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/mediagateway.v1.Recommendation"},
                    "description": "Best first.",
                },
                "execution_time_ms": {"type": "integer", "description": "Milliseconds that the engine worked."},
                "strategy": {"type": "string", "description": "`vector`, `popularity` (fallback) or `cold_start`."},
                "fallback": {"type": "boolean", "description": "True when the engine's usual way was not available."},
            },
            "required": ["execution_time_ms", "fallback", "recommendations", "strategy"],
            "$defs": {
                "mediagateway.v1.ContentItem": {
                    "type": "object",
                    "properties": {
                        "content_id": {
                            "type": "string",
                            "description": "Id across platforms, e.g. `netflix:80057281:s01e01`.",
                        },
                        "platform": {"type": "string", "description": "Platform name, e.g. `netflix`."},
                        "title": {"type": "string", "description": "Title as the platform shows it."},
                        "type": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "CONTENT_TYPE_UNSPECIFIED",
                                        "CONTENT_TYPE_MOVIE",
                                        "CONTENT_TYPE_SERIES",
                                        "CONTENT_TYPE_EPISODE",
                                        "CONTENT_TYPE_TRACK",
                                        "CONTENT_TYPE_ALBUM",
                                        "CONTENT_TYPE_PLAYLIST",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "What it is.",
                        },
                        "seasons": {"type": "integer", "description": "Number of seasons, for series."},
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Lower-case genre names.",
                        },
                        "release_year": {"type": "integer", "description": "Year of first release."},
                        "description": {"type": "string", "description": "Plot, at most 5,000 characters."},
                        "url": {"type": "string", "description": "Where the platform plays it."},
                        "rating": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Rating from 0 to 5.",
                        },
                        "relevance_score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "How well it fits the request, 0 to 1.",
                        },
                        "available": {
                            "type": "boolean",
                            "description": "Whether this user's subscription includes it; absent when unknown.",
                        },
                        "popularity": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Share of all viewers who watch it, 0 to 1.",
                        },
                        "duration_ms": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Running time in milliseconds.",
                        },
                    },
                    "required": ["content_id", "description", "genres", "platform", "title", "type", "url"],
                },
                "mediagateway.v1.Recommendation": {
                    "type": "object",
                    "properties": {
                        "title": {"type": "string", "description": "Title as the platform shows it."},
                        "platform": {"type": "string", "description": "Platform name."},
                        "similarity_score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Cosine similarity, -1 to 1.",
                        },
                        "reason": {"type": "string", "description": "Why, naming the titles that it comes from."},
                        "score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Similarity × popularity × freshness, 0 to 1.",
                        },
                        "item": {"$ref": "#/$defs/mediagateway.v1.ContentItem", "description": "The title in full."},
                        "because_of": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Content ids that the reason comes from.",
                        },
                    },
                    "required": ["because_of", "platform", "reason", "score", "similarity_score", "title"],
                },
            },
        },
        target=RpcTarget(AsyncSonaRpcClient, "find_similar", sona_rpc_methods.FIND_SIMILAR),
        user_field="",
        read_only=True,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/sona.proto:23",
    ),
    McpTool(
        name="get_content",
        title="Show one title",
        description="Gives everything known about one title by its content_id, as other tools report it.",
        contract="discovery",
        service="Discovery",
        input_schema={
            "type": "object",
            "properties": {"content_id": {"type": "string", "description": "Id across platforms."}},
            "additionalProperties": False,
            "required": ["content_id"],
        },
        output_schema={
            "type": "object",
            "properties": {"item": {"$ref": "#/$defs/mediagateway.v1.ContentItem", "description": "The title."}},
            "$defs": {
                "mediagateway.v1.ContentItem": {
                    "type": "object",
                    "properties": {
                        "content_id": {
                            "type": "string",
                            "description": "Id across platforms, e.g. `netflix:80057281:s01e01`.",
                        },
                        "platform": {"type": "string", "description": "Platform name, e.g. `netflix`."},
                        "title": {"type": "string", "description": "Title as the platform shows it."},
                        "type": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "CONTENT_TYPE_UNSPECIFIED",
                                        "CONTENT_TYPE_MOVIE",
                                        "CONTENT_TYPE_SERIES",
                                        "CONTENT_TYPE_EPISODE",
                                        "CONTENT_TYPE_TRACK",
                                        "CONTENT_TYPE_ALBUM",
                                        "CONTENT_TYPE_PLAYLIST",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "What it is.",
                        },
                        "seasons": {"type": "integer", "description": "Number of seasons, for series."},
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Lower-case genre names.",
                        },
                        "release_year": {"type": "integer", "description": "Year of first release."},
                        "description": {"type": "string", "description": "Plot, at most 5,000 characters."},
                        "url": {"type": "string", "description": "Where the platform plays it."},
                        "rating": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Rating from 0 to 5.",
                        },
                        "relevance_score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "How well it fits the request, 0 to 1.",
                        },
                        "available": {
                            "type": "boolean",
                            "description": "Whether this user's subscription includes it; absent when unknown.",
                        },
                        "popularity": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Share of all viewers who watch it, 0 to 1.",
                        },
                        "duration_ms": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Running time in milliseconds.",
                        },
                    },
                    "required": ["content_id", "description", "genres", "platform", "title", "type", "url"],
                }
            },
        },
        target=RpcTarget(AsyncDiscoveryRpcClient, "get_content", discovery_rpc_methods.GET_CONTENT),
        user_field="",
        read_only=True,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/discovery.proto:44",
    ),
    McpTool(
        name="get_position",
        title="Where did I stop",
        description="Where the user stopped in a title.",
        contract="playback",
        service="Playback",
        input_schema={
            "type": "object",
            "properties": {"content_id": {"type": "string", "description": "Id across platforms."}},
            "additionalProperties": False,
            "required": ["content_id"],
        },
        output_schema={
            "type": "object",
            "properties": {
                "position": {"$ref": "#/$defs/mediagateway.v1.PlaybackPosition", "description": "The position."}
            },
            "$defs": {
                "mediagateway.v1.PlaybackPosition": {
                    "type": "object",
                    "properties": {
                        "content_id": {"type": "string", "description": "Id across platforms."},
                        "position_ms": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Milliseconds from the start.",
                        },
                        "last_updated": {
                            "type": "string",
                            "format": "date-time",
                            "description": "When it was reported.",
                        },
                        "last_device": {"type": "string", "description": "Device that reported it."},
                        "state": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "PLAYBACK_STATE_UNSPECIFIED",
                                        "PLAYBACK_STATE_PLAYING",
                                        "PLAYBACK_STATE_PAUSED",
                                        "PLAYBACK_STATE_BUFFERING",
                                        "PLAYBACK_STATE_STOPPED",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "How that device played.",
                        },
                    },
                    "required": ["content_id", "last_device", "position_ms", "state"],
                }
            },
        },
        target=RpcTarget(AsyncPlaybackRpcClient, "get_position", playback_rpc_methods.GET_POSITION),
        user_field="user_id",
        read_only=True,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/playback.proto:48",
    ),
    McpTool(
        name="get_recommendations",
        title="Recommend titles",
        description="Recommends titles that the user can watch now, best first, each with the reason. Needs no argument.",
        contract="discovery",
        service="Discovery",
        input_schema={
            "type": "object",
            "properties": {
                "context": {
                    "$ref": "#/$defs/mediagateway.v1.RecommendationContext",
                    "description": "What is known about the user's taste; left out, the engine uses its own history.",
                },
                "limit": {
                    "type": "integer",
                    "minimum": -2147483648,
                    "maximum": 2147483647,
                    "description": "Titles wanted, 1 to 100; 0 means 20.",
                },
                "filters": {
                    "$ref": "#/$defs/mediagateway.v1.RecommendationFilters",
                    "description": "Restricts the titles.",
                },
            },
            "additionalProperties": False,
            "$defs": {
                "mediagateway.v1.RecommendationContext": {
                    "type": "object",
                    "properties": {
                        "recent_views": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Content ids or slugs, latest first.",
                        },
                        "preferred_genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Lower-case genre names.",
                        },
                        "avg_rating": {"type": "number", "description": "Mean of the user's ratings, 0 to 5."},
                    },
                    "additionalProperties": False,
                },
                "mediagateway.v1.RecommendationFilters": {
                    "type": "object",
                    "properties": {
                        "exclude_watched": {"type": "boolean", "description": "Leave out what the user has watched."},
                        "platforms": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Platforms that count as available.",
                        },
                        "types": {
                            "type": "array",
                            "items": {
                                "type": "string",
                                "enum": [
                                    "CONTENT_TYPE_MOVIE",
                                    "CONTENT_TYPE_SERIES",
                                    "CONTENT_TYPE_EPISODE",
                                    "CONTENT_TYPE_TRACK",
                                    "CONTENT_TYPE_ALBUM",
                                    "CONTENT_TYPE_PLAYLIST",
                                ],
                                "description": "CONTENT_TYPE_MOVIE: One film. CONTENT_TYPE_SERIES: A series as a whole. CONTENT_TYPE_EPISODE: One episode of a series. CONTENT_TYPE_TRACK: One song. CONTENT_TYPE_ALBUM: One album. CONTENT_TYPE_PLAYLIST: A list of songs.",
                            },
                            "description": "Kinds wanted.",
                        },
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Genres of which one must fit.",
                        },
                    },
                    "additionalProperties": False,
                },
            },
        },
        output_schema={
            "type": "object",
            "properties": {
                "recommendations": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/mediagateway.v1.Recommendation"},
                    "description": "Best first.",
                },
                "execution_time_ms": {"type": "integer", "description": "Milliseconds that the engine worked."},
                "strategy": {"type": "string", "description": "`vector`, `popularity` (fallback) or `cold_start`."},
                "fallback": {"type": "boolean", "description": "True when the engine's usual way was not available."},
            },
            "required": ["execution_time_ms", "fallback", "recommendations", "strategy"],
            "$defs": {
                "mediagateway.v1.ContentItem": {
                    "type": "object",
                    "properties": {
                        "content_id": {
                            "type": "string",
                            "description": "Id across platforms, e.g. `netflix:80057281:s01e01`.",
                        },
                        "platform": {"type": "string", "description": "Platform name, e.g. `netflix`."},
                        "title": {"type": "string", "description": "Title as the platform shows it."},
                        "type": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "CONTENT_TYPE_UNSPECIFIED",
                                        "CONTENT_TYPE_MOVIE",
                                        "CONTENT_TYPE_SERIES",
                                        "CONTENT_TYPE_EPISODE",
                                        "CONTENT_TYPE_TRACK",
                                        "CONTENT_TYPE_ALBUM",
                                        "CONTENT_TYPE_PLAYLIST",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "What it is.",
                        },
                        "seasons": {"type": "integer", "description": "Number of seasons, for series."},
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Lower-case genre names.",
                        },
                        "release_year": {"type": "integer", "description": "Year of first release."},
                        "description": {"type": "string", "description": "Plot, at most 5,000 characters."},
                        "url": {"type": "string", "description": "Where the platform plays it."},
                        "rating": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Rating from 0 to 5.",
                        },
                        "relevance_score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "How well it fits the request, 0 to 1.",
                        },
                        "available": {
                            "type": "boolean",
                            "description": "Whether this user's subscription includes it; absent when unknown.",
                        },
                        "popularity": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Share of all viewers who watch it, 0 to 1.",
                        },
                        "duration_ms": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Running time in milliseconds.",
                        },
                    },
                    "required": ["content_id", "description", "genres", "platform", "title", "type", "url"],
                },
                "mediagateway.v1.Recommendation": {
                    "type": "object",
                    "properties": {
                        "title": {"type": "string", "description": "Title as the platform shows it."},
                        "platform": {"type": "string", "description": "Platform name."},
                        "similarity_score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Cosine similarity, -1 to 1.",
                        },
                        "reason": {"type": "string", "description": "Why, naming the titles that it comes from."},
                        "score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Similarity × popularity × freshness, 0 to 1.",
                        },
                        "item": {"$ref": "#/$defs/mediagateway.v1.ContentItem", "description": "The title in full."},
                        "because_of": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Content ids that the reason comes from.",
                        },
                    },
                    "required": ["because_of", "platform", "reason", "score", "similarity_score", "title"],
                },
            },
        },
        target=RpcTarget(AsyncDiscoveryRpcClient, "get_recommendations", discovery_rpc_methods.GET_RECOMMENDATIONS),
        user_field="user_id",
        read_only=True,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/discovery.proto:35",
    ),
    McpTool(
        name="get_state",
        title="Show devices and positions",
        description="Gives where the user stopped in each title, latest first, and the devices known.",
        contract="sync",
        service="Sync",
        input_schema={
            "type": "object",
            "properties": {
                "since": {"type": "string", "format": "date-time", "description": "Only events after this moment."}
            },
            "additionalProperties": False,
        },
        output_schema={
            "type": "object",
            "properties": {
                "positions": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/mediagateway.v1.PlaybackPosition"},
                    "description": "Where the user stopped, latest first.",
                },
                "devices": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/mediagateway.v1.Device"},
                    "description": "Devices known.",
                },
                "missed_events": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/mediagateway.v1.SyncEvent"},
                    "description": "Events after `since`, oldest first, at most 100.",
                },
                "as_of": {"type": "string", "format": "date-time", "description": "When the state was read."},
            },
            "required": ["devices", "missed_events", "positions"],
            "$defs": {
                "mediagateway.v1.ContentItem": {
                    "type": "object",
                    "properties": {
                        "content_id": {
                            "type": "string",
                            "description": "Id across platforms, e.g. `netflix:80057281:s01e01`.",
                        },
                        "platform": {"type": "string", "description": "Platform name, e.g. `netflix`."},
                        "title": {"type": "string", "description": "Title as the platform shows it."},
                        "type": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "CONTENT_TYPE_UNSPECIFIED",
                                        "CONTENT_TYPE_MOVIE",
                                        "CONTENT_TYPE_SERIES",
                                        "CONTENT_TYPE_EPISODE",
                                        "CONTENT_TYPE_TRACK",
                                        "CONTENT_TYPE_ALBUM",
                                        "CONTENT_TYPE_PLAYLIST",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "What it is.",
                        },
                        "seasons": {"type": "integer", "description": "Number of seasons, for series."},
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Lower-case genre names.",
                        },
                        "release_year": {"type": "integer", "description": "Year of first release."},
                        "description": {"type": "string", "description": "Plot, at most 5,000 characters."},
                        "url": {"type": "string", "description": "Where the platform plays it."},
                        "rating": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Rating from 0 to 5.",
                        },
                        "relevance_score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "How well it fits the request, 0 to 1.",
                        },
                        "available": {
                            "type": "boolean",
                            "description": "Whether this user's subscription includes it; absent when unknown.",
                        },
                        "popularity": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Share of all viewers who watch it, 0 to 1.",
                        },
                        "duration_ms": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Running time in milliseconds.",
                        },
                    },
                    "required": ["content_id", "description", "genres", "platform", "title", "type", "url"],
                },
                "mediagateway.v1.Device": {
                    "type": "object",
                    "properties": {
                        "device_id": {"type": "string", "description": "Id without dots."},
                        "type": {"type": "string", "description": "E.g. `Smart TV`."},
                        "status": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "DEVICE_STATUS_UNSPECIFIED",
                                        "DEVICE_STATUS_ONLINE",
                                        "DEVICE_STATUS_OFFLINE",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "Reachable or not.",
                        },
                        "last_seen": {"type": "string", "format": "date-time", "description": "Last sign of life."},
                    },
                    "required": ["device_id", "status", "type"],
                },
                "mediagateway.v1.PlaybackPosition": {
                    "type": "object",
                    "properties": {
                        "content_id": {"type": "string", "description": "Id across platforms."},
                        "position_ms": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Milliseconds from the start.",
                        },
                        "last_updated": {
                            "type": "string",
                            "format": "date-time",
                            "description": "When it was reported.",
                        },
                        "last_device": {"type": "string", "description": "Device that reported it."},
                        "state": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "PLAYBACK_STATE_UNSPECIFIED",
                                        "PLAYBACK_STATE_PLAYING",
                                        "PLAYBACK_STATE_PAUSED",
                                        "PLAYBACK_STATE_BUFFERING",
                                        "PLAYBACK_STATE_STOPPED",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "How that device played.",
                        },
                    },
                    "required": ["content_id", "last_device", "position_ms", "state"],
                },
                "mediagateway.v1.PreferencesChange": {
                    "type": "object",
                    "properties": {
                        "values": {
                            "type": "object",
                            "additionalProperties": {"type": "string"},
                            "description": "New values by name.",
                        }
                    },
                    "required": ["values"],
                },
                "mediagateway.v1.QueueChange": {
                    "type": "object",
                    "properties": {
                        "action": {"type": "string", "description": "`added`, `removed` or `reordered`."},
                        "item": {"$ref": "#/$defs/mediagateway.v1.ContentItem", "description": "The title."},
                    },
                    "required": ["action"],
                },
                "mediagateway.v1.SyncEvent": {
                    "type": "object",
                    "properties": {
                        "event_id": {"type": "string", "description": "Unique; consumers drop what they have seen."},
                        "event_type": {"type": "string", "description": "E.g. `playback.paused`."},
                        "user_id": {"type": "string", "description": "Whose state changes."},
                        "device_id": {"type": "string", "description": "Device that caused it."},
                        "sync_time": {"type": "string", "format": "date-time", "description": "When it happened."},
                        "version": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Grows by one per user and channel.",
                        },
                        "playback": {"$ref": "#/$defs/mediagateway.v1.PlaybackPosition", "description": "A position."},
                        "queue": {"$ref": "#/$defs/mediagateway.v1.QueueChange", "description": "A queue entry."},
                        "preferences": {
                            "$ref": "#/$defs/mediagateway.v1.PreferencesChange",
                            "description": "Preferences.",
                        },
                    },
                    "required": ["device_id", "event_id", "event_type", "user_id", "version"],
                },
            },
        },
        target=RpcTarget(AsyncSyncRpcClient, "get_state", sync_rpc_methods.GET_STATE),
        user_field="user_id",
        read_only=True,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/sync.proto:19",
    ),
    McpTool(
        name="list_connections",
        title="List connected platforms",
        description="Lists the platforms that the user has connected, with their state.",
        contract="auth",
        service="Authentication",
        input_schema={"type": "object", "properties": {}, "additionalProperties": False},
        output_schema={
            "type": "object",
            "properties": {
                "connections": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/mediagateway.v1.Connection"},
                    "description": "In order of name.",
                }
            },
            "required": ["connections"],
            "$defs": {
                "mediagateway.v1.Connection": {
                    "type": "object",
                    "properties": {
                        "platform": {"type": "string", "description": "Platform name."},
                        "status": {"type": "string", "description": "`connected`, `expired` or `revoked`."},
                        "connected_at": {"type": "string", "format": "date-time", "description": "When connected."},
                    },
                    "required": ["platform", "status"],
                }
            },
        },
        target=RpcTarget(AsyncAuthRpcClient, "list_connections", auth_rpc_methods.LIST_CONNECTIONS),
        user_field="user_id",
        read_only=True,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/auth.proto:39",
    ),
    McpTool(
        name="list_history",
        title="Show the history",
        description="What the user has watched, latest first.",
        contract="playback",
        service="Playback",
        input_schema={
            "type": "object",
            "properties": {"page": {"$ref": "#/$defs/mediagateway.v1.PageRequest", "description": "Which part."}},
            "additionalProperties": False,
            "$defs": {
                "mediagateway.v1.PageRequest": {
                    "type": "object",
                    "properties": {
                        "limit": {
                            "type": "integer",
                            "minimum": -2147483648,
                            "maximum": 2147483647,
                            "description": "Items wanted, 1 to 100; 0 means 20.",
                        },
                        "cursor": {
                            "type": "string",
                            "description": "`next_cursor` of the reply before; empty for the first page.",
                        },
                    },
                    "additionalProperties": False,
                }
            },
        },
        output_schema={
            "type": "object",
            "properties": {
                "entries": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/mediagateway.v1.HistoryEntry"},
                    "description": "Latest first.",
                },
                "next_cursor": {"type": "string", "description": "For the next part; empty at the end."},
            },
            "required": ["entries", "next_cursor"],
            "$defs": {
                "mediagateway.v1.ContentItem": {
                    "type": "object",
                    "properties": {
                        "content_id": {
                            "type": "string",
                            "description": "Id across platforms, e.g. `netflix:80057281:s01e01`.",
                        },
                        "platform": {"type": "string", "description": "Platform name, e.g. `netflix`."},
                        "title": {"type": "string", "description": "Title as the platform shows it."},
                        "type": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "CONTENT_TYPE_UNSPECIFIED",
                                        "CONTENT_TYPE_MOVIE",
                                        "CONTENT_TYPE_SERIES",
                                        "CONTENT_TYPE_EPISODE",
                                        "CONTENT_TYPE_TRACK",
                                        "CONTENT_TYPE_ALBUM",
                                        "CONTENT_TYPE_PLAYLIST",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "What it is.",
                        },
                        "seasons": {"type": "integer", "description": "Number of seasons, for series."},
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Lower-case genre names.",
                        },
                        "release_year": {"type": "integer", "description": "Year of first release."},
                        "description": {"type": "string", "description": "Plot, at most 5,000 characters."},
                        "url": {"type": "string", "description": "Where the platform plays it."},
                        "rating": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Rating from 0 to 5.",
                        },
                        "relevance_score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "How well it fits the request, 0 to 1.",
                        },
                        "available": {
                            "type": "boolean",
                            "description": "Whether this user's subscription includes it; absent when unknown.",
                        },
                        "popularity": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Share of all viewers who watch it, 0 to 1.",
                        },
                        "duration_ms": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Running time in milliseconds.",
                        },
                    },
                    "required": ["content_id", "description", "genres", "platform", "title", "type", "url"],
                },
                "mediagateway.v1.HistoryEntry": {
                    "type": "object",
                    "properties": {
                        "item": {"$ref": "#/$defs/mediagateway.v1.ContentItem", "description": "The title."},
                        "watched_at": {"type": "string", "format": "date-time", "description": "When."},
                        "completion": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Share seen, 0 to 1.",
                        },
                    },
                    "required": ["completion"],
                },
            },
        },
        target=RpcTarget(AsyncPlaybackRpcClient, "list_history", playback_rpc_methods.LIST_HISTORY),
        user_field="user_id",
        read_only=True,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/playback.proto:57",
    ),
    McpTool(
        name="list_queue",
        title="Show the queue",
        description="The queue in order.",
        contract="ingestion",
        service="Ingestion",
        input_schema={
            "type": "object",
            "properties": {"page": {"$ref": "#/$defs/mediagateway.v1.PageRequest", "description": "Which part."}},
            "additionalProperties": False,
            "$defs": {
                "mediagateway.v1.PageRequest": {
                    "type": "object",
                    "properties": {
                        "limit": {
                            "type": "integer",
                            "minimum": -2147483648,
                            "maximum": 2147483647,
                            "description": "Items wanted, 1 to 100; 0 means 20.",
                        },
                        "cursor": {
                            "type": "string",
                            "description": "`next_cursor` of the reply before; empty for the first page.",
                        },
                    },
                    "additionalProperties": False,
                }
            },
        },
        output_schema={
            "type": "object",
            "properties": {
                "entries": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/mediagateway.v1.ListEntry"},
                    "description": "In order.",
                },
                "next_cursor": {"type": "string", "description": "For the next part; empty at the end."},
                "total": {"type": "integer", "description": "Number of all entries."},
            },
            "required": ["entries", "next_cursor", "total"],
            "$defs": {
                "mediagateway.v1.ContentItem": {
                    "type": "object",
                    "properties": {
                        "content_id": {
                            "type": "string",
                            "description": "Id across platforms, e.g. `netflix:80057281:s01e01`.",
                        },
                        "platform": {"type": "string", "description": "Platform name, e.g. `netflix`."},
                        "title": {"type": "string", "description": "Title as the platform shows it."},
                        "type": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "CONTENT_TYPE_UNSPECIFIED",
                                        "CONTENT_TYPE_MOVIE",
                                        "CONTENT_TYPE_SERIES",
                                        "CONTENT_TYPE_EPISODE",
                                        "CONTENT_TYPE_TRACK",
                                        "CONTENT_TYPE_ALBUM",
                                        "CONTENT_TYPE_PLAYLIST",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "What it is.",
                        },
                        "seasons": {"type": "integer", "description": "Number of seasons, for series."},
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Lower-case genre names.",
                        },
                        "release_year": {"type": "integer", "description": "Year of first release."},
                        "description": {"type": "string", "description": "Plot, at most 5,000 characters."},
                        "url": {"type": "string", "description": "Where the platform plays it."},
                        "rating": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Rating from 0 to 5.",
                        },
                        "relevance_score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "How well it fits the request, 0 to 1.",
                        },
                        "available": {
                            "type": "boolean",
                            "description": "Whether this user's subscription includes it; absent when unknown.",
                        },
                        "popularity": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Share of all viewers who watch it, 0 to 1.",
                        },
                        "duration_ms": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Running time in milliseconds.",
                        },
                    },
                    "required": ["content_id", "description", "genres", "platform", "title", "type", "url"],
                },
                "mediagateway.v1.ListEntry": {
                    "type": "object",
                    "properties": {
                        "entry_id": {"type": "string", "description": "UUID of the entry."},
                        "item": {"$ref": "#/$defs/mediagateway.v1.ContentItem", "description": "The title."},
                        "added_at": {"type": "string", "format": "date-time", "description": "When it was added."},
                        "position": {"type": "integer", "description": "Place in the queue, from 0."},
                    },
                    "required": ["entry_id", "position"],
                },
            },
        },
        target=RpcTarget(AsyncIngestionRpcClient, "list_queue", ingestion_rpc_methods.LIST_QUEUE),
        user_field="user_id",
        read_only=True,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/ingestion.proto:36",
    ),
    McpTool(
        name="list_watchlist",
        title="Show the watchlist",
        description="The watchlist, latest first.",
        contract="ingestion",
        service="Ingestion",
        input_schema={
            "type": "object",
            "properties": {"page": {"$ref": "#/$defs/mediagateway.v1.PageRequest", "description": "Which part."}},
            "additionalProperties": False,
            "$defs": {
                "mediagateway.v1.PageRequest": {
                    "type": "object",
                    "properties": {
                        "limit": {
                            "type": "integer",
                            "minimum": -2147483648,
                            "maximum": 2147483647,
                            "description": "Items wanted, 1 to 100; 0 means 20.",
                        },
                        "cursor": {
                            "type": "string",
                            "description": "`next_cursor` of the reply before; empty for the first page.",
                        },
                    },
                    "additionalProperties": False,
                }
            },
        },
        output_schema={
            "type": "object",
            "properties": {
                "entries": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/mediagateway.v1.ListEntry"},
                    "description": "Latest first.",
                },
                "next_cursor": {"type": "string", "description": "For the next part; empty at the end."},
                "total": {"type": "integer", "description": "Number of all entries."},
            },
            "required": ["entries", "next_cursor", "total"],
            "$defs": {
                "mediagateway.v1.ContentItem": {
                    "type": "object",
                    "properties": {
                        "content_id": {
                            "type": "string",
                            "description": "Id across platforms, e.g. `netflix:80057281:s01e01`.",
                        },
                        "platform": {"type": "string", "description": "Platform name, e.g. `netflix`."},
                        "title": {"type": "string", "description": "Title as the platform shows it."},
                        "type": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "CONTENT_TYPE_UNSPECIFIED",
                                        "CONTENT_TYPE_MOVIE",
                                        "CONTENT_TYPE_SERIES",
                                        "CONTENT_TYPE_EPISODE",
                                        "CONTENT_TYPE_TRACK",
                                        "CONTENT_TYPE_ALBUM",
                                        "CONTENT_TYPE_PLAYLIST",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "What it is.",
                        },
                        "seasons": {"type": "integer", "description": "Number of seasons, for series."},
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Lower-case genre names.",
                        },
                        "release_year": {"type": "integer", "description": "Year of first release."},
                        "description": {"type": "string", "description": "Plot, at most 5,000 characters."},
                        "url": {"type": "string", "description": "Where the platform plays it."},
                        "rating": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Rating from 0 to 5.",
                        },
                        "relevance_score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "How well it fits the request, 0 to 1.",
                        },
                        "available": {
                            "type": "boolean",
                            "description": "Whether this user's subscription includes it; absent when unknown.",
                        },
                        "popularity": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Share of all viewers who watch it, 0 to 1.",
                        },
                        "duration_ms": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Running time in milliseconds.",
                        },
                    },
                    "required": ["content_id", "description", "genres", "platform", "title", "type", "url"],
                },
                "mediagateway.v1.ListEntry": {
                    "type": "object",
                    "properties": {
                        "entry_id": {"type": "string", "description": "UUID of the entry."},
                        "item": {"$ref": "#/$defs/mediagateway.v1.ContentItem", "description": "The title."},
                        "added_at": {"type": "string", "format": "date-time", "description": "When it was added."},
                        "position": {"type": "integer", "description": "Place in the queue, from 0."},
                    },
                    "required": ["entry_id", "position"],
                },
            },
        },
        target=RpcTarget(AsyncIngestionRpcClient, "list_watchlist", ingestion_rpc_methods.LIST_WATCHLIST),
        user_field="user_id",
        read_only=True,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/ingestion.proto:63",
    ),
    McpTool(
        name="record_watch",
        title="Record a watched title",
        description="Notes that the user has watched a title, so that recommendations follow it. Give the share seen as completion, 1 for the whole, and a rating when the user states one.",
        contract="sona",
        service="SONA",
        input_schema={
            "type": "object",
            "properties": {
                "content_id": {"type": "string", "description": "What."},
                "completion": {"type": "number", "description": "Share seen, 0 to 1; above 0.95 is watched."},
                "rating": {"type": "number", "description": "Rating given, 0 to 5."},
                "watched_at": {
                    "type": "string",
                    "format": "date-time",
                    "description": "When; repeating the same moment changes nothing more.",
                },
            },
            "additionalProperties": False,
            "required": ["completion", "content_id"],
        },
        output_schema={
            "type": "object",
            "properties": {
                "vector_version": {
                    "type": "string",
                    "pattern": "^-?[0-9]{1,20}$",
                    "description": "Grows with each change of the user's vector.",
                }
            },
            "required": ["vector_version"],
        },
        target=RpcTarget(AsyncSonaRpcClient, "record_watch", sona_rpc_methods.RECORD_WATCH),
        user_field="user_id",
        read_only=False,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/sona.proto:33",
    ),
    McpTool(
        name="remove_from_queue",
        title="Remove from the queue",
        description="Removes a title from the queue.",
        contract="ingestion",
        service="Ingestion",
        input_schema={
            "type": "object",
            "properties": {"entry_id": {"type": "string", "description": "The entry."}},
            "additionalProperties": False,
            "required": ["entry_id"],
        },
        output_schema={"type": "object", "properties": {}},
        target=RpcTarget(AsyncIngestionRpcClient, "remove_from_queue", ingestion_rpc_methods.REMOVE_FROM_QUEUE),
        user_field="user_id",
        read_only=False,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/ingestion.proto:27",
    ),
    McpTool(
        name="remove_from_watchlist",
        title="Remove from the watchlist",
        description="Removes a title from the watchlist.",
        contract="ingestion",
        service="Ingestion",
        input_schema={
            "type": "object",
            "properties": {"entry_id": {"type": "string", "description": "The entry."}},
            "additionalProperties": False,
            "required": ["entry_id"],
        },
        output_schema={"type": "object", "properties": {}},
        target=RpcTarget(AsyncIngestionRpcClient, "remove_from_watchlist", ingestion_rpc_methods.REMOVE_FROM_WATCHLIST),
        user_field="user_id",
        read_only=False,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/ingestion.proto:54",
    ),
    McpTool(
        name="search_content",
        title="Search titles",
        description="Searches films, series and music on all platforms that the user has connected. Give the words of a title, a person or a theme; restrict by platform, kind, genre or year.",
        contract="discovery",
        service="Discovery",
        input_schema={
            "type": "object",
            "properties": {
                "query": {"type": "string", "description": "Words searched for, 1 to 200 characters."},
                "platforms": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "Platforms to search; empty means all that are connected.",
                },
                "filters": {"$ref": "#/$defs/mediagateway.v1.SearchFilters", "description": "Restricts the results."},
                "limit": {
                    "type": "integer",
                    "minimum": -2147483648,
                    "maximum": 2147483647,
                    "description": "Results wanted, 1 to 100; 0 means 20.",
                },
            },
            "additionalProperties": False,
            "required": ["query"],
            "$defs": {
                "mediagateway.v1.SearchFilters": {
                    "type": "object",
                    "properties": {
                        "types": {
                            "type": "array",
                            "items": {
                                "type": "string",
                                "enum": [
                                    "CONTENT_TYPE_MOVIE",
                                    "CONTENT_TYPE_SERIES",
                                    "CONTENT_TYPE_EPISODE",
                                    "CONTENT_TYPE_TRACK",
                                    "CONTENT_TYPE_ALBUM",
                                    "CONTENT_TYPE_PLAYLIST",
                                ],
                                "description": "CONTENT_TYPE_MOVIE: One film. CONTENT_TYPE_SERIES: A series as a whole. CONTENT_TYPE_EPISODE: One episode of a series. CONTENT_TYPE_TRACK: One song. CONTENT_TYPE_ALBUM: One album. CONTENT_TYPE_PLAYLIST: A list of songs.",
                            },
                            "description": "Kinds wanted.",
                        },
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Genres of which one must fit.",
                        },
                        "min_year": {
                            "type": "integer",
                            "minimum": -2147483648,
                            "maximum": 2147483647,
                            "description": "First release year wanted.",
                        },
                        "max_year": {
                            "type": "integer",
                            "minimum": -2147483648,
                            "maximum": 2147483647,
                            "description": "Last release year wanted.",
                        },
                        "available_only": {
                            "type": "boolean",
                            "description": "Only titles that the user's subscriptions include.",
                        },
                    },
                    "additionalProperties": False,
                }
            },
        },
        output_schema={
            "type": "object",
            "properties": {
                "results": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/mediagateway.v1.ContentItem"},
                    "description": "Best first.",
                },
                "total": {"type": "integer", "description": "Number of all matches."},
                "execution_time_ms": {"type": "integer", "description": "Milliseconds that the service worked."},
                "errors": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/mediagateway.v1.PlatformError"},
                    "description": "Platforms that did not answer.",
                },
                "query": {"type": "string", "description": "The words searched for."},
                "partial_results": {"type": "boolean", "description": "True when a platform is missing."},
            },
            "required": ["errors", "execution_time_ms", "partial_results", "query", "results", "total"],
            "$defs": {
                "mediagateway.v1.ContentItem": {
                    "type": "object",
                    "properties": {
                        "content_id": {
                            "type": "string",
                            "description": "Id across platforms, e.g. `netflix:80057281:s01e01`.",
                        },
                        "platform": {"type": "string", "description": "Platform name, e.g. `netflix`."},
                        "title": {"type": "string", "description": "Title as the platform shows it."},
                        "type": {
                            "anyOf": [
                                {
                                    "enum": [
                                        "CONTENT_TYPE_UNSPECIFIED",
                                        "CONTENT_TYPE_MOVIE",
                                        "CONTENT_TYPE_SERIES",
                                        "CONTENT_TYPE_EPISODE",
                                        "CONTENT_TYPE_TRACK",
                                        "CONTENT_TYPE_ALBUM",
                                        "CONTENT_TYPE_PLAYLIST",
                                    ]
                                },
                                {"type": "integer"},
                            ],
                            "description": "What it is.",
                        },
                        "seasons": {"type": "integer", "description": "Number of seasons, for series."},
                        "genres": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "Lower-case genre names.",
                        },
                        "release_year": {"type": "integer", "description": "Year of first release."},
                        "description": {"type": "string", "description": "Plot, at most 5,000 characters."},
                        "url": {"type": "string", "description": "Where the platform plays it."},
                        "rating": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Rating from 0 to 5.",
                        },
                        "relevance_score": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "How well it fits the request, 0 to 1.",
                        },
                        "available": {
                            "type": "boolean",
                            "description": "Whether this user's subscription includes it; absent when unknown.",
                        },
                        "popularity": {
                            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}],
                            "description": "Share of all viewers who watch it, 0 to 1.",
                        },
                        "duration_ms": {
                            "type": "string",
                            "pattern": "^-?[0-9]{1,20}$",
                            "description": "Running time in milliseconds.",
                        },
                    },
                    "required": ["content_id", "description", "genres", "platform", "title", "type", "url"],
                },
                "mediagateway.v1.PlatformError": {
                    "type": "object",
                    "properties": {
                        "platform": {"type": "string", "description": "Platform name, e.g. `netflix`."},
                        "error": {"type": "string", "description": "Stable code, e.g. `service_unavailable`."},
                        "message": {"type": "string", "description": "One sentence for a person."},
                        "retry_after_s": {"type": "integer", "description": "Seconds to wait before asking again."},
                    },
                    "required": ["error", "message", "platform"],
                },
            },
        },
        target=RpcTarget(AsyncDiscoveryRpcClient, "search_content", discovery_rpc_methods.SEARCH_CONTENT),
        user_field="user_id",
        read_only=True,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/discovery.proto:15",
    ),
    McpTool(
        name="start_session",
        title="Start watching",
        description="Starts a session and gives the streaming URL.",
        contract="playback",
        service="Playback",
        input_schema={
            "type": "object",
            "properties": {
                "content_id": {"type": "string", "description": "Id across platforms."},
                "platform": {"type": "string", "description": "Platform name."},
                "device_id": {"type": "string", "description": "Device that plays."},
            },
            "additionalProperties": False,
            "required": ["content_id", "device_id", "platform"],
        },
        output_schema={
            "type": "object",
            "properties": {
                "session_id": {"type": "string", "description": "UUID."},
                "session_token": {"type": "string", "description": "Proves the right to report."},
                "streaming_url": {"type": "string", "description": "Where to play."},
                "position_ms": {"type": "string", "pattern": "^-?[0-9]{1,20}$", "description": "Where to start."},
                "expires_at": {"type": "string", "format": "date-time", "description": "When the URL ends."},
            },
            "required": ["position_ms", "session_id", "session_token", "streaming_url"],
        },
        target=RpcTarget(AsyncPlaybackRpcClient, "start_session", playback_rpc_methods.START_SESSION),
        user_field="user_id",
        read_only=False,
        idempotent=False,
        keyed=True,
        destructive=False,
        source="spec/proto/mediagateway/v1/playback.proto:15",
    ),
    McpTool(
        name="whoami",
        title="Who am I",
        description="Gives the account of the user of this session.",
        contract="auth",
        service="Authentication",
        input_schema={"type": "object", "properties": {}, "additionalProperties": False},
        output_schema={
            "type": "object",
            "properties": {"user": {"$ref": "#/$defs/mediagateway.v1.User", "description": "The user."}},
            "$defs": {
                "mediagateway.v1.User": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string", "description": "UUID."},
                        "email": {"type": "string", "description": "Address in lower case."},
                        "name": {"type": "string", "description": "Name shown."},
                        "roles": {"type": "array", "items": {"type": "string"}, "description": "E.g. `user`."},
                        "created_at": {"type": "string", "format": "date-time", "description": "When registered."},
                    },
                    "required": ["email", "id", "name", "roles"],
                }
            },
        },
        target=RpcTarget(AsyncAuthRpcClient, "get_user", auth_rpc_methods.GET_USER),
        user_field="user_id",
        read_only=True,
        idempotent=True,
        keyed=False,
        destructive=False,
        source="spec/proto/mediagateway/v1/auth.proto:30",
    ),
)
"""Every tool, by name."""
