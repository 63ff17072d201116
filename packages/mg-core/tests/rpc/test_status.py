"""The table between gRPC statuses and our errors."""

from __future__ import annotations

import pytest

from mg_core.codes import RpcStatus
from mg_core.errors import (
    ApiError,
    AttemptTimeoutError,
    BulkheadFullError,
    CircuitOpenError,
    ConfigurationError,
    ConnectError,
    DecodeError,
    MgError,
    RateLimitedError,
    TokenError,
)
from mg_core.rpc.status import CODE_KEY, RETRY_AFTER_KEY, error_of, reply_of, status_of


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ApiError("x", code="invalid_request", status=400), RpcStatus.INVALID_ARGUMENT),
        (ApiError("x", code="unauthorized", status=401), RpcStatus.UNAUTHENTICATED),
        (ApiError("x", code="forbidden", status=403), RpcStatus.PERMISSION_DENIED),
        (ApiError("x", code="not_found", status=404), RpcStatus.NOT_FOUND),
        (ApiError("x", code="conflict", status=409), RpcStatus.ALREADY_EXISTS),
        (ApiError("x", code="rate_limited", status=429), RpcStatus.RESOURCE_EXHAUSTED),
        (ApiError("x", code="teapot", status=418), RpcStatus.INVALID_ARGUMENT),
        (ApiError("x", code="no_status"), RpcStatus.INTERNAL),
        (TokenError("x"), RpcStatus.UNAUTHENTICATED),
        (RateLimitedError("x"), RpcStatus.RESOURCE_EXHAUSTED),
        (BulkheadFullError("x"), RpcStatus.UNAVAILABLE),
        (CircuitOpenError("x"), RpcStatus.UNAVAILABLE),
        (ConnectError("x"), RpcStatus.UNAVAILABLE),
        (AttemptTimeoutError("x"), RpcStatus.DEADLINE_EXCEEDED),
        (DecodeError("x"), RpcStatus.UNAVAILABLE),
        (ConfigurationError("x"), RpcStatus.INTERNAL),
        (TimeoutError("x"), RpcStatus.INTERNAL),
        (KeyError("x"), RpcStatus.INTERNAL),
    ],
)
def test_every_error_has_its_status(error: Exception, status: RpcStatus) -> None:
    assert status_of(error) is status


@pytest.mark.parametrize("status", [status for status in RpcStatus if status is not RpcStatus.OK])
def test_status_of_a_foreign_server_becomes_an_error_that_has_the_same_status(status: RpcStatus) -> None:
    error = error_of(status, "", {})

    assert error.message == status.name
    assert error.details == {"grpc_status": status.name}
    assert status_of(error) in {status, RpcStatus.INTERNAL, RpcStatus.ALREADY_EXISTS, RpcStatus.INVALID_ARGUMENT}


def test_our_code_and_delay_survive_the_way() -> None:
    status, message, trailers = reply_of(ApiError("later", code="busy", status=503, retry_after_s=2.5))
    error = error_of(status, message, trailers)

    assert (error.code, error.status, error.message, error.retry_after_s) == ("busy", 503, "later", 2.5)


def test_text_of_a_foreign_exception_stays_here() -> None:
    status, message, trailers = reply_of(ValueError("password=hunter2"))

    assert status is RpcStatus.INTERNAL
    assert "hunter2" not in message + str(trailers)


@pytest.mark.parametrize("value", ["", "soon", "-1", "inf", "nan", b"1"])
def test_senseless_delay_is_no_delay(value: str | bytes) -> None:
    error: MgError = error_of(RpcStatus.UNAVAILABLE, "x", {CODE_KEY: "busy", RETRY_AFTER_KEY: value})

    assert error.retry_after_s is None
