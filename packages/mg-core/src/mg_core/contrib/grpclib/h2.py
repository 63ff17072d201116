"""HTTP/2 connections that end gracefully, on both sides, and that notice a dead peer.

grpclib ends every call of a connection when the peer says GOAWAY, which servers say whenever they restart or want
their clients spread anew. Here calls that the peer accepted go on, those that it did not are told so, and the next
call dials. Touches private names of grpclib 0.4.9 and h2 4.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from grpclib.config import Configuration
from grpclib.exceptions import ProtocolError, StreamTerminatedError
from grpclib.protocol import Connection, EventsProcessor, H2Protocol, Stream
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import ConnectionTerminated, PingAckReceived, StreamReset
from h2.exceptions import NoAvailableStreamIDError, TooManyStreamsError
from h2.settings import SettingCodes
from hyperframe.frame import GoAwayFrame, RstStreamFrame

from ...rpc.settings import Keepalive

UNACKED_MS: Final = 20_000
"""Milliseconds after which the kernel gives up data that the peer's machine does not acknowledge."""
ANY_STREAM: Final = 2**31 - 1
"""As GOAWAY's last stream: everything that is on its way is still taken."""


class StreamRefusedError(StreamTerminatedError):
    """The peer did not process this stream, and will not."""


def configuration(keepalive: Keepalive | None) -> Configuration:
    """Settings of grpclib for a keepalive; None pings never."""
    if keepalive is None:
        return _Settings()
    return _Settings(
        _keepalive_time=keepalive.interval_s,
        _keepalive_timeout=keepalive.timeout_s,
        _keepalive_permit_without_calls=keepalive.without_calls,
        _http2_max_pings_without_data=0,
        _http2_min_sent_ping_interval_without_data=keepalive.interval_s / 2,
    )


class _Settings(Configuration):
    """A configuration that tells what grpclib keeps to itself."""

    @property
    def dead_after_s(self) -> float:
        """Seconds without an answer to a ping."""
        return self._keepalive_timeout


class _Http2(H2Connection):
    """The state machine, which goes on after GOAWAY: h2 would not send on streams that the peer still serves."""

    def _receive_goaway_frame(self, frame: GoAwayFrame) -> tuple[list[Any], list[Any]]:
        event = ConnectionTerminated()
        event.error_code = frame.error_code
        event.last_stream_id = frame.last_stream_id
        return [], [event]


class LiveConnection(Connection):
    """A connection that is cut when its peer is dead: closing would wait for the peer to read."""

    def create_stream(self, *, stream_id: int | None = None, wrapper: Any = None) -> _PatientStream:
        """A stream of ours."""
        return _PatientStream(self, self._connection, self._transport, stream_id=stream_id, wrapper=wrapper)

    def _ping(self) -> None:
        if not hasattr(self, "_transport"):
            return
        watched = self._close_by_ping_handler
        super()._ping()
        if watched is None and self._close_by_ping_handler is not None:
            self._close_by_ping_handler.cancel()
            settings: Any = self._config
            loop = asyncio.get_running_loop()
            self._close_by_ping_handler = loop.call_later(settings.dead_after_s, self.cut)

    def ping(self, data: bytes) -> None:
        """Send a ping of 8 bytes."""
        self._connection.ping(data)
        self.flush()

    def write(self, data: bytes) -> None:
        """Send a frame past h2, which forbids some that are right."""
        self.flush()
        if not self.is_closing():
            self._transport.write(data)

    def cut(self) -> None:
        """End the connection now, whatever is still to be written."""
        if hasattr(self, "_transport"):
            self._transport.abort()

    @property
    def last_stream(self) -> int:
        """Highest number of a stream that the peer opened."""
        return int(self._connection.highest_inbound_stream_id)

    @property
    def secured(self) -> Any:
        """The `ssl.SSLObject`; None without TLS."""
        return self._transport.get_extra_info("ssl_object")


