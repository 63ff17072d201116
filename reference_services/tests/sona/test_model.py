"""Embeddings and training: texts find their like, histories decide, and the same input gives the same vectors."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from mg_core.errors import ApiError, ConfigurationError
from mg_services.services.sona import movielens, training
from mg_services.services.sona.embeddings import (
    HashedWordsEmbedder,
    Matrix,
    MiniLmEmbedder,
    TextEmbedder,
    open_embedder,
)
from mg_services.services.sona.geometry import query, taste_of
from mg_services.services.sona.model import Model, TextVectors

SYNOPSES = {
    "Alien": "The crew of a freighter in deep space is hunted by a creature that came aboard.",
    "The Godfather": "The ageing head of a mafia family hands over his empire to his reluctant son.",
    "Finding Nemo": "A timid fish crosses the ocean to find his son, who was caught by a diver.",
    "Titanic": "Two passengers of different classes fall in love on a ship that hits an iceberg.",
    "Rocky": "A small-time boxer gets the chance to fight the champion of the world.",
    "Jaws": "A police chief hunts a great white shark that kills bathers at a holiday beach.",
}
QUERIES = {
    "monster in a spaceship": "Alien",
    "organised crime dynasty": "The Godfather",
    "animated sea animals for children": "Finding Nemo",
    "doomed romance at sea": "Titanic",
    "underdog sports drama": "Rocky",
    "killer fish attacks swimmers": "Jaws",
}


@pytest.mark.parametrize("query_text", QUERIES)
def test_the_model_finds_the_synopsis_that_is_meant(query_text: str) -> None:
    embedder = open_embedder()
    assert isinstance(embedder, MiniLmEmbedder)

    rows = embedder.embed([query_text, *SYNOPSES.values()])

    assert list(SYNOPSES)[int(np.argmax(rows[1:] @ rows[0]))] == QUERIES[query_text]


def test_a_text_has_the_same_vector_alone_and_among_longer_ones() -> None:
    embedder = open_embedder()
    texts = ["A short text.", "word " * 300, *SYNOPSES.values()]

    together = embedder.embed(texts)

    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    # The int8 model scales each batch by itself, so the numbers differ a little.
    for place, text in enumerate(texts):
        assert float(together[place] @ embedder.embed([text])[0]) > 0.98


def test_without_the_model_shared_words_decide_and_one_warning_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        embedder = open_embedder("no_such_package")
    rows = embedder.embed(["a boxer fights the champion", *SYNOPSES.values()])

    assert embedder.id == HashedWordsEmbedder.id
    assert len(caplog.records) == 1
    assert list(SYNOPSES)[int(np.argmax(rows[1:] @ rows[0]))] == "Rocky"


def test_a_model_file_that_is_not_the_pinned_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"another model")

    with pytest.raises(ConfigurationError, match="not the pinned file"):
        MiniLmEmbedder(tmp_path / "model.onnx", tmp_path / "tokenizer.json")


class CountingEmbedder:
    """Hashed words, and how many texts were computed."""

    id = "counting"

    def __init__(self) -> None:
        self.texts = 0

    def embed(self, texts: Sequence[str]) -> Matrix:
        self.texts += len(texts)
        return HashedWordsEmbedder().embed(texts)


def test_a_text_is_computed_once(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    first = TextVectors(embedder, tmp_path).embed(["one", "two", "three"])

    again = TextVectors(embedder, tmp_path).embed(["three", "four", "one"])

    assert embedder.texts == 4
    assert np.array_equal(again[[0, 2]], first[[2, 0]])


def _space(histories: list[list[int]], embedder: TextEmbedder) -> tuple[training.Space, Matrix]:
    documents = [f"film number {number}" for number in range(12)]
    texts = embedder.embed(documents)
    space = training.train(
        histories,
        [f"film{number} 2000" for number in range(12)],
        texts,
        embedder=embedder.id,
        documents=documents,
        parameters=training.Parameters(regularisation=2.0),
    )
    return space, texts


def test_titles_that_the_same_people_watch_are_near_each_other() -> None:
    histories = [[0, 1, 2, 3], [1, 2, 3, 4], [0, 2, 4, 5], [6, 7, 8, 9], [7, 8, 9, 10], [6, 8, 10, 11]] * 5
    space, texts = _space(histories, HashedWordsEmbedder())

    vectors = space.vectors(texts, [[f"film{number} 2000"] for number in range(12)])
    near = vectors @ query(taste_of(vectors[0]))

    assert min(near[1:6]) > max(near[6:])


def test_the_same_histories_give_the_same_space_and_others_another(tmp_path: Path) -> None:
    histories = [[0, 1, 2], [1, 2, 3], [4, 5]]
    space, texts = _space(histories, HashedWordsEmbedder())
    same, _ = _space(histories, HashedWordsEmbedder())
    other, _ = _space([*histories, [6, 7]], HashedWordsEmbedder())

    training.keep(space, tmp_path / "space.npz")
    kept = training.load_kept(tmp_path / "space.npz")

    assert kept is not None
    assert space.id == same.id == kept.id != other.id
    keys = [["film3 2000"]] * 12
    assert np.array_equal(kept.vectors(texts, keys), space.vectors(texts, keys))


def test_a_damaged_file_is_no_space(tmp_path: Path) -> None:
    (tmp_path / "space.npz").write_bytes(b"PK\x03\x04 but not really")

    assert training.load_kept(tmp_path / "space.npz") is None


def test_without_histories_texts_alone_make_the_vectors() -> None:
    embedder = HashedWordsEmbedder()
    texts = embedder.embed(list(SYNOPSES.values()))
    space = training.train([], [], texts, embedder=embedder.id)

    vectors = space.vectors(texts, [[]] * len(SYNOPSES))

    assert vectors.shape == (len(SYNOPSES), 768)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_model_that_is_not_open_says_so(tmp_path: Path) -> None:
    with pytest.raises(ApiError) as caught:
        _ = Model(tmp_path).space

    assert caught.value.code == "service_unavailable"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Godfather, The", 1972), ("The Godfather", 1972)),
        (("Seven (Se7en)", 1995), ("Seven", 1995)),
        (("Amélie", 2001), ("Amelie", 2001)),
        (("Romeo & Juliet", 1996), ("Romeo and Juliet", 1996)),
    ],
)
def test_a_film_has_one_key_however_its_title_is_written(one: tuple[str, int], other: tuple[str, int]) -> None:
    assert movielens.film_key(*one) == movielens.film_key(*other)
