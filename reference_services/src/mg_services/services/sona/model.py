"""The model of a running service: embedder and space, opened once, kept on disk."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mg_core.errors import ApiError, ConfigurationError
from mg_core.observe.logging import get_logger

from . import movielens, training
from .domain import Title, document
from .embeddings import BATCH, TEXT_DIMENSIONS, Matrix, TextEmbedder, open_embedder
from .geometry import Vector, query
from .training import Space

_log = get_logger("mg.sona")

_KEPT = "CREATE TABLE IF NOT EXISTS texts (digest BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"


class TextVectors:
    """Vectors of texts, computed once and kept in a file: an interrupted run goes on where it stopped.

    Args:
        embedder: computes what is not kept.
        folder: of the file; the embedder's id is part of its name.
    """

    def __init__(self, embedder: TextEmbedder, folder: Path) -> None:
        self._embedder = embedder
        self._path = folder / f"texts-{embedder.id}.sqlite"
        folder.mkdir(parents=True, exist_ok=True)

    def embed(self, texts: Sequence[str]) -> Matrix:
        """A row for each text; blocking."""
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        result = np.zeros((len(texts), TEXT_DIMENSIONS), np.float32)
        with closing(sqlite3.connect(self._path, timeout=30)) as file, file:
            file.execute(_KEPT)
            missing = [place for place, digest in enumerate(digests) if not _read(file, digest, result[place])]
        for start in range(0, len(missing), BATCH):
            places = missing[start : start + BATCH]
            result[places] = self._embedder.embed([texts[place] for place in places])
            rows = [(digests[place], result[place].tobytes()) for place in places]
            with closing(sqlite3.connect(self._path, timeout=30)) as file, file:
                file.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?)", rows)
        return result


def _read(file: sqlite3.Connection, digest: bytes, into: Vector) -> bool:
    row = file.execute("SELECT vector FROM texts WHERE digest = ?", (digest,)).fetchone()
    if row is None or len(row[0]) != into.nbytes:
        return False
    into[:] = np.frombuffer(row[0], np.float32)
    return True


@dataclass(frozen=True, slots=True)
class _Opened:
    embedder: TextEmbedder
    texts: TextVectors
    space: Space


class Model:
    """Gives vectors once it is open.

    Args:
        data_dir: keeps what was trained and computed.
        embedder: computes vectors of texts; the best that is installed by default.
        histories: whether to learn from the histories of MovieLens; else titles are compared by their texts only.
    """

    def __init__(self, data_dir: Path, embedder: TextEmbedder | None = None, *, histories: bool = True) -> None:
        self._data_dir = data_dir
        self._folder = data_dir / "sona"
        self._embedder = embedder
        self._histories = histories
        self._opened: _Opened | None = None

    @property
    def ready(self) -> bool:
        """Whether it is open."""
        return self._opened is not None

    @property
    def space(self) -> Space:
        """The space.

        Raises:
            ApiError: `service_unavailable`, it is not open yet.
        """
        return self._open_or_fail().space

    async def open(self, catalog: Sequence[Title]) -> None:
        """Load what is kept, or train from the histories of MovieLens and keep it; takes seconds then.

        Args:
            catalog: its plots help to know what the films of the histories are about.
        """
        await asyncio.to_thread(self._open, catalog)

    async def title_vectors(self, titles: Sequence[Title]) -> Matrix:
        """Vectors for the index, a row for each title."""
        opened = self._open_or_fail()
        documents = [document(title.title, title.genres, title.overview) for title in titles]
        keys = [movielens.keys_near(title.title, title.year or 0) for title in titles]
        rows = await asyncio.to_thread(opened.texts.embed, documents)
        return opened.space.vectors(rows, keys)

    async def text_vectors(self, texts: Sequence[str]) -> list[Vector]:
        """Vectors to search with, of length 1."""
        return [query(each) for each in await self.text_tastes(texts)]

    async def text_tastes(self, texts: Sequence[str]) -> list[Vector]:
        """Tastes of somebody who likes what a text says."""
        opened = self._open_or_fail()
        rows = await asyncio.to_thread(opened.embedder.embed, list(texts))
        return [opened.space.taste_for(row) for row in rows]

    def _open_or_fail(self) -> _Opened:
        if self._opened is None:
            message = "The recommendation model is still being prepared."
            raise ApiError(message, code="service_unavailable", status=503, retry_after_s=5)
        return self._opened

    def _open(self, catalog: Sequence[Title]) -> None:
        embedder = self._embedder or open_embedder()
        texts = TextVectors(embedder, self._folder)
        path = self._folder / training.file_name(embedder.id)
        kept = training.load_kept(path)
        if kept is None:
            kept = self._train(catalog, texts, embedder.id)
            training.keep(kept, path)
        self._opened = _Opened(embedder, texts, kept)

    def _train(self, catalog: Iterable[Title], vectors: TextVectors, embedder: str) -> Space:
        data = self._load_histories()
        if data is None:
            texts = [document(title.title, title.genres, title.overview) for title in catalog]
            return training.train([], texts, vectors.embed(texts), embedder=embedder, documents=texts)
        overviews = {movielens.film_key(title.title, title.year or 0): title.overview for title in catalog}
        documents = [document(film.title, film.genres, overview_of(film, overviews)) for film in data.films]
        return training.train(
            data.histories,
            [film.key for film in data.films],
            vectors.embed(documents),
            embedder=embedder,
            documents=documents,
        )

    def _load_histories(self) -> movielens.MovieLens | None:
        if not self._histories:
            return None
        try:
            return movielens.load(self._data_dir)
        except ConfigurationError as error:
            _log.warning("no histories to learn from: titles are compared by their texts only", reason=error.message)
            return None


def overview_of(film: movielens.Film, overviews: dict[str, str]) -> str:
    """What a film of the histories is about, when the catalog has it; else empty."""
    return next((overviews[key] for key in movielens.keys_near(film.title, film.year) if key in overviews), "")
