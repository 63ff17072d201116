from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any

import pytest
from client_fixtures import Item, ends_of, get, make_client, make_sync_client, operation
from error_tree import ANSWERED, UNAVAILABLE

from mg_core.contract.operation import Operation, Reply
from mg_core.contract.policy import CachePolicy, FallbackPolicy, Policy, TimeoutPolicy
from mg_core.errors import ApiError, ConfigurationError, ConnectError, MgError
from mg_core.policies.fallback import FallbackAnswers
from mg_core.policies.provenance import LIVE, Notice, Provenance, provenance_of, with_provenance
from mg_core.testing import BlockingScriptedTransport, ManualClock, ScriptedTransport, answer, problem, run_virtual

DATA = '{"id": "none", "kind": "movie"}'


def policy(body: Any = DATA, cache: CachePolicy | None = None) -> Policy:
    return Policy("guarded", TimeoutPolicy(2.0, 5.0), fallback=FallbackPolicy(body), cache=cache)


def answers_of(row: Operation) -> FallbackAnswers:
    return FallbackAnswers(row, ends_of(row).read)


def failing(error: BaseException) -> Callable[..., Any]:
    async def call(_args: Any, _body: Any, _options: Any) -> Any:
        raise error

    return call


def guarded(error: BaseException, body: Any = DATA) -> tuple[FallbackAnswers, Callable[..., Any]]:
    answers = answers_of(operation())
    return answers, answers.wrap(failing(error), policy(body))


@pytest.mark.parametrize("error", UNAVAILABLE, ids=repr)
async def test_the_substitute_is_given_when_the_service_cannot_answer(error: MgError) -> None:
    answers, call = guarded(error)

    result = await call((), None, None)

    assert result == Item(id="none")
    assert answers.used == 1


@pytest.mark.parametrize("error", ANSWERED, ids=repr)
async def test_an_answer_or_wrong_use_is_raised(error: MgError) -> None:
    answers, call = guarded(error)

    with pytest.raises(MgError) as caught:
        await call((), None, None)

    assert (caught.value, answers.used) == (error, 0)


@pytest.mark.parametrize("error", [asyncio.CancelledError(), ValueError("bug"), KeyboardInterrupt()], ids=repr)
async def test_cancellation_and_faults_of_the_program_are_raised(error: BaseException) -> None:
    _, call = guarded(error)

    with pytest.raises(type(error)):
        await call((), None, None)


async def test_the_substitute_says_what_it_is_and_why() -> None:
    transport = ScriptedTransport(problem(503, "busy"))
    client = make_client(operation(policy()), transport=transport)

    result = await get(client)

    notice = Notice("fallback_used", "This is a substitute: shop cannot answer now.", "shop", "getItem", cause="busy")
    assert provenance_of(result) == Provenance("fallback", 0.0, (notice,))


async def test_a_live_result_is_left_alone() -> None:
    client = make_client(operation(policy()), transport=ScriptedTransport(answer({"id": "1"})))

    assert provenance_of(await get(client)) is LIVE


async def test_every_use_of_data_is_a_new_object() -> None:
    answers = answers_of(operation(replies=(Reply(200, list[list[int]]),)))
    call = answers.wrap(failing(ConnectError("down")), policy("[[1]]"))
    (await call((), None, None))[0].append(2)

    assert await call((), None, None) == [[1]]


@pytest.mark.parametrize("body", ["", "{", "[]", '{"name": "x"}', '{"id": 1}', "null", '{"id": "1"} x', 7, None])
@pytest.mark.parametrize("blocking", [False, True])
def test_data_that_is_no_answer_is_refused_by_operation_and_place(body: Any, *, blocking: bool) -> None:
    answers = answers_of(operation())
    wrap: Callable[..., Any] = answers.wrap_blocking if blocking else answers.wrap

    with pytest.raises(ConfigurationError) as caught:
        wrap(failing(ConnectError("down")), policy(body))

    assert caught.value.message.startswith("shop.getItem: fallback: ")
    assert caught.value.message.endswith("(spec/openapi/shop.yaml:7)")


async def test_a_client_refuses_such_data_before_it_sends_anything() -> None:
    transport = ScriptedTransport(answer({"id": "1"}))

    with pytest.raises(ConfigurationError) as caught:
        await get(make_client(operation(policy('{"name": "x"}')), transport=transport))

    assert ("shop.getItem: " in caught.value.message, transport.sent) == (True, [])


@pytest.mark.parametrize(
    ("reply", "body", "result"),
    [
        (Reply(200, list[int]), "[1, 2]", [1, 2]),
        (Reply(200, dict[str, int]), '{"a": 1}', {"a": 1}),
        (Reply(200, str, "text/plain"), "closed", "closed"),
        (Reply(200, bytes, "image/png"), "x", b"x"),
        (Reply(204), "", None),
        (Reply(204), "null", None),
    ],
)
async def test_data_is_read_as_the_first_success_answer(reply: Reply, body: str, result: Any) -> None:
    answers = answers_of(operation(replies=(reply, Reply(206, Item))))

    call = answers.wrap(failing(ConnectError("down")), policy(body))

    assert await call((), None, None) == result


async def test_an_answer_without_body_takes_no_data() -> None:
    with pytest.raises(ConfigurationError):
        answers_of(operation(replies=(Reply(204),))).wrap(failing(ConnectError("down")), policy("{}"))


async def test_a_function_gets_the_error_and_returns_the_result() -> None:
    seen: list[MgError] = []

    def stand_in(error: MgError) -> Item:
        seen.append(error)
        return Item(id=error.code)

    client = make_client(operation(policy(stand_in)), transport=ScriptedTransport(problem(503, "busy")))

    result = await get(client)

    assert (result.id, seen[0].operation, provenance_of(result).source) == ("busy", "getItem", "fallback")


