"""Learns what is watched together: 382 numbers for each title, from histories, and a guess for titles without one.

An item-to-item model in closed form (EASE, H. Steck 2019) is made symmetric and cut to its largest eigenvectors, so
that the product of two titles' numbers is how much one speaks for the other. What a text says about those numbers is
learned by ridge regression: a title that nobody has watched gets the numbers that its text suggests.

The parameters were chosen on the last fifth of the training histories (`python -m bench recommend --tune`).
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from .embeddings import TEXT_DIMENSIONS, Matrix, unit
from .geometry import COLLABORATIVE, Vector, place

_FORMAT: Final = 1
"""Raised when the same parameters give other vectors."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What training can be told."""

    regularisation: float = 600.0
    """Of the item-to-item model: histories that must agree before a pair counts."""
    text_share: float = 0.02
    """Weight of the texts' cosine beside the collaborative product."""
    text_regularisation: float = 1000.0
    """Of the regression from texts to collaborative numbers."""


@dataclass(frozen=True, slots=True)
class Space:
    """A trained model: gives the vector of any title. Vectors of two spaces must not meet in one index."""

    id: str
    """Names embedder, parameters and histories."""
    text_mean: npt.NDArray[np.float32] = field(repr=False)
    """What all texts have in common; it says nothing about any of them."""
    guess: Matrix = field(repr=False)
    """From a text to collaborative numbers."""
    factors: Matrix = field(repr=False)
    """Collaborative numbers of the titles in `rows`."""
    rows: Mapping[str, int] = field(repr=False)
    """Row of `factors` by the title's key."""
    text_scale: float
    """Length of the text part."""
    longest: float
    """No title's vector is longer than this before it is placed."""

    def vectors(self, texts: Matrix, keys: Sequence[Sequence[str]]) -> Matrix:
        """Vectors for the index, one row for each title.

        Args:
            texts: the embedder's vectors of the titles' texts.
            keys: names under which each title may be known from histories; the first known one is taken.
        """
        meaning = self.meaning(texts)
        watched = (meaning @ self.guess).astype(np.float32)
        for number, names in enumerate(keys):
            row = next((self.rows[name] for name in names if name in self.rows), None)
            if row is not None:
                watched[number] = self.factors[row]
        return place((np.hstack([meaning * self.text_scale, watched]) / self.longest).astype(np.float32))

    def taste_for(self, text: Vector) -> Vector:
        """What somebody likes who likes this text: a taste as `geometry.query` takes it."""
        meaning = self.meaning(text[None, :])[0]
        empty = np.zeros(COLLABORATIVE, np.float32)
        taste: Vector = (np.concatenate([meaning * self.text_scale, empty]) / self.longest).astype(np.float32)
        return taste

    def meaning(self, texts: Matrix) -> Matrix:
        """The texts' vectors without what all have in common, at length 1."""
        return unit(texts - self.text_mean)


def train(
    histories: Sequence[Sequence[int]],
    keys: Sequence[str],
    texts: Matrix,
    *,
    embedder: str,
    documents: Sequence[str] = (),
    parameters: Parameters | None = None,
) -> Space:
    """Learn from histories.

    Args:
        histories: for each person the indexes of the titles in `keys`, oldest first.
        keys: names of the titles.
        texts: the embedder's vectors of the titles' texts, a row for each.
        embedder: id of the embedder.
        documents: the texts themselves; another text is another space.
        parameters: how.
    """
    chosen = parameters or Parameters()
    seen = watched_matrix(histories, len(keys))
    counts = seen.sum(axis=0)
    known = counts > 0
    # A title that nobody has watched speaks for no other title, and would cost the cube of all titles to say so.
    factors = _factors(item_to_item(seen[:, known], chosen.regularisation))
    mean = texts.mean(axis=0) if len(texts) else np.zeros(TEXT_DIMENSIONS, np.float32)
    meaning = unit(texts - mean)
    guess = _regression(meaning[known], factors, np.sqrt(counts[known]), chosen.text_regularisation)
    scale = float(np.sqrt(chosen.text_share))
    lengths = np.sqrt((factors**2).sum(axis=1) + scale**2)
    return Space(
        id=_name(embedder, chosen, histories, [*keys, *documents]),
        text_mean=mean.astype(np.float32),
        guess=guess,
        factors=factors,
        rows={keys[int(index)]: row for row, index in enumerate(np.flatnonzero(known))},
        text_scale=scale,
        # A guess may come out a little longer than anything that was watched.
        longest=float(lengths.max(initial=scale)) * 1.05,
    )


