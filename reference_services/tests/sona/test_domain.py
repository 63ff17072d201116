"""Rules of the order, for any titles: better never comes after worse, and nothing that must not be shown is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mg_services.services.sona import domain
from mg_services.services.sona.domain import Candidate, Limits, Title, Watched
from mg_services.services.sona.geometry import DIMENSIONS, NEUTRAL, TASTE, affinity, place, query, taste_of

YEAR = 2026

_titles = st.builds(
    Title,
    id=st.from_regex(r"(netflix|hulu):[0-9]{1,3}", fullmatch=True),
    key=st.from_regex(r"k[0-9]{1,2}", fullmatch=True),
    title=st.text(min_size=1, max_size=30),
    platform=st.sampled_from(["netflix", "hulu", "hbo"]),
    genres=st.lists(st.sampled_from(["drama", "crime", "comedy"]), unique=True, max_size=3).map(tuple),
    year=st.none() | st.integers(1900, 2030),
    popularity=st.floats(0, 100),
)
_similarities = st.floats(-1, 1)


@given(_similarities, _similarities, _titles)
def test_more_similar_never_scores_less(one: float, other: float, title: Title) -> None:
    low, high = sorted((one, other))

    assert domain.composite(low, title, this_year=YEAR) <= domain.composite(high, title, this_year=YEAR)


@given(_similarities, _titles, st.floats(0, 100), st.integers(1900, 2030))
def test_scores_stay_between_nothing_and_one_and_grow_with_popularity_and_freshness(
    similarity: float, title: Title, popularity: float, year: int
) -> None:
    def score(popularity: float, year: int) -> float:
        changed = Title(id="a:1", key="k", title="T", platform="netflix", popularity=popularity, year=year)
        return domain.composite(similarity, changed, this_year=YEAR)

    assert 0 <= domain.composite(similarity, title, this_year=YEAR) <= 1
    assert score(popularity, year) <= score(min(100.0, popularity + 10), year)
    assert score(popularity, year) <= score(popularity, year + 1)


@pytest.mark.parametrize("exclude", [True, False])
@given(
    titles=st.lists(_titles, max_size=15, unique_by=lambda title: title.key),
    similarities=st.lists(st.floats(0.5, 1), min_size=15, max_size=15),
    watched=st.sets(st.from_regex(r"k[0-9]{1,2}", fullmatch=True), max_size=8),
    platforms=st.none() | st.lists(st.sampled_from(["netflix", "hulu", "hbo"]), unique=True).map(tuple),
    limit=st.integers(1, 10),
)
def test_a_list_holds_only_what_may_be_shown_best_first(
    *,
    titles: list[Title],
    similarities: list[float],
    watched: set[str],
    platforms: tuple[str, ...] | None,
    exclude: bool,
    limit: int,
) -> None:
    found = [Candidate(title.key, score) for title, score in zip(titles, similarities, strict=False)]
    found.append(Candidate("nobody-carries-it", 1.0))
    limits = Limits(platforms=platforms, exclude_watched=exclude)

    picks = domain.choose(found, {t.key: t for t in titles}, limits, watched, this_year=YEAR, limit=limit)

    assert len(picks) <= limit
    assert [pick.score for pick in picks] == sorted((pick.score for pick in picks), reverse=True)
    for pick in picks:
        assert platforms is None or pick.title.platform in platforms
        assert not exclude or pick.title.key not in watched
        assert pick.similarity >= NEUTRAL


@given(st.integers(1, 64))
def test_what_was_watched_later_counts_more_and_all_of_it_one(count: int) -> None:
    weights = domain.weights(count)

    assert weights == sorted(weights, reverse=True)
    assert sum(weights) == pytest.approx(1)


@given(st.integers(0, 2**32 - 1))
def test_the_cosine_of_the_index_orders_titles_as_their_products_do(seed: int) -> None:
    generator = np.random.default_rng(seed)
    raw = generator.normal(size=(20, TASTE)).astype(np.float32)
    raw *= generator.uniform(0.05, 0.99, (20, 1)).astype(np.float32) / np.linalg.norm(raw, axis=1, keepdims=True)
    wish = generator.normal(size=TASTE).astype(np.float32)

    cosines = place(raw) @ query(wish)

    products = raw @ wish / np.linalg.norm(wish)
    assert place(raw).shape == (20, DIMENSIONS)
    assert np.linalg.norm(place(raw), axis=1) == pytest.approx(1, abs=1e-5)
    assert cosines == pytest.approx(NEUTRAL + (1 - NEUTRAL) * products, abs=1e-5)
    assert taste_of(place(raw)) == pytest.approx(raw, abs=1e-5)


def test_a_taste_of_zeros_points_nowhere() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        query(np.zeros(TASTE, np.float32))


def test_affinity_is_nothing_at_the_threshold_and_one_at_the_top() -> None:
    assert [affinity(score) for score in (-1, NEUTRAL, 1)] == [0, 0, 1]


def test_the_reason_names_the_watched_title_that_speaks_most_for_a_pick() -> None:
    axes = np.eye(TASTE, dtype=np.float32) * 0.5
    vectors = place(axes[:3])
    history = [
        (Watched("a", "Far Away", ("western",)), vectors[0]),
        (Watched("b", "Close By", ("crime",)), vectors[1]),
    ]
    title = Title(id="netflix:1", key="k", title="T", platform="netflix", genres=("crime", "drama"))

    reasoned = domain.explained(domain.Pick(title, 0.8, 0.5, ""), vectors[1], history)
    between = place((axes[0] * 3 + axes[1])[None, :] / 4)[0]
    mixed = domain.explained(domain.Pick(title, 0.8, 0.5, ""), between, history)
    alone = domain.explained(domain.Pick(title, 0.8, 0.5, ""), vectors[2], history)

    assert reasoned.reason == "Because you watched “Close By”: crime"
    assert reasoned.because_of == ("b",)
    assert mixed.because_of == ("a",)
    assert alone.because_of == ()


@given(st.floats(0, 1), st.floats(0, 1), st.none() | st.floats(-1, 1), st.floats(0, 1))
def test_what_fits_a_search_better_never_scores_less_for_the_same_taste(
    one: float, other: float, similarity: float | None, weight: float
) -> None:
    def score(relevant: float) -> float:
        return domain.ranked_score(relevant, similarity=similarity, genres=["drama"], preferred={"drama": weight})

    low, high = sorted((one, other))
    assert 0 <= score(low) <= score(high) <= 1


def test_a_genre_has_one_name() -> None:
    title = Title(id="netflix:1", key="k", title="T", platform="netflix", genres=("science fiction",))

    assert Limits(genres=("Sci-Fi",)).allow(title)
    assert domain.by_popularity([title], Limits(), ["sci-fi"], 5)[0].reason.endswith("science fiction, which you like")
