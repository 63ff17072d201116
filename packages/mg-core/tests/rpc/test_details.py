"""Rich errors by hand: both directions, against strangers' bytes, and against google's own idea of the format."""

from __future__ import annotations

import pytest
from google.protobuf import any_pb2, duration_pb2
from hypothesis import given
from hypothesis import strategies as st

from mg_core.codes import RpcStatus
from mg_core.errors import ApiError, DecodeError, MgError
from mg_core.rpc import _protobuf as pb
from mg_core.rpc.details import DETAILS_KEY, ErrorDetails, decode_details, encode_details
from mg_core.rpc.status import CODE_KEY, PUSHBACK_KEY, error_of, peer_error, reply_of


def busy(delay_s: float | None = 2.25) -> MgError:
    problems = {"details": [{"pointer": "/email", "message": "is no address"}, "odd"]}
    return ApiError("later", code="too_busy", status=503, retry_after_s=delay_s, details=problems)


def test_details_survive_the_way() -> None:
    found = decode_details(encode_details(14, busy(), "words.v1.Words"))
    assert found == ErrorDetails("too_busy", "words.v1.Words", {}, 2.25, (("/email", "is no address"),))


def test_google_reads_what_is_written() -> None:
    packed = [value for number, value in pb.fields(encode_details(14, busy(), "d")) if number == 3]
    found = {}
    for each in packed:
        assert isinstance(each, bytes)
        one = any_pb2.Any.FromString(each)
        found[one.type_url.rpartition(".")[2]] = one.value
    assert found.keys() == {"ErrorInfo", "RetryInfo", "BadRequest"}
    duration = dict(pb.fields(found["RetryInfo"]))[1]
    assert isinstance(duration, bytes)
    assert duration_pb2.Duration.FromString(duration).ToMilliseconds() == 2250


@given(st.binary(max_size=60))
def test_bytes_of_strangers_break_nothing(data: bytes) -> None:
    assert isinstance(decode_details(data), ErrorDetails)
    whole = encode_details(14, busy(), "d")
    for cut in range(len(whole)):
        decode_details(whole[:cut] + data)


@given(st.integers(-(2**63), 2**64 - 1))
def test_numbers_survive_the_way(value: int) -> None:
    assert dict(pb.fields(pb.number(1, value))).get(1, 0) == value % 2**64


@pytest.mark.parametrize("data", [b"\x08", b"\x0a\x05ab", b"\x00\x01", b"\x0b", b"\x08" + b"\xff" * 11, b"\x09\x00"])
def test_broken_messages_are_decode_errors(data: bytes) -> None:
    with pytest.raises(DecodeError):
        list(pb.fields(data))


def test_a_foreign_server_is_understood_by_its_details_alone() -> None:
    status, message, trailers = reply_of(busy(), "d")
    del trailers[CODE_KEY], trailers["mg-retry-after-s"], trailers[PUSHBACK_KEY]
    error = error_of(status, message, trailers)
    assert (error.code, error.retry_after_s) == ("too_busy", 2.25)
    assert error.details["details"] == [{"pointer": "/email", "message": "is no address"}]
    assert error_of(status, message, {DETAILS_KEY: b"\xff"}).code == "service_unavailable"


def test_pushback_goes_with_errors_that_waiting_cures_only() -> None:
    assert reply_of(busy())[2][PUSHBACK_KEY] == "2250"
    late = ApiError("x", code="locked", status=403, retry_after_s=3.0)
    assert PUSHBACK_KEY not in reply_of(late)[2]
    assert PUSHBACK_KEY not in reply_of(busy(None))[2]


def test_a_server_that_gives_up_is_a_lost_connection_unless_it_says_why() -> None:
    assert peer_error(RpcStatus.CANCELLED, "", {}).code == "connection_lost"
    assert peer_error(RpcStatus.CANCELLED, "", {CODE_KEY: "cancelled"}).code == "cancelled"
    assert peer_error(RpcStatus.NOT_FOUND, "", {}).code == "not_found"


@pytest.mark.parametrize("text", ["Received message larger than max (5 vs. 4)", "gRPC message exceeds maximum size 4"])
def test_other_libraries_words_for_too_large(text: str) -> None:
    assert error_of(RpcStatus.RESOURCE_EXHAUSTED, text, {}).status == 413
    assert error_of(RpcStatus.RESOURCE_EXHAUSTED, "quota", {}).status == 429
