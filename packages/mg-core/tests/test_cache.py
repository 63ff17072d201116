from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cache_fixtures import KEPT, OWN, TOTAL_S, Service, cached, settle
from client_fixtures import Item, NewItem, operation
from error_tree import ANSWERED, UNAVAILABLE
from hypothesis import given, settings
from hypothesis import strategies as st

from mg_core import context
from mg_core.call.options import CallOptions
from mg_core.context import RequestContext
from mg_core.contract.operation import Param
from mg_core.contract.policy import CachePolicy
from mg_core.errors import ApiError, ConnectError, MgError
from mg_core.policies.cache.store import MAX_ENTRIES
from mg_core.policies.provenance import Provenance, provenance_of, with_provenance
from mg_core.testing import ManualClock


async def test_each_result_says_where_it_comes_from() -> None:
    clock, service = ManualClock(), Service()
    _, get = cached(service, clock=clock)
    seen = [provenance_of(await get())]

    for wait_s in (4.0, 8.0):
        clock.advance(wait_s)
        seen.append(provenance_of(await get()))

    assert seen == [Provenance("live"), Provenance("cache", 4.0), Provenance("stale", 12.0)]
    await settle()


async def test_the_stored_object_never_carries_anything() -> None:
    clock = ManualClock()
    calls, get = cached(Service(), clock=clock)
    first = await get()
    await get()

    (entry,) = calls.cache._entries.values()
    assert (entry.value is first, provenance_of(first).source) == (True, "live")


async def test_a_stale_answer_instead_of_an_error_warns_with_its_age_and_cause() -> None:
    clock, error = ManualClock(), ConnectError("down")
    error.service = "shop-eu"
    _, get = cached(Service([Item(id="1"), error]), clock=clock)
    await get()
    clock.advance(40)

    origin = provenance_of(await get())

    (notice,) = origin.warnings
    assert (origin.source, origin.age_s) == ("stale", 40.0)
    assert (notice.code, notice.service, notice.operation) == ("stale_results", "shop-eu", "getItem")
    assert (notice.cause, "40 s old" in notice.message) == ("service_unavailable", True)


@pytest.mark.parametrize("error", UNAVAILABLE, ids=repr)
async def test_a_stale_answer_stands_in_when_the_service_cannot_answer(error: MgError) -> None:
    clock = ManualClock()
    calls, get = cached(Service([Item(id="1"), error]), clock=clock)
    await get()
    clock.advance(70)

    assert (await get()).id == "1"
    assert calls.cache.stood_in == 1
    clock.advance(0.1)
    with pytest.raises(type(error)):
        await get()


@pytest.mark.parametrize("error", ANSWERED, ids=repr)
async def test_no_stale_answer_stands_in_for_an_answer_or_wrong_use(error: MgError) -> None:
    clock = ManualClock()
    _, get = cached(Service([Item(id="1"), error]), clock=clock)
    await get()
    clock.advance(40)

    with pytest.raises(type(error)):
        await get()


@pytest.mark.parametrize(
    ("status", "kept"), [(401, False), (403, False), (404, False), (410, False), (408, True), (425, True), (429, True)]
)
async def test_what_the_service_has_refused_or_lost_is_not_served_in_a_later_outage(status: int, *, kept: bool) -> None:
    clock = ManualClock()
    refusal = ApiError("no", code="no", status=status)
    _, get = cached(Service([Item(id="1"), refusal, ConnectError("down")]), clock=clock)
    await get()
    clock.advance(20)
    with pytest.raises(ApiError):
        await get()

    if kept:
        assert provenance_of(await get()).source == "stale"
    else:
        with pytest.raises(ConnectError):
            await get()


SECONDS = st.integers(0, 40)


@settings(max_examples=200, deadline=None)
@given(
    ttl_s=st.integers(1, 20),
    renew_s=SECONDS,
    error_s=SECONDS,
    steps=st.lists(st.tuples(st.integers(0, 25), st.sampled_from(["ok", "down", "gone"])), max_size=25),
)
def test_the_cache_does_what_a_log_of_times_says(
    ttl_s: int, renew_s: int, error_s: int, steps: list[tuple[int, str]]
) -> None:
    async def main() -> list[tuple[str, str]]:
        clock, service = ManualClock(), Service([Item(id="")])
        _, get = cached(service, CachePolicy(float(ttl_s), float(renew_s), float(error_s)), clock)
        seen: list[tuple[str, str]] = []
        for wait_s, state in steps:
            clock.advance(wait_s)
            failure = ConnectError("down") if state == "down" else ApiError("gone", code="gone", status=410)
            service.steps = [Item(id=str(clock.monotonic())) if state == "ok" else failure]
            try:
                result = await get()
                seen.append((provenance_of(result).source, result.id))
            except MgError as error:
                seen.append(("error", error.code))
            await settle()
        return seen

    assert asyncio.run(main()) == list(expected(ttl_s, renew_s, error_s, steps))


