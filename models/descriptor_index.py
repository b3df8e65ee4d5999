"""`DescriptorIndex`: finds references that share local features with a frame, also where half of a work is covered.

An embedding describes a picture as a whole, so a hand over a third of it changes the vector. A descriptor describes one
place, and a third of a work's places is enough. The index is an inverted multi-index (Babenko and Lempitsky, 2012) with
Hamming embedding (Jégou, Douze and Schmid, 2008): each descriptor has a cell and a signature of 64 bits, together its
word. A descriptor of the frame votes for the references with a similar signature in the same cells.

Note: votes identify no work. Two paintings in the same gilded frame vote for each other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from models import feature_file, model_file
from models.feature_file import DiskRows
from models.local_features import Descriptors

WORD_LENGTH = 10  # bytes: the two halves of the cell, then the signature
# Chosen on 300 photographs of works that are covered by 10 to 50 % in five ways, 300 references: the right one among
# the first 8 of 360. 128 centroids a half: 318, 256: 330. Raw descriptors instead of their principal components: 336
# and 339. Radius 14 to 22 with a width of 10 to 14: 336 to 339; a width of 20 with a radius of 22: 332.
CENTROIDS = 256  # a half
RADIUS_BITS = 18  # largest Hamming distance of a vote
_WIDTH_BITS = 14.0  # a vote at this distance weighs 1/e
# Distances that one frame may cost, the cells with the fewest descriptors first. In 10,000 references the plainest
# cells hold thousands of descriptors each, and hardly tell references apart: there 100,000, 400,000 and a million
# distances find the same works, in 3.4, 5.2 and 8.4 ms.
MAX_DISTANCES = 200_000
_CHUNK_ROWS = 16_384

Words = NDArray[np.uint8]


@dataclass(frozen=True)
class Vocabulary:
    """The shipped numbers that turn a descriptor (128) into a word.

    `mean`: 128. `rotation`: 128 × 128, onto principal components, dealt out to two halves by turns. `centroids`: 2 ×
    CENTROIDS × 64, of each half. `projection`: 128 × 64, of the rotated descriptor; its signs are the signature.
    """

    mean: NDArray[np.float32]
    rotation: NDArray[np.float32]
    centroids: NDArray[np.float32]
    projection: NDArray[np.float32]

    def rotate(self, descriptors: Descriptors) -> NDArray[np.float32]:
        """Returns descriptors (n × 128) at unit length, centred and rotated."""
        unit = descriptors.astype(np.float32)
        unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-6)
        return np.asarray((unit - self.mean) @ self.rotation, np.float32)

    def nearness(self, rotated: NDArray[np.float32], half: int) -> NDArray[np.float32]:
        """Returns n × CENTROIDS, the largest for the nearest centroid of a half (0 or 1)."""
        centroids = self.centroids[half]
        length = centroids.shape[1]
        part = rotated[:, half * length : (half + 1) * length]
        return np.asarray(part @ centroids.T - (centroids**2).sum(axis=1) / 2, np.float32)

    def signatures(
        self, projected: NDArray[np.float32], first: NDArray[np.intp], second: NDArray[np.intp]
    ) -> NDArray[np.uint64]:
        """Returns n signatures: the signs of the projected descriptors (n × 64) around their cells' centroids."""
        length = self.centroids.shape[2]
        around = (self.centroids[0] @ self.projection[:length])[first]
        around += (self.centroids[1] @ self.projection[length:])[second]
        return np.packbits(projected > around, axis=1).view(np.uint64)[:, 0]


@cache
def vocabulary() -> Vocabulary:
    """Returns the vocabulary that comes with the program. Raises MissingModelError."""
    arrays, _ = feature_file.read(model_file.path(model_file.VOCABULARY))
    mean, rotation, centroids, projection = (
        np.asarray(arrays[name]).astype(np.float32)
        for name in ("mean", "rotation", "centroids", "projection")
    )
    return Vocabulary(mean, rotation, centroids, projection)


def vocabulary_name() -> str:
    """Returns the name under which a feature file keeps its words: words of another vocabulary don't compare."""
    return model_file.KNOWN[model_file.VOCABULARY].sha256[:16]


def words(descriptors: NDArray[np.uint8] | DiskRows) -> Words:
    """Returns the words (n × WORD_LENGTH) of descriptors (n × 128). Raises MissingModelError."""
    known = vocabulary()
    found = np.empty((len(descriptors), WORD_LENGTH), np.uint8)
    for start in range(0, len(descriptors), _CHUNK_ROWS):
        rotated = known.rotate(np.asarray(descriptors[start : start + _CHUNK_ROWS]))
        first, second = (known.nearness(rotated, half).argmax(axis=1) for half in (0, 1))
        signatures = known.signatures(rotated @ known.projection, first, second)
        part = found[start : start + _CHUNK_ROWS]
        part[:, 0], part[:, 1] = first, second
        part[:, 2:] = signatures[:, None].view(np.uint8)
    return found


