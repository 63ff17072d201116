"""Peers of the recommendations, in numpy, and the measures: what papers compare with, from the same data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mg_services.services.sona.training import item_to_item, watched_matrix

TOP = 10
"""Titles of a list that count."""

Scores = npt.NDArray[np.floating]
"""One row for each person, one column for each title."""

Histories = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Split:
    """What is known and what is hidden, for each person."""

    known: Histories
    hidden: Histories
    titles: int

    @classmethod
    def by_time(cls, histories: Histories, titles: int) -> Split:
        """The last fifth of each history is hidden."""
        cuts = [round(len(history) * 0.8) for history in histories]
        known = [history[:cut] for history, cut in zip(histories, cuts, strict=True)]
        hidden = [history[cut:] for history, cut in zip(histories, cuts, strict=True)]
        return cls(known, hidden, titles)

    @classmethod
    def by_chance(cls, histories: Histories, titles: int, seed: int = 42) -> Split:
        """A random fifth of each history is hidden: comparable with most papers."""
        generator = np.random.default_rng(seed)
        known, hidden = [], []
        for history in histories:
            order = generator.permutation(len(history))
            cut = round(len(history) * 0.8)
            known.append([history[place] for place in sorted(order[:cut])])
            hidden.append([history[place] for place in sorted(order[cut:])])
        return cls(known, hidden, titles)

    def seen(self) -> npt.NDArray[np.float32]:
        """1 where a person is known to have watched a title."""
        return watched_matrix(self.known, self.titles)


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over all people with something hidden, 0 to 1."""

    ndcg: float
    recall: float
    coverage: float
    """Share of all titles that stand in any list."""


def measure(lists: Sequence[Sequence[int]], split: Split) -> Measures:
    """How good the lists are: a list of titles for each person, best first."""
    discounts = 1 / np.log2(np.arange(2, TOP + 2))
    gains: list[float] = []
    recalls: list[float] = []
    shown: set[int] = set()
    for chosen, hidden in zip(lists, split.hidden, strict=True):
        if not hidden:
            continue
        wanted = set(hidden)
        hits = np.array([title in wanted for title in chosen[:TOP]], float)
        shown.update(chosen[:TOP])
        gains.append(float((hits * discounts[: len(hits)]).sum() / discounts[: min(TOP, len(wanted))].sum()))
        recalls.append(float(hits.sum()) / len(wanted))
    return Measures(float(np.mean(gains)), float(np.mean(recalls)), len(shown) / split.titles)


def lists_of(scores: Scores, split: Split) -> list[list[int]]:
    """The best titles of each row that the person has not watched."""
    ranked = np.where(split.seen() > 0, -np.inf, scores)
    return [[int(title) for title in row] for row in np.argsort(-ranked, axis=1, kind="stable")[:, :TOP]]


def popularity(split: Split) -> Scores:
    """By how many have watched a title."""
    return np.tile(split.seen().sum(axis=0), (len(split.known), 1))


def item_neighbours(split: Split, *, neighbours: int = 100, shrink: float = 20.0) -> Scores:
    """Item-kNN: cosine of the columns, shrunk, the nearest hundred."""
    seen = split.seen()
    pairs = seen.T @ seen
    lengths = np.sqrt(np.diag(pairs))
    similar = pairs / (np.outer(lengths, lengths) + shrink)
    np.fill_diagonal(similar, 0)
    bound = np.partition(similar, -neighbours, axis=1)[:, -neighbours][:, None]
    return np.asarray(seen @ np.where(similar >= bound, similar, 0).T)


def ease(split: Split, regularisation: float = 250.0) -> Scores:
    """EASE (H. Steck 2019), every title of the history alike."""
    seen = split.seen()
    return np.asarray(seen @ item_to_item(seen, regularisation))
