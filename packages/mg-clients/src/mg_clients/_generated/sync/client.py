# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients of the Sync contract."""

from __future__ import annotations

from typing import ClassVar, Literal

from mg_core.call.options import CallOptions
from mg_core.contract.operation import Operation
from mg_core.rest import client as runtime

from . import models, operations


class AsyncSyncClient(runtime.AsyncClient):
    """Asynchronous client of the Sync contract."""

    contract: ClassVar[str] = "sync"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    async def get_state(
        self, *, since: str | None = None, limit: int | None = None, options: CallOptions | None = None
    ) -> models.SyncState:
        """What has changed.

        All changes at or after `since`, oldest first; the whole state when `since` is absent. Give
        `last_update_timestamp` of the answer as the next `since`. A change may come twice, never not at all: apply
        each `event_id` once.

        Args:
            since: Only what happened at or after this moment, RFC 3339 (at most 64 characters).
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `rate_limited` (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_STATE, (since, limit), None, options)

    async def list_events(
        self,
        *,
        since: str | None = None,
        category: models.SyncCategory | Literal["playback", "queue", "preferences"] | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> models.EventList:
        """Events that a device has missed.

        From the history of the user's channels: the last 100 of each category, those after `since` only, oldest
        first.

        Args:
            since: Only what happened at or after this moment, RFC 3339 (at most 64 characters).
            category: Only this category.
            limit: Events at most (at least 1, at most 100, default 100).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `rate_limited` (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_EVENTS, (since, category, limit), None, options)

    async def publish_events(
        self, body: models.EventBatch, *, options: CallOptions | None = None
    ) -> models.PublishResult:
        """Tell the user's other devices.

        1 to 100 events. Each is kept in Redis, published, and written to PostgreSQL in the background. An event as
        it is published may have 32768 bytes (32 KB). `event_id` makes repeating harmless: an event that is known is
        acknowledged and not published again.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `event_too_large` (413), `payload_too_large` (413), `unsupported_media_type` (415), `rate_limited`
                (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503),
                `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.PUBLISH_EVENTS, (), body, options)

    async def list_devices(self, *, options: CallOptions | None = None) -> models.DeviceList:
        """The user's devices.

        With the state of each.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_DEVICES, (), None, options)

    async def register_device(
        self, body: models.RegisterDeviceRequest, *, device_id: str, options: CallOptions | None = None
    ) -> models.DeviceRegistration:
        """Register a device.

        Also after a reconnect. Adds the user's channels to the channel group and answers what to subscribe to: one
        subscription for three channels.

        Args:
            body: the request, `application/json`.
            device_id: Id of the device; no dot.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `too_many_devices` (409), `payload_too_large` (413), `unsupported_media_type` (415), `internal_error`
                (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.REGISTER_DEVICE, (device_id,), body, options)

    async def remove_device(self, *, device_id: str, options: CallOptions | None = None) -> None:
        """Forget a device.

        Removing one that is not registered changes nothing and is no error.

        Args:
            device_id: Id of the device; no dot.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.REMOVE_DEVICE, (device_id,), None, options)

    async def send_device_heartbeat(self, *, device_id: str, options: CallOptions | None = None) -> models.Device:
        """Say that a device is online.

        For devices that poll; those that subscribe have PubNub's presence. Every 10 seconds; a device that is silent
        for 30 seconds is offline and is sent nothing until it returns.

        Args:
            device_id: Id of the device; no dot.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `device_not_found` (404), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SEND_DEVICE_HEARTBEAT, (device_id,), None, options)

    async def get_presence(self, *, options: CallOptions | None = None) -> models.Presence:
        """Devices that are online now.

        From PubNub's presence and the heartbeats.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_PRESENCE, (), None, options)


class SyncClient(runtime.Client):
    """Blocking client of the Sync contract."""

    contract: ClassVar[str] = "sync"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    def get_state(
        self, *, since: str | None = None, limit: int | None = None, options: CallOptions | None = None
    ) -> models.SyncState:
        """What has changed.

        All changes at or after `since`, oldest first; the whole state when `since` is absent. Give
        `last_update_timestamp` of the answer as the next `since`. A change may come twice, never not at all: apply
        each `event_id` once.

        Args:
            since: Only what happened at or after this moment, RFC 3339 (at most 64 characters).
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `rate_limited` (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_STATE, (since, limit), None, options)

    def list_events(
        self,
        *,
        since: str | None = None,
        category: models.SyncCategory | Literal["playback", "queue", "preferences"] | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> models.EventList:
        """Events that a device has missed.

        From the history of the user's channels: the last 100 of each category, those after `since` only, oldest
        first.

        Args:
            since: Only what happened at or after this moment, RFC 3339 (at most 64 characters).
            category: Only this category.
            limit: Events at most (at least 1, at most 100, default 100).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `rate_limited` (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_EVENTS, (since, category, limit), None, options)

    def publish_events(self, body: models.EventBatch, *, options: CallOptions | None = None) -> models.PublishResult:
        """Tell the user's other devices.

        1 to 100 events. Each is kept in Redis, published, and written to PostgreSQL in the background. An event as
        it is published may have 32768 bytes (32 KB). `event_id` makes repeating harmless: an event that is known is
        acknowledged and not published again.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `event_too_large` (413), `payload_too_large` (413), `unsupported_media_type` (415), `rate_limited`
                (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503),
                `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.PUBLISH_EVENTS, (), body, options)

    def list_devices(self, *, options: CallOptions | None = None) -> models.DeviceList:
        """The user's devices.

        With the state of each.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_DEVICES, (), None, options)

    def register_device(
        self, body: models.RegisterDeviceRequest, *, device_id: str, options: CallOptions | None = None
    ) -> models.DeviceRegistration:
        """Register a device.

        Also after a reconnect. Adds the user's channels to the channel group and answers what to subscribe to: one
        subscription for three channels.

        Args:
            body: the request, `application/json`.
            device_id: Id of the device; no dot.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `too_many_devices` (409), `payload_too_large` (413), `unsupported_media_type` (415), `internal_error`
                (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.REGISTER_DEVICE, (device_id,), body, options)

    def remove_device(self, *, device_id: str, options: CallOptions | None = None) -> None:
        """Forget a device.

        Removing one that is not registered changes nothing and is no error.

        Args:
            device_id: Id of the device; no dot.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.REMOVE_DEVICE, (device_id,), None, options)

    def send_device_heartbeat(self, *, device_id: str, options: CallOptions | None = None) -> models.Device:
        """Say that a device is online.

        For devices that poll; those that subscribe have PubNub's presence. Every 10 seconds; a device that is silent
        for 30 seconds is offline and is sent nothing until it returns.

        Args:
            device_id: Id of the device; no dot.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `device_not_found` (404), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SEND_DEVICE_HEARTBEAT, (device_id,), None, options)

    def get_presence(self, *, options: CallOptions | None = None) -> models.Presence:
        """Devices that are online now.

        From PubNub's presence and the heartbeats.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_PRESENCE, (), None, options)
