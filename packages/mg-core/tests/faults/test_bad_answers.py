"""A hostile platform behind every transport: the right error, in time, and the next call works."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from faults.bad_answers import BOMB, CASES, Bad, says
from faults.doors import KINDS, error_of, opened, platform
from transports.hostile import Peer, Server, reply, serving

from mg_core.call.options import CallOptions
from mg_core.errors import MgError
from mg_core.policies.breaker.machine import State

# httpx bounds single reads of a thread, so who drips a head can hold it: `BlockingHttpxTransport` says so.
PAIRS = [
    (name, kind) for name in CASES for kind in KINDS if (name, kind) != ("a drip of head", "httpx2 blocking")
]  # fmt: skip


class Switch:
    """Whether the platform misbehaves, and how often it was asked."""

    def __init__(self) -> None:
        self.on = True
        self.asked = 0


@asynccontextmanager
async def misbehaving(bad: Bad) -> AsyncIterator[tuple[Server, Switch]]:
    """A platform with this fault until it is switched off."""
    switch = Switch()

    async def script(peer: Peer) -> None:
        stays = True
        while stays:
            await peer.request()
            switch.asked += 1
            stays = await bad.act(peer) if switch.on else await says(reply())(peer)

    async with serving(script) as server:
        yield server, switch


@pytest.mark.parametrize(("name", "kind"), PAIRS)
async def test_a_bad_answer_is_a_clear_error_and_the_next_call_works(name: str, kind: str) -> None:
    bad = CASES[name]
    async with misbehaving(bad) as (server, switch), opened(kind, server.url, platform(bad.attempt_s)) as door:
        error = await error_of(door)
        asked = switch.asked
        switch.on = False
        item = await door.get(CallOptions(attempt_timeout_s=10.0))

        assert (type(error), error.code) == (bad.error, bad.code)
        assert (error.attempts, asked) == (bad.attempts, bad.attempts)
        assert (error.service, error.operation) == ("shop", "getItem")
        assert item.id == "1"
        assert door.in_flight == 0


@pytest.mark.parametrize(("name", "kind"), PAIRS)
async def test_the_breaker_counts_what_was_not_answered_and_nothing_else(name: str, kind: str) -> None:
    bad = CASES[name]
    policy = platform(bad.attempt_s, failures=1)
    async with misbehaving(bad) as (server, _), opened(kind, server.url, policy) as door:
        await error_of(door)

        assert door.breaker.state is (State.OPEN if bad.counted else State.CLOSED)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_redirect_is_not_followed_and_its_secrets_are_not_told(kind: str) -> None:
    async with misbehaving(CASES["redirect 302"]) as (server, switch), opened(kind, server.url) as door:
        error = await error_of(door)

        assert "status 302 leads to the same host; redirects are not followed" in error.message
        assert "hush-hush" not in str(error)
        assert switch.asked == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_a_bomb_is_unpacked_no_further_than_a_body_may_be(kind: str) -> None:
    async with misbehaving(CASES["a bomb"]) as (server, _), opened(kind, server.url, max_body_bytes=1_000_000) as door:
        tracemalloc.start()
        try:
            error = await error_of(door)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert "its gzip body unpacks to more than 1000000 bytes" in error.message
    assert len(BOMB) < 400_000
    assert peak < 8 * 1024 * 1024


@pytest.mark.parametrize("kind", KINDS)
async def test_a_year_of_retry_after_reaches_the_caller(kind: str) -> None:
    async with misbehaving(CASES["429, a year"]) as (server, _), opened(kind, server.url) as door:
        assert (await error_of(door)).retry_after_s == 31_536_000.0


@pytest.mark.parametrize("closes", [True, False])
@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_before_the_request_was_read_leaves_a_clean_pool(kind: str, *, closes: bool) -> None:
    done = asyncio.Event()

    async def script(peer: Peer) -> None:
        head = await peer.reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"POST"):
            await peer.say(reply(b"{}", status=b"413 Too Large"))
            if not closes:
                await done.wait()
            return
        await peer.say(reply())

    async with serving(script) as server, opened(kind, server.url, platform(attempt_s=0.2)) as door:
        async with asyncio.timeout(10):
            with pytest.raises(MgError) as caught:
                await door.create("x" * 16_000_000)
            item = await door.get(CallOptions(timeout_s=5.0, attempt_timeout_s=5.0))
        done.set()

        # A reset overtakes the answer now and then; who writes all before reading sees it only in time.
        assert caught.value.code in {"http_413", "connection_lost", "timeout"}
        assert (caught.value.code == "http_413") or closes or kind != "fast"
        assert door.client._assembly._metrics["getItem"].attempts == 1
        assert item.id == "1"
        assert door.in_flight == 0
