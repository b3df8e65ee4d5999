"""From evidence to a probability, and from probabilities to a name or a refusal.

The one thing a newcomer would get wrong: the probability is that this picture is somewhere in view, not that it
is more likely than the other references. Two works in view may both have 0.99; which one the visitor means is
then a question of size and place, not of certainty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models import calibration
from models.calibration import Calibration
from models.geometric_check import Evidence, Kind

ACCEPT = 0.9  # from this probability a work is named, unless a museum chooses its own rate (calibration.py)
# More inliers than this add nothing: however many they are, without a look that agrees they stay below ACCEPT.
MOST_INLIERS = 8
MOST_OF_A_BODY = 32  # the same where nothing can be unrolled, and inliers have to do
# Likeness outside these adds and takes nothing. In simulated galleries more of it would tell a great deal, since few
# pictures there are alike; on a wall of portraits the wrong ones reach 0.7. And in a museum of a dozen works, where
# whitening has little to learn from, right ones fall to 0.12.
LEAST_LIKENESS, MOST_LIKENESS = 0.25, 0.4


@dataclass(frozen=True, slots=True)
class Found:
    """A work with its best evidence, the `confidence` that it is in view, and its `prominence` there, 0 to 1."""

    work: str
    confidence: float
    prominence: float
    evidence: Evidence


def facts(evidence: Evidence) -> tuple[float, ...]:
    """What the weights of its kind are multiplied by; the constant first."""
    likeness = min(max(evidence.likeness, LEAST_LIKENESS), MOST_LIKENESS)
    if evidence.kind is Kind.OUTLINE:
        return 1.0, evidence.agreement, evidence.core_agreeing, likeness
    if evidence.kind is Kind.BODY:
        inliers = float(np.log2(min(evidence.inliers, MOST_OF_A_BODY)))
        return 1.0, inliers, evidence.agreement, likeness
    core = float(np.log2(1 + min(evidence.core_inliers, MOST_INLIERS)))
    return 1.0, core, evidence.agreement, evidence.core_agreeing, likeness


def probability(evidence: Evidence, by: Calibration | None = None) -> float:
    """The probability that the reference is in view; 0 where it was not found. `by` None: as shipped."""
    if evidence.quad is None:
        return 0.0
    weights = (by or calibration.shipped()).weights[evidence.kind]
    return float(1 / (1 + np.exp(-np.dot(weights, facts(evidence)))))


def threshold(false_accepts: float | None) -> float:
    """The probability from which a work is named where at most that share of strangers may be; None: ACCEPT.

    Raises CalibrationError for a share that the calibration as shipped can't promise.
    """
    return ACCEPT if false_accepts is None else calibration.shipped().accept_for(false_accepts)


def prominence(quad: NDArray[np.float32] | None, size: tuple[int, int]) -> float:
    """How much a work asks to be the one that is meant: the share of the frame (w, h) that it covers, less the
    farther its middle is from the frame's (half as much at a quarter of the frame's width or height away).
    """
    if quad is None:
        return 0.0
    width, height = size
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    covered, _ = cv2.intersectConvexConvex(np.asarray(quad, np.float32), frame)
    middle = np.clip(quad, 0, (width, height)).mean(axis=0)
    away = np.abs(middle / (width, height) - 0.5).max()
    return float(covered / (width * height) / (1 + (away / 0.25) ** 2))


def decide(
    evidence: Sequence[tuple[str, Evidence]],
    size: tuple[int, int],
    accept: float = ACCEPT,
    by: Calibration | None = None,
) -> tuple[Found | None, list[Found]]:
    """The work that is named, if any, and all works looked at, best first.

    `evidence`: (work, evidence) for each reference; of a work's references the best one speaks for it. Works
    from `accept` on come first, by prominence in the frame of `size` (w, h); the rest by confidence.
    """
    best: dict[str, Found] = {}
    for work, one in evidence:
        found = Found(work, probability(one, by), prominence(one.quad, size), one)
        if work not in best or found.confidence > best[work].confidence:
            best[work] = found
    ranked = sorted(
        best.values(),
        key=lambda found: (
            found.confidence < accept,
            -found.prominence if found.confidence >= accept else 0.0,
            -found.confidence,
        ),
    )
    named = ranked[0] if ranked and ranked[0].confidence >= accept else None
    return named, ranked
