"""Chooses between works that explain a frame equally: twins, and works that are accepted at the same place.

Note: prominence and probability must not decide here. Both twins have 0.99 at the same place. Where the places that
differ say nothing clear, neither is named, and the two are offered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models import twin_comparison, twin_search, twins
from models.decision import RankedWork
from models.evidence import EvidenceKind, MatchEvidence
from models.features import Features
from models.quad import corners_of, project
from models.twin_comparison import NOTHING_SAID, TwinComparison
from models.twin_difference import TwinDifference, difference
from models.twins import COLOUR_PX, TwinPair

# Chosen on 367 simulated photographs of 104 pairs: within the limits of `fit` and `seen` none leans to the wrong twin,
# and 255 of 257 lean to the right one by more than 0.5.
MIN_LEAN = 0.4
# Below it the frame does not lie on the twins everywhere: 0.5 would name 4 % more, and one of 367 wrongly, at 0.55.
MIN_FIT = 0.7
MIN_SEEN = 0.3  # share of what differs that must be seen; the rest is covered or out of view
MIN_OVERLAP = 0.5  # of the union of two quads, from which two works are at the same place
_MAX_COMPARISONS = 8  # in a frame; each takes as long as half a recognition
_KEPT_DIFFERENCES = 32  # of pairs that were compared last, of 1 MB each


class TwinChooser:
    """Chooses for one set of references. Not safe to share between threads.

    `twins`: of each work that has some, the works that explain its photographs as well.
    """

    def __init__(self, features: Features) -> None:
        self._features = features
        self.twins = twins.twins_by_work(features.works, features.twins)
        self._pairs: dict[str, list[TwinPair]] = defaultdict(list)
        for pair in features.twins:
            for row in (pair.first, pair.second):
                self._pairs[features.works[row]].append(pair)
        self._differences: dict[tuple[int, int], TwinDifference] = {}

    def choose(
        self,
        named: RankedWork,
        ranking: Sequence[RankedWork],
        evidence: Sequence[tuple[int, MatchEvidence]],
        frame: NDArray[np.uint8],
        scale: float,
        accept: float,
        without: Collection[str] = (),
    ) -> tuple[str, ...]:
        """Returns the work to name, or the two to offer, the likelier first.

        `named`: what decision.decide named among `ranking`, by `evidence` (row, evidence) whose quads times `scale`
        are in pixels of `frame` (uint8 BGR). `accept`: its threshold. `without`: works to leave out.
        """
        at_place = {
            one.work: one
            for one in ranking
            if one.confidence >= accept and _same_place(named.evidence.quad, one.evidence.quad)
        }
        if named.evidence.kind is EvidenceKind.OBJECT_3D and len(at_place) == 1:
            # Photographs of two objects are twins for their table, of which the object's check counts nothing.
            return (named.work,)
        champion, beaten = named.work, set(without)
        undecided: list[tuple[float, str]] = []
        left = _MAX_COMPARISONS
        pending = self._rivals(champion, at_place, beaten)
        if not pending:
            return (champion,)
        quads = _quads(evidence, scale)
        while pending:
            rival = pending.pop(0)
            left -= 1
            lean = self._lean(champion, rival, quads, frame) if left >= 0 else 0.0
            if lean >= MIN_LEAN:
                beaten.add(rival)
            elif lean <= -MIN_LEAN:
                beaten.add(champion)
                # Who was undecided against a loser has still to be compared with the winner, if it is its twin.
                champion, undecided = rival, []
                pending = self._rivals(champion, at_place, beaten)
            else:
                undecided.append((lean, rival))
        if not undecided:
            return (champion,)
        return champion, min(undecided)[1]

    def _rivals(self, work: str, at_place: Collection[str], beaten: Collection[str]) -> list[str]:
        """Returns the works that `work` must be told from: those at its place first, then its other twins."""
        return [
            one
            for one in dict.fromkeys([*at_place, *self.twins.get(work, ())])
            if one != work and one not in beaten
        ]

    def _lean(
        self,
        one: str,
        other: str,
        quads: dict[int, NDArray[np.float32]],
        frame: NDArray[np.uint8],
    ) -> float:
        """Returns how much the frame leans to `one`, −1 to 1; 0 where nothing can be said.

        `quads`: of the references (rows) that were found, in pixels of the frame.
        """
        said: list[tuple[TwinComparison, float]] = []
        for pair in self._pairs.get(one, ()):
            works = self._features.works[pair.first], self._features.works[pair.second]
            if other not in works:
                continue
            quad = _quad_of_first(pair, quads)
            if quad is not None:
                found = twin_comparison.compare(frame, quad, self._difference(pair))
                said.append((found, 1.0 if works[0] == one else -1.0))
        if not said:
            said = [(self._compare_by_thumbnails(one, other, quads, frame), 1.0)]
        best, sign = max(said, key=lambda pair: pair[0].fit)
        is_clear = best.fit >= MIN_FIT and best.seen >= MIN_SEEN
        return sign * best.lean if is_clear else 0.0

    def _difference(self, pair: TwinPair) -> TwinDifference:
        rows = pair.first, pair.second
        if rows not in self._differences:
            if len(self._differences) >= _KEPT_DIFFERENCES:
                self._differences.pop(next(iter(self._differences)))
            still, laid = (twins.decompressed(picture) for picture in pair.pictures)
            self._differences[rows] = difference(still, laid)
        return self._differences[rows]

    def _compare_by_thumbnails(
        self,
        one: str,
        other: str,
        quads: dict[int, NDArray[np.float32]],
        frame: NDArray[np.uint8],
    ) -> TwinComparison:
        """Compare two works at one place of which no pair is stored: by their grey thumbnails."""
        rows = [
            next((row for row in quads if self._features.works[row] == work), None)
            for work in (one, other)
        ]
        first, second = rows
        if first is None or second is None:
            return NOTHING_SAID
        to_shares = cv2.getPerspectiveTransform(quads[first], corners_of(1, 1))
        corners = project(quads[second], to_shares)
        thumbnails = [self._features.thumbnail(row) for row in (first, second)]
        corners = twin_search.refined(thumbnails[0], thumbnails[1], corners)
        still, moved = (_enlarged(thumbnail) for thumbnail in thumbnails)
        known = difference(still, twin_search.lay_upon(moved, corners, still))
        grey = np.repeat(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)[..., None], 3, axis=2)
        return twin_comparison.compare(np.asarray(grey, np.uint8), quads[first], known)


def _quads(
    evidence: Sequence[tuple[int, MatchEvidence]], scale: float
) -> dict[int, NDArray[np.float32]]:
    """Returns the quad of each reference (row) in pixels of the frame, those of the best agreement first."""
    best: dict[int, MatchEvidence] = {}
    for row, one in evidence:
        if one.quad is not None and (row not in best or one.agreement > best[row].agreement):
            best[row] = one
    return {
        row: np.asarray(one.quad, np.float32) * np.float32(scale)
        for row, one in sorted(best.items(), key=lambda pair: -pair[1].agreement)
    }


def _quad_of_first(
    pair: TwinPair, quads: dict[int, NDArray[np.float32]]
) -> NDArray[np.float32] | None:
    """Returns where the pair's first reference lies in the frame, by the quad of the better agreement of the two."""
    better = next((row for row in quads if row in (pair.first, pair.second)), None)
    if better is None or better == pair.first:
        return None if better is None else quads[better]
    to_frame = cv2.getPerspectiveTransform(pair.corners, quads[better])
    return project(corners_of(1, 1), to_frame)


def _same_place(one: NDArray[np.float32] | None, other: NDArray[np.float32] | None) -> bool:
    """Whether two quads (4 × 2) share more than MIN_OVERLAP of their union."""
    if one is None or other is None:
        return False
    common, _ = cv2.intersectConvexConvex(one, other)
    union = cv2.contourArea(one) + cv2.contourArea(other) - common
    return bool(common > MIN_OVERLAP * max(union, 1e-6))


def _enlarged(thumbnail: NDArray[np.uint8]) -> NDArray[np.uint8]:
    large = cv2.resize(thumbnail, (COLOUR_PX, COLOUR_PX), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.cvtColor(large, cv2.COLOR_GRAY2BGR), np.uint8)
