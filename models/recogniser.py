"""Puts the steps together: a frame in, an answer out.

quality gate → outlines → looks → embedding → shortlist → local features → geometric check → decision, and by the
outline or as a body where the spots name nothing. A newcomer would take the best of the shortlist for the answer;
the shortlist always has a best, also for a visitor's elbow. Only a check of what is in the frame and the decision
name a work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models import (
    body_check,
    decision,
    geometric_check,
    local_features,
    model_file,
    quad_check,
    shortlist,
)
from models.crops import looks
from models.embedding import Embedder
from models.features import Features
from models.geometric_check import Evidence
from models.inference import Backend
from models.local_features import LocalFeatures
from models.quality_gate import Quality, quality
from models.shortlist import Near

CANDIDATES = 3
# Of the nearest references, how many are also looked for by their outline when the spots name none.
OUTLINED = 3
# Likeness from which they are. Of 53 simulated works that their outline alone named the least alike had 0.31; of
# photographs that show nothing of ours half have no reference as near, and are spared the fit, which costs them most.
OUTLINED_FROM = 0.3
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


@dataclass
class Examined:
    """A frame after the checks: `size` (w, h) of the grey picture that they looked at, and what they found in it."""

    quality: Quality
    size: tuple[int, int]
    evidence: list[tuple[int, Evidence]] = field(default_factory=list)


class Recogniser:
    """Knows one set of references. Not safe to share between threads: each builds its own."""

    def __init__(
        self,
        features: Features,
        threads: int = 1,
        backend: Backend | None = None,
        accept: float = decision.ACCEPT,
    ) -> None:
        """`accept`: the probability from which a work is named; `Calibration.accept_for` gives that of a rate.

        Raises MissingModelError, NoInferenceError.
        """
        self._features = features
        self._embedder = Embedder(model_file.path(model_file.EMBEDDER), threads, backend)
        self._accept = accept
        photographs = Counter(features.works)
        self._bodies = {
            row
            for row, work in enumerate(features.works)
            if photographs[work] >= body_check.SEVERAL
        }

    @property
    def features(self) -> Features:
        """What it knows; several recognisers may share it, each in a thread of its own."""
        return self._features

    @property
    def backend(self) -> Backend:
        """Which inference library runs the network."""
        return self._embedder.backend

    def recognise(self, frame: NDArray[np.uint8], without: Collection[str] = ()) -> Answer:
        """Looks at one frame (uint8 BGR, height × width × 3), as if the works `without` had not been enrolled."""
        done = self.examine(frame, without)
        named, ranked = decision.decide(self._by_work(done), done.size, self._accept)
        candidates = tuple(Candidate(one.work, one.confidence) for one in ranked[:CANDIDATES])
        if named is None:
            surest = ranked[0].confidence if ranked else 0.0
            return Answer(None, surest, candidates, done.quality, None)
        quad = named.evidence.quad
        scale = np.float32(frame.shape[1] / done.size[0])
        return Answer(
            named.work,
            named.confidence,
            candidates,
            done.quality,
            None if quad is None else quad * scale,
        )

    def examine(
        self, frame: NDArray[np.uint8], without: Collection[str] = (), thorough: bool = False
    ) -> Examined:
        """All evidence in a frame: (row of the reference, evidence), several for a row.

        `thorough` makes every check, also where the first names a work, and looks at one reference more, so that
        as many are left when the right one is put aside: for calibration.
        """
        small = _at_most(frame, _ENOUGH)
        grey = local_features.resized_grey(small, local_features.FRAME_SIDE)
        done = Examined(quality(small), (grey.shape[1], grey.shape[0]))
        if not done.quality.usable:
            return done
        quads = quad_check.outlines(grey)
        length = shortlist.length_for(len(self._features)) + thorough
        near = self._nearest(small, quads, small.shape[1] / grey.shape[1], without, length)
        if not near:
            return done
        spots = local_features.describe(grey, local_features.FRAME_SPOTS)
        for one in near:
            self._found(done, one, self._by_spots(spots, grey, one.reference))
        if thorough or not self._named(done):
            for one in near:
                if one.reference in self._bodies:
                    local = self._features.local(one.reference)
                    self._found(done, one, body_check.check(spots, local))
        if thorough or not self._named(done):
            nearest = near[: OUTLINED + thorough]
            likely = [one for one in nearest if thorough or one.likeness >= OUTLINED_FROM]
            if likely:
                places = quad_check.starts(quads, grey)
                finer = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
            for one in likely:
                self._found(done, one, self._by_outline(places, grey, finer, one.reference))
        return done

    def _nearest(
        self,
        small: NDArray[np.uint8],
        quads: list[NDArray[np.float32]],
        scale: float,
        without: Collection[str],
        length: int,
    ) -> list[Near]:
        known = self._features
        left_out = (
            [row for row, work in enumerate(known.works) if work in without] if without else ()
        )
        if len(known) == len(left_out):
            return []
        size = (small.shape[1], small.shape[0])
        likeliest = sorted(
            (quad * np.float32(scale) for quad in quads),
            key=lambda quad: -decision.prominence(quad, size),
        )
        vectors = np.stack([self._embedder.embed(look) for look in looks(small, likeliest)])
        return shortlist.nearest(known.whitening.apply(vectors), known.vectors, length, left_out)

    def _found(self, done: Examined, near: Near, evidence: Evidence) -> None:
        done.evidence.append((near.reference, replace(evidence, likeness=near.likeness)))

    def _by_work(self, done: Examined) -> list[tuple[str, Evidence]]:
        return [(self._features.works[row], evidence) for row, evidence in done.evidence]

    def _named(self, done: Examined) -> bool:
        return any(decision.probability(one) >= self._accept for _, one in done.evidence)

    def _by_spots(self, spots: LocalFeatures, grey: NDArray[np.uint8], reference: int) -> Evidence:
        known = self._features
        return geometric_check.check(
            spots, grey, known.local(reference), known.thumbnail(reference)
        )

    def _by_outline(
        self,
        places: list[quad_check.Start],
        grey: NDArray[np.uint8],
        finer: NDArray[np.uint8],
        reference: int,
    ) -> Evidence:
        known = self._features
        width, height = known.sizes[reference]
        return quad_check.check(
            places, grey, finer, (int(width), int(height)), known.thumbnail(reference)
        )


def _at_most(frame: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    scale = longest / max(frame.shape[:2])
    if scale >= 1:
        return frame
    size = [max(1, round(length * scale)) for length in (frame.shape[1], frame.shape[0])]
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
