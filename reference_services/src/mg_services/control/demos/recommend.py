"""Recommendations: a real person's history, twenty titles with reasons, one more film, and what that changes."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg

from mg_clients.rpc import AsyncSonaRpcClient, messages
from mg_core.errors import ConfigurationError
from mg_services.control.console import Console
from mg_services.control.launcher import LaunchSettings, Platform, free_ports, launch
from mg_services.data import catalog
from mg_services.data.catalog import CatalogTitle
from mg_services.services.sona import movielens

_SHOWN = 20
_HISTORY_SHOWN = 8
_PATIENCE_S = 900.0
_FEWEST, _MOST = 30, 60
"""Films of the catalog that the person of the demo has rated: enough to know them, few enough to show."""
_INSERT = "INSERT INTO watch_history (user_id, content_id, watched_at, completed) VALUES ($1, $2, $3, true)"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of MovieLens, as far as the catalog knows their films."""

    number: int
    history: tuple[CatalogTitle, ...]
    """Oldest first."""


async def run(data_dir: Path, console: Console) -> int:
    """Start the vector part of the platform on free ports, recommend, stop it.

    Returns:
        0.

    Raises:
        ConfigurationError: the platform does not start, or a data set cannot be fetched.
        MgError: an answer that the demo does not expect.
    """
    console.title("Starting SONA, discovery, PostgreSQL and the vector store")
    settings = LaunchSettings(data_dir, only=("auth", "sona", "discovery"), ports=free_ports())
    async with launch(settings, console.done) as platform:
        person, later = await asyncio.to_thread(_somebody, data_dir)
        user_id = await _move_in(platform, person)
        async with AsyncSonaRpcClient(platform.environment["MG_SONA_GRPC_TARGET"]) as sona:
            await _until_indexed(sona, platform.url("sona"), person, console)
            _introduce(person, console)
            before = await _recommend(sona, user_id, console, "Twenty titles for them")
            film = _surprise(later, before, person)
            console.title(f"They watch one more film: {_named(film)}, {', '.join(film.genres[:3])}")
            watched = messages.RecordWatchRequest(
                user_id=str(user_id), content_id=film.content_id(film.platforms[0]), completion=1.0
            )
            answer = await sona.record_watch(watched)
            console.note(f"their vector has moved: version {answer.vector_version}")
            after = await _recommend(sona, user_id, console, "The list afterwards", known=before)
            _compare(before, after, console)
    console.title("The platform is stopped.")
    return 0


def _somebody(data_dir: Path) -> tuple[Person, Sequence[CatalogTitle]]:
    """A person whose films the catalog knows, and all films of the catalog that MovieLens knows."""
    data = movielens.load(data_dir)
    by_key = {movielens.film_key(title.title, title.year): title for title in catalog.load(data_dir)}
    known = {
        place: by_key[key]
        for place, film in enumerate(data.films)
        for key in movielens.keys_near(film.title, film.year)
        if key in by_key
    }
    for number, history in enumerate(data.histories, start=1):
        mapped = tuple(dict.fromkeys(known[place] for place in history if place in known))
        if _FEWEST <= len(mapped) <= _MOST:
            return Person(number, mapped), tuple(known.values())
    raise ConfigurationError("nobody in MovieLens has rated enough films of this catalog")


async def _move_in(platform: Platform, person: Person) -> UUID:
    """An account with the person's history."""
    start = datetime.now(UTC) - timedelta(days=len(person.history) + 1)
    connection = await asyncpg.connect(platform.postgres_dsn)
    try:
        user_id: UUID = await connection.fetchval(
            "INSERT INTO users (email, password_hash, name) VALUES ($1, 'none', $2) RETURNING id",
            f"movielens.{secrets.token_hex(4)}@example.com",
            f"Person {person.number} of MovieLens",
        )
        rows = [
            (user_id, film.content_id(film.platforms[0]), start + timedelta(days=day))
            for day, film in enumerate(person.history)
        ]
        await connection.executemany(_INSERT, rows)
    finally:
        await connection.close()
    return user_id


async def _until_indexed(sona: AsyncSonaRpcClient, url: str, person: Person, console: Console) -> None:
    """Wait until the catalog's least popular film of the history, which comes late, has its vector."""
    started = time.perf_counter()
    last = min(person.history, key=lambda film: film.popularity)
    request = messages.RecommendationRequest(
        user_id="nobody",
        context=messages.RecommendationContext(recent_views=[last.content_id(last.platforms[0])]),
        limit=1,
    )
    said = ""
    while (await sona.get_recommendations(request)).strategy != "vector":
        state = await asyncio.to_thread(_index_state, url)
        if "another kind" in state:
            raise ConfigurationError(state)
        if not said:
            console.note("the first start learns from 100,000 ratings and reads 4,800 plots; later starts find them")
        if state.split()[:1] != said.split()[:1] and state.endswith("titles"):
            console.note(state)
        said = state
        if time.perf_counter() - started > _PATIENCE_S:
            raise ConfigurationError(f"the index was not ready after {_PATIENCE_S:.0f} s: see logs/sona.log")
        await asyncio.sleep(5)
    console.done("the titles are in the index", time.perf_counter() - started)


def _index_state(url: str) -> str:
    """What SONA says about its index."""
    with urllib.request.urlopen(f"{url}/health", timeout=5) as reply:  # noqa: S310 - our own http URL
        checks = json.load(reply)["checks"]
    return next((str(check.get("message", "")) for check in checks if check["name"] == "index"), "")


def _introduce(person: Person, console: Console) -> None:
    console.title(f"Person {person.number} of MovieLens has watched {len(person.history)} films of the catalog")
    for film in reversed(person.history[-_HISTORY_SHOWN:]):
        console.note(f"{_named(film)}: {', '.join(film.genres[:3])}")
    console.note(f"… and {len(person.history) - _HISTORY_SHOWN} before")


async def _recommend(
    sona: AsyncSonaRpcClient, user_id: UUID, console: Console, title: str, *, known: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Print a list; the titles' ids and places."""
    console.title(title)
    started = time.perf_counter()
    answer = await sona.get_recommendations(messages.RecommendationRequest(user_id=str(user_id), limit=_SHOWN))
    console.done(
        f"{len(answer.recommendations)} titles, {answer.execution_time_ms} ms in the engine",
        time.perf_counter() - started,
    )
    for place, row in enumerate(answer.recommendations, start=1):
        year = f" ({row.item.release_year})" if row.item and row.item.release_year else ""
        mark = "new " if known is not None and row.item and row.item.content_id not in known else ""
        console.note(f"{place:>2} {mark}{row.title}{year} on {row.platform}, {row.similarity_score:.2f}: {row.reason}")
    return {row.item.content_id: place for place, row in enumerate(answer.recommendations) if row.item}


def _surprise(films: Sequence[CatalogTitle], before: Mapping[str, int], person: Person) -> CatalogTitle:
    """The most popular film that is of none of the genres watched last and is not in the list."""
    usual = {genre for film in person.history[-5:] for genre in film.genres}
    unseen = [film for film in films if film not in person.history and film.content_id(film.platforms[0]) not in before]
    return max(unseen, key=lambda film: (-len(usual.intersection(film.genres)), film.popularity))


def _compare(before: Mapping[str, int], after: Mapping[str, int], console: Console) -> None:
    fresh = [name for name in after if name not in before]
    moved = sum(1 for name, place in after.items() if name in before and before[name] != place)
    console.title(f"{len(fresh)} of {len(after)} titles are new, {moved} have another place")


def _named(film: CatalogTitle) -> str:
    return f"{film.title} ({film.year})"
