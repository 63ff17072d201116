"""How 766 numbers become a point of an index that only knows angles.

The index compares by cosine (specification, section 3.5), and cosine forgets lengths, which say how sure we are of a
title. Two numbers more keep them: one makes all titles equally long, one is shared by everything, so that the cosine
of a query and a title is `NEUTRAL + (1 - NEUTRAL) * product`. The product of lengths and angle decides the order, and
`NEUTRAL`, the specification's threshold, is the score of a title about which nothing speaks either way.

    number      0 … 383        384 … 765              766                  767
    title       text           watched together       fills up to length   shared
    query       text           watched together       0                    shared
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from .embeddings import TEXT_DIMENSIONS, Matrix

DIMENSIONS: Final = 768
"""Numbers of a vector in the index (contract)."""

COLLABORATIVE: Final = 382
"""Numbers that say what is watched together."""

TASTE: Final = TEXT_DIMENSIONS + COLLABORATIVE
"""Numbers of a taste: everything but the two that serve the index."""

NEUTRAL: Final = 0.7
"""Cosine of a query and a title of no relation (specification, section 2.4: `score_threshold`)."""

Vector = npt.NDArray[np.float32]

_SHARED = NEUTRAL**0.5
_OWN = (1 - NEUTRAL) ** 0.5


def place(titles: Matrix) -> Matrix:
    """Vectors of length 1 for rows of `TASTE` numbers and length at most 1; longer rows are shortened."""
    lengths = np.linalg.norm(titles, axis=1, keepdims=True)
    shortened = titles / np.maximum(lengths, 1)
    rest = np.sqrt(np.maximum(0, 1 - np.minimum(lengths, 1) ** 2))
    shared = np.full((len(titles), 1), _SHARED)
    placed: Matrix = np.hstack([shortened * _OWN, rest * _OWN, shared]).astype(np.float32)
    return placed


def query(taste: Vector) -> Vector:
    """The vector to search with, of length 1, for `TASTE` numbers.

    Raises:
        ValueError: nothing but zeros points nowhere.
    """
    length = float(np.linalg.norm(taste))
    if not length > 0:
        raise ValueError("a taste of zeros points nowhere")
    return np.concatenate([taste / length * _OWN, [0.0, _SHARED]]).astype(np.float32)


def taste_of(vector: Vector) -> Vector:
    """What a title's vector says about taste."""
    return vector[..., :TASTE] / np.float32(_OWN)


def affinity(score: float) -> float:
    """From a cosine of the index to 0 (nothing speaks for it, or something against) to 1."""
    return min(1.0, max(0.0, (score - NEUTRAL) / (1 - NEUTRAL)))
