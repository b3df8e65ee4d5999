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

from models.geometric_check import Evidence

# From this probability a work is named. In two-fold cross-validation on simulated gallery photographs, strangers
# in the very same frames among them, the surest of 360 wrong references reached 0.61
# (docs/decisions/0003-recognition-pipeline.md).
ACCEPT = 0.9

# Logistic regression (L2 0.3) on those, each reference of the shortlist one case. Order: constant,
# log2(1 + core inliers), agreement, part of the core that agrees.
WEIGHTS = (-5.7, 2.35, 4.98, 2.75)
# More inliers than this add nothing: however many they are, without a look that agrees they stay below ACCEPT.
MOST_INLIERS = 8

# The same for a work found by its outline, whose evidence is the look alone: constant, agreement (what is under
# LEAST_TELLING is chance and counts alike), part of the core that agrees. The surest of 673 wrong ones: 0.63.
OUTLINE_WEIGHTS = (-8.2, 11.84, 2.37)
LEAST_TELLING = 0.4


@dataclass(frozen=True, slots=True)
class Found:
    """A work with its best evidence, the `confidence` that it is in view, and its `prominence` there, 0 to 1."""

    work: str
    confidence: float
    prominence: float
    evidence: Evidence


def probability(evidence: Evidence) -> float:
    """The probability that the reference is in view; 0 where no plausible outline was found."""
    if evidence.quad is None:
        return 0.0
    if evidence.by_outline:
        agreement = max(evidence.agreement, LEAST_TELLING)
        return _logistic(OUTLINE_WEIGHTS, (1.0, agreement, evidence.core_agreeing))
    inliers = float(np.log2(1 + min(evidence.core_inliers, MOST_INLIERS)))
    return _logistic(WEIGHTS, (1.0, inliers, evidence.agreement, evidence.core_agreeing))


def _logistic(weights: tuple[float, ...], facts: tuple[float, ...]) -> float:
    return float(1 / (1 + np.exp(-np.dot(weights, facts))))


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
    evidence: Sequence[tuple[str, Evidence]], size: tuple[int, int], accept: float = ACCEPT
) -> tuple[Found | None, list[Found]]:
    """The work that is named, if any, and all works looked at, best first.

    `evidence`: (work, evidence) for each reference; of a work's references the best one speaks for it. Works
    from `accept` on come first, by prominence in the frame of `size` (w, h); the rest by confidence.
    """
    best: dict[str, Found] = {}
    for work, one in evidence:
        found = Found(work, probability(one), prominence(one.quad, size), one)
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
