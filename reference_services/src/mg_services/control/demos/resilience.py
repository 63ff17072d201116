"""Platforms fail one after the other and recover: the breakers, live, and what the caller gets all the while."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from pathlib import Path

from mg_clients.gateway import AsyncGatewayClient, models
from mg_services.adapters.redis import open_redis, search_key
from mg_services.control.console import Console, duration
from mg_services.control.faults import set_fault
from mg_services.control.launcher import LaunchSettings, free_ports, launch

from .watch import Watch

REMEMBERED = "star"
"""Searched while all is well, and again when nothing is."""
SEARCH_LIMIT_S = 5.5
"""Longest that a search may take whatever hangs: discovery's 5 s and the way there."""
QUICK_S = 1.5
"""Longest for a search in which nobody is waited for."""
OPEN_S = 30.0
"""Seconds that a breaker stays open (specification, section 7.1)."""
TRIALS = 3
CROWD = ("rain", "moon", "fire", "snow", "road", "blue", "gold", "wild")
"""Searches that arrive together when the circuits half-open."""


async def run(data_dir: Path, console: Console) -> int:
    """Start a platform on free ports, let its platforms fail and recover, stop it.

    Returns:
        0 when every expectation held, 1 when one did not.

    Raises:
        ConfigurationError: the platform does not start.
        MgError: an answer that the demo does not expect.
    """
    console.title("Starting the platform")
    began = time.perf_counter()
    async with launch(LaunchSettings(data_dir, ports=free_ports()), console.done) as platform:
        watch = Watch(platform, console)
        console.note(f"{len(watch.names)} stand-ins and 3 services up after {time.perf_counter() - began:.1f} s")
        async with AsyncGatewayClient(platform.url("gateway")) as visitor:
            account = await _register(visitor)
        async with AsyncGatewayClient(platform.url("gateway"), token=account.token) as client:
            demo = _Demo(watch, client, account.user_id)
            await demo.connect()
            for step in (
                demo.all_well,
                demo.spotify_limits,
                demo.hulu_hangs,
                demo.netflix_fails,
                demo.all_down,
                demo.recovery,
            ):
                await step()
    return _summary(watch, time.perf_counter() - began)


async def _register(visitor: AsyncGatewayClient) -> models.RegisterResponse:
    email, password = f"ada.{secrets.token_hex(4)}@example.com", secrets.token_urlsafe(12)
    return await visitor.register(models.RegisterRequest(email=email, password=password, name="Ada"))


def _summary(watch: Watch, seconds: float) -> int:
    console = watch.console
    console.title(f"{watch.kept} of {watch.kept + len(watch.missed)} expectations held, {duration(seconds)} in all")
    for text in watch.missed:
        console.warn(f"not so: {text}")
    return 1 if watch.missed else 0


class _Found:
    """One search: the answer, its time, and what each platform contributed."""

    def __init__(self, answer: models.SearchResult, seconds: float) -> None:
        self.answer = answer
        self.seconds = seconds
        self.errors = {str(error.platform): error.error for error in answer.errors or ()}
        self.counts = Counter(str(item.platform) for item in answer.results)

    @property
    def complete(self) -> bool:
        """No platform is missing."""
        return not self.errors and not self.answer.partial_results

    def got(self, name: str) -> str:
        """What the caller got of a platform."""
        shown = f"{self.counts[name]} of the titles shown"
        if name not in self.errors:
            return shown if self.counts[name] else "no title among those shown"
        return f"{self.errors[name]}, {shown} all the same" if self.counts[name] else self.errors[name]


