# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients of the Playback contract."""

from __future__ import annotations

from typing import ClassVar

from mg_core.call.options import CallOptions
from mg_core.contract.operation import Operation
from mg_core.rest import client as runtime

from . import models, operations


class AsyncPlaybackClient(runtime.AsyncClient):
    """Asynchronous client of the Playback contract."""

    contract: ClassVar[str] = "playback"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    async def get_position(self, *, content_id: str, options: CallOptions | None = None) -> models.PlaybackPosition:
        """Where the user stopped.

        From Redis, from PostgreSQL when it is not there.

        Args:
            content_id: Id of the title.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `position_not_found` (404), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded`
                (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_POSITION, (content_id,), None, options)

    async def set_position(
        self, body: models.SetPositionRequest, *, options: CallOptions | None = None
    ) -> models.PlaybackPosition:
        """Note where the user stopped.

        The newest position wins. The user's other devices learn of it.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SET_POSITION, (), body, options)

    async def create_session(
        self, body: models.CreateSessionRequest, *, options: CallOptions | None = None
    ) -> models.PlaybackSession:
        """Start to play a title.

        Gets a streaming address from the platform and the position where the user stopped. The player then sends a
        heartbeat every 30 seconds.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `platform_not_connected` (403), `content_not_found` (404), `idempotency_key_reused` (409),
                `idempotency_in_progress` (409), `payload_too_large` (413), `unsupported_media_type` (415),
                `internal_error` (500), `stream_unavailable` (503), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.CREATE_SESSION, (), body, options)

    async def get_session(self, *, session_id: str, options: CallOptions | None = None) -> models.PlaybackSession:
        """One session.

        Sessions of other users are not found.

        Args:
            session_id: Id of the session.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `session_not_found` (404), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded`
                (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_SESSION, (session_id,), None, options)

    async def end_session(self, *, session_id: str, options: CallOptions | None = None) -> None:
        """Stop playing.

        The last position is kept. Ending a session that has ended changes nothing and is no error.

        Args:
            session_id: Id of the session.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `session_not_found` (404), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.END_SESSION, (session_id,), None, options)

    async def send_heartbeat(
        self, body: models.HeartbeatRequest, *, session_id: str, options: CallOptions | None = None
    ) -> models.HeartbeatResult:
        """Say that the title still plays.

        Every 30 seconds and at each change of state. A title counts as watched from 95 % of its length. A session
        without a heartbeat for 90 seconds has expired.

        Args:
            body: the request, `application/json`.
            session_id: Id of the session.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `session_not_found` (404), `session_expired` (410), `payload_too_large` (413),
                `unsupported_media_type` (415), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SEND_HEARTBEAT, (session_id,), body, options)

    async def report_event(
        self, body: models.PlaybackEvent, *, options: CallOptions | None = None
    ) -> models.EventReceipt:
        """Report what a player does.

        Kept, then told to the user's other devices.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `forbidden` (403), `idempotency_key_reused` (409), `idempotency_in_progress` (409),
                `payload_too_large` (413), `unsupported_media_type` (415), `rate_limited` (429), `internal_error`
                (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.REPORT_EVENT, (), body, options)

    async def list_history(
        self,
        *,
        completed: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> models.HistoryPage:
        """What the user has watched.

        Newest first.

        Args:
            completed: Only titles that were watched to the end, or only others; all when absent.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_HISTORY, (completed, limit, cursor), None, options)

    async def mark_watched(
        self, body: models.MarkWatchedRequest, *, content_id: str, options: CallOptions | None = None
    ) -> models.HistoryEntry:
        """Mark a title as watched.

        Recommendations take it into account from now on.

        Args:
            body: the request, `application/json`.
            content_id: Id of the title.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.MARK_WATCHED, (content_id,), body, options)


class PlaybackClient(runtime.Client):
    """Blocking client of the Playback contract."""

    contract: ClassVar[str] = "playback"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    def get_position(self, *, content_id: str, options: CallOptions | None = None) -> models.PlaybackPosition:
        """Where the user stopped.

        From Redis, from PostgreSQL when it is not there.

        Args:
            content_id: Id of the title.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `position_not_found` (404), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded`
                (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_POSITION, (content_id,), None, options)

    def set_position(
        self, body: models.SetPositionRequest, *, options: CallOptions | None = None
    ) -> models.PlaybackPosition:
        """Note where the user stopped.

        The newest position wins. The user's other devices learn of it.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SET_POSITION, (), body, options)

    def create_session(
        self, body: models.CreateSessionRequest, *, options: CallOptions | None = None
    ) -> models.PlaybackSession:
        """Start to play a title.

        Gets a streaming address from the platform and the position where the user stopped. The player then sends a
        heartbeat every 30 seconds.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `platform_not_connected` (403), `content_not_found` (404), `idempotency_key_reused` (409),
                `idempotency_in_progress` (409), `payload_too_large` (413), `unsupported_media_type` (415),
                `internal_error` (500), `stream_unavailable` (503), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.CREATE_SESSION, (), body, options)

    def get_session(self, *, session_id: str, options: CallOptions | None = None) -> models.PlaybackSession:
        """One session.

        Sessions of other users are not found.

        Args:
            session_id: Id of the session.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `session_not_found` (404), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded`
                (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_SESSION, (session_id,), None, options)

    def end_session(self, *, session_id: str, options: CallOptions | None = None) -> None:
        """Stop playing.

        The last position is kept. Ending a session that has ended changes nothing and is no error.

        Args:
            session_id: Id of the session.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `session_not_found` (404), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.END_SESSION, (session_id,), None, options)

    def send_heartbeat(
        self, body: models.HeartbeatRequest, *, session_id: str, options: CallOptions | None = None
    ) -> models.HeartbeatResult:
        """Say that the title still plays.

        Every 30 seconds and at each change of state. A title counts as watched from 95 % of its length. A session
        without a heartbeat for 90 seconds has expired.

        Args:
            body: the request, `application/json`.
            session_id: Id of the session.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `session_not_found` (404), `session_expired` (410), `payload_too_large` (413),
                `unsupported_media_type` (415), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SEND_HEARTBEAT, (session_id,), body, options)

    def report_event(self, body: models.PlaybackEvent, *, options: CallOptions | None = None) -> models.EventReceipt:
        """Report what a player does.

        Kept, then told to the user's other devices.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `forbidden` (403), `idempotency_key_reused` (409), `idempotency_in_progress` (409),
                `payload_too_large` (413), `unsupported_media_type` (415), `rate_limited` (429), `internal_error`
                (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.REPORT_EVENT, (), body, options)

    def list_history(
        self,
        *,
        completed: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> models.HistoryPage:
        """What the user has watched.

        Newest first.

        Args:
            completed: Only titles that were watched to the end, or only others; all when absent.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_HISTORY, (completed, limit, cursor), None, options)

    def mark_watched(
        self, body: models.MarkWatchedRequest, *, content_id: str, options: CallOptions | None = None
    ) -> models.HistoryEntry:
        """Mark a title as watched.

        Recommendations take it into account from now on.

        Args:
            body: the request, `application/json`.
            content_id: Id of the title.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.MARK_WATCHED, (content_id,), body, options)
