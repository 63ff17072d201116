from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from cache_fixtures import KEPT, OWN
from client_fixtures import Item, ends_of, operation

from mg_core import context
from mg_core.call.options import CallOptions
from mg_core.clock import SystemClock
from mg_core.context import RequestContext
from mg_core.contract.policy import CachePolicy
from mg_core.deadline import budget
from mg_core.errors import ApiError, ConnectError, DeadlineExceededError
from mg_core.policies.cache.merging import MAX_RENEWERS, BlockingCachedCalls, Limits
from mg_core.policies.cache.store import ResponseCache
from mg_core.policies.provenance import provenance_of
from mg_core.testing import ManualClock

RULES = CachePolicy(10.0, stale_while_revalidate_s=5.0, stale_if_error_s=60.0)
BOUND_S = 10.0


@dataclass
class BlockingService:
    """Answers call n with `answer(n)`; while `gate` is closed, calls wait at it."""

    answer: Callable[[int], Any] = lambda number: Item(id=str(number))
    gate: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    asked: int = 0
    contexts: list[RequestContext | None] = field(default_factory=list)
    options: list[CallOptions | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    def __call__(self, _args: Any, _body: Any, options: CallOptions | None) -> Any:
        with self.lock:
            self.options.append(options)
            self.asked += 1
            number = self.asked
            self.contexts.append(context.current())
        self.arrived.release()
        if not self.gate.wait(BOUND_S):
            raise AssertionError
        result = self.answer(number)
        if isinstance(result, BaseException):
            raise result
        return result


def cached(service: BlockingService, clock: Any) -> tuple[BlockingCachedCalls, Callable[..., Any]]:
    calls = BlockingCachedCalls(ResponseCache(operation(), RULES, clock.monotonic, ends_of(operation()).sent))
    wrapped = calls.wrap(service, 30.0)
    return calls, lambda identity="1", options=None: wrapped((identity, None, None, None), None, options)


@contextmanager
def threads(count: int) -> Iterator[ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(count)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False)


def wait_until(holds: Callable[[], bool]) -> None:
    """Poll for what another thread does; bounded."""
    end, pause = time.monotonic() + BOUND_S, threading.Event()
    while not holds():
        assert time.monotonic() < end
        pause.wait(0.001)


def test_a_cold_answer_is_asked_for_once_by_many_threads() -> None:
    service, count = BlockingService(), 32
    service.gate.clear()
    calls, get = cached(service, ManualClock())
    barrier = threading.Barrier(count)

    def together() -> Any:
        barrier.wait(BOUND_S)
        return get()

    with threads(count) as pool:
        results = [pool.submit(together) for _ in range(count)]
        wait_until(lambda: calls.cache.merged == count - 1)
        service.gate.set()
        found = {result.result(BOUND_S).id for result in results}

    assert (service.asked, found, calls.cache.misses, calls._flights) == (1, {"1"}, 1, {})


def test_a_storm_on_many_keys_asks_once_for_each() -> None:
    service, count, rounds = BlockingService(), 8, 50
    calls, get = cached(service, ManualClock())
    barrier = threading.Barrier(count)

    def storm() -> None:
        for number in range(rounds):
            barrier.wait(BOUND_S)
            get(f"n{number}")

    with threads(count) as pool:
        for running in [pool.submit(storm) for _ in range(count)]:
            running.result(BOUND_S)

    assert (service.asked, len(calls.cache), calls._flights) == (rounds, rounds, {})
    assert calls.cache.hits + calls.cache.merged == rounds * (count - 1)


def test_what_another_thread_stored_since_the_look_is_not_asked_for_again() -> None:
    service = BlockingService()
    calls, get = cached(service, ManualClock())
    get()
    key = calls.cache.key(("1", None, None, None), None)

    again = calls._fetch(key, lambda: service((), None, None), Limits.of(0.0, 30.0))

    assert (again.id, provenance_of(again).source, service.asked) == ("1", "cache", 1)


def test_each_thread_has_its_own_error() -> None:
    service, count = BlockingService(lambda _: ConnectError("down")), 8
    service.gate.clear()
    calls, get = cached(service, ManualClock())
    with threads(count) as pool:
        results = [pool.submit(get) for _ in range(count)]
        wait_until(lambda: calls.cache.merged == count - 1)
        service.gate.set()
        errors = [result.exception(BOUND_S) for result in results]

    assert (service.asked, {type(error) for error in errors}) == (1, {ConnectError})
    assert len({id(error) for error in errors}) == count


def test_a_waiting_thread_keeps_its_own_deadline() -> None:
    service, clock = BlockingService(), ManualClock()
    service.gate.clear()
    _, get = cached(service, clock)
    with threads(1) as pool:
        patient = pool.submit(get)
        service.arrived.acquire(timeout=BOUND_S)
        with budget(0.01, now=clock.monotonic()), pytest.raises(DeadlineExceededError):
            get()
        service.gate.set()

        assert patient.result(BOUND_S).id == "1"


def test_a_stale_answer_is_renewed_by_one_daemon_thread() -> None:
    service, clock = BlockingService(), ManualClock()
    calls, get = cached(service, clock)
    get()
    clock.advance(12)
    service.gate.clear()

    with context.use(RequestContext(request_id="r", deadline=clock.monotonic() + 0.01)):
        given = {get().id for _ in range(100)}
    renewing = [thread for thread in threading.enumerate() if thread.name == "mg-cache-renewal"]
    service.gate.set()
    wait_until(lambda: not calls._flights)

    assert (given, service.asked, [thread.daemon for thread in renewing]) == ({"1"}, 2, [True])
    renewed = get()
    assert (renewed.id, provenance_of(renewed).source) == ("2", "cache")
    assert service.contexts[1] == RequestContext(request_id="r", deadline=None)


def test_threads_that_renew_are_bounded() -> None:
    service, clock, keys = BlockingService(), ManualClock(), [f"n{number}" for number in range(20)]
    calls, get = cached(service, clock)
    for key in keys:
        get(key)
    clock.advance(12)
    service.gate.clear()

    sources = {provenance_of(get(key)).source for key in keys}
    renewing = calls._renewers
    service.gate.set()
    wait_until(lambda: calls._renewers == 0)

    assert (sources, renewing, calls.cache.renewals) == ({"stale"}, MAX_RENEWERS, MAX_RENEWERS)


def test_without_a_thread_to_be_had_the_stale_answer_stands_and_the_next_call_tries_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    service, clock = BlockingService(), ManualClock()
    calls, get = cached(service, clock)
    get()
    clock.advance(12)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refused)
        given = [get().id for _ in range(MAX_RENEWERS + 1)]
    state = (calls._renewers, calls.cache.renewals_failed, dict(calls._flights))
    get()
    wait_until(lambda: calls._renewers == 0)

    assert (set(given), state, get().id) == ({"1"}, (0, MAX_RENEWERS + 1, {}), "2")


