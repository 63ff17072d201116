"""One computation for many askers."""

import asyncio

import pytest

from mg_services.adapters.kept_answers import KeptAnswers


class Watch:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Source:
    """Answers when let go, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.go = asyncio.Event()

    async def __call__(self) -> int:
        self.asked += 1
        await self.go.wait()
        return self.asked


def flights(watch: Watch, *, ttl_s: float = 5.0) -> KeptAnswers[int]:
    return KeptAnswers(ttl_s=ttl_s, clock=watch, keep=lambda answer: answer < 100)


async def test_askers_at_the_same_time_share_one_computation() -> None:
    source, single = Source(), flights(Watch())
    askers = [asyncio.create_task(single.get("k", source)) for _ in range(50)]
    await asyncio.sleep(0)
    source.go.set()

    answers = await asyncio.gather(*askers)

    assert source.asked == 1
    assert {answer for answer, _ in answers} == {1}


async def test_an_answer_is_kept_for_its_time_and_no_longer() -> None:
    watch, source = Watch(), Source()
    single = flights(watch)
    source.go.set()
    await single.get("k", source)
    watch.now = 4.9

    assert await single.get("k", source) == (1, True)
    watch.now = 5.0
    assert await single.get("k", source) == (2, False)


async def test_an_answer_that_may_not_be_kept_is_computed_again() -> None:
    source, single = Source(), flights(Watch())
    source.asked = 99
    source.go.set()

    assert await single.get("k", source) == (100, False)
    assert await single.get("k", source) == (101, False)


async def test_a_cancelled_asker_does_not_take_the_answer_from_the_others() -> None:
    source, single = Source(), flights(Watch())
    first, second = (asyncio.create_task(single.get("k", source)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    source.go.set()

    assert (await second)[0] == 1


async def test_a_failure_reaches_every_asker_and_is_not_kept() -> None:
    async def fail() -> int:
        raise LookupError

    single, source = flights(Watch()), Source()
    outcomes = await asyncio.gather(single.get("k", fail), single.get("k", fail), return_exceptions=True)
    source.go.set()

    assert [type(outcome) for outcome in outcomes] == [LookupError, LookupError]
    assert await single.get("k", source) == (1, False)


async def test_closing_ends_what_is_under_way() -> None:
    single, source = flights(Watch()), Source()
    asker = asyncio.create_task(single.get("k", source))
    await asyncio.sleep(0)

    await single.aclose()

    with pytest.raises(asyncio.CancelledError):
        await asker
