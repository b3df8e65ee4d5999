"""Selects the references to verify geometrically: those with the most votes, then the nearest by embedding.

The two find different works. A hand, a head or a column in front changes the embedding of the whole, but leaves the
descriptors beside it (models/descriptor_index.py). A plain or repetitive work has few descriptors that tell it apart,
but its embedding does.

Each reference has one vector, the mean of its synthetic views. The mean ranks better than the best single view and is
eight times smaller (decision 0003, "one vector a reference").
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.descriptor_index import Votes

LENGTH = 8
# Always verify the first ALWAYS references; verify the others only from MIN_SIMILARITY on. Tuned on 578 simulated
# works: all but 11 of those named were among the first three, and these 11 had 0.26 and more. In a frame that shows no
# enrolled work a third of the shortlist is below 0.2, and each check takes a millisecond. With fewer than
# SMALL_CATALOGUE references right ones can be below it too, so there all are verified.
ALWAYS, MIN_SIMILARITY, SMALL_CATALOGUE = 3, 0.2, 100
# Votes that a reference needs, of different descriptors: the keypoint check names no work with fewer than six inliers,
# and about one right match in six does not vote. Of 360 covered works 9 % had fewer than five.
MIN_VOTES = 5
# What a voted reference's weight is at least, in weights of the CHANCE_RANK-th: that many references rarely belong to a
# frame, so the weight there is chance. On the same works 2.0 keeps 99.4 % of the right references and 59 % of the best
# four wrong ones, 2.6 99.1 and 30 %, 3.0 97.2 and 22 %.
MIN_WEIGHT_RATIO, CHANCE_RANK = 2.6, 16
# Votes from which one of the similar references past the first ALWAYS gets a keypoint check.
MIN_NEAR_VOTES = 3
# From LARGE_CATALOGUE references on, more of them are similar to any photograph by chance.
LONG_LENGTH, LARGE_CATALOGUE = 16, 1000


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A reference (its row) and its highest cosine with any crop of the frame, −1 to 1."""

    reference: int
    similarity: float


def length_for(references: int) -> int:
    """Returns how many of `references` to verify."""
    return LENGTH if references < LARGE_CATALOGUE else LONG_LENGTH


def voted(votes: Votes, length: int, without: Collection[int] = ()) -> list[int]:
    """Returns the references with the most votes, at most half of `length`, the best first.

    Half: on 360 covered works (tests/bench_shortlist.py, among 106) 6 by votes and 2 by embedding reach 345, 5 and 3
    346, 4 and 4 345, 3 and 5 347; 8 by embedding alone 322, 8 by votes alone 338.
    """
    best = votes.best(max(length // 2, CHANCE_RANK), MIN_VOTES, without)
    chance = votes.weight[best[CHANCE_RANK - 1]] if len(best) >= CHANCE_RANK else 0.0
    limit = MIN_WEIGHT_RATIO * chance
    return [row for row in best[: length // 2] if votes.weight[row] >= limit]


def similarities(
    crops: NDArray[np.float32], references: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Returns the highest cosine of each reference with any crop. Both are unit vectors: c × d and r × d."""
    return np.asarray((references @ crops.T).max(axis=1), np.float32)


def nearest(
    similarity: NDArray[np.float32], length: int = LENGTH, without: Collection[int] = ()
) -> list[Neighbour]:
    """Returns at most `length` nearest references, the most similar first.

    `similarity`: as `similarities` returns it. `without`: rows to leave out, as if they had not been enrolled.
    """
    if without:
        similarity = similarity.copy()
        similarity[list(without)] = -np.inf
    length = min(length, len(similarity) - len(without))
    if length < 1:
        return []
    best = np.argpartition(-similarity, length - 1)[:length]
    order = best[np.argsort(-similarity[best], kind="stable")]
    near = [Neighbour(int(row), float(similarity[row])) for row in order]
    if len(similarity) < SMALL_CATALOGUE:
        return near
    return near[:ALWAYS] + [one for one in near[ALWAYS:] if one.similarity >= MIN_SIMILARITY]


def merge(
    voted_rows: Sequence[int],
    near: Sequence[Neighbour],
    similarity: NDArray[np.float32],
    length: int,
) -> list[Neighbour]:
    """Returns at most `length` references: those with the most votes, then the nearest of the others."""
    first = [Neighbour(row, float(similarity[row])) for row in voted_rows]
    others = [one for one in near if one.reference not in voted_rows]
    return [*first, *others][:length]
