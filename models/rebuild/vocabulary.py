"""Makes the vocabulary of models/descriptor_index.py again, from the pictures in a folder.

    python -m models.rebuild.vocabulary FOLDER --to NEW.arrays

The same pictures give the same vocabulary but for rounding; models/files/descriptor_vocabulary.md lists them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models import feature_file, local_features
from models.descriptor_index import CENTROIDS
from models.local_features import REFERENCE_KEYPOINTS, REFERENCE_SIDE_PX
from models.picture import read_picture

BITS = 64
ROUNDS = 20
MAX_LEARNT = 60_000  # descriptors that the centroids are learnt from
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
Values = NDArray[np.float32]


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn from the pictures and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="of pictures, some hundred")
    parser.add_argument("--to", type=Path, required=True, help="the file to write")
    given = parser.parse_args(arguments)
    files = sorted(file for file in given.folder.rglob("*") if file.suffix.lower() in SUFFIXES)
    arrays = learn(np.concatenate([_describe(read_picture(file)) for file in files]))
    with given.to.open("wb") as out:
        feature_file.write(out, arrays, {"pictures": len(files)})


def learn(descriptors: NDArray[np.uint8]) -> dict[str, NDArray[np.float16]]:
    """Learn the arrays of `Vocabulary` from descriptors (n × 128)."""
    rng = np.random.default_rng(1)
    unit = descriptors.astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    mean = unit.mean(axis=0)
    _, directions = np.linalg.eigh(np.cov(unit.T))
    by_turns = np.r_[np.arange(0, 128, 2), np.arange(1, 128, 2)]
    rotation = directions[:, ::-1][:, by_turns].astype(np.float32)
    rotated = (unit - mean) @ rotation
    halves = (rotated[:, :64], rotated[:, 64:])
    learnt = rng.choice(len(unit), min(len(unit), MAX_LEARNT), replace=False)
    centroids = [_centroids(half[learnt], rng) for half in halves]
    nearest = [one[_nearest(half, one)] for half, one in zip(halves, centroids, strict=True)]
    rest = rotated - np.concatenate(nearest, axis=1)
    # The signature: the strongest directions of what the cell leaves, mixed so that all bits weigh alike.
    _, directions = np.linalg.eigh(rest.T @ rest / len(rest))
    mix, _ = np.linalg.qr(rng.normal(size=(BITS, BITS)))
    arrays = {
        "mean": mean,
        "rotation": rotation,
        "centroids": np.stack(centroids),
        "projection": directions[:, ::-1][:, :BITS] @ mix,
    }
    return {name: array.astype(np.float16) for name, array in arrays.items()}


def _describe(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    grey = local_features.resized_grey(picture, REFERENCE_SIDE_PX)
    described = local_features.describe(grey, REFERENCE_KEYPOINTS).descriptors
    return np.asarray(described, np.uint8)


def _centroids(values: Values, rng: np.random.Generator) -> Values:
    """Returns CENTROIDS centroids of values (n × d) by k-means."""
    centroids = values[rng.choice(len(values), CENTROIDS, replace=False)].copy()
    for _ in range(ROUNDS):
        nearest = _nearest(values, centroids)
        sizes = np.bincount(nearest, minlength=CENTROIDS)
        sums = np.zeros_like(centroids)
        np.add.at(sums, nearest, values)
        filled = sizes > 0
        centroids[filled] = sums[filled] / sizes[filled, None]
    return centroids


def _nearest(values: Values, centroids: Values) -> NDArray[np.intp]:
    half_squares = (centroids**2).sum(axis=1) / 2
    return np.concatenate(
        [
            (values[start : start + 8192] @ centroids.T - half_squares).argmax(axis=1)
            for start in range(0, len(values), 8192)
        ]
    )


if __name__ == "__main__":
    main()
