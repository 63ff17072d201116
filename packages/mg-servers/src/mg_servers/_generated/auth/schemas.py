# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What the server half of the Auth contract checks: JSON Schema 2020-12 per operation."""

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
GET_PLATFORM_TOKENS: Final[dict[str, Any]] = {
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
ROTATE_PLATFORM_TOKENS: Final[dict[str, Any]] = {
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
        "$ref": "#/$defs/RotatePlatformTokensRequest",
        "$defs": {
            "RotatePlatformTokensRequest": {
                "type": "object",
                "additionalProperties": False,
                "required": ["refresh_token", "replaces"],
                "properties": {
                    "refresh_token": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": 2048,
                        "pattern": "^[\\x21-\\x7e]+$",
                        "writeOnly": True,
                    },
                    "replaces": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": 2048,
                        "pattern": "^[\\x21-\\x7e]+$",
                        "writeOnly": True,
                    },
                    "access_token": {
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
