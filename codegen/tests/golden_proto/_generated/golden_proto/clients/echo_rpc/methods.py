# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Methods of EchoService as data."""

from __future__ import annotations

from typing import Any, Final

from golden_proto.clients.pb.echo import v1 as echo_v1
from mg_core.contract.method import RpcMethod

from . import policies

SAY: Final = RpcMethod(
    service="echo.v1.EchoService",
    name="Say",
    request=echo_v1.SayRequest,
    response=echo_v1.SayResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.QUICK,
    idempotency="safe",
    contract="echo",
    source="spec/proto/echo/v1/echo.proto:14",
)
REPEAT: Final = RpcMethod(
    service="echo.v1.EchoService",
    name="Repeat",
    request=echo_v1.RepeatRequest,
    response=echo_v1.SayResponse,
    client_streaming=False,
    server_streaming=True,
    policy=policies.QUICK,
    idempotency="idempotent",
    contract="echo",
    source="spec/proto/echo/v1/echo.proto:18",
)
GATHER: Final = RpcMethod(
    service="echo.v1.EchoService",
    name="Gather",
    request=echo_v1.SayRequest,
    response=echo_v1.SayResponse,
    client_streaming=True,
    server_streaming=False,
    policy=policies.QUICK,
    idempotency="key",
    contract="echo",
    source="spec/proto/echo/v1/echo.proto:22",
)
CHAT: Final = RpcMethod(
    service="echo.v1.EchoService",
    name="Chat",
    request=echo_v1.SayRequest,
    response=echo_v1.SayResponse,
    client_streaming=True,
    server_streaming=True,
    policy=policies.SLOW_CHAT,
    idempotency="never",
    contract="echo",
    source="spec/proto/echo/v1/echo.proto:26",
)
TIMEOUT: Final = RpcMethod(
    service="echo.v1.EchoService",
    name="Timeout",
    request=echo_v1.SayRequest,
    response=echo_v1.SayResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.QUICK,
    idempotency="never",
    contract="echo",
    source="spec/proto/echo/v1/echo.proto:33",
)
METADATA: Final = RpcMethod(
    service="echo.v1.EchoService",
    name="Metadata",
    request=echo_v1.SayRequest,
    response=echo_v1.SayResponseInner,
    client_streaming=False,
    server_streaming=False,
    policy=policies.QUICK,
    idempotency="never",
    contract="echo",
    source="spec/proto/echo/v1/echo.proto:35",
)
CLOSE: Final = RpcMethod(
    service="echo.v1.EchoService",
    name="Close",
    request=echo_v1.SayRequest,
    response=echo_v1.SayResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.QUICK,
    idempotency="never",
    contract="echo",
    source="spec/proto/echo/v1/echo.proto:37",
)
METHODS: Final[tuple[RpcMethod[Any, Any], ...]] = (
    SAY,
    REPEAT,
    GATHER,
    CHAT,
    TIMEOUT,
    METADATA,
    CLOSE,
)
"""Every method, in the contract's order."""
