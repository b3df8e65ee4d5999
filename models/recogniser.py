"""`Recogniser` runs the steps of recognition: a frame in, a named work or a refusal out.

quality gate → local features → votes → keypoint check of the references with the most votes → decision. Where these
name no work: quads → crops → embedding → shortlist → keypoint check of the others, then the check for three-dimensional
objects and the quad check.

Note: the first of the shortlist is no result. The shortlist always has a first, also when the frame shows a visitor's
elbow. Only a geometric check and the decision name a work.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from models import (
    decision,
    fine_features,
    keypoint_check,
    local_features,
    model_file,
    object_3d_check,
    quad_check,
    shortlist,
)
from models.crops import select_crops
from models.decision import RankedWork
from models.embedding import Embedder
from models.evidence import NO_EVIDENCE, MatchEvidence
from models.features import Features
from models.inference import Backend
from models.local_features import LocalFeatures
from models.quality_gate import Quality, quality
from models.shortlist import Neighbour
from models.twin_choice import TwinChooser

MAX_CANDIDATES = 3
# Of the nearest references, how many the quad check tries where the keypoints name no work.
MAX_QUAD_CHECKS = 3
# Similarity from which it tries them. Of 53 simulated works that the quad check alone named, the least similar had
# 0.31; half of the photographs that show no enrolled work have no reference as near and skip this check, the most
# expensive one.
MIN_QUAD_SIMILARITY = 0.3
# Objects in the round that are checked in a frame, and photographs of each: a photograph takes some 15 ms. Not tuned.
MAX_OBJECT_CHECKS, MAX_PHOTOGRAPHS = 2, 6
# Share of the seen blocks that have to agree where an object is looked for as a flat picture. Its photographs show the
# table as well: a bare table agreed by 0.30, another object on it by 0.41. Of 180 simulated objects 14 were named by
# their flat picture, all with less than 0.6; how many of these the check of objects names as well was not counted.
MIN_FLAT_AGREEMENT = 0.5
_WORKING_SIDE_PX = (
    640  # longest side: no step needs more, and shrinking once is cheaper than in each step
)
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class WorkCandidate:
    """A work and the probability that it is in view."""

    work: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RecognitionResult:
    """What recognition says about one frame.

    `work`: the named work; None is a refusal. `confidence`: the probability that the first candidate is in view,
    or a lower bound of it where the keypoints alone suffice to name it.
    `candidates`: at most three, the named work first; the kiosk offers them to the visitor. `quad`: the corners of
    the named work in pixels of the frame, 4 × 2, clockwise from its own upper left. `offered`: two works of which the
    frame shows one, the likelier first, where they cannot be told apart; `work` is None then.
    """

    work: str | None
    confidence: float
    candidates: tuple[WorkCandidate, ...]
    quality: Quality
    quad: NDArray[np.float32] | None
    offered: tuple[str, ...] = ()


@dataclass
class FrameEvidence:
    """What the checks found in one frame.

    `size`: of the grey picture that they checked (w, h). `evidence`: (row of the reference, its evidence), several for
    a row.
    """

    quality: Quality
    size: tuple[int, int]
    evidence: list[tuple[int, MatchEvidence]] = field(default_factory=list)


class Recogniser:
    """Recognises one set of references. Not safe to share between threads: each builds its own."""

    def __init__(
        self,
        features: Features,
        threads: int = 1,
        backend: Backend | None = None,
        accept: float = decision.ACCEPT,
        on_unreadable: Callable[[OSError], None] | None = None,
    ) -> None:
        """`accept`: the probability from which a work is named; `decision.threshold` gives that of a rate.

        `on_unreadable` hears of each reference that can't be read from its file; it is passed over, and the others are
        checked. Without it, recognition raises OSError. Raises MissingModelError, NoInferenceError.
        """
        self._features = features
        self._on_unreadable = on_unreadable
        self._embedder = Embedder(model_file.path(model_file.EMBEDDER), threads, backend)
        self._accept = accept
        self._twin_chooser = TwinChooser(features)
        self._rows_of_objects = _rows_of_objects(features)

    @property
    def features(self) -> Features:
        """The references; several recognisers, each in a thread of its own, may share them."""
        return self._features

    @property
    def backend(self) -> Backend:
        """Which inference library runs the network."""
        return self._embedder.backend

    def recognise(
        self, frame: NDArray[np.uint8], without: Collection[str] = ()
    ) -> RecognitionResult:
        """Recognise one frame (uint8 BGR, height × width × 3).

        `without`: works to leave out, as if they had not been enrolled. Raises OSError, see `__init__`.
        """
        examined = self.examine(frame, without)
        evidence = self._evidence_by_work(examined)
        named, ranking = decision.decide(
            evidence, examined.size, self._accept, twins=self._twin_chooser.twins
        )
        if named is None:
            confidence = ranking[0].confidence if ranking else 0.0
            return RecognitionResult(None, confidence, _candidates(ranking), examined.quality, None)
        scale = frame.shape[1] / examined.size[0]
        chosen = self._twin_chooser.choose(
            named, ranking, examined.evidence, frame, scale, self._accept, without
        )
        candidates = _candidates(ranking, chosen, named.confidence)
        if len(chosen) > 1:
            confidence = candidates[0].confidence
            return RecognitionResult(
                None, confidence, candidates, examined.quality, None, offered=chosen
            )
        own = next((one.evidence for one in ranking if one.work == chosen[0]), named.evidence)
        quad = named.evidence.quad if own.quad is None else own.quad
        return RecognitionResult(
            chosen[0],
            candidates[0].confidence,
            candidates,
            examined.quality,
            None if quad is None else quad * np.float32(scale),
        )

    def examine(
        self, frame: NDArray[np.uint8], without: Collection[str] = (), thorough: bool = False
    ) -> FrameEvidence:
        """Run the checks on one frame (uint8 BGR) without deciding.

        `without`: as in `recognise`. `thorough`, for calibration: make every check, also where an earlier one names
        a work, and check one more reference, so that as many remain when calibration leaves out the right one. Raises
        OSError.
        """
        small = _shrunk(frame, _WORKING_SIDE_PX)
        grey = local_features.resized_grey(small, local_features.FRAME_SIDE_PX)
        examined = FrameEvidence(quality(small), (grey.shape[1], grey.shape[0]))
        if not examined.quality.usable:
            return examined
        known = self._features
        left_out = (
            [row for row, work in enumerate(known.works) if work in without] if without else []
        )
        if len(known) == len(left_out):
            return examined
        length = shortlist.length_for(len(known)) + thorough
        local = local_features.describe(grey, local_features.FRAME_KEYPOINTS)
        finer = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
        votes = known.index.vote(local.descriptors)
        rows = shortlist.voted(votes, length, left_out)
        # They are multiplied as float32 in each check; converted once, a check takes a seventh less time.
        local = replace(local, descriptors=local.descriptors.astype(np.float32))
        checked = {row: self._check_keypoints(local, finer, row) for row in rows}
        if not thorough and self._is_decided(list(checked.values())):
            examined.evidence += checked.items()
            return examined
        quads = quad_check.find_quads(grey)
        crops = self._crop_vectors(small, quads, small.shape[1] / grey.shape[1])
        similarity = shortlist.similarities(crops, known.vectors)
        nearest = shortlist.nearest(similarity, length, left_out)
        near = shortlist.merge(rows, nearest, similarity, length)
        always = {one.reference for one in nearest[: shortlist.ALWAYS]}
        for one in near:
            row = one.reference
            if row not in checked:
                matches = row in always or votes.descriptors[row] >= shortlist.MIN_NEAR_VOTES
                checked[row] = self._check_keypoints(local, finer, row) if matches else NO_EVIDENCE
            _add(examined, one, checked[row])
        if thorough or not self._names_a_work(examined):
            likely = [one for one in near if one.reference in rows or one.reference in always]
            self._check_objects(examined, likely, similarity, small, MAX_OBJECT_CHECKS + thorough)
        if thorough or not self._names_a_work(examined):
            self._check_quads(examined, nearest, quads, finer, grey, thorough)
        return examined

    def _is_decided(self, evidence: Sequence[MatchEvidence]) -> bool:
        """Tell whether the keypoints alone name each work that they found, and at least one.

        No weight of the decision is negative, so a similarity could only raise the probability. A found work that is
        not named yet might be named with its similarity, and be the more prominent one.
        """
        found = [one for one in evidence if one.quad is not None]
        return bool(found) and all(decision.probability(one) >= self._accept for one in found)

    def _crop_vectors(
        self, small: NDArray[np.uint8], quads: list[NDArray[np.float32]], scale: float
    ) -> NDArray[np.float32]:
        """Embed the crops of a frame. Returns c × d, whitened. `quads` times `scale` are in pixels of `small`."""
        size = (small.shape[1], small.shape[0])
        most_prominent_first = sorted(
            (quad * np.float32(scale) for quad in quads),
            key=lambda quad: -decision.prominence(quad, size),
        )
        crops = select_crops(small, most_prominent_first)
        vectors = np.stack([self._embedder.embed(crop) for crop in crops])
        return self._features.whitening.apply(vectors)

    def _evidence_by_work(self, examined: FrameEvidence) -> list[tuple[str, MatchEvidence]]:
        return [(self._features.works[row], evidence) for row, evidence in examined.evidence]

    def _names_a_work(self, examined: FrameEvidence) -> bool:
        evidence = decision.with_margins(self._evidence_by_work(examined), self._twin_chooser.twins)
        return any(decision.probability(one) >= self._accept for _, one in evidence)

    def _check_keypoints(
        self, local: LocalFeatures, finer: NDArray[np.uint8], reference: int
    ) -> MatchEvidence:
        known = self._read(self._features.local, reference)
        thumbnail = self._read(self._features.thumbnail, reference)
        if known is None or thumbnail is None:
            return NO_EVIDENCE
        found = keypoint_check.check(local, finer, known, thumbnail)
        is_object = self._features.works[reference] in self._rows_of_objects
        return NO_EVIDENCE if is_object and found.agreement < MIN_FLAT_AGREEMENT else found

    def _read(self, read: Callable[[int], _Read], reference: int) -> _Read | None:
        """Read something of a reference; None where its file can't be read. Raises OSError, see `__init__`."""
        try:
            return read(reference)
        except OSError as error:
            if self._on_unreadable is None:
                raise
            self._on_unreadable(error)
            return None

    def _check_objects(
        self,
        examined: FrameEvidence,
        near: Sequence[Neighbour],
        similarity: NDArray[np.float32],
        small: NDArray[np.uint8],
        works_at_most: int,
    ) -> None:
        """Add the evidence for three-dimensional objects: each work once, with its most similar references."""
        fine, works = self._features.fine, self._features.works
        first = {works[one.reference]: one for one in reversed(near)}
        objects = [one for one in near if first[works[one.reference]] is one]
        objects = [one for one in objects if works[one.reference] in self._rows_of_objects]
        if fine is None or not objects:
            return
        grey = local_features.resized_grey(small, fine_features.FRAME_SIDE_PX)
        local = local_features.describe(grey, fine_features.FRAME_KEYPOINTS)
        local = replace(local, descriptors=local.descriptors.astype(np.float32))
        scale = np.float32(examined.size[0] / grey.shape[1])
        for one in objects[:works_at_most]:
            rows = sorted(
                self._rows_of_objects[works[one.reference]], key=lambda row: -similarity[row]
            )
            photographs = [self._read(fine.of, row) for row in rows[:MAX_PHOTOGRAPHS]]
            found = object_3d_check.check(local, [one for one in photographs if one is not None])
            quad = None if found.quad is None else found.quad * scale
            _add(examined, one, replace(found, quad=quad))

    def _check_quads(
        self,
        examined: FrameEvidence,
        nearest: list[Neighbour],
        quads: list[NDArray[np.float32]],
        finer: NDArray[np.uint8],
        grey: NDArray[np.uint8],
        thorough: bool,
    ) -> None:
        """Add the evidence of the quad check for the nearest references."""
        first = nearest[: MAX_QUAD_CHECKS + thorough]
        similar = [one for one in first if thorough or one.similarity >= MIN_QUAD_SIMILARITY]
        if not similar:
            return
        places = quad_check.placements(quads, grey)
        for one in similar:
            width, height = self._features.sizes[one.reference]
            size = (int(width), int(height))
            thumbnail = self._read(self._features.thumbnail, one.reference)
            if thumbnail is not None:
                _add(examined, one, quad_check.check(places, grey, finer, size, thumbnail))


