"""Turns evidence into a probability, and probabilities into a named work or a refusal.

Note: the probability says that a work is somewhere in view, not that it is likelier than the others. Two works in
view can both have 0.99. Size and position then decide which one the visitor means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models import calibration
from models.calibration import Calibration
from models.evidence import EvidenceKind, MatchEvidence
from models.quad import corners_of

# Probability from which a work is named, unless the museum chooses a rate of its own (calibration.py). On decision
# 0003's held-out half 0.9 names 95.7 % of the works correctly and no unknown query of 392.
ACCEPT = 0.9
# More cells with inliers, and more placed blocks, than these add nothing.
MAX_CELLS, MAX_PLACED = 15, 31
MAX_OBJECT_3D_INLIERS = 64  # no content can be compared here, so inliers count further
# A share of fewer matches counts as one of so many: on a bare table 18 of 44 matches agreed with an object. Of 272
# wrong simulated objects the likeliest has 0.76, and 77 of 129 right ones pass; with 100 it has 0.79, and 80 pass.
MIN_OBJECT_3D_MATCHES = 160
# Similarity outside these limits changes nothing. In the simulated galleries a wider range would separate better,
# since few pictures there are similar; on a wall of portraits wrong works reach 0.7. In a museum of a dozen works
# right ones fall to 0.12, because whitening has few vectors to learn from (decision 0003, "The weights").
MIN_SIMILARITY, MAX_SIMILARITY = 0.25, 0.4
# A larger margin of the similarity over every other work changes nothing, so that the margin alone names no work.
MAX_MARGIN = 0.2
# Distance from the frame's centre, as a share of its side, at which prominence is halved (decision 0003, "Chosen").
_HALVING_DISTANCE = 0.25


@dataclass(frozen=True, slots=True)
class RankedWork:
    """A work with its best evidence, the probability that it is in view, and its prominence in the frame, 0 to 1."""

    work: str
    confidence: float
    prominence: float
    evidence: MatchEvidence


def regressors(evidence: MatchEvidence) -> tuple[float, ...]:
    """Returns the inputs of the logistic regression for one piece of evidence, the constant 1 first."""
    similarity = min(max(evidence.similarity, MIN_SIMILARITY), MAX_SIMILARITY)
    margin = min(max(evidence.margin, 0.0), MAX_MARGIN)
    if evidence.kind is EvidenceKind.QUAD:
        placed = evidence.blocks.placed_share
        return 1.0, evidence.agreement, evidence.core_agreement, placed, similarity, margin
    if evidence.kind is EvidenceKind.OBJECT_3D:
        inliers = float(np.log2(min(evidence.inliers, MAX_OBJECT_3D_INLIERS)))
        share = min(evidence.agreement, evidence.inliers / MIN_OBJECT_3D_MATCHES)
        return 1.0, inliers, share, similarity
    cells = float(np.log2(1 + min(evidence.inlier_cells, MAX_CELLS)))
    placed_blocks = float(np.log2(1 + min(evidence.blocks.placed, MAX_PLACED)))
    return 1.0, cells, placed_blocks, evidence.agreement, similarity, margin


def probability(evidence: MatchEvidence, fitted: Calibration | None = None) -> float:
    """Returns the probability that the reference is in view; 0 where the check did not find it.

    `fitted` None uses the calibration that comes with the program.
    """
    if evidence.quad is None:
        return 0.0
    weights = (fitted or calibration.shipped()).weights[evidence.kind]
    return float(1 / (1 + np.exp(-np.dot(weights, regressors(evidence)))))


def with_margins(evidence: Sequence[tuple[str, MatchEvidence]]) -> list[tuple[str, MatchEvidence]]:
    """Fill in the margin of each (work, evidence): how much more similar the work is than every other one checked.

    With one work there is nothing to compare, and the margin stays 0.
    """
    nearest: dict[str, float] = {}
    for work, one in evidence:
        nearest[work] = max(one.similarity, nearest.get(work, -1.0))
    if len(nearest) < 2:
        return list(evidence)
    first, second = sorted(nearest.values(), reverse=True)[:2]
    return [
        (
            work,
            replace(one, margin=nearest[work] - (second if nearest[work] == first else first)),
        )
        for work, one in evidence
    ]


def threshold(false_accepts: float | None) -> float:
    """Returns the probability from which a work is named.

    `false_accepts`: the largest share of unknown queries that may be named; None gives ACCEPT. Raises
    CalibrationError for a share that the shipped calibration cannot guarantee.
    """
    return ACCEPT if false_accepts is None else calibration.shipped().accept_for(false_accepts)


def prominence(quad: NDArray[np.float32] | None, size: tuple[int, int]) -> float:
    """Rate how likely the visitor means the work at `quad` (4 × 2) in a frame of `size` (w, h).

    Returns the share of the frame that the quad covers, reduced with its distance from the frame's centre; 0 for None.
    """
    if quad is None:
        return 0.0
    width, height = size
    covered, _ = cv2.intersectConvexConvex(np.asarray(quad, np.float32), corners_of(width, height))
    centre = np.clip(quad, 0, (width, height)).mean(axis=0)
    distance = np.abs(centre / (width, height) - 0.5).max()
    return float(covered / (width * height) / (1 + (distance / _HALVING_DISTANCE) ** 2))


def decide(
    evidence: Sequence[tuple[str, MatchEvidence]],
    size: tuple[int, int],
    accept: float = ACCEPT,
    fitted: Calibration | None = None,
) -> tuple[RankedWork | None, list[RankedWork]]:
    """Name a work, or refuse.

    `evidence`: (work, evidence) for each reference that was checked; a work's best reference speaks for it. `size`:
    of the frame (w, h). `accept`: the threshold. Returns the named work or None, and all works: those from `accept`
    on first, by prominence, then the others by confidence.
    """
    best: dict[str, RankedWork] = {}
    for work, one in with_margins(evidence):
        ranked = RankedWork(work, probability(one, fitted), prominence(one.quad, size), one)
        if work not in best or ranked.confidence > best[work].confidence:
            best[work] = ranked
    ranking = sorted(
        best.values(),
        key=lambda one: (
            one.confidence < accept,
            -one.prominence if one.confidence >= accept else 0.0,
            -one.confidence,
        ),
    )
    named = ranking[0] if ranking and ranking[0].confidence >= accept else None
    return named, ranking
