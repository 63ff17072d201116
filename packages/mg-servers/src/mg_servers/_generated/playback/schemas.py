# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What the server half of the Playback contract checks: JSON Schema 2020-12 per operation."""

from __future__ import annotations

from typing import Any, Final

GET_POSITION: Final[dict[str, Any]] = {
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
SET_POSITION: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/SetPositionRequest",
        "$defs": {
            "ContentId": {
                "type": "string",
                "minLength": 3,
                "maxLength": 200,
                "pattern": "^[a-z][a-z_]*(:[A-Za-z0-9_-]+)+$",
            },
            "DeviceId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"},
            "PositionMs": {"type": "integer", "minimum": 0, "maximum": 604800000},
            "SetPositionRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["content_id", "position_ms", "device_id"],
                "properties": {
                    "content_id": {"$ref": "#/$defs/ContentId"},
                    "position_ms": {"$ref": "#/$defs/PositionMs"},
                    "device_id": {"$ref": "#/$defs/DeviceId"},
                    "duration_ms": {"$ref": "#/$defs/PositionMs"},
                },
            },
        },
    },
}
CREATE_SESSION: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/CreateSessionRequest",
        "$defs": {
            "ContentId": {
                "type": "string",
                "minLength": 3,
                "maxLength": 200,
                "pattern": "^[a-z][a-z_]*(:[A-Za-z0-9_-]+)+$",
            },
            "CreateSessionRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["content_id", "platform", "device_id"],
                "properties": {
                    "content_id": {"$ref": "#/$defs/ContentId"},
                    "platform": {"$ref": "#/$defs/Platform"},
                    "device_id": {"$ref": "#/$defs/DeviceId"},
                },
            },
            "DeviceId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"},
            "Platform": {
                "type": "string",
                "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
            },
        },
    },
}
GET_SESSION: Final[dict[str, Any]] = {
    "params": {
        "session_id": {"$ref": "#/$defs/SessionId", "$defs": {"SessionId": {"type": "string", "format": "uuid"}}}
    },
    "body": None,
}
END_SESSION: Final[dict[str, Any]] = {
    "params": {
        "session_id": {"$ref": "#/$defs/SessionId", "$defs": {"SessionId": {"type": "string", "format": "uuid"}}}
    },
    "body": None,
}
SEND_HEARTBEAT: Final[dict[str, Any]] = {
    "params": {
        "session_id": {"$ref": "#/$defs/SessionId", "$defs": {"SessionId": {"type": "string", "format": "uuid"}}}
    },
    "body": {
        "$ref": "#/$defs/HeartbeatRequest",
        "$defs": {
            "HeartbeatRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["position_ms", "state"],
                "properties": {"position_ms": {"$ref": "#/$defs/PositionMs"}, "state": {"$ref": "#/$defs/PlayerState"}},
            },
            "PlayerState": {"type": "string", "enum": ["playing", "paused", "buffering", "stopped"]},
            "PositionMs": {"type": "integer", "minimum": 0, "maximum": 604800000},
        },
    },
}
REPORT_EVENT: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/PlaybackEvent",
        "$defs": {
            "ContentId": {
                "type": "string",
                "minLength": 3,
                "maxLength": 200,
                "pattern": "^[a-z][a-z_]*(:[A-Za-z0-9_-]+)+$",
            },
            "DeviceId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"},
            "Platform": {
                "type": "string",
                "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
            },
            "PlaybackEvent": {
                "type": "object",
                "additionalProperties": False,
                "required": ["event_type", "device_id", "content_id", "timestamp_ms"],
                "properties": {
                    "event_type": {"$ref": "#/$defs/PlaybackEventType"},
                    "user_id": {"$ref": "#/$defs/UserId"},
                    "device_id": {"$ref": "#/$defs/DeviceId"},
                    "content_id": {"$ref": "#/$defs/ContentId"},
                    "timestamp_ms": {"$ref": "#/$defs/PositionMs"},
                    "platform": {"$ref": "#/$defs/Platform"},
                },
            },
            "PlaybackEventType": {
                "type": "string",
                "enum": [
                    "playback.started",
                    "playback.paused",
                    "playback.resumed",
                    "playback.stopped",
                    "playback.completed",
                    "playback.position_updated",
                ],
            },
            "PositionMs": {"type": "integer", "minimum": 0, "maximum": 604800000},
            "UserId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"},
        },
    },
}
LIST_HISTORY: Final[dict[str, Any]] = {
    "params": {
        "completed": {"type": "boolean"},
        "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
        "cursor": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9_=-]+$"},
    },
    "body": None,
}
MARK_WATCHED: Final[dict[str, Any]] = {
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
    "body": {
        "$ref": "#/$defs/MarkWatchedRequest",
        "$defs": {
            "DeviceId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"},
            "MarkWatchedRequest": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "watched_at": {"type": "string", "format": "date-time"},
                    "device_id": {"$ref": "#/$defs/DeviceId"},
                    "rating": {"type": "number", "minimum": 0, "maximum": 5},
                },
            },
        },
    },
}
