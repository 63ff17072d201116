"""Connections to one target: dialled once for everybody, spaced after failures, several when one is full."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any, Final

from grpclib.client import Channel, Handler
from grpclib.client import Stream as ClientStream
from grpclib.metadata import USER_AGENT
from grpclib.protocol import H2Protocol
from multidict import MultiDict

from mg_core.errors import ConnectError
from mg_core.tasks import SingleFlight

from ...rpc.settings import Keepalive, Redial
from ...rpc.transport import AnyMethod, Metadata
from .h2 import ClientProtocol, StreamRefusedError, configuration
from .wire import KINDS, MessageCodec, encode_metadata, format_timeout, receive

FULL: Final = 100
"""Calls in flight on one connection, the usual limit of servers."""


class _BadStartError(ConnectionError):
    """Connected, but no HTTP/2 came of it; the text says why."""


class GracefulChannel(Channel):
    """One connection, made at the first call and again after it was lost or the server went away."""

    def __init__(
        self, host: str, port: int, *, tls: ssl.SSLContext | None, keepalive: Keepalive | None, redial: Redial,
        connect_timeout_s: float,
    ) -> None:  # fmt: skip
        super().__init__(host, port, ssl=tls, codec=MessageCodec(), config=configuration(keepalive))
        self._redial = redial
        self._connect_timeout_s = connect_timeout_s
        self._dials: SingleFlight[H2Protocol] = SingleFlight()
        self._closed = False
        self.in_flight = 0
        """Calls that were given this channel."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop that the connection belongs to."""
        return self._loop

    @property
    def scheme(self) -> str:
        """As grpclib says it on the wire: `http` or `https`."""
        return self._scheme

    @property
    def authority(self) -> str:
        """As grpclib says it on the wire: host and port."""
        return self._authority

    def _protocol_factory(self) -> H2Protocol:
        return ClientProtocol(Handler(), self._config, self._h2_config)

    async def __connect__(self) -> H2Protocol:
        """The connection; all who need one wait for the same dial.

        Raises:
            ConnectError: there is none.
        """
        if self._connected and self._protocol is not None:
            return self._protocol
        return await self._dials.do("dial", self._dial)

    async def _dial(self) -> H2Protocol:
        self._redial.begin()
        try:
            async with asyncio.timeout(self._connect_timeout_s):
                protocol = await self._create_connection()
                await self._begun(protocol)
        except (OSError, ssl.CertificateError) as error:
            why = f"no connection to {self._host}:{self._port}: {_reason(error)}"
            self._redial.failed(why)
            raise ConnectError(why) from error
        if self._closed:
            protocol.processor.close("the client was closed")
            raise ConnectError("the client was closed")
        self._redial.succeeded()
        self._protocol = protocol
        return protocol

    async def _begun(self, protocol: H2Protocol) -> None:
        begun: Any = protocol
        secured = begun.connection.secured
        try:
            if secured is not None and secured.selected_alpn_protocol() != "h2":
                raise ConnectionError("it speaks no HTTP/2 over TLS")
            await begun.settled()
        except ConnectionError as error:
            begun.processor.close(str(error))
            hint = "; over TLS that may mean that it wants a certificate of ours" if secured is not None else ""
            raise _BadStartError(f"{error}{hint}") from error
        except BaseException:
            begun.processor.close("the dial was given up")
            raise

    def close(self) -> None:
        """Close the connection; calls in flight end."""
        self._closed = True
        protocol, self._protocol = self._protocol, None
        if protocol is not None:
            protocol.processor.close("the client was closed")

    def forget(self) -> None:
        """Drop the connection of a loop that is gone."""
        self._protocol = None


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        return f"TLS: {(error.reason or 'failure').lower().replace('_', ' ')}"
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    return str(error) if isinstance(error, _BadStartError) else type(error).__name__


class CallStream(ClientStream[Any, Any]):
    """One call: metadata that grpclib would not send, a message limit, and what it takes to end it cleanly."""

    limit_bytes: int
    address: str = ""
    """Where the call went, `host:port`; empty before."""

    def __init__(self, channel: GracefulChannel, method: AnyMethod, metadata: Metadata, deadline: Any) -> None:
        none: Any = MultiDict()
        super().__init__(
            channel,
            method.path,
            none,
            KINDS[method.client_streaming, method.server_streaming],
            method.request,
            method.response,
            codec=MessageCodec(),
            status_details_codec=None,
            dispatch=channel.__dispatch__,
            deadline=deadline,
        )
        self._graceful = channel
        self._sent = encode_metadata(metadata)

    async def send_request(self, *, end: bool = False) -> None:
        """Open the stream on the current connection, or on the next one when that is leaving."""
        with self._wrapper:
            while True:
                protocol = await self._channel.__connect__()
                connection: Any = protocol.processor.connection
                stream = connection.create_stream(wrapper=self._wrapper)
                try:
                    release = await stream.open(self._headers(), protocol.processor, end_stream=end)
                except StreamRefusedError:
                    # Nothing was sent. Others get a turn: the loss of the connection may not be noted yet.
                    await asyncio.sleep(0)
                    continue
                self._stream, self._release_stream = stream, release
                address = stream.connection.get_peer().addr()
                self.address = f"{address[0]}:{address[1]}" if address else ""
                self._send_request_done, self._end_done = True, end
                return

    def _headers(self) -> list[tuple[str, str]]:
        headers = [
            (":method", "POST"),
            (":scheme", self._graceful.scheme),
            (":path", self._method_name),
            (":authority", self._graceful.authority),
            ("te", "trailers"),
            ("content-type", "application/grpc"),
            ("user-agent", f"mg-core {USER_AGENT}"),
        ]
        if self._deadline is not None:
            headers.insert(4, ("grpc-timeout", format_timeout(self._deadline.time_remaining())))
        return headers + self._sent

    async def recv_message(self) -> Any:
        """Read one message; None when the server has ended its side."""
        if not self._recv_initial_metadata_done:
            await self.recv_initial_metadata()
        with self._wrapper:
            return await receive(self._stream, self._recv_type, self.limit_bytes)

    @property
    def was_sent(self) -> bool:
        """Whether the request's headers left this side."""
        return self._send_request_done

    @property
    def raw_headers(self) -> Any:
        """Headers as they came; None before."""
        return self._stream.headers if self._send_request_done else None

    @property
    def raw_trailers(self) -> Any:
        """Trailers as they came, which may be the headers; None before."""
        if not self._send_request_done:
            return None
        return self._stream.trailers or (self._stream.headers if self._trailers_only else None)

    def stop_sending(self) -> None:
        """Take the server's word although this side has not ended; leaving the stream resets it."""
        self._end_done = True

    def interrupt(self, error: Exception) -> None:
        """Make every wait on this stream raise an error."""
        self._wrapper.cancel(error)