def _candidates(
    ranking: Sequence[RankedWork], first: Sequence[str] = (), confidence: float = 0.0
) -> tuple[WorkCandidate, ...]:
    """Returns at most MAX_CANDIDATES works: those of `first`, then by `ranking`.

    `confidence`: at least that of each of `first`: a twin of the named work explains the frame as well.
    """
    of_work = {one.work: one.confidence for one in ranking}
    ordered = dict.fromkeys([*first, *of_work])
    return tuple(
        WorkCandidate(
            work, max(of_work.get(work, 0.0), confidence) if work in first else of_work[work]
        )
        for work in list(ordered)[:MAX_CANDIDATES]
    )


def _rows_of_objects(features: Features) -> dict[str, list[int]]:
    """Returns the rows of each three-dimensional object: a work of several photographs with fine features.

    The file of an older server has no fine features; there each work of several photographs counts as one.
    """
    rows: dict[str, list[int]] = {}
    fine = features.fine
    is_fine = np.ones(len(features), bool) if fine is None else np.diff(fine.first_keypoint) > 0
    of_objects = fine_features.of_objects(features.works, features.details)
    for row, (work, is_of_object) in enumerate(zip(features.works, of_objects, strict=True)):
        if is_of_object and is_fine[row]:
            rows.setdefault(work, []).append(row)
    return rows


def _add(examined: FrameEvidence, near: Neighbour, evidence: MatchEvidence) -> None:
    """Add the evidence for one reference, with its similarity."""
    examined.evidence.append((near.reference, replace(evidence, similarity=near.similarity)))


def _shrunk(frame: NDArray[np.uint8], longest_px: int) -> NDArray[np.uint8]:
    """Returns the frame with a longest side of at most `longest_px`."""
    scale = longest_px / max(frame.shape[:2])
    if scale >= 1:
        return frame
    size = [max(1, round(length * scale)) for length in (frame.shape[1], frame.shape[0])]
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