class _PatientStream(Stream):
    """A stream that waits for its turn among the peer's concurrent streams, and never opens on a leaving peer."""

    async def open(self, headers: Any, processor: Any, *, end_stream: bool) -> Callable[[], None]:
        """Open the stream.

        Raises:
            StreamRefusedError: the connection takes no more; nothing was sent.
        """
        while True:
            await self.connection.write_ready.wait()
            if processor.leaving or self.connection.is_closing():
                raise StreamRefusedError("the connection takes no more calls")
            try:
                stream_id = self._h2_connection.get_next_available_stream_id()
                self._h2_connection.send_headers(stream_id, headers, end_stream=end_stream)
            except TooManyStreamsError:
                await processor.turn()
                continue
            except NoAvailableStreamIDError:
                processor.leave()
                continue
            self.init_stream(stream_id, self.connection)
            release: Callable[[], None] = processor.register(self)
            self._transport.write(self._h2_connection.data_to_send())
            self.connection.headers_send_process()
            return release

    def __ended__(self) -> None:
        super().__ended__()
        self.headers_received.set()
        self.trailers_received.set()

    async def recv_trailers(self) -> Any:
        """Wait for the trailers.

        Raises:
            ProtocolError: the stream ended without any.
        """
        await self.trailers_received.wait()
        if self.trailers is None:
            raise ProtocolError("the stream ended without trailers")
        return self.trailers

    async def recv_headers(self) -> Any:
        """Wait for the headers.

        Raises:
            ProtocolError: the stream ended without any.
        """
        await self.headers_received.wait()
        if self.headers is None:
            raise ProtocolError("the stream ended without headers")
        return self.headers


class _Protocol(H2Protocol):
    """What both sides share: connections that can be cut, a processor of ours, the reason of a TLS failure."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, as grpclib does, with a connection of ours."""
        sock = transport.get_extra_info("socket")
        if sock is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKED_MS)
        h2_connection = _Http2(config=self.h2_config)
        h2_connection.initiate_connection()
        initial = h2_connection.local_settings.initial_window_size
        if more := self.config.http2_connection_window_size - initial:
            h2_connection.increment_flow_control_window(more)
        window = self.config.http2_stream_window_size
        if window != initial:
            h2_connection.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: window})
        self._begin(h2_connection, transport)

    def _begin(self, h2_connection: H2Connection, transport: Any) -> None:
        self.connection: LiveConnection = LiveConnection(h2_connection, transport, config=self.config)
        self.connection.flush()
        self.connection.initialize()

    def connection_lost(self, exc: BaseException | None) -> None:
        """The connection is gone."""
        self.processor.close(reason="the connection was lost")


class ClientProtocol(_Protocol):
    """A client's connection."""

    processor: ClientProcessor

    async def settled(self) -> None:
        """Wait for the server's first words; before them nothing is sent, so a call is never lost to a bad start.

        Raises:
            ConnectionError: the connection ended without them, or they are no HTTP/2.
        """
        await self.processor.settled

    def connection_lost(self, exc: BaseException | None) -> None:
        """The connection is gone."""
        if isinstance(exc, ssl.SSLError):
            self.processor.unsettled(f"TLS: {(exc.reason or 'failure').lower().replace('_', ' ')}")
        super().connection_lost(exc)

    def _begin(self, h2_connection: H2Connection, transport: Any) -> None:
        super()._begin(h2_connection, transport)
        self.processor = ClientProcessor(self.handler, self.connection)


