from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from mg_core.call.credentials import _KEY, REFRESH_S, Credentials, token_text
from mg_core.clock import LoopClock
from mg_core.errors import ApiError, ConfigurationError, TimeoutExceededError
from mg_core.testing import run_virtual


class Source:
    """A token source for either kind of client; `renew` makes the new token."""

    def __init__(self, renew: Callable[[str], Any] = lambda _: "new") -> None:
        self.token: Any = "old"
        self.renew = renew
        self.rejected: list[str] = []

    def __call__(self) -> Any:
        return self.token

    def refresh(self, rejected: str) -> Any:
        self.rejected.append(rejected)
        self.token = self.renew(rejected)
        return self.token


@pytest.mark.parametrize(
    ("token", "kind"),
    [("secret", ("Bearer secret", False, False)), (None, ("", False, False)), (lambda: "x", ("", True, False)),
     (Source(), ("", True, True))],
)  # fmt: skip
def test_what_kind_of_token_it_is(token: Any, kind: tuple[str, bool, bool]) -> None:
    credentials = Credentials(token)

    assert (credentials.fixed, credentials.dynamic, credentials.refreshable) == kind


@pytest.mark.parametrize("token", ["", "a b", "a\n", "ü", "\x7f", None, b"a", 5])
def test_a_token_that_cannot_stand_in_a_header_is_refused(token: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        token_text(token)

    assert (caught.value.code, token_text("abc.DEF-123_~+/=")) == ("invalid_argument", "abc.DEF-123_~+/=")


async def test_a_source_may_be_synchronous_on_a_loop_too() -> None:
    source = Source()
    credentials = Credentials(source)

    assert await credentials.header() == "Bearer old"
    assert await credentials.refresh("Bearer old") == "Bearer new"
    assert source.rejected == ["old"]


async def test_a_token_that_changed_meanwhile_is_taken_as_it_is() -> None:
    source = Source()
    credentials = Credentials(source)

    assert await credentials.refresh("Bearer older") == "Bearer old"
    assert credentials.blocking_refresh("Bearer older") == "Bearer old"
    assert source.rejected == []


async def test_a_refresh_that_gives_no_token_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        await Credentials(Source(lambda _: "two words")).refresh("Bearer old")
    with pytest.raises(ConfigurationError):
        Credentials(Source(lambda _: "two words")).blocking_refresh("Bearer old")


@pytest.mark.parametrize("own", [True, False])
def test_only_its_own_limit_is_named_as_the_reason(*, own: bool) -> None:
    async def renew() -> str:
        if own:
            await LoopClock().sleep(REFRESH_S + 1)
        raise TimeoutError("somebody else's")

    with pytest.raises((TimeoutExceededError, TimeoutError)) as caught:
        run_virtual(Credentials(Source(lambda _: renew())).refresh("Bearer old"))

    assert isinstance(caught.value, TimeoutExceededError) is own


async def test_nothing_is_kept_of_a_refresh_that_ended() -> None:
    failing = Source(lambda _: ApiError("no", code="invalid_grant", status=400))

    def fail(_: str) -> str:
        raise ApiError("no", code="invalid_grant", status=400)

    failing.renew = fail
    for credentials in (Credentials(Source()), Credentials(failing)):
        await asyncio.gather(credentials.refresh("Bearer old"), return_exceptions=True)
        await asyncio.sleep(0)
        assert _KEY not in credentials._refreshes


async def test_each_waiter_gets_its_own_copy_of_the_error() -> None:
    async def fail() -> str:
        await asyncio.sleep(0)
        raise ApiError("no", code="invalid_grant", status=400)

    credentials = Credentials(Source(lambda _: fail()))
    one, two = await asyncio.gather(
        credentials.refresh("Bearer old"), credentials.refresh("Bearer old"), return_exceptions=True
    )

    assert isinstance(one, ApiError)
    assert isinstance(two, ApiError)
    assert one is not two
    assert (str(one), one.code, one.status) == (str(two), two.code, two.status)
    assert one.__traceback__ is not None


@pytest.mark.parametrize("awaitable", [True, False])
def test_a_sync_client_refuses_an_awaitable_and_closes_a_coroutine(*, awaitable: bool) -> None:
    class Later:
        def __await__(self) -> Any:
            yield

    async def later() -> str:
        return "late"

    coroutine = later()
    credentials = Credentials(lambda: Later() if awaitable else coroutine)
    with pytest.raises(ConfigurationError, match="synchronous"):
        credentials.blocking_header()
    with pytest.raises(RuntimeError if not awaitable else StopIteration):
        coroutine.send(None)


class Gated(Source):
    """Its refresh waits for `go`, then ends with `result`."""

    def __init__(self, result: Any) -> None:
        super().__init__(self._wait)
        self.result = result
        self.began, self.go = threading.Event(), threading.Event()

    def _wait(self, _rejected: str) -> Any:
        self.began.set()
        assert self.go.wait(10.0)
        if isinstance(self.result, BaseException):
            raise self.result
        return self.result


def _led(source: Gated) -> tuple[Credentials, threading.Thread, list[Any]]:
    """Credentials whose refresh runs in another thread, and what that thread got."""
    credentials = Credentials(source)
    outcomes: list[Any] = []

    def lead() -> None:
        try:
            outcomes.append(credentials.blocking_refresh("Bearer old"))
        except Exception as error:  # noqa: BLE001 - handed to the test
            outcomes.append(error)

    thread = threading.Thread(target=lead, daemon=True)
    thread.start()
    assert source.began.wait(10.0)
    return credentials, thread, outcomes


@pytest.mark.parametrize(
    "result", ["new", ApiError("no", code="invalid_grant", status=400), ValueError("program")], ids=type
)
def test_a_thread_that_waits_gets_what_the_first_one_got(result: Any) -> None:
    source = Gated(result)
    credentials, leader, outcomes = _led(source)

    class Landing(threading.Event):
        """Lets the refresh end as soon as somebody waits for it."""

        def wait(self, timeout: float | None = None) -> bool:
            source.go.set()
            return super().wait(timeout)

    flight = credentials._flight
    assert flight is not None
    flight.landed = Landing()
    try:
        mine: Any = credentials.blocking_refresh("Bearer old", 10.0)
    except Exception as error:  # noqa: BLE001 - compared below
        mine = error
    leader.join(10.0)
    (first,) = outcomes

    assert len(source.rejected) == 1
    assert (type(mine), str(mine)) == (type(first), str(first))
    assert (mine is not first) if isinstance(result, ApiError) else (mine == first)
    assert credentials._flight is None


@pytest.mark.parametrize("limit_s", [0.0, -5.0])
def test_a_thread_waits_for_another_ones_refresh_no_longer_than_its_limit(limit_s: float) -> None:
    source = Gated("new")
    credentials, leader, outcomes = _led(source)
    with pytest.raises(TimeoutError):
        credentials.blocking_refresh("Bearer old", limit_s)
    source.go.set()
    leader.join(10.0)

    assert outcomes == ["Bearer new"]
