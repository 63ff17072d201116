"""Fills the catalog of PostgreSQL: one row per title and platform, in one transaction, by COPY."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg

from mg_services.data import catalog
from mg_services.data.catalog import CatalogTitle
from mg_services.engines.process import Report, silent

_CONTENT = (
    "id", "platform", "title", "type", "genres", "release_year", "release_date",
    "overview", "plot", "seasons", "runtime_min", "popularity", "rating",
)  # fmt: skip
_AVAILABILITY = ("content_id", "title_number", "platform")

_CONFIRM = "UPDATE content_availability SET checked_at = now() WHERE checked_at < now() - interval '1 hour'"
"""The stand-ins serve this very catalog, so starting them confirms it; discovery shows no title older than 7 days."""


async def seed(dsn: str, data_dir: Path, *, report: Report = silent) -> int:
    """Fetch the catalog if need be and write it; returns the number of distinct titles.

    A database that holds this very catalog is left as it is. Another catalog's rows are replaced where they are in
    the new one as well, and otherwise kept.

    Raises:
        ConfigurationError: the films were never fetched and the package index cannot be reached.
    """
    edition = catalog.edition()
    if known := await _seeded(dsn, edition):
        report(f"the catalog is there: {known} titles")
        return known
    titles = await asyncio.to_thread(catalog.load, data_dir, report=report)
    return await write(dsn, titles, edition=edition, report=report)


async def _seeded(dsn: str, edition: str) -> int:
    """Distinct titles in the database when this edition of the catalog was written, else 0."""
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        if await connection.fetchval("SELECT obj_description('content'::regclass)") != edition:
            return 0
        await connection.execute(_CONFIRM)
        return int(await connection.fetchval("SELECT count(DISTINCT title_number) FROM content_availability"))
    finally:
        await connection.close()


async def write(dsn: str, titles: Iterable[CatalogTitle], *, edition: str = "", report: Report = silent) -> int:
    """Write titles into the catalog; all of them or, on an error, none."""
    known = list(titles)
    began = time.monotonic()
    content = [_content_row(title, platform) for title in known for platform in title.platforms]
    availability = [(t.content_id(platform), t.id, platform) for t in known for platform in t.platforms]
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        async with connection.transaction():
            await _copy(connection, "content", _CONTENT, content, key="id")
            await _copy(connection, "content_availability", _AVAILABILITY, availability, key="content_id, region")
            await connection.execute(_CONFIRM)
            # The mark that _seeded looks for; it is written with the rows or not at all.
            await connection.execute(f"COMMENT ON TABLE content IS '{edition}'")
        await connection.execute("ANALYZE content, content_availability")
    finally:
        await connection.close()
    report(f"{len(known)} titles on {len(content)} platform pages in {time.monotonic() - began:.1f} s")
    return len(known)


async def _copy(connection: Any, table: str, columns: tuple[str, ...], rows: list[Any], *, key: str) -> None:
    """COPY into a table of the transaction, then one statement into the real one: COPY knows no ON CONFLICT."""
    names = ", ".join(columns)
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    draft = f"incoming_{table}"
    source = f"SELECT {names} FROM {table} WITH NO DATA"  # noqa: S608  names of this module
    await connection.execute(f"CREATE TEMPORARY TABLE {draft} ON COMMIT DROP AS {source}")
    await connection.copy_records_to_table(draft, records=rows, columns=list(columns))
    await connection.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {draft} "  # noqa: S608  names of this module
        f"ON CONFLICT ({key}) DO UPDATE SET {updates}"
    )


def _content_row(title: CatalogTitle, platform: str) -> tuple[Any, ...]:
    return (
        title.content_id(platform),
        platform,
        title.title,
        title.type,
        list(title.genres),
        title.year or None,
        date.fromisoformat(title.release_date) if title.release_date else None,
        title.overview,
        title.plot,
        title.seasons,
        title.runtime_min or None,
        title.popularity,
        title.vote_average,
    )