class _Demo:
    """The steps; each prints what happens and what was expected of it.

    Spotify's comes before those that open circuits: discovery asks again when Spotify's Retry-After is over, and
    every circuit is still open then, so that these searches are nobody's trials.
    """

    def __init__(self, watch: Watch, client: AsyncGatewayClient, user_id: str) -> None:
        self._watch = watch
        self._console = watch.console
        self._client = client
        self._user_id = user_id

    async def connect(self) -> None:
        """Connect every platform that runs."""
        with self._console.step(f"connect {', '.join(self._watch.names)}"):
            for name in self._watch.names:
                account = models.ConnectPlatformRequest(account_id=f"{name}-{secrets.token_hex(3)}")
                await self._client.connect_platform(platform=models.Platform(name), body=account)

    async def all_well(self) -> None:
        """Everybody answers."""
        self._console.title("All is well")
        found = await self._search(REMEMBERED)
        await self._show(found)
        self._watch.expect("every platform answers, no warning", holds=found.complete)

    async def netflix_fails(self) -> None:
        """500 from Netflix: retries, then the breaker."""
        self._console.title("Netflix answers 500: two retries a search, and the fifth failure opens its circuit")
        self._fault("netflix", "down")
        first = await self._search("dark")
        reached = await self._watch.searches_at("netflix")
        self._watch.expect(f"one search, three attempts (Netflix saw {reached})", holds=reached == 3)
        self._watch.expect("the others' results came", holds="netflix" in first.errors and bool(first.answer.results))
        await self._search("night")
        third = await self._search("city")
        await self._show(third)
        reached = await self._watch.searches_at("netflix")
        state = (await self._watch.breakers())["netflix"].state
        self._watch.expect(f"open after exactly five failures (Netflix saw {reached})", holds=reached == 5)
        self._watch.expect(f"its breaker is {state}; nobody waits for Netflix", holds=state == "open")
        self._watch.expect(f"the search took {duration(third.seconds)}", holds=third.seconds < QUICK_S)

    async def hulu_hangs(self) -> None:
        """Silence from Hulu: the deadline bounds the search."""
        self._console.title("Hulu hangs: the deadline ends the wait, the others' results come")
        self._fault("hulu", "hang")
        first = await self._search("world")
        self._watch.expect(
            f"the answer came after {duration(first.seconds)}, without Hulu",
            holds=first.seconds < SEARCH_LIMIT_S and "hulu" in first.errors and first.answer.total > 0,
        )
        await asyncio.gather(self._search("house"), self._search("river"))
        after = await self._search("king")
        await self._show(after)
        state = (await self._watch.breakers())["hulu"].state
        self._watch.expect(f"its breaker is {state}", holds=state == "open")
        self._watch.expect(f"the next search took {duration(after.seconds)}", holds=after.seconds < QUICK_S)

    async def spotify_limits(self) -> None:
        """429 from Spotify: an answer, so no failure for the breaker, and no wait past the deadline."""
        self._console.title("Spotify answers 429 with Retry-After: it is there, so its circuit stays closed")
        self._fault("spotify", "limited")
        found = await self._search("dance")
        await self._show(found)
        state = (await self._watch.breakers())["spotify"].state
        self._watch.expect(f"its breaker is {state}", holds=state == "closed")
        self._watch.expect(
            f"the caller is told ({found.errors.get('spotify')}) and does not wait: {duration(found.seconds)}",
            holds=found.errors.get("spotify") == "rate_limited" and found.seconds < QUICK_S,
        )

    async def all_down(self) -> None:
        """Nobody answers: what is kept, then the local catalog."""
        self._console.title("Everything is down")
        for name in self._watch.names:
            self._fault(name, "down", quiet=True)
        await self._forget_fresh()
        kept = await self._search(REMEMBERED)
        self._watch.expect(
            f"“{REMEMBERED}” comes from the cache, said so, {kept.answer.age_minutes} minutes old",
            holds=bool(kept.answer.cached) and bool(kept.answer.warnings) and kept.answer.total > 0,
        )
        await self._search("girl")
        local = await self._search("time")
        await self._show(local)
        self._watch.expect(
            f"“time”, never asked before, comes from the local catalog: {local.answer.total} titles,"
            f" {local.answer.data_age} old",
            holds=bool(local.answer.data_age) and bool(local.answer.warning) and local.answer.total > 0,
        )
        states = {name: view.state for name, view in (await self._watch.breakers()).items()}
        still = [name for name, state in states.items() if state != "open" and name != "spotify"]
        self._watch.expect(
            f"every circuit but Spotify's is open{', not ' * bool(still)}{', '.join(still)}", holds=not still
        )

    async def recovery(self) -> None:
        """All come back: three trials each, then closed."""
        self._console.title(f"All come back; the circuits stay open for {OPEN_S:g} s more")
        before = await self._watch.breakers()
        for name in self._watch.names:
            self._fault(name, "up", quiet=True)
        await self._wait(OPEN_S + 0.5)
        self._console.title(f"{len(CROWD)} searches arrive at once")
        await asyncio.gather(*(self._search(words, quiet=True) for words in CROWD))
        for name, view in (await self._watch.breakers()).items():
            if before[name].state == "open":
                reached = await self._watch.searches_at(name)
                self._watch.expect(
                    f"{name}: {reached} trials, then {view.state}", holds=reached == TRIALS and view.state == "closed"
                )
        last = await self._search("love")
        await self._show(last)
        self._watch.expect("every platform answers again, no warning", holds=last.complete)

    async def _search(self, query: str, *, quiet: bool = False) -> _Found:
        began = time.perf_counter()
        answer = await self._client.search(q=query, limit=50)
        found = _Found(answer, time.perf_counter() - began)
        if not quiet:
            source = "cache" if answer.cached else "local catalog" if answer.data_age else "platforms"
            missing = f", missing: {', '.join(found.errors)}" if found.errors else ""
            self._console.done(f"search “{query}”: {answer.total} results from {source}", found.seconds)
            if missing:
                self._console.warn(missing.removeprefix(", "))
        return found

    async def _show(self, found: _Found) -> None:
        await self._watch.show({name: found.got(name) for name in self._watch.names})

    def _fault(self, name: str, word: str, *, quiet: bool = False) -> None:
        url = self._watch.platform.url(name)
        set_fault(url, "up")  # also sets the stand-in's counts of requests back
        if word != "up":
            set_fault(url, word)
        if not quiet:
            self._console.note(f"mg faults {name} {word}")

    async def _forget_fresh(self) -> None:
        """Let the five minutes pass in which an answer is fresh: its copy in Redis goes, the one for bad days stays."""
        redis = open_redis(self._watch.platform.environment["MG_REDIS_URL"])
        try:
            async for key in redis.scan_iter(match=f"{search_key(REMEMBERED, self._user_id)}*"):
                await redis.delete(key)
        finally:
            await redis.aclose()
        self._console.note("the fresh copies are dropped from Redis, as if five minutes had passed")

    async def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left_s := end - time.monotonic()) > 0:
            views = await self._watch.breakers()
            line = "  ".join(f"{name} {self._watch.state(view)}" for name, view in views.items())
            self._console.line(f"      {left_s:4.0f} s  {line}")
            await asyncio.sleep(min(6.0, left_s))
