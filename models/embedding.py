"""Turns a picture into a short vector that is similar for similar works: EfficientNet-Lite0, then whitening.

A reference is embedded in several synthetic views, as a visitor's camera might see it; a visitor's frame in several
crops (models/crops.py).

Note: the network's own vectors of two oil paintings are close whatever they show. Whitening, learnt from the
references' views, removes what all works share.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models import inference

VECTOR_LENGTH = 1280  # of the network's output
# Side of the square that the network sees. The file says 224, but the network is convolutions with a mean at the end:
# at 160 it ranks no worse in 0.57 of the time, and at 144 one work of 344 fewer (decision 0003, "side of the
# network"). Another side is another METHOD (models/features.py).
INPUT_SIDE_PX = 160
DIMENSIONS = 128  # kept after whitening
VIEWS = 8  # of each reference, the plain one included
MAX_ROLL_DEGREES = 32  # the synthetic views are rolled evenly up to this, to both sides
# Share of the mean variance that is added to every direction before whitening. Tuned on the right works ranked first
# of 277: 0.02: 205, 0.1: 205, 0.3: 204, 1.0: 196 (decision 0003, "shrinkage").
SHRINKAGE = 0.1
# With fewer references the small eigenvalues are noise, and whitening would amplify it: with 22 references a left-out
# view had a cosine of 0.24 with its own work, with 96 of 0.71. So shrinkage grows with (this / references)².
ENOUGH_REFERENCES = 100
_MIN_VARIANCE = 1e-9
_VIEW_SIDE_PX = 320  # longest side of a synthetic view
_VIEWS_SEED = 20
_CHUNK_ROWS = 2048

Vectors = NDArray[np.float32]


class Embedder:
    """One loaded network. Not safe to share between threads: each builds its own."""

    def __init__(
        self, model: Path, threads: int = 1, backend: inference.Backend | None = None
    ) -> None:
        """Load `model`, which `model_file.path(model_file.EMBEDDER)` gives. Raises NoInferenceError, ValueError."""
        self._interpreter = inference.load(
            model, threads, backend, (1, INPUT_SIDE_PX, INPUT_SIDE_PX, 3)
        )

    @property
    def backend(self) -> inference.Backend:
        """Which inference library runs the network."""
        return self._interpreter.name

    def embed(self, picture: NDArray[np.uint8]) -> Vectors:
        """Returns the unit vector (1,280) of a picture (uint8 BGR, height × width × 3), resized to a square."""
        shrinks = min(picture.shape[:2]) > INPUT_SIDE_PX
        small = cv2.resize(
            picture,
            (INPUT_SIDE_PX, INPUT_SIDE_PX),
            interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
        )
        rgb = cv2.cvtColor(small, cv2.COLOR_BGR2RGB)
        vector = self._interpreter.run(rgb[None].astype(np.float32))[0][0]
        return _unit(vector)

    def embed_reference(self, picture: NDArray[np.uint8]) -> Vectors:
        """Returns VIEWS × 1,280: the vectors of the picture and its synthetic views, the same on every call."""
        return np.stack([self.embed(view) for view in synthetic_views(picture)])


def synthetic_views(picture: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Returns VIEWS pictures (uint8 BGR) of one work: itself, then from other angles, distances, in other light.

    The generator starts from the same seed for each work, so a work's features do not depend on the works that were
    enrolled before it.
    """
    random = np.random.default_rng(_VIEWS_SEED)
    scale = min(1.0, _VIEW_SIDE_PX / max(picture.shape[:2]))
    small = np.asarray(
        cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    rolls = np.deg2rad(np.linspace(-MAX_ROLL_DEGREES, MAX_ROLL_DEGREES, VIEWS - 1))
    return [picture, *(_synthetic_view(small, float(roll), random) for roll in rolls)]


def _synthetic_view(
    picture: NDArray[np.uint8], roll: float, random: np.random.Generator
) -> NDArray[np.uint8]:
    """Draw one view: perspective, `roll` in radians, a plain wall, light, white balance, blur."""
    height, width = picture.shape[:2]
    fill = random.uniform(0.55, 1.1)  # share of the view that the work takes
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32) * fill
    corners *= 1 + random.uniform(-0.15, 0.15, (4, 1)).astype(np.float32)
    corners[:, 0] *= random.uniform(0.7, 1.0)  # seen from the side, it looks narrower
    corners *= (width, height)
    rotation = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]], np.float32)
    centre = 0.5 + random.uniform(-0.08, 0.08, 2)
    target = corners @ rotation.T * 0.5 + centre * (width, height)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    wall = random.uniform(90, 230) + random.uniform(-15, 15, 3)
    view = cv2.warpPerspective(
        picture,
        cv2.getPerspectiveTransform(source, target.astype(np.float32)),
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
    """A learnt linear map: `mean` (1,280) and `matrix` (1,280 × up to 128); see `fit_whitening`."""

    mean: Vectors
    matrix: Vectors

    def apply(self, vectors: NDArray[np.floating]) -> Vectors:
        """Whiten vectors (n × 1,280). Returns n × up to 128, of unit length."""
        parts = [
            (vectors[start : start + _CHUNK_ROWS] - self.mean) @ self.matrix
            for start in range(0, len(vectors), _CHUNK_ROWS)
        ]
        whitened = np.concatenate([*parts, np.zeros((0, self.matrix.shape[1]), np.float32)])
        norm = np.linalg.norm(whitened, axis=-1, keepdims=True)
        return np.asarray(whitened / np.maximum(norm, 1e-6), np.float32)


def mean_of_views(whitened: Vectors) -> Vectors:
    """Average the VIEWS whitened vectors of each reference: (r · VIEWS) × d. Returns r × d, of unit length."""
    mean = whitened.reshape(-1, VIEWS, whitened.shape[1]).mean(axis=1)
    norm = np.linalg.norm(mean, axis=1, keepdims=True)
    return np.asarray(mean / np.maximum(norm, 1e-6), np.float32)


def fit_whitening(vectors: NDArray[np.floating]) -> Whitening:
    """Learn the whitening from the views of all references (n × 1,280).

    Principal components are scaled to unit variance after shrinkage towards a sphere (after Ledoit and Wolf, 2004),
    with a weight that falls with the number of references: with many works nearly full whitening, with few nearly
    the plain cosine within the space that they span. Raises ValueError for no vectors.
    """
    if len(vectors) == 0:
        raise ValueError("no vectors to learn a whitening from")
    mean = vectors.mean(axis=0, dtype=np.float64)
    variance, directions = _principal_components(vectors, mean)
    kept = min(DIMENSIONS, int((variance > _MIN_VARIANCE).sum()))
    if kept == 0:  # a single picture without contrast: every direction serves equally
        zero = np.zeros(VECTOR_LENGTH, np.float32)
        return Whitening(zero, np.eye(VECTOR_LENGTH, DIMENSIONS, dtype=np.float32))
    shrinkage = SHRINKAGE * (1 + (ENOUGH_REFERENCES * VIEWS / len(vectors)) ** 2)
    shrunk = variance[:kept] + shrinkage * variance[:kept].mean()
    matrix = directions[:, :kept] / np.sqrt(shrunk)
    return Whitening(mean.astype(np.float32), matrix.astype(np.float32))


def _principal_components(
    vectors: NDArray[np.floating], mean: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns the variances, largest first, and their directions as columns."""
    if len(vectors) < VECTOR_LENGTH:
        _, singular, rows = np.linalg.svd(vectors - mean, full_matrices=False)
        return singular**2 / len(vectors), rows.T
    # Ten thousand works have 80,000 views: only the 1,280 × 1,280 scatter is held in full precision.
    scatter = np.zeros((VECTOR_LENGTH, VECTOR_LENGTH))
    for start in range(0, len(vectors), _CHUNK_ROWS):
        part = vectors[start : start + _CHUNK_ROWS] - mean
        scatter += part.T @ part
    variance, columns = np.linalg.eigh(scatter / len(vectors))
    return np.maximum(variance[::-1], 0), columns[:, ::-1]


def _unit(vector: Vectors) -> Vectors:
    """Scale a vector to unit length."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), np.float32)