def watched_matrix(histories: Sequence[Sequence[int]], titles: int) -> Matrix:
    """One row for each person, 1 for each title that they have watched."""
    seen = np.zeros((len(histories), titles), np.float32)
    for person, history in enumerate(histories):
        seen[person, list(history)] = 1
    return seen


def item_to_item(seen: Matrix, regularisation: float) -> npt.NDArray[np.float64]:
    """How much each title (row) speaks for each other one (column)."""
    pairs = (seen.T @ seen).astype(np.float64)
    pairs[np.diag_indices_from(pairs)] += regularisation
    inverse = np.linalg.inv(pairs)
    weights: npt.NDArray[np.float64] = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


def _factors(weights: npt.NDArray[np.float64]) -> Matrix:
    """Rows whose products come nearest to the symmetric part of `weights`."""
    result = np.zeros((len(weights), COLLABORATIVE), np.float32)
    if not len(weights):
        return result
    values, vectors = np.linalg.eigh((weights + weights.T) / 2)
    order = np.argsort(values)[::-1][:COLLABORATIVE]
    kept = vectors[:, order] * np.sqrt(np.maximum(values[order], 0))
    # An eigenvector may point either way: the same histories must give the same vectors on every machine.
    signs = np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])])
    result[:, : kept.shape[1]] = kept * np.where(signs == 0, 1, signs)
    return result


def _regression(texts: Matrix, factors: Matrix, weights: npt.NDArray[Any], regularisation: float) -> Matrix:
    weighted = (texts * weights[:, None]).astype(np.float64)
    square = weighted.T @ weighted + regularisation * np.eye(texts.shape[1])
    solved: Matrix = np.linalg.solve(square, weighted.T @ (factors * weights[:, None])).astype(np.float32)
    return solved


def _name(embedder: str, parameters: Parameters, histories: Sequence[Sequence[int]], words: Sequence[str]) -> str:
    digest = hashlib.sha256(f"{_FORMAT} {parameters!r} {list(words)!r}".encode())
    for history in histories:
        digest.update(np.asarray(history, np.int32).tobytes() + b"/")
    return f"{embedder}+watched-{digest.hexdigest()[:12]}"


def file_name(embedder: str, parameters: Parameters | None = None) -> str:
    """Where a space of this embedder and these parameters is kept."""
    digest = hashlib.sha256(f"{_FORMAT} {parameters or Parameters()!r}".encode()).hexdigest()[:8]
    return f"space-{embedder}-{digest}.npz"


def keep(space: Space, path: Path) -> None:
    """Write a space; replaced in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new.npz")
    names = sorted(space.rows, key=lambda name: space.rows[name])
    np.savez_compressed(
        fresh,
        id=np.array(space.id),
        text_mean=space.text_mean,
        guess=space.guess,
        factors=space.factors,
        keys=np.array(names),
        scales=np.array([space.text_scale, space.longest]),
    )
    fresh.replace(path)


def load_kept(path: Path) -> Space | None:
    """The space that `keep` has written; None when there is none or it cannot be read."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            return Space(
                id=str(kept["id"]),
                text_mean=kept["text_mean"],
                guess=kept["guess"],
                factors=kept["factors"],
                rows={str(name): row for row, name in enumerate(kept["keys"])},
                text_scale=float(kept["scales"][0]),
                longest=float(kept["scales"][1]),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
