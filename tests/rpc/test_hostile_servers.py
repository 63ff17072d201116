"""Both transports against servers that leave, refuse, break off and lie: each call ends, in an error of ours."""

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
from tests.rpc.echoes import LIBRARIES, Library, cancelling, each
from tests.rpc.scripts import Script, X, goaway, good, reset, scripted

each_library = pytest.mark.parametrize("library", LIBRARIES)


@each_library
async def test_an_accepted_call_ends_well_on_a_leaving_server_and_the_next_one_dials(library: Library) -> None:
    async with scripted(goaway(2**31 - 1), good, library=library) as (client, scripts):
        assert (await client.say(X)).text == "x"
        assert (await client.say(X)).text == "x"
        assert [script.streams for script in scripts] == [[1], [1]]


@each_library
async def test_a_call_that_the_leaving_server_did_not_take_is_sent_again(library: Library) -> None:
    async with scripted(goaway(0), good, library=library) as (client, scripts):
        assert (await client.say(X)).text == "x"
        assert [reply.text async for reply in client.repeat(RepeatRequest(text="x", times=1))] == ["x"]
        assert len(scripts) == 2


@each_library
async def test_a_refused_stream_is_safe_to_repeat(library: Library) -> None:
    async with scripted(reset(ErrorCodes.REFUSED_STREAM), library=library) as (client, scripts):
        with pytest.raises(ConnectError) as caught:
            await client.timeout(X)
        assert caught.value.retry_safe is True
        assert len(scripts[0].streams) == {"grpclib": 2, "grpcio": 1}[library]


@each_library
@pytest.mark.parametrize("code", [ErrorCodes.INTERNAL_ERROR, ErrorCodes.CANCEL, ErrorCodes.NO_ERROR])
async def test_a_stream_reset_by_the_server_may_have_been_processed(code: ErrorCodes, library: Library) -> None:
    async with scripted(reset(code), library=library) as (client, scripts):
        with pytest.raises(ConnectionLostError):
            await client.say(X)
        assert scripts[0].streams == [1]


@each_library
async def test_a_reset_after_the_trailers_changes_nothing(library: Library) -> None:
    def act(script: Script, stream: int) -> None:
        good(script, stream)
        script.writer.write(script.h2.data_to_send() + RstStreamFrame(stream, error_code=0).serialize())

    async with scripted(act, library=library) as (client, _):
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
        (odd_status, (ApiError, DecodeError)),
        (web_page, ApiError),
    ],
)
@each_library
async def test_whatever_a_server_sends_ends_in_an_error_of_ours(
    act: Callable[[Script, int], None], error: type[MgError] | tuple[type[MgError], ...], library: Library
) -> None:
    async with scripted(act, good, library=library) as (client, _):
        with pytest.raises(error):
            await client.say(X, options=CallOptions(timeout_s=5, attempt_timeout_s=5))
        assert cancelling() == 0


@each_library
async def test_an_empty_unary_reply_is_internal(library: Library) -> None:
    async with scripted(empty, library=library) as (client, _):
        with pytest.raises(DecodeError) as caught:
            await client.say(X)
        assert caught.value.details["grpc_status"] == "INTERNAL"


@each_library
async def test_metadata_that_cannot_be_read_is_left_out_or_told(library: Library) -> None:
    async with scripted(bad_metadata, library=library) as (client, _):
        if library == "grpclib":
            assert (await client.say(X)).text == "x"
        else:
            with pytest.raises(DecodeError):
                await client.say(X)


@each_library
async def test_a_peer_that_never_answers_costs_the_deadline(library: Library) -> None:
    async with scripted(lambda _script, _stream: None, library=library) as (client, _):
        with pytest.raises(DeadlineExceededError):
            await client.say(X, options=CallOptions(timeout_s=0.1))
        with pytest.raises(AttemptTimeoutError):
            await client.say(X, options=CallOptions(timeout_s=5, attempt_timeout_s=0.1))