async def test_an_async_function_is_awaited() -> None:
    async def stand_in(error: MgError) -> Item:
        await asyncio.sleep(0)
        return Item(id=error.code)

    _, call = guarded(ConnectError("down", code="dns"), stand_in)

    assert (await call((), None, None)).id == "dns"


def test_an_async_function_that_takes_too_long_is_given_up() -> None:
    async def stand_in(_error: MgError) -> Item:
        await asyncio.Event().wait()
        raise AssertionError

    async def main() -> tuple[str, float]:
        _, call = guarded(ConnectError("down"), stand_in)
        with pytest.raises(ConnectError) as caught:
            await call((), None, None)
        return caught.value.__notes__[0], asyncio.get_running_loop().time()

    note, seconds = run_virtual(main())

    assert (note.startswith("The fallback failed as well: TimeoutError"), seconds) == (True, 2.0)


async def test_a_function_that_fails_leaves_the_original_error_and_shows_its_own() -> None:
    def stand_in(_error: MgError) -> Item:
        raise KeyError("gone")

    original = ConnectError("down")
    answers, call = guarded(original, stand_in)

    with pytest.raises(ConnectError) as caught:
        await call((), None, None)

    assert caught.value is original
    assert isinstance(caught.value.__context__, KeyError)
    assert caught.value.__notes__ == ["The fallback failed as well: KeyError: 'gone'"]
    assert (answers.used, answers.failed) == (0, 1)


async def test_a_function_declines_by_raising_what_it_was_given() -> None:
    def stand_in(error: MgError) -> Item:
        raise error

    answers, call = guarded(ConnectError("down"), stand_in)

    with pytest.raises(ConnectError) as caught:
        await call((), None, None)

    assert (answers.failed, getattr(caught.value, "__notes__", [])) == (0, [])


async def test_cancellation_reaches_an_async_function() -> None:
    ended = asyncio.Event()

    async def stand_in(_error: MgError) -> Item:
        try:
            await asyncio.Event().wait()
            return Item(id="never")
        finally:
            ended.set()

    _, call = guarded(ConnectError("down"), stand_in)
    task = asyncio.ensure_future(call((), None, None))
    for _ in range(3):
        await asyncio.sleep(0)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert ended.is_set()


class AsyncSubstitute:
    async def __call__(self, error: MgError) -> Item:
        return Item(id=error.code)


async def async_substitute(error: MgError, _prefix: str = "") -> Item:
    return Item(id=error.code)


@pytest.mark.parametrize(
    "function", [async_substitute, AsyncSubstitute(), functools.partial(async_substitute, _prefix="x")]
)
def test_an_async_function_is_refused_by_a_client_for_threads(function: Any) -> None:
    client = make_sync_client(operation(policy(function)), transport=BlockingScriptedTransport(problem(503, "busy")))

    with pytest.raises(ConfigurationError) as caught:
        client._call(client.operations[0], ("1", None, None, None))

    assert "spec/openapi/shop.yaml:7" in caught.value.message


def test_a_function_that_turns_out_to_be_async_leaves_the_original_error_in_a_client_for_threads() -> None:
    answers = answers_of(operation())
    original = ConnectError("down")

    def call(_args: Any, _body: Any, _options: Any) -> Any:
        raise original

    def later(error: MgError) -> Any:
        return async_substitute(error)

    with pytest.raises(ConnectError) as caught:
        answers.wrap_blocking(call, policy(later))((), None, None)

    assert "cannot await" in caught.value.__notes__[0]


def test_a_client_for_threads_gives_substitutes_too() -> None:
    transport = BlockingScriptedTransport(problem(503, "busy"), problem(404, "item_not_found"))
    client = make_sync_client(operation(policy()), transport=transport)

    result: Any = client._call(client.operations[0], ("1", None, None, None))

    assert (result, provenance_of(result).source) == (Item(id="none"), "fallback")
    with pytest.raises(ApiError):
        client._call(client.operations[0], ("1", None, None, None))


async def test_a_stale_answer_is_preferred_and_a_substitute_is_never_stored() -> None:
    clock = ManualClock()
    transport = ScriptedTransport(problem(503, "busy"), answer({"id": "1"}), problem(503, "busy"))
    guard = policy(cache=CachePolicy(10.0, stale_if_error_s=60.0))
    client = make_client(operation(guard), transport=transport, clock=clock)

    sources = []
    for wait_s in (0.0, 0.0, 5.0, 30.0, 100.0):
        clock.advance(wait_s)
        sources.append(provenance_of(await get(client)).source)

    assert sources == ["fallback", "live", "cache", "stale", "fallback"]


async def test_warnings_of_what_a_function_returns_are_kept() -> None:
    old = Provenance("stale", 60.0, (Notice("stale_results", "old"),))
    _, call = guarded(ConnectError("down"), lambda _error: with_provenance(Item(id="2"), old))

    codes = [notice.code for notice in provenance_of(await call((), None, None)).warnings]

    assert codes == ["fallback_used", "stale_results"]


async def test_substitutes_are_counted_for_an_exporter() -> None:
    client = make_client(operation(policy()), transport=ScriptedTransport(problem(503, "busy")))
    await get(client)

    rows = [row for row in client.metrics() if "fallback" in row.name]

    assert [(row.name, row.value) for row in rows] == [
        ("mg_client_fallback_total", 1),
        ("mg_client_fallback_failed_total", 0),
    ]
    assert rows[0].labels == {"service": "shop", "operation": "getItem"}
