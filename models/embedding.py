"""From pixels to a short vector that is alike for alike works: EfficientNet-Lite0, then whitening.

References are embedded in several synthetic views (how a visitor's camera might see them), a visitor's frame
in several looks (models/crops.py). A newcomer would compare the network's own vectors: those of two oil paintings lie
close together whatever they show. Whitening over the references' views takes out what all works share.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models import inference

LENGTH = 1280  # of the network's vector
# Pixels of the square that it sees. The file says 224, but the network is convolutions with a mean at the end: at 160
# it ranks no worse in half the time (docs/decisions/0003). Another side is another METHOD (models/features.py).
SIDE = 160
DIMENSIONS = 128  # kept after whitening
VIEWS = 8  # of each reference, the plain one included
WIDEST_ROLL = 32  # degrees: how far the synthetic views are rolled, evenly to both sides
# Part of the average variance that is added to every direction before whitening, and the number of references from
# which that is enough. With fewer the small eigenvalues are noise, whitening would blow them up, and a work would no
# longer be like its own photographs: with 22 references by 0.2 where by 0.7 with 100 (docs/decisions/0003).
SHRINKAGE, PLENTY = 0.1, 100

_CHUNK = 2048

Vectors = NDArray[np.float32]


class Embedder:
    """One loaded network; each thread builds its own."""

    def __init__(
        self, model: Path, threads: int = 1, backend: inference.Backend | None = None
    ) -> None:
        """`model` from `model_file.path(model_file.EMBEDDER)`."""
        self._interpreter = inference.load(model, threads, backend, (1, SIDE, SIDE, 3))

    @property
    def backend(self) -> inference.Backend:
        """Which inference library runs it."""
        return self._interpreter.name

    def embed(self, picture: NDArray[np.uint8]) -> Vectors:
        """The unit vector (1,280) of a picture (uint8 BGR, height × width × 3), its shape squeezed to a square."""
        shrinks = min(picture.shape[:2]) > SIDE
        small = cv2.resize(
            picture,
            (SIDE, SIDE),
            interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
        )
        rgb = cv2.cvtColor(small, cv2.COLOR_BGR2RGB)
        vector = self._interpreter.run(rgb[None].astype(np.float32))[0][0]
        return _unit(vector)

    def embed_reference(self, picture: NDArray[np.uint8]) -> Vectors:
        """VIEWS × 1,280: the plain picture and its synthetic views, the same every time."""
        return np.stack([self.embed(view) for view in views(picture)])


def views(picture: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """VIEWS pictures of one work: plain, then at angles, distances, in other light, before a wall.

    The generator starts from the same seed for each work, so that a work's features do not depend on which
    works were enrolled before it.
    """
    random = np.random.default_rng(20)
    side = 320
    scale = min(1.0, side / max(picture.shape[:2]))
    small = np.asarray(
        cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    rolls = np.deg2rad(np.linspace(-WIDEST_ROLL, WIDEST_ROLL, VIEWS - 1))
    return [picture, *(_seen(small, float(roll), random) for roll in rolls)]


def _seen(
    picture: NDArray[np.uint8], roll: float, random: np.random.Generator
) -> NDArray[np.uint8]:
    """One synthetic view: perspective, `roll` in radians, a plain wall, light, white balance, blur."""
    height, width = picture.shape[:2]
    fill = random.uniform(0.55, 1.1)  # share of the view that the work takes
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32) * fill
    corners *= 1 + random.uniform(-0.15, 0.15, (4, 1)).astype(np.float32)
    corners[:, 0] *= random.uniform(0.7, 1.0)  # seen from the side, it looks narrower
    corners *= (width, height)
    rotation = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]], np.float32)
    centre = 0.5 + random.uniform(-0.08, 0.08, 2)
    seen = corners @ rotation.T * 0.5 + centre * (width, height)
    plain = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    wall = random.uniform(90, 230) + random.uniform(-15, 15, 3)
    view = cv2.warpPerspective(
        picture,
        cv2.getPerspectiveTransform(plain, seen.astype(np.float32)),
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=tuple(wall.tolist()),
    )
    balance = random.uniform(0.88, 1.12, 3) * random.uniform(0.65, 1.25)
    lit = np.clip(view * balance.astype(np.float32) + random.uniform(-12, 18), 0, 255)
    blur = random.uniform(0.0, 1.4)
    return np.asarray(cv2.GaussianBlur(lit, (0, 0), 0.1 + blur), np.uint8)


@dataclass(frozen=True)
class Whitening:
    """`mean` (1,280) and `matrix` (1,280 × up to 128): see `fit`."""

    mean: Vectors
    matrix: Vectors

    def apply(self, vectors: NDArray[np.floating]) -> Vectors:
        """Vectors, n × 1,280, to n × up to 128, unit length."""
        parts = [
            (vectors[start : start + _CHUNK] - self.mean) @ self.matrix
            for start in range(0, len(vectors), _CHUNK)
        ]
        whitened = np.concatenate([*parts, np.zeros((0, self.matrix.shape[1]), np.float32)])
        norm = np.linalg.norm(whitened, axis=-1, keepdims=True)
        return np.asarray(whitened / np.maximum(norm, 1e-6), np.float32)


def mean_of_views(whitened: Vectors) -> Vectors:
    """One unit vector a reference from its VIEWS whitened ones: (r · VIEWS) × d to r × d."""
    mean = whitened.reshape(-1, VIEWS, whitened.shape[1]).mean(axis=1)
    norm = np.linalg.norm(mean, axis=1, keepdims=True)
    return np.asarray(mean / np.maximum(norm, 1e-6), np.float32)


def fit(vectors: NDArray[np.floating]) -> Whitening:
    """Whitening learnt from the views of all references (n × 1,280).

    Principal components scaled to unit variance after shrinkage towards a sphere (after Ledoit and Wolf, 2004, with
    a weight that falls with the number of references): with many works nearly full whitening, with few nearly the
    plain cosine within the space that they span. Raises ValueError for no vectors.
    """
    if len(vectors) == 0:
        raise ValueError("no vectors to learn a whitening from")
    mean = vectors.mean(axis=0, dtype=np.float64)
    variance, directions = _principal(vectors, mean)
    kept = min(DIMENSIONS, int((variance > 1e-9).sum()))
    if kept == 0:  # a single picture without contrast; any direction will do
        nothing = np.zeros(LENGTH, np.float32)
        return Whitening(nothing, np.eye(LENGTH, DIMENSIONS, dtype=np.float32))
    shrinkage = SHRINKAGE * (1 + (PLENTY * VIEWS / len(vectors)) ** 2)
    shrunk = variance[:kept] + shrinkage * variance[:kept].mean()
    matrix = directions[:, :kept] / np.sqrt(shrunk)
    return Whitening(mean.astype(np.float32), matrix.astype(np.float32))


def _principal(
    vectors: NDArray[np.floating], mean: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Variances, largest first, and the directions (columns) that have them."""
    if len(vectors) < LENGTH:
        _, singular, rows = np.linalg.svd(vectors - mean, full_matrices=False)
        return singular**2 / len(vectors), rows.T
    # Ten thousand works have 80,000 views: only the 1,280 × 1,280 scatter is held in full precision.
    scatter = np.zeros((LENGTH, LENGTH))
    for start in range(0, len(vectors), _CHUNK):
        part = vectors[start : start + _CHUNK] - mean
        scatter += part.T @ part
    variance, columns = np.linalg.eigh(scatter / len(vectors))
    return np.maximum(variance[::-1], 0), columns[:, ::-1]


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), np.float32)
