"""Follows the catalog and brings it into the index, in the background, the most popular titles first.

A title that is in the index as it should be is passed over, so an interrupted run goes on where it stopped, and a
start with a full index costs a few reads.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Final

from mg_core.clock import Clock
from mg_core.errors import ConfigurationError, MgError
from mg_core.observe.logging import get_logger
from mg_core.tasks import end
from mg_services.adapters.qdrant.vectors import BATCH

from .catalog import CatalogFeed
from .domain import Title, document
from .engine import Sona
from .store import CatalogEntry

_log = get_logger("mg.sona.index")

_FIRST_WAIT_S: Final = 0.5
_LONGEST_WAIT_S: Final = 30.0
_REPORT_EVERY: Final = 10
"""Batches between two lines of the log."""


class Indexer:
    """Prepares model and index of one process, and keeps the index as the catalog is.

    Args:
        sona: what to prepare.
        feed: where the catalog comes from.
        clock: waits between attempts.
        every_s: seconds between two looks at the catalog.
        catalog: whether to bring the catalog in.
    """

    def __init__(self, sona: Sona, feed: CatalogFeed, clock: Clock, *, every_s: float, catalog: bool = True) -> None:
        self._sona = sona
        self._feed = feed
        self._every_s = every_s
        self._behind = True
        self._clock = clock
        self._catalog = catalog
        self._task: asyncio.Task[None] | None = None
        self.state = "waiting"
        """For people: `waiting`, `learning`, `1200 of 4813 titles`, `ready`, or what is wrong."""
        self.done = asyncio.Event()
        """Set when everything is in the index."""

    async def start(self) -> None:
        """Begin; returns at once."""
        self._task = asyncio.create_task(self._keep())

    async def aclose(self) -> None:
        """Stop; what was written stays."""
        if self._task is not None:
            await end((self._task,))

    async def _keep(self) -> None:
        wait_s = _FIRST_WAIT_S
        while True:
            try:
                await self.run()
            except ConfigurationError as error:
                # Another model's vectors: no waiting makes them ours, and lists by popularity need none.
                self.state = error.message
                _log.error("the index cannot be used", reason=error.message)
                return
            except MgError as error:
                self.state = f"waiting: {error.message}"
                _log.warning("the index cannot be written yet", reason=error.message, wait_s=wait_s)
                await self._clock.sleep(wait_s)
                wait_s = min(wait_s * 2, _LONGEST_WAIT_S)
            else:
                wait_s = _FIRST_WAIT_S
                await self._clock.sleep(self._every_s)

    async def run(self) -> None:
        """Take over what has changed in the catalog, and bring the index up to it.

        Raises:
            ConfigurationError: the index holds another model's vectors.
            MgError: a store is away, or discovery is and there is no copy of its catalog yet.
        """
        self._behind = bool(await self._follow()) or self._behind
        if self._behind:
            await self._prepare()
            self._behind = False

    async def _follow(self) -> int:
        try:
            return await self._feed.follow()
        except MgError as error:
            if not await self._sona.store.followed():
                raise
            # The copy that we have may be old, and is better than none.
            _log.warning("the catalog cannot be followed", reason=error.message)
            return 0

    async def _prepare(self) -> None:
        model, index = self._sona.model, self._sona.index
        entries = await self._sona.store.everything()
        if not model.ready:
            self.state = "learning"
            await model.open([entry.title for entry in entries])
        await index.ensure(model.space.id)
        for number, start in enumerate(range(0, len(entries), BATCH) if self._catalog else ()):
            self.state = f"{start} of {len(entries)} titles"
            if number % _REPORT_EVERY == 0:
                _log.info("indexing", titles=start, of=len(entries))
            await self._write_missing(entries[start : start + BATCH])
        self.state = "ready"
        _log.info("the index is ready", titles=len(entries))
        self.done.set()

    async def _write_missing(self, entries: Sequence[CatalogEntry]) -> None:
        marks = [mark_of(entry) for entry in entries]
        held = await self._sona.index.marks_of([entry.title.key for entry in entries])
        missing = [
            (entry, mark) for entry, mark in zip(entries, marks, strict=True) if held.get(entry.title.key) != mark
        ]
        if missing:
            await self._sona.write(
                [entry.title for entry, _ in missing],
                [entry.platforms for entry, _ in missing],
                marks=[mark for _, mark in missing],
            )


def mark_of(entry: CatalogEntry) -> str:
    """Changes when anything changes that the index holds of a title."""
    title: Title = entry.title
    words = document(title.title, title.genres, title.overview)
    content = f"{words}\n{title.year} {title.type} {title.popularity} {entry.platforms}"
    return hashlib.sha256(content.encode()).hexdigest()[:16]
