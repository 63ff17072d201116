"""MovieLens 100k: who has watched which film, when. 943 people, 1,682 films, 1995 to 1998.

The data set comes inside of a package (`stores.datasets`) and is never part of this repository. Its terms: research
use, cite F. M. Harper and J. A. Konstan, "The MovieLens Datasets: History and Context", 2015.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mg_services.data import datasets
from mg_services.data.datasets import Dataset

_PACKAGE = "recbole==1.2.1"
_FOLDER = "recbole/dataset_example/ml-100k"

RATINGS = Dataset(
    name="ml-100k.inter",
    package=_PACKAGE,
    package_sha256="9c9948202011f37eb0a7c6768129313f00d6403ad221ec940d5e2d5d5f33a407",
    member=f"{_FOLDER}/ml-100k.inter",
    sha256="4edb74e2a81178c2ba9ff381495f754f996c4aea351b1272ca36b43da0935eff",
    size_mb=3,
)
FILMS = replace(
    RATINGS,
    name="ml-100k.item",
    member=f"{_FOLDER}/ml-100k.item",
    sha256="51d7cdf777ce5c0f5b32c1d947a4a81fe07d75e78abbe761e0cd4d0756064532",
)

_ARTICLE_LAST = re.compile(r"^(.*), (the|a|an|la|le|il|el|les|los|das|der|die|l')$")
_IN_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Film:
    """A film of the data set."""

    number: int
    """From 1 on, without gaps."""
    title: str
    """As written there: `Godfather, The`."""
    year: int
    """0 when unknown."""
    genres: tuple[str, ...]
    """Lower case."""

    @property
    def key(self) -> str:
        """What the same film is called everywhere."""
        return film_key(self.title, self.year)


@dataclass(frozen=True, slots=True)
class MovieLens:
    """The data set."""

    films: tuple[Film, ...]
    """Film `n` is at `n - 1`."""
    histories: tuple[tuple[int, ...], ...]
    """For each person the indexes of the films in `films`, oldest first; ratings of one second in the file's order."""


def load(data_dir: Path, *, report: datasets.Report = datasets.silent) -> MovieLens:
    """The data set, fetched on the first call.

    Raises:
        ConfigurationError: it is not kept yet and the package index cannot be reached.
    """
    films = _rows(datasets.fetch(FILMS, data_dir, report=report))
    ratings = _rows(datasets.fetch(RATINGS, data_dir, report=report))
    histories: dict[int, list[tuple[float, int]]] = {}
    for user, film, _, moment in ratings:
        histories.setdefault(int(user), []).append((float(moment), int(film) - 1))
    ordered = (sorted(rows, key=lambda row: row[0]) for _, rows in sorted(histories.items()))
    return MovieLens(
        films=tuple(sorted((_film(row) for row in films), key=lambda film: film.number)),
        histories=tuple(tuple(film for _, film in rows) for rows in ordered),
    )


def film_key(title: str, year: int) -> str:
    """Title without articles, brackets and accents, and the year: `godfather 1972`."""
    plain = unicodedata.normalize("NFKD", _IN_BRACKETS.sub("", title)).casefold().strip()
    if last := _ARTICLE_LAST.match(plain):
        plain = last[1]
    words = re.sub(r"[^a-z0-9 ]", "", plain.replace("&", "and")).split()
    if len(words) > 1 and words[0] in {"the", "a", "an"}:
        words = words[1:]
    return f"{''.join(words)} {year}"


def keys_near(title: str, year: int) -> Sequence[str]:
    """The keys under which a film may be known: sources differ by a year in its release."""
    return tuple(film_key(title, near) for near in (year, year - 1, year + 1))


def _rows(document: bytes) -> list[list[str]]:
    return [line.split("\t") for line in document.decode("utf-8").splitlines()[1:] if line]


def _film(row: list[str]) -> Film:
    number, title, year, genres = row
    named = {"sci-fi": "science fiction", "children's": "family", "musical": "music"}
    found = tuple(named.get(genre, genre) for genre in genres.casefold().split() if genre != "unknown")
    return Film(int(number), title, int(year) if year.isdigit() else 0, found)