def expected(ttl_s: int, renew_s: int, error_s: int, steps: list[tuple[int, str]]) -> list[tuple[str, str]]:
    """The same from the log alone: at each call, what was the last time that the service answered?"""
    now, last, found = 1000.0, None, []
    for wait_s, state in steps:
        now += wait_s
        age_s = float("inf") if last is None else now - last
        if age_s <= ttl_s:
            found.append(("cache", str(last)))
            continue
        if age_s <= ttl_s + renew_s:
            found.append(("stale", str(last)))
        elif state == "ok":
            found.append(("live", str(now)))
        elif state == "down" and age_s <= ttl_s + error_s:
            found.append(("stale", str(last)))
        else:
            found.append(("error", "gone" if state == "gone" else "service_unavailable"))
        last = now if state == "ok" else None if state == "gone" else last
    return found


# ── keys and bounds ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "other",
    [
        RequestContext(user_id="b", roles=("admin",)),
        RequestContext(user_id="a", roles=("user",)),
        RequestContext(user_id="a"),
        RequestContext(),
        None,
    ],
)
async def test_answers_are_kept_per_user_and_roles(other: RequestContext | None) -> None:
    _, get = cached(Service())
    with context.use(RequestContext(user_id="a", roles=("admin",))):
        mine = await get()

    with context.use(other):
        theirs = await get()
    with context.use(RequestContext(user_id="a", roles=("admin",), request_id="another")):
        again = await get()

    assert (mine.id, theirs.id, again.id) == ("1", "2", "1")


class Opaque:
    """Its repr says nothing; what is sent is its str."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Opaque()"


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (("1", "x", None, None), ("1", "y", None, None), False),
        (("1", None, None, "de"), ("1", None, None, "en"), False),
        (("1", "x", None, None), ("1", None, ["x"], None), False),
        (("1", ["a", "b"], None, None), ("1", "a,b", None, None), False),
        (("1", Opaque("a"), None, None), ("1", Opaque("b"), None, None), False),
        (("1", True, None, None), ("1", 1, None, None), False),
        ((1, None, None, None), ("1", None, None, None), True),
        (("1", None, ["a"], None), ("1", None, ("a",), None), True),
    ],
)
async def test_answers_are_kept_by_what_would_be_sent(one: Any, two: Any, *, same: bool) -> None:
    service = Service()
    wrapped = cached(service)[0].wrap(service, TOTAL_S)

    await wrapped(one, None, None)
    await wrapped(two, None, None)

    assert len(service.asked) == (1 if same else 2)


async def test_a_safe_operation_with_a_body_is_kept_by_its_body() -> None:
    service = Service()
    row = operation(method="POST", path="/find", params=(), body=NewItem)
    wrapped = cached(service, row=row)[0].wrap(service, TOTAL_S)

    found = [(await wrapped((), body, None)).id for body in (NewItem(name="a"), NewItem(name="b"), {"name": "a"})]

    assert found == ["1", "2", "1"]


async def test_what_cannot_be_sent_is_left_to_the_call_to_refuse() -> None:
    service = Service()
    row = operation(params=(Param("id", "id", "path", required=True),))
    calls, _ = cached(service, row=row)

    await calls.wrap(service, TOTAL_S)(("..",), None, None)

    assert (service.asked, len(calls.cache)) == ([("..",)], 0)


@pytest.mark.parametrize("options", OWN, ids=repr)
async def test_a_call_that_needs_an_answer_of_its_own_passes_the_cache_by(options: CallOptions) -> None:
    service = Service()
    calls, get = cached(service)
    await get()

    assert ((await get(options=options)).id, (await get()).id, calls.cache.hits) == ("2", "1", 1)
    assert service.options == [None, options]


@pytest.mark.parametrize("options", KEPT, ids=repr)
async def test_any_other_option_leaves_the_cache_in_force_and_holds_for_the_request(options: CallOptions) -> None:
    service = Service()
    calls, get = cached(service)
    first = await get(options=options)

    assert (first.id, (await get()).id, (await get(options=options)).id, calls.cache.hits) == ("1", "1", "1", 2)
    assert service.options == [options]


async def test_a_renewal_is_made_without_the_options_of_the_call_that_met_a_stale_answer() -> None:
    service, clock = Service(), ManualClock()
    _, get = cached(service, clock=clock)
    await get()
    clock.advance(12.0)
    await get(options=CallOptions(timeout_s=0.001))
    await settle()

    assert service.options == [None, None]


async def test_memory_is_bounded_and_what_is_used_stays() -> None:
    calls, get = cached(Service())
    for number in range(MAX_ENTRIES * 2):
        await get(f"n{number}")
        await get("used")

    assert (len(calls.cache), calls.cache.evicted, calls._flights) == (MAX_ENTRIES, MAX_ENTRIES + 1, {})
    kept = ("used", f"n{MAX_ENTRIES * 2 - 1}", f"n{MAX_ENTRIES + 1}", f"n{MAX_ENTRIES}")
    assert [provenance_of(await get(name)).source for name in kept] == ["cache", "cache", "cache", "live"]


async def test_what_is_not_the_services_own_answer_is_never_stored() -> None:
    calls, get = cached(Service([with_provenance(Item(id="none"), Provenance("fallback"))]))

    sources = [provenance_of(await get()).source for _ in range(2)]

    assert (sources, len(calls.cache)) == (["fallback", "fallback"], 0)


async def test_an_answer_too_old_for_any_use_is_dropped_when_it_is_met() -> None:
    clock = ManualClock()
    calls, get = cached(Service([Item(id="1"), ConnectError("down")]), clock=clock)
    await get()
    clock.advance(71)

    with pytest.raises(ConnectError):
        await get()

    assert len(calls.cache) == 0
