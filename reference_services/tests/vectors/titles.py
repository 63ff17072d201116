"""Made-up titles for the tests of vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mg_services.adapters.qdrant.vectors import Point

Matrix = npt.NDArray[np.float32]
PLATFORMS = ("netflix", "hulu", "disney", "hbo", "prime")
GENRES = ("drama", "comedy", "sci-fi", "horror")


def clustered(count: int, *, size: int = 768, spread: float = 0.7, seed: int = 7) -> Matrix:
    """Unit vectors in clusters, as titles of one kind lie close to each other."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(max(1, count // 50), size))
    made = centres[random.integers(0, len(centres), count)] + spread * random.normal(size=(count, size))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def points(vectors: Matrix) -> list[Point]:
    """A title for each vector; platform, year and genres follow from its number."""
    return [
        Point(
            f"{PLATFORMS[number % 5]}:{number}",
            vector.tolist(),
            {
                "title": f"Title {number}",
                "platform": PLATFORMS[number % 5],
                "platforms": [PLATFORMS[number % 5], PLATFORMS[(number * 3 + 1) % 5]],
                "genres": [GENRES[number % 4]],
                "year": 1990 + number % 36,
                "popularity": (number % 97) / 97,
                "type": "movie",
            },
        )
        for number, vector in enumerate(vectors)
    ]


def nearest(vectors: Matrix, query: Matrix, limit: int, allowed: Sequence[int] | None = None) -> list[int]:
    """Numbers of the most similar vectors by comparing with every one."""
    scores = vectors @ (query / np.linalg.norm(query))
    order = [int(number) for number in np.argsort(-scores, kind="stable")]
    if allowed is not None:
        among = set(allowed)
        order = [number for number in order if number in among]
    return order[:limit]
