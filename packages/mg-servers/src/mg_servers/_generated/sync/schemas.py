# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What the server half of the Sync contract checks: JSON Schema 2020-12 per operation."""

from __future__ import annotations

from typing import Any, Final

GET_STATE: Final[dict[str, Any]] = {
    "params": {
        "since": {"type": "string", "format": "date-time", "maxLength": 64},
        "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
    },
    "body": None,
}
LIST_EVENTS: Final[dict[str, Any]] = {
    "params": {
        "since": {"type": "string", "format": "date-time", "maxLength": 64},
        "category": {
            "$ref": "#/$defs/SyncCategory",
            "$defs": {"SyncCategory": {"type": "string", "enum": ["playback", "queue", "preferences"]}},
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 100},
    },
    "body": None,
}
PUBLISH_EVENTS: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/EventBatch",
        "$defs": {
            "ContentId": {
                "type": "string",
                "minLength": 3,
                "maxLength": 200,
                "pattern": "^[a-z][a-z_]*(:[A-Za-z0-9_-]+)+$",
            },
            "DeviceId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"},
            "EventBatch": {
                "type": "object",
                "additionalProperties": False,
                "required": ["events"],
                "properties": {
                    "events": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 100,
                        "items": {"$ref": "#/$defs/NewSyncEvent"},
                    }
                },
            },
            "NewSyncEvent": {
                "type": "object",
                "additionalProperties": False,
                "required": ["event_id", "event_type", "device_id"],
                "properties": {
                    "event_id": {"type": "string", "format": "uuid"},
                    "event_type": {"$ref": "#/$defs/SyncEventType"},
                    "device_id": {"$ref": "#/$defs/DeviceId"},
                    "content_id": {"$ref": "#/$defs/ContentId"},
                    "timestamp": {"type": "integer", "minimum": 0, "maximum": 604800000},
                    "data": {"$ref": "#/$defs/SyncEventData"},
                },
            },
            "SyncEventData": {"type": "object", "additionalProperties": True, "maxProperties": 100},
            "SyncEventType": {
                "type": "string",
                "enum": [
                    "playback.started",
                    "playback.paused",
                    "playback.resumed",
                    "playback.stopped",
                    "playback.completed",
                    "playback.position_updated",
                    "queue.added",
                    "queue.removed",
                    "preferences.updated",
                ],
            },
        },
    },
}
LIST_DEVICES: Final[dict[str, Any]] = {"params": {}, "body": None}
REGISTER_DEVICE: Final[dict[str, Any]] = {
    "params": {
        "device_id": {
            "$ref": "#/$defs/DeviceId",
            "$defs": {"DeviceId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"}},
        }
    },
    "body": {
        "$ref": "#/$defs/RegisterDeviceRequest",
        "$defs": {
            "DeviceType": {"type": "string", "enum": ["phone", "tablet", "tv", "computer", "console", "other"]},
            "RegisterDeviceRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["type"],
                "properties": {
                    "type": {"$ref": "#/$defs/DeviceType"},
                    "name": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[^\\x00-\\x1f\\x7f]+$"},
                },
            },
        },
    },
}
REMOVE_DEVICE: Final[dict[str, Any]] = {
    "params": {
        "device_id": {
            "$ref": "#/$defs/DeviceId",
            "$defs": {"DeviceId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"}},
        }
    },
    "body": None,
}
SEND_DEVICE_HEARTBEAT: Final[dict[str, Any]] = {
    "params": {
        "device_id": {
            "$ref": "#/$defs/DeviceId",
            "$defs": {"DeviceId": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"}},
        }
    },
    "body": None,
}
GET_PRESENCE: Final[dict[str, Any]] = {"params": {}, "body": None}
