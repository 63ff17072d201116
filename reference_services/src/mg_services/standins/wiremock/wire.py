"""Broken connections: WireMock's four faults, made on the transport below ASGI."""

from __future__ import annotations

import secrets
import socket
import struct
from typing import Any

from mg_core.serving.asgi import Receive, Send

from .stub import FaultKind

_MALFORMED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nthis is no length\r\n"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER with no time to linger: close sends RST."""


class ConnectionFaultError(ConnectionResetError):
    """Raised where the server gives no access to the connection, so that an in-memory caller sees the fault."""


async def break_connection(fault: FaultKind, receive: Receive, send: Send) -> None:
    """Break the connection of this request in the way that `fault` names, and wait until it is gone.

    Raises:
        ConnectionFaultError: the server gives no access to its connection.
    """
    transport: Any = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionFaultError(f"connection broken on demand: {fault}")
    match fault:
        case "CONNECTION_RESET_BY_PEER":
            sock = transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            transport.abort()
        case "EMPTY_RESPONSE":
            transport.close()
        case "MALFORMED_RESPONSE_CHUNK":
            transport.write(_MALFORMED)
            transport.close()
        case "RANDOM_DATA_THEN_CLOSE":
            # never an HTTP status line by accident: no byte below 0x80
            transport.write(bytes(byte | 0x80 for byte in secrets.token_bytes(64)) + b"\r\n\r\n")
            transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass
