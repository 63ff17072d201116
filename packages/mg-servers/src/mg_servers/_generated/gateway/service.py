# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Endpoint table of the Media Gateway contract; every operation is answered by the upstream that its row names."""

from __future__ import annotations

from typing import Final

from mg_clients._generated.gateway import operations
from mg_core.rest.exchange import Endpoint

from . import schemas

ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(operations.REGISTER, "register", schemas.REGISTER),
    Endpoint(operations.LOGIN, "login", schemas.LOGIN),
    Endpoint(operations.VALIDATE, "validate", schemas.VALIDATE),
    Endpoint(operations.REFRESH, "refresh", schemas.REFRESH),
    Endpoint(operations.LOGOUT, "logout", schemas.LOGOUT),
    Endpoint(operations.GET_JWKS, "get_jwks", schemas.GET_JWKS),
    Endpoint(operations.GET_CURRENT_USER, "get_current_user", schemas.GET_CURRENT_USER),
    Endpoint(operations.UPDATE_CURRENT_USER, "update_current_user", schemas.UPDATE_CURRENT_USER),
    Endpoint(operations.LIST_PLATFORMS, "list_platforms", schemas.LIST_PLATFORMS),
    Endpoint(operations.CONNECT_PLATFORM, "connect_platform", schemas.CONNECT_PLATFORM),
    Endpoint(operations.DISCONNECT_PLATFORM, "disconnect_platform", schemas.DISCONNECT_PLATFORM),
    Endpoint(operations.SEARCH, "search", schemas.SEARCH),
    Endpoint(operations.GET_RECOMMENDATIONS, "get_recommendations", schemas.GET_RECOMMENDATIONS),
    Endpoint(operations.GET_CONTENT, "get_content", schemas.GET_CONTENT),
    Endpoint(operations.LIST_PLATFORM_LIBRARY, "list_platform_library", schemas.LIST_PLATFORM_LIBRARY),
    Endpoint(operations.SYNC_PLATFORM_LIBRARY, "sync_platform_library", schemas.SYNC_PLATFORM_LIBRARY),
    Endpoint(operations.GET_POSITION, "get_position", schemas.GET_POSITION),
    Endpoint(operations.SET_POSITION, "set_position", schemas.SET_POSITION),
    Endpoint(operations.CREATE_SESSION, "create_session", schemas.CREATE_SESSION),
    Endpoint(operations.GET_SESSION, "get_session", schemas.GET_SESSION),
    Endpoint(operations.END_SESSION, "end_session", schemas.END_SESSION),
    Endpoint(operations.SEND_HEARTBEAT, "send_heartbeat", schemas.SEND_HEARTBEAT),
    Endpoint(operations.REPORT_EVENT, "report_event", schemas.REPORT_EVENT),
    Endpoint(operations.LIST_HISTORY, "list_history", schemas.LIST_HISTORY),
    Endpoint(operations.MARK_WATCHED, "mark_watched", schemas.MARK_WATCHED),
    Endpoint(operations.LIST_QUEUE, "list_queue", schemas.LIST_QUEUE),
    Endpoint(operations.ADD_TO_QUEUE, "add_to_queue", schemas.ADD_TO_QUEUE),
    Endpoint(operations.REMOVE_FROM_QUEUE, "remove_from_queue", schemas.REMOVE_FROM_QUEUE),
    Endpoint(operations.LIST_LIBRARY, "list_library", schemas.LIST_LIBRARY),
    Endpoint(operations.SYNC_LIBRARY, "sync_library", schemas.SYNC_LIBRARY),
    Endpoint(operations.GET_LIBRARY_SYNC, "get_library_sync", schemas.GET_LIBRARY_SYNC),
    Endpoint(operations.LIST_WATCHLIST, "list_watchlist", schemas.LIST_WATCHLIST),
    Endpoint(operations.SYNC_WATCHLIST, "sync_watchlist", schemas.SYNC_WATCHLIST),
    Endpoint(operations.GET_STATE, "get_state", schemas.GET_STATE),
    Endpoint(operations.LIST_EVENTS, "list_events", schemas.LIST_EVENTS),
    Endpoint(operations.PUBLISH_EVENTS, "publish_events", schemas.PUBLISH_EVENTS),
    Endpoint(operations.LIST_DEVICES, "list_devices", schemas.LIST_DEVICES),
    Endpoint(operations.REGISTER_DEVICE, "register_device", schemas.REGISTER_DEVICE),
    Endpoint(operations.REMOVE_DEVICE, "remove_device", schemas.REMOVE_DEVICE),
    Endpoint(operations.SEND_DEVICE_HEARTBEAT, "send_device_heartbeat", schemas.SEND_DEVICE_HEARTBEAT),
    Endpoint(operations.GET_PRESENCE, "get_presence", schemas.GET_PRESENCE),
)
"""Every operation with its name and its schemas, in the contract's order."""
