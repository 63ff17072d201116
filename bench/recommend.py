"""Quality of recommendations on MovieLens 100k, by the service's own path: vectors in Qdrant, one query a person.

Protocol: the last fifth of what each person rated, by time, is hidden; everything that they have not rated before is
ranked; nDCG@10 and recall@10 are means over people, coverage@10 is the share of films that stand in any list. The
peers see the same data in the same run. The parameters were chosen by `python -m bench.recommend`, which hides the
last fifth of what remains and never looks at the first.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import recommend_peers as peers
from bench.recommend_peers import Measures, Split
from bench.table import Row
from mg_services.adapters.qdrant.vectors import Vectors
from mg_services.data import catalog
from mg_services.engines.qdrant import QdrantEngine
from mg_services.services.sona import domain, movielens, training
from mg_services.services.sona.domain import HISTORY_MAX, Limits, Title
from mg_services.services.sona.embeddings import Matrix, open_embedder
from mg_services.services.sona.geometry import query, taste_of
from mg_services.services.sona.index import TitleIndex
from mg_services.services.sona.model import TextVectors, overview_of
from mg_services.services.sona.training import Parameters, Space

_YEAR = 1998
"""Of the last ratings: what is fresh then."""

_WHOLE = 100.0
"""Figures are percent: the table shows one digit behind the point."""


@dataclass(frozen=True, slots=True)
class Data:
    """The data set and the texts' vectors."""

    films: tuple[movielens.Film, ...]
    histories: tuple[tuple[int, ...], ...]
    documents: tuple[str, ...]
    texts: Matrix
    embedder: str

    @property
    def keys(self) -> list[str]:
        """Names of the films, each once."""
        return [f"movielens:{film.number}" for film in self.films]


@dataclass(frozen=True, slots=True)
class Served:
    """What the service's path gave."""

    by_index: list[list[int]]
    """In the order of the index."""
    by_score: list[list[int]]
    """Similarity × popularity × freshness, as users get it."""
    times_ms: list[float]
    """Of each query, with reading the history's vectors."""


def run() -> list[Row]:
    """Measure; half a minute, and some more the first time."""
    data = read_data()
    split = Split.by_time(data.histories, len(data.films))
    sys.stdout.write(f"parameters: {Parameters()}, half-life {domain.HALF_LIFE} titles; texts by {data.embedder}\n")
    served = asyncio.run(_serve(data, split))
    ours = peers.measure(served.by_index, split)
    rows = [
        _percent("nDCG@10, one query a person", ours.ndcg, ">= 24"),
        _percent("recall@10, one query a person", ours.recall, ">= 13.5"),
        _percent("coverage@10, one query a person", ours.coverage, ">= 25"),
    ]
    shown = peers.measure(served.by_score, split)
    rows.append(_percent("nDCG@10, as served: × popularity × freshness", shown.ndcg, ">= 24"))
    rows.append(_percent("coverage@10, as served", shown.coverage, ">= 25"))
    rows += _beside(ours, split, "time split")
    rows.append(Row("median query", float(np.median(served.times_ms)), None, "ms"))
    rows.append(Row("95th percentile of queries", float(np.quantile(served.times_ms, 0.95)), None, "ms"))
    chance = Split.by_chance(data.histories, len(data.films))
    rows += _beside(peers.measure(_exact(data, chance, Parameters(), half_life=1e9), chance), chance, "random split")
    return rows + _unrated(data, split)


def read_data(data_dir: Path | None = None) -> Data:
    """The data set, fetched and embedded on the first call."""
    folder = data_dir or Path(os.environ.get("MG_DATA_DIR", "") or ".data")
    found = movielens.load(folder, report=print)
    titles = catalog.load(folder, report=print)
    overviews = {movielens.film_key(title.title, title.year): title.overview for title in titles}
    documents = tuple(domain.document(film.title, film.genres, overview_of(film, overviews)) for film in found.films)
    embedder = open_embedder()
    return Data(
        found.films, found.histories, documents, TextVectors(embedder, folder / "sona").embed(documents), embedder.id
    )


def space_of(data: Data, split: Split, parameters: Parameters) -> Space:
    """Trained on what is known."""
    return training.train(
        split.known, data.keys, data.texts, embedder=data.embedder, documents=data.documents, parameters=parameters
    )


async def _serve(data: Data, split: Split) -> Served:
    """Every person's list by index and score, from a vector server of its own."""
    space = space_of(data, split, Parameters())
    counts = split.seen().sum(axis=0)
    titles = [
        Title(
            id=key,
            key=key,
            title=film.title,
            platform="movielens",
            genres=film.genres,
            year=film.year or None,
            popularity=float(100 * count / (count + 50)),
        )
        for key, film, count in zip(data.keys, data.films, counts, strict=True)
    ]
    with tempfile.TemporaryDirectory(prefix="mg-recommend-") as folder:
        engine = QdrantEngine(Path(folder))
        await engine.start()
        vectors = Vectors(engine.url)
        try:
            index = TitleIndex(vectors)
            await index.ensure(space.id)
            await index.put(
                titles,
                space.vectors(data.texts, [[key] for key in data.keys]),
                platforms=[["movielens"]] * len(titles),
                marks=[""] * len(titles),
                space_id=space.id,
            )
            return await _ask(index, {title.key: title for title in titles}, data.keys, split)
        finally:
            await vectors.aclose()
            await engine.stop()


