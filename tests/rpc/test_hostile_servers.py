"""The grpclib transport against servers that leave, refuse, break off and lie: each call ends, in an error of ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from golden_proto.clients.pb.echo.v1 import RepeatRequest
from h2.errors import ErrorCodes
from hyperframe.frame import RstStreamFrame

from mg_core.call.options import CallOptions
from mg_core.errors import (
    ApiError,
    AttemptTimeoutError,
    ConnectError,
    ConnectionLostError,
    DeadlineExceededError,
    DecodeError,
    MgError,
)
from tests.rpc.echoes import cancelling, each
from tests.rpc.scripts import Script, X, goaway, good, reset, scripted


async def test_an_accepted_call_ends_well_on_a_leaving_server_and_the_next_one_dials() -> None:
    async with scripted(goaway(2**31 - 1), good) as (client, scripts):
        assert (await client.say(X)).text == "x"
        assert (await client.say(X)).text == "x"
        assert [script.streams for script in scripts] == [[1], [1]]


async def test_a_call_that_the_leaving_server_did_not_take_is_sent_again() -> None:
    async with scripted(goaway(0), good) as (client, scripts):
        assert (await client.say(X)).text == "x"
        assert [reply.text async for reply in client.repeat(RepeatRequest(text="x", times=1))] == ["x"]
        assert len(scripts) == 2


async def test_a_refused_stream_is_sent_again_once_and_then_safe_to_repeat() -> None:
    async with scripted(reset(ErrorCodes.REFUSED_STREAM)) as (client, scripts):
        with pytest.raises(ConnectError) as caught:
            await client.timeout(X)
        assert (caught.value.retry_safe, len(scripts[0].streams)) == (True, 2)


@pytest.mark.parametrize("code", [ErrorCodes.INTERNAL_ERROR, ErrorCodes.CANCEL, ErrorCodes.NO_ERROR])
async def test_a_stream_reset_by_the_server_may_have_been_processed(code: ErrorCodes) -> None:
    async with scripted(reset(code)) as (client, scripts):
        with pytest.raises(ConnectionLostError):
            await client.say(X)
        assert scripts[0].streams == [1]


async def test_a_reset_after_the_trailers_changes_nothing() -> None:
    def act(script: Script, stream: int) -> None:
        good(script, stream)
        script.writer.write(script.h2.data_to_send() + RstStreamFrame(stream, error_code=0).serialize())

    async with scripted(act) as (client, _):
        assert (await client.gather(each("a"))).text == "x"


def hang_up(script: Script, stream: int) -> None:
    script.begin(stream)
    script.message(stream, b"", size=0)
    script.writer.write(script.h2.data_to_send())
    script.writer.close()


def empty(script: Script, stream: int) -> None:
    script.begin(stream)
    script.trailers(stream)


def truncated(script: Script, stream: int) -> None:
    script.begin(stream)
    script.message(stream, b"abc", size=10)
    script.trailers(stream)


def cut_prefix(script: Script, stream: int) -> None:
    script.begin(stream)
    script.h2.send_data(stream, b"\0\0")
    script.trailers(stream)


def compressed(script: Script, stream: int) -> None:
    script.begin(stream)
    script.message(stream, b"abc", flag=1)
    script.trailers(stream)


def oversized(script: Script, stream: int) -> None:
    script.begin(stream)
    script.message(stream, b"", size=2**31)


def garbage(script: Script, stream: int) -> None:
    script.begin(stream)
    script.message(stream, b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")
    script.trailers(stream)


def no_trailers(script: Script, stream: int) -> None:
    script.begin(stream)
    script.message(stream, X.SerializeToString(), end=True)


def odd_status(script: Script, stream: int) -> None:
    script.begin(stream)
    script.trailers(stream, "many")


def web_page(script: Script, stream: int) -> None:
    script.h2.send_headers(stream, [(":status", "502"), ("content-type", "text/html")], end_stream=True)


def bad_metadata(script: Script, stream: int) -> None:
    script.h2.send_headers(stream, [(":status", "200"), ("content-type", "application/grpc"), ("x-bin", "?")])
    script.message(stream, X.SerializeToString())
    script.trailers(stream)


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (hang_up, ConnectionLostError),
        (empty, DecodeError),
        (truncated, DecodeError),
        (cut_prefix, DecodeError),
        (compressed, ApiError),
        (oversized, ApiError),
        (garbage, DecodeError),
        (no_trailers, DecodeError),
        (odd_status, ApiError),
        (web_page, ApiError),
    ],
)
async def test_whatever_a_server_sends_ends_in_an_error_of_ours(
    act: Callable[[Script, int], None], error: type[MgError]
) -> None:
    async with scripted(act, good) as (client, _):
        with pytest.raises(error):
            await client.say(X, options=CallOptions(timeout_s=5, attempt_timeout_s=5))
        assert cancelling() == 0


async def test_an_empty_unary_reply_is_internal() -> None:
    async with scripted(empty) as (client, _):
        with pytest.raises(DecodeError) as caught:
            await client.say(X)
        assert caught.value.details["grpc_status"] == "INTERNAL"


async def test_metadata_that_cannot_be_read_is_left_out() -> None:
    async with scripted(bad_metadata) as (client, _):
        assert (await client.say(X)).text == "x"


async def test_a_peer_that_never_answers_costs_the_deadline() -> None:
    async with scripted(lambda _script, _stream: None) as (client, _):
        with pytest.raises(DeadlineExceededError):
            await client.say(X, options=CallOptions(timeout_s=0.1))
        with pytest.raises(AttemptTimeoutError):
            await client.say(X, options=CallOptions(timeout_s=5, attempt_timeout_s=0.1))