class ClientProcessor(EventsProcessor):
    """Lets a leaving server finish what it accepted."""

    def __init__(self, handler: Any, connection: Connection) -> None:
        super().__init__(handler, connection)
        self.leaving = False
        """No further call may be sent on this connection."""
        self.settled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.settled.add_done_callback(_looked_at)
        self._turns: deque[asyncio.Future[None]] = deque()

    def unsettled(self, why: str) -> None:
        """The server's first words will not come."""
        if not self.settled.done():
            self.settled.set_exception(ConnectionError(why))

    def process_remote_settings_changed(self, event: Any) -> None:
        """The server's settings."""
        if not self.settled.done():
            self.settled.set_result(None)
        super().process_remote_settings_changed(event)

    async def turn(self) -> None:
        """Wait, first come first served, until a stream has ended."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._turns.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._wake()
            raise

    def leave(self) -> None:
        """Take no more calls; close when the last one has ended."""
        handler: Any = self.handler
        handler.connection_lost = True
        self.leaving = True
        while self._turns:
            self._wake()
        self._close_if_idle()

    def register(self, stream: Stream) -> Callable[[], None]:
        """Keep a stream until what is returned is called."""
        release = super().register(stream)

        def released() -> None:
            release()
            self._wake()
            self._close_if_idle()

        return released

    def close(self, reason: str = "the connection was closed") -> None:
        """End every call."""
        self.unsettled(f"it closed the connection before its first word ({reason})")
        super().close(reason)
        self.leaving = True
        while self._turns:
            self._wake()

    def process_connection_terminated(self, event: ConnectionTerminated) -> None:
        """GOAWAY: streams above the last one that the server took were never processed."""
        last = event.last_stream_id or 0
        for number, stream in list(self.streams.items()):
            if number > last and stream.wrapper is not None:
                stream.wrapper.cancel(StreamRefusedError("the server is going away and did not take the call"))
        self.leave()

    def process_stream_reset(self, event: StreamReset) -> None:
        """RST_STREAM: after the trailers it only says that the server will not read the rest."""
        stream = self.streams.get(event.stream_id)
        if stream is None or stream.wrapper is None:
            return
        if event.error_code == ErrorCodes.REFUSED_STREAM:
            stream.wrapper.cancel(StreamRefusedError("the server refused the call"))
        elif event.error_code != ErrorCodes.NO_ERROR or stream.trailers is None:
            super().process_stream_reset(event)

    def _wake(self) -> None:
        while self._turns:
            waiter = self._turns.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    def _close_if_idle(self) -> None:
        if self.leaving and not self.streams and not self.connection.is_closing():
            asyncio.get_running_loop().call_soon(self._close_now)

    def _close_now(self) -> None:
        if not self.streams and not self.connection.is_closing():
            self.close()


def _looked_at(done: asyncio.Future[None]) -> None:
    if not done.cancelled():
        done.exception()


class ServerProtocol(_Protocol):
    """A server's connection."""

    processor: ServerProcessor

    def _begin(self, h2_connection: H2Connection, transport: Any) -> None:
        super()._begin(h2_connection, transport)
        self.processor = ServerProcessor(self.handler, self.connection)


class ServerProcessor(EventsProcessor):
    """Can leave: tell the client to go elsewhere, finish what it sent before it knew, refuse the rest."""

    def __init__(self, handler: Any, connection: LiveConnection) -> None:
        super().__init__(handler, connection)
        self.live: LiveConnection = connection
        self.leaving = False
        self.ponged = asyncio.Event()
        """Set when the client has answered a ping, and so has read everything sent before it."""

    def announce(self) -> None:
        """Say that this connection ends, and ping: the answer tells that the client knows."""
        goaway = GoAwayFrame(stream_id=0, last_stream_id=ANY_STREAM, error_code=ErrorCodes.NO_ERROR)
        self.live.write(goaway.serialize())
        self.live.ping(b"mg-leave")

    def leave(self) -> None:
        """From here on refuse streams; those taken so far go on."""
        self.leaving = True
        goaway = GoAwayFrame(stream_id=0, last_stream_id=self.live.last_stream, error_code=ErrorCodes.NO_ERROR)
        self.live.write(goaway.serialize())

    def process_request_received(self, event: Any) -> None:
        """A new stream."""
        if self.leaving:
            refusal = RstStreamFrame(stream_id=event.stream_id, error_code=ErrorCodes.REFUSED_STREAM)
            self.live.write(refusal.serialize())
            return
        super().process_request_received(event)

    def process_ping_ack_received(self, event: PingAckReceived) -> None:
        """The client answered a ping."""
        self.ponged.set()
        super().process_ping_ack_received(event)

    def close(self, reason: str = "the connection was closed") -> None:
        """End every call."""
        self.ponged.set()
        super().close(reason)
