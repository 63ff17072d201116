# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What the server half of the Media Gateway contract checks: JSON Schema 2020-12 per operation."""

from __future__ import annotations

from typing import Any, Final

REGISTER: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/RegisterRequest",
        "$defs": {
            "Email": {"type": "string", "format": "email", "minLength": 3, "maxLength": 254},
            "NewPassword": {
                "type": "string",
                "minLength": 8,
                "maxLength": 72,
                "pattern": "^[\\x20-\\x7e]+$",
                "writeOnly": True,
            },
            "PersonName": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[^\\x00-\\x1f\\x7f]+$"},
            "RegisterRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["email", "password", "name"],
                "properties": {
                    "email": {"$ref": "#/$defs/Email"},
                    "password": {"$ref": "#/$defs/NewPassword"},
                    "name": {"$ref": "#/$defs/PersonName"},
                },
            },
        },
    },
}
LOGIN: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/LoginRequest",
        "$defs": {
            "Email": {"type": "string", "format": "email", "minLength": 3, "maxLength": 254},
            "LoginRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["email", "password"],
                "properties": {
                    "email": {"$ref": "#/$defs/Email"},
                    "password": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": 72,
                        "pattern": "^[\\x20-\\x7e]+$",
                        "writeOnly": True,
                    },
                },
            },
        },
    },
}
VALIDATE: Final[dict[str, Any]] = {"params": {}, "body": None}
REFRESH: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/RefreshRequest",
        "$defs": {
            "RefreshRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["refresh_token"],
                "properties": {
                    "refresh_token": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": 512,
                        "pattern": "^[A-Za-z0-9_.-]+$",
                        "writeOnly": True,
                    }
                },
            }
        },
    },
}
LOGOUT: Final[dict[str, Any]] = {"params": {}, "body": None}
GET_JWKS: Final[dict[str, Any]] = {"params": {}, "body": None}
GET_CURRENT_USER: Final[dict[str, Any]] = {"params": {}, "body": None}
UPDATE_CURRENT_USER: Final[dict[str, Any]] = {
    "params": {},
    "body": {
        "$ref": "#/$defs/UpdateUserRequest",
        "$defs": {
            "Email": {"type": "string", "format": "email", "minLength": 3, "maxLength": 254},
            "PersonName": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[^\\x00-\\x1f\\x7f]+$"},
            "UpdateUserRequest": {
                "type": "object",
                "additionalProperties": False,
                "minProperties": 1,
                "properties": {"email": {"$ref": "#/$defs/Email"}, "name": {"$ref": "#/$defs/PersonName"}},
            },
        },
    },
}
LIST_PLATFORMS: Final[dict[str, Any]] = {"params": {}, "body": None}
CONNECT_PLATFORM: Final[dict[str, Any]] = {
    "params": {
        "platform": {
            "$ref": "#/$defs/Platform",
            "$defs": {
                "Platform": {
                    "type": "string",
                    "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
                }
            },
        }
    },
    "body": {
        "$ref": "#/$defs/ConnectPlatformRequest",
        "$defs": {
            "ConnectPlatformRequest": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "account_id": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": 200,
                        "pattern": "^[^\\x00-\\x1f\\x7f]+$",
                    },
                    "access_token": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": 2048,
                        "pattern": "^[\\x21-\\x7e]+$",
                        "writeOnly": True,
                    },
                    "refresh_token": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": 2048,
                        "pattern": "^[\\x21-\\x7e]+$",
                        "writeOnly": True,
                    },
                    "expires_in": {"type": "integer", "minimum": 1, "maximum": 31536000},
                },
            }
        },
    },
}
DISCONNECT_PLATFORM: Final[dict[str, Any]] = {
    "params": {
        "platform": {
            "$ref": "#/$defs/Platform",
            "$defs": {
                "Platform": {
                    "type": "string",
                    "enum": ["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
                }
            },
        }
    },
    "body": None,
}
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