@dataclass(frozen=True)
class Votes:
    """What a frame's descriptors say about each of r references.

    `weight`: higher for a better one, whatever its number of descriptors. `descriptors`: of the frame, that voted.
    """

    weight: NDArray[np.float32]
    descriptors: NDArray[np.intp]

    def best(self, count: int, min_descriptors: int, without: Collection[int] = ()) -> list[int]:
        """Returns at most `count` rows with `min_descriptors` votes, the best first; rows of `without` left out."""
        weight = np.where(self.descriptors >= min_descriptors, self.weight, 0)
        weight[list(without)] = 0
        order = np.argsort(-weight, kind="stable")[:count]
        return [int(row) for row in order if weight[row] > 0]


class DescriptorIndex:
    """The words of r references, by cell. Safe to share between threads."""

    def __init__(self, reference_words: Words, first_keypoint: NDArray[np.int64]) -> None:
        """`reference_words`: k × WORD_LENGTH. `first_keypoint`: r + 1, where each reference's words begin."""
        counts = np.diff(first_keypoint)
        self._counts = counts
        cells = reference_words[:, 0].astype(np.uint16) * np.uint16(CENTROIDS)
        cells += reference_words[:, 1]
        order = np.argsort(cells, kind="stable")
        sizes = np.bincount(cells, minlength=CENTROIDS**2)
        self._starts = np.concatenate([[0], np.cumsum(sizes)])
        signatures = np.ascontiguousarray(reference_words[:, 2:]).view(np.uint64)[:, 0]
        self._signatures = signatures[order]
        row_type = np.uint16 if len(counts) <= 1 << 16 else np.uint32
        self._references = np.repeat(np.arange(len(counts), dtype=row_type), counts)[order]
        # Inverse document frequency: a cell that many references have says little about each. One is added, so that
        # a single reference gets votes too.
        most = len(counts) + 1
        rarity = np.log(most / np.clip(sizes, 1, max(1, len(counts))))
        self._rarity = rarity.astype(np.float32)

    def vote(self, descriptors: Descriptors) -> Votes:
        """Let a frame's descriptors (n × 128) vote, each at most once for a reference."""
        references = len(self._counts)
        if not len(descriptors) or not len(self._references):
            return Votes(np.zeros(references, np.float32), np.zeros(references, np.intp))
        voter, cells, signatures = self._visits(descriptors)
        starts, sizes = self._starts[cells], self._starts[cells + 1] - self._starts[cells]
        visit = np.repeat(np.arange(len(cells)), sizes)
        at = np.arange(len(visit)) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
        distance = _ones(self._signatures[at] ^ signatures[visit])
        near = np.flatnonzero(distance <= RADIUS_BITS)
        visit, reference = visit[near], self._references[at[near]].astype(np.intp)
        weight = _WEIGHTS[distance[near]] * self._rarity[cells[visit]]
        pair = reference * len(descriptors) + voter[visit]
        order = np.lexsort((-weight, pair))
        pair, weight, reference = pair[order], weight[order], reference[order]
        best = np.ones(len(pair), bool)
        best[1:] = pair[1:] != pair[:-1]
        total = np.bincount(reference[best], weight[best], references)
        return Votes(
            (total / np.sqrt(np.maximum(self._counts, 1))).astype(np.float32),
            np.bincount(reference[best], minlength=references),
        )

    def _visits(
        self, descriptors: Descriptors
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.uint64]]:
        """Returns which descriptor visits which cell with which signature, up to MAX_DISTANCES in all.

        A descriptor visits four cells: those of the two nearest centroids of each half.
        """
        known = vocabulary()
        rotated = known.rotate(descriptors)
        nearest = []
        rows = np.arange(len(rotated))
        for half in (0, 1):
            nearness = known.nearness(rotated, half)
            first = nearness.argmax(axis=1)
            nearness[rows, first] = -np.inf
            nearest.append((first, nearness.argmax(axis=1)))
        first = np.concatenate([nearest[0][n] for n in (0, 0, 1, 1)])
        second = np.concatenate([nearest[1][n] for n in (0, 1, 0, 1)])
        voter = np.tile(rows, 4)
        cells = first * CENTROIDS + second
        sizes = self._starts[cells + 1] - self._starts[cells]
        order = np.argsort(sizes, kind="stable")
        total = np.cumsum(sizes[order])
        kept = order[(total <= MAX_DISTANCES) & (sizes[order] > 0)]
        projected = (rotated @ known.projection)[voter[kept]]
        return voter[kept], cells[kept], known.signatures(projected, first[kept], second[kept])


def _ones(values: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Returns how many bits of each value are set."""
    if hasattr(np, "bitwise_count"):  # from numpy 2 on
        return np.asarray(np.bitwise_count(values), np.uint8)
    return _ones_by_table(values)


def _ones_by_table(values: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Returns the same as `_ones`, with numpy 1."""
    return np.asarray(_ONES[values.view(np.uint16)].reshape(-1, 4).sum(axis=1), np.uint8)


_ONES = (
    np.unpackbits(np.arange(1 << 16, dtype=np.uint16).view(np.uint8)).reshape(-1, 16).sum(axis=1)
)
_WEIGHTS = np.exp(-((np.arange(65) / _WIDTH_BITS) ** 2)).astype(np.float32)