def test_a_renewal_that_fails_leaves_the_old_answer() -> None:
    service = BlockingService(lambda number: Item(id="1") if number == 1 else ConnectError("down"))
    clock = ManualClock()
    calls, get = cached(service, clock)
    get()
    clock.advance(12)

    get()
    wait_until(lambda: calls._renewers == 0)

    assert (get().id, calls.cache.renewals_failed >= 1) == ("1", True)
    wait_until(lambda: calls._renewers == 0)


def test_a_renewal_under_way_at_closing_changes_nothing() -> None:
    service, clock = BlockingService(), ManualClock()
    calls, get = cached(service, clock)
    get()
    clock.advance(12)
    service.gate.clear()
    get()
    service.arrived.acquire(timeout=BOUND_S)

    calls.close()
    service.gate.set()
    wait_until(lambda: calls._renewers == 0)

    (entry,) = calls.cache._entries.values()
    assert entry.value.id == "1"


def test_a_stale_answer_stands_in_for_an_outage_but_not_for_a_404() -> None:
    steps = [Item(id="1"), ConnectError("down"), ApiError("no", code="item_not_found", status=404)]
    service, clock = BlockingService(lambda number: steps[number - 1]), ManualClock()
    _, get = cached(service, clock)
    get()
    clock.advance(40)

    assert provenance_of(get()).warnings[0].code == "stale_results"
    with pytest.raises(ApiError):
        get()


def test_a_thread_that_is_interrupted_leaves_the_request_to_the_next() -> None:
    service = BlockingService(lambda number: KeyboardInterrupt() if number == 1 else Item(id="2"))
    service.gate.clear()
    calls, get = cached(service, ManualClock())
    with threads(2) as pool:
        first = pool.submit(get)
        service.arrived.acquire(timeout=BOUND_S)
        second = pool.submit(get)
        wait_until(lambda: calls.cache.merged == 1)
        service.gate.set()

        assert isinstance(first.exception(BOUND_S), KeyboardInterrupt)
        assert second.result(BOUND_S).id == "2"


def test_a_call_that_asks_for_itself_does_not_wait_for_itself() -> None:
    clock, depth = ManualClock(), []

    def call(args: Any, _body: Any, _options: Any) -> Any:
        depth.append(1)
        return Item(id="inner") if len(depth) == 2 else wrapped(args, None, None)

    wrapped = BlockingCachedCalls(ResponseCache(operation(), RULES, clock.monotonic, ends_of(operation()).sent)).wrap(
        call, 30.0
    )

    assert wrapped(("1", None, None, None), None, None).id == "inner"


@pytest.mark.parametrize("options", OWN, ids=repr)
def test_a_call_that_needs_an_answer_of_its_own_passes_the_cache_by(options: CallOptions) -> None:
    service = BlockingService()
    _, get = cached(service, ManualClock())
    get()

    assert (get(options=options).id, get().id) == ("2", "1")


@pytest.mark.parametrize("options", KEPT, ids=repr)
def test_any_other_option_leaves_the_cache_in_force_and_holds_for_the_request(options: CallOptions) -> None:
    service = BlockingService()
    calls, get = cached(service, ManualClock())

    assert (get(options=options).id, get().id, get(options=options).id, calls.cache.hits) == ("1", "1", "1", 2)
    assert service.options == [options]


def test_a_time_limit_bounds_the_wait_for_the_request_of_another_thread() -> None:
    service = BlockingService()
    service.gate.clear()
    _, get = cached(service, SystemClock())
    with threads(1) as pool:
        patient = pool.submit(get)
        assert service.arrived.acquire(timeout=BOUND_S)
        with pytest.raises(DeadlineExceededError):
            get(options=CallOptions(timeout_s=0.01))
        service.gate.set()

        assert (patient.result(BOUND_S).id, service.asked) == ("1", 1)
