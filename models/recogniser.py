"""Puts the steps together: a frame in, an answer out.

quality gate → embedding → shortlist → local features → geometric check → decision, and by the outline where the
spots name nothing. A newcomer would take the best of the shortlist for the answer; the shortlist always has a
best, also for a visitor's elbow. Only a check of what is in the frame and the decision name a work.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models import (
    decision,
    geometric_check,
    local_features,
    model_file,
    outline_check,
    shortlist,
)
from models.embedding import Embedder
from models.features import Features
from models.geometric_check import Evidence
from models.inference import Backend
from models.local_features import LocalFeatures
from models.quality_gate import Quality, quality

CANDIDATES = 3
# Of the nearest references, how many are also looked for by their outline when the spots name none.
OUTLINED = 2
_ENOUGH = (
    640  # pixels, longest side: no step needs more, and to shrink once is cheaper than in each
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that it may be, and the probability that it is."""

    work: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """`work` None is a refusal. `confidence`: probability that the first candidate is in view.

    `candidates`, the named one first, are what a visitor can be offered; `quad` the corners of the work in
    pixels of the frame, 4 × 2, clockwise from its own upper left.
    """

    work: str | None
    confidence: float
    candidates: tuple[Candidate, ...]
    quality: Quality
    quad: NDArray[np.float32] | None


class Recogniser:
    """Knows one set of references. Not safe to share between threads: each builds its own."""

    def __init__(
        self,
        features: Features,
        threads: int = 1,
        backend: Backend | None = None,
        accept: float = decision.ACCEPT,
    ) -> None:
        """`accept`: the probability from which a work is named. Raises MissingModelError, NoInferenceError."""
        self._features = features
        self._embedder = Embedder(model_file.path(model_file.EMBEDDER), threads, backend)
        self._accept = accept

    @property
    def features(self) -> Features:
        """What it knows; several recognisers may share it, each in a thread of its own."""
        return self._features

    @property
    def backend(self) -> Backend:
        """Which inference library runs the network."""
        return self._embedder.backend

    def recognise(self, frame: NDArray[np.uint8]) -> Answer:
        """Looks at one frame (uint8 BGR, height × width × 3)."""
        small = _at_most(frame, _ENOUGH)
        seen = quality(small)
        if not seen.usable or len(self._features) == 0:
            return Answer(None, 0.0, (), seen, None)
        known = self._features
        crops = known.whitening.apply(self._embedder.embed_frame(small))
        near = shortlist.nearest(crops, known.view_vectors, known.view_reference)
        grey = local_features.resized_grey(small, local_features.FRAME_SIDE)
        spots = local_features.describe(grey, local_features.FRAME_SPOTS)
        evidence = [self._by_spots(spots, grey, one.reference) for one in near]
        named, ranked = decision.decide(evidence, spots.size, self._accept)
        if named is None:
            quads = outline_check.outlines(grey)
            evidence += [self._by_outline(quads, grey, one.reference) for one in near[:OUTLINED]]
            named, ranked = decision.decide(evidence, spots.size, self._accept)
        candidates = tuple(Candidate(one.work, one.confidence) for one in ranked[:CANDIDATES])
        if named is None:
            return Answer(None, ranked[0].confidence, candidates, seen, None)
        quad = named.evidence.quad
        scale = np.float32(frame.shape[1] / grey.shape[1])
        return Answer(
            named.work, named.confidence, candidates, seen, None if quad is None else quad * scale
        )

    def _by_spots(
        self, spots: LocalFeatures, grey: NDArray[np.uint8], reference: int
    ) -> tuple[str, Evidence]:
        known = self._features
        found = geometric_check.check(
            spots, grey, known.local(reference), known.thumbnails[reference]
        )
        return known.works[reference], found

    def _by_outline(
        self, quads: list[NDArray[np.float32]], grey: NDArray[np.uint8], reference: int
    ) -> tuple[str, Evidence]:
        known = self._features
        width, height = known.sizes[reference]
        found = outline_check.check(
            quads, grey, (int(width), int(height)), known.thumbnails[reference]
        )
        return known.works[reference], found


def _at_most(frame: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    scale = longest / max(frame.shape[:2])
    if scale >= 1:
        return frame
    size = [max(1, round(length * scale)) for length in (frame.shape[1], frame.shape[0])]
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
