"""Compares the meaning of a question with that of passages, as vectors of a language model (embeddings).

The vectors say which passage may answer in other words than its own; nothing is written by the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from contract.museum import Museum, worded
from narration.answers.passages import Passage

Vectors = NDArray[np.float32]
USUAL_COSINE, USUAL_PAIRS = 0.825, 100
"""Of two passages by e5: 0.82 to 0.83 in each language of the Museum of Pattern. It counts as so many pairs."""


class Likeness(Protocol):
    """Makes vectors whose dot product says how alike two texts are in meaning. May be called from any thread."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return a unit vector for each passage (N, D)."""

    def query(self, text: str) -> Vectors:
        """Return the unit vector of a question (D,)."""


class WorkLikeness(Struct, frozen=True):
    """How alike a question and a museum's passages are.

    `passages` (N,): of each, the mean of its own cosine and of its best sentence's. `of_sentences` (N,): the latter.
    `sentences` (N,): the place of that sentence in it. `works`: the best of each work. `mean`: of the works' best.
    `among_passages`: the same mean of two of the museum's passages and of two sentences, from which the others are
    measured: it differs by language, and from one collection to another.
    """

    passages: Vectors
    of_sentences: Vectors
    sentences: NDArray[np.intp]
    works: dict[str, float]
    mean: float
    among_passages: float

    def lead(self, work: str) -> float:
        """Return by how much a work is more alike than the mean of works."""
        return self.works.get(work, self.mean) - self.mean

    def most_alike(self, count: int) -> list[str]:
        """Return the works that are most alike, the best first."""
        return sorted(self.works, key=lambda key: -self.works[key])[:count]


class PassageVectors:
    """The vectors of the passages of one language and of their sentences, in the order of `passages_in`."""

    def __init__(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """`vectors`: unit vectors (N, D) of what `compared_texts` returns."""
        count = len(passages)
        self._passages, self._sentences = vectors[:count], vectors[count:]
        self._among = (mean_cosine(self._passages) + mean_cosine(self._sentences)) / 2
        lengths = [len(one.sentences) for one in passages]
        self._begins = np.cumsum([0, *lengths])
        self._works: dict[str, list[int]] = {}
        for row, passage in enumerate(passages):
            for key in passage.works:
                self._works.setdefault(key, []).append(row)

    def compared(self, question: Vectors) -> WorkLikeness:
        """Compare a question's vector (D,) with all passages."""
        sentences = self._sentences @ question
        parts = np.split(sentences, self._begins[1:-1]) if len(self._passages) else []
        best = np.array([int(part.argmax()) for part in parts], np.intp)
        of_best = sentences[self._begins[:-1] + best]
        cosines = ((self._passages @ question + of_best) / 2).astype(np.float32)
        works = {key: float(cosines[rows].max()) for key, rows in self._works.items()}
        mean = sum(works.values()) / max(1, len(works))
        return WorkLikeness(cosines, of_best, best, works, mean, self._among)


def mean_cosine(vectors: Vectors) -> float:
    """Return the mean cosine of two different ones of some unit vectors (N, D), and of some usual pairs beside them.

    A museum of few texts has too few pairs of its own to tell how alike texts are that have little in common.
    """
    count = len(vectors)
    sum_ = vectors.sum(axis=0, dtype=np.float64)
    own, pairs = (sum_ @ sum_ - count) / 2, count * (count - 1) / 2
    return float((own + USUAL_PAIRS * USUAL_COSINE) / (pairs + USUAL_PAIRS))


def compared_texts(museum: Museum, passages: Sequence[Passage]) -> list[str]:
    """Return what vectors are made of: the passages and then their sentences, in order (N + sentences).

    Before each stand the titles of its works, which texts may not say.
    """
    titles = {work.key: work.title for work in museum.works}
    names = [
        ", ".join(worded(titles[key], [one.language])[0] for key in one.works) for one in passages
    ]
    whole = [
        f"{name}: {' '.join(one.sentences)}" for name, one in zip(names, passages, strict=True)
    ]
    return whole + [
        f"{name}: {sentence}"
        for name, one in zip(names, passages, strict=True)
        for sentence in one.sentences
    ]