async def _ask(index: TitleIndex, titles: dict[str, Title], keys: Sequence[str], split: Split) -> Served:
    places = {key: place for place, key in enumerate(keys)}
    served = Served([], [], [])
    for history in split.known:
        began = time.perf_counter()
        watched = [keys[film] for film in reversed(history)]
        latest = watched[:HISTORY_MAX]
        known = await index.vectors_of(latest)
        found = await index.search(query(domain.taste([known[key] for key in latest])), Limits(), watched)
        candidates = [each.candidate for each in found]
        picks = domain.choose(candidates, titles, Limits(), watched, this_year=_YEAR, limit=peers.TOP)
        served.times_ms.append((time.perf_counter() - began) * 1000)
        served.by_index.append([places[each.key] for each in candidates[: peers.TOP]])
        served.by_score.append([places[pick.title.key] for pick in picks])
    return served


def _exact(data: Data, split: Split, parameters: Parameters, *, half_life: float) -> list[list[int]]:
    """The same lists without a server: for tuning, and for the split that papers use, which has no order in time."""
    vectors = space_of(data, split, parameters).vectors(data.texts, [[key] for key in data.keys])
    own = taste_of(vectors)
    tastes = np.stack(
        [
            np.asarray(domain.weights(len(history), half_life), np.float32) @ own[list(reversed(history))]
            for history in split.known
        ]
    )
    return peers.lists_of(tastes @ own.T, split)


def _beside(ours: Measures, split: Split, where: str) -> list[Row]:
    others = {
        "popularity": peers.popularity(split),
        "item-kNN": peers.item_neighbours(split),
        "EASE": peers.ease(split),
    }
    rows = []
    for name, scores in others.items():
        theirs = peers.measure(peers.lists_of(scores, split), split)
        target = ">= 1.0" if where == "time split" else ""
        rows.append(_percent(f"nDCG@10 beside {name}, {where}", ours.ndcg, target, theirs.ndcg))
        rows.append(_percent(f"recall@10 beside {name}, {where}", ours.recall, target, theirs.recall))
    return rows


def _unrated(data: Data, split: Split) -> list[Row]:
    """Films that nobody is known to have watched: a random fifth is taken out of training and ranked by itself."""
    generator = np.random.default_rng(7)
    cold = np.zeros(len(data.films), bool)
    cold[generator.permutation(len(data.films))[: len(data.films) // 5]] = True
    warm = Split(
        [[film for film in history if not cold[film]] for history in split.known],
        [[film for film in hidden if cold[film]] for hidden in split.hidden],
        split.titles,
    )
    space = space_of(data, warm, Parameters())
    own = taste_of(space.vectors(data.texts, [[key] for key in data.keys]))
    meaning = space.meaning(data.texts)
    recency = np.zeros((len(warm.known), len(data.films)), np.float32)
    for person, history in enumerate(warm.known):
        recency[person, list(reversed(history))] = domain.weights(len(history)) if history else 0
    chance = generator.random(recency.shape)
    scores = {"ours": recency @ own @ own.T, "texts alone": recency @ meaning @ meaning.T, "chance": chance}
    reached = {
        name: peers.measure(peers.lists_of(np.where(cold, each, -np.inf), warm), warm) for name, each in scores.items()
    }
    return [
        _percent("nDCG@10, films without a rating, beside texts alone", *_pair(reached, "texts alone", ">= 1.0")),
        _percent("nDCG@10, films without a rating, beside chance", *_pair(reached, "chance", ">= 2.0")),
    ]


def _pair(reached: dict[str, Measures], peer: str, target: str) -> tuple[float, str, float]:
    return reached["ours"].ndcg, target, reached[peer].ndcg


def _percent(what: str, ours: float, target: str, peer: float | None = None) -> Row:
    return Row(what, ours * _WHOLE, None if peer is None else peer * _WHOLE, "%", target)


def tune() -> None:
    """Print nDCG@10, recall@10 and coverage@10 of a grid on the last fifth of the training part, best first."""
    data = read_data()
    outer = Split.by_time(data.histories, len(data.films))
    inner = Split.by_time(outer.known, len(data.films))
    found = []
    for regularisation, text_share in itertools.product((200.0, 400.0, 600.0), (0.01, 0.02, 0.04)):
        parameters = Parameters(regularisation=regularisation, text_share=text_share)
        for half_life in (4.0, 6.0, 10.0):
            reached = peers.measure(_exact(data, inner, parameters, half_life=half_life), inner)
            found.append((reached.ndcg, reached, parameters, half_life))
    for _, reached, parameters, half_life in sorted(found, key=lambda row: -row[0]):
        print(f"{reached.ndcg:.4f} {reached.recall:.4f} {reached.coverage:.3f}  {parameters}, half-life {half_life}")


if __name__ == "__main__":
    tune()
