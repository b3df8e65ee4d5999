"""Turns evidence into a probability, and probabilities into a named work or a refusal.

Note: the probability says that a work is somewhere in view, not that it is likelier than the others. Two works in
view can both have 0.99. Size and position then decide which one the visitor means.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from models import calibration
from models.calibration import Calibration
from models.evidence import BlockAgreement, EvidenceKind, MatchEvidence
from models.quad import corners_of

# Probability from which a work is named, unless the museum chooses a rate of its own (calibration.py). On what was
# kept aside it accepts 4 of 1,978 strangers (models/files/calibration.md).
ACCEPT = 0.9
# More cells with inliers, and more placed blocks, than these add nothing.
MAX_CELLS, MAX_PLACED = 15, 31
MAX_OBJECT_3D_INLIERS = 64  # no content can be compared here, so inliers count further
# A share of fewer matches counts as one of so many: on a bare table 18 of 44 matches agreed with an object. From 40 to
# 160 the likeliest of 90 wrong simulated objects has 0.74 to 0.79, and 72 to 76 of 117 right ones pass.
MIN_OBJECT_3D_MATCHES = 80
# Objects with the same border or foot agree in as many places as one object does (223, simulated); how similar the
# whole is tells them apart. Neighbouring views are not very similar: right ones reach from 0.15, and above 0.3 more
# says no more.
OBJECT_3D_SIMILARITY = (0.15, 0.3)
MIN_OBJECT_3D_MARGIN = -0.05
# Similarity outside these limits changes nothing. In the simulated galleries a wider range would separate better,
# since few pictures there are similar; on a wall of portraits wrong works reach 0.7. In a museum of a dozen works
# right ones fall to 0.12, because whitening has few vectors to learn from (decision 0003, "The weights").
MIN_SIMILARITY, MAX_SIMILARITY = 0.25, 0.4
# Share of the agreeing blocks that are placed, up to which they are no flat picture, and from which they are one. Fewer
# agreeing blocks than FEW_AGREEING count as that many, or as many as are seen, at least FEW_SEEN: 3 placed of 4 that
# agree, with 36 seen, named a copy by another hand. Of 1,093 works in the cases for fitting 0.5 and 0.8 name 537, and
# the likeliest wrong ones have 0.94 and 0.89; 0.3 and 0.7 name 552, and the next have 0.90 and 0.88.
NOT_FLAT, FLAT, FEW_AGREEING, FEW_SEEN = 0.5, 0.8, 8, 4
# A larger margin of the similarity over every other work changes nothing, so that the margin alone names no work.
MAX_MARGIN = 0.2
# Distance from the frame's centre, as a share of its side, at which prominence is halved (decision 0003, "Chosen").
_HALVING_DISTANCE = 0.25


Twins = Mapping[str, Collection[str]]
"""Of each work that has some, the works that explain its photographs as well (models/twins.py)."""
NO_TWINS: Twins = MappingProxyType({})


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
    if evidence.kind is EvidenceKind.OBJECT_3D:
        inliers = float(np.log2(min(evidence.inliers, MAX_OBJECT_3D_INLIERS)))
        share = min(evidence.agreement, evidence.inliers / MIN_OBJECT_3D_MATCHES)
        low, high = OBJECT_3D_SIMILARITY
        similarity = min(max(evidence.similarity, low), high)
        margin = min(max(evidence.margin, MIN_OBJECT_3D_MARGIN), MAX_MARGIN)
        return 1.0, inliers, share, similarity, margin
    flat = flatness(evidence.blocks)
    if evidence.kind is EvidenceKind.QUAD:
        agreement, core = evidence.agreement * flat, evidence.core_agreement * flat
        placed = evidence.blocks.placed_share
        return 1.0, agreement, core, placed, similarity * flat, margin * flat, flat
    cells = float(np.log2(1 + min(evidence.inlier_cells, MAX_CELLS)))
    placed_blocks = float(np.log2(1 + min(evidence.blocks.placed, MAX_PLACED)))
    agreement = evidence.agreement
    return 1.0, cells * flat, placed_blocks, agreement, similarity * flat, margin * flat, flat


def flatness(blocks: BlockAgreement) -> float:
    """Returns how surely what agrees is the one flat picture, 0 to 1.

    A copy by another hand has each motif a little beside its place: its blocks agree, and few of them are placed. Of 66
    simulated copies (decision 0003, "Kinds") half have at most 0.19 of the agreeing blocks placed, and nine tenths at
    most 0.42; of photographs of the work itself nine tenths have 0.7 or more, in glare and covered ones half.
    """
    few = min(FEW_AGREEING, max(blocks.seen, FEW_SEEN))
    share = blocks.placed / max(blocks.agreeing, few)
    return min(max((share - NOT_FLAT) / (FLAT - NOT_FLAT), 0.0), 1.0)


def probability(evidence: MatchEvidence, fitted: Calibration | None = None) -> float:
    """Returns the probability that the reference is in view; 0 where the check did not find it.

    `fitted` None uses the calibration that comes with the program.
    """
    if evidence.quad is None:
        return 0.0
    weights = (fitted or calibration.shipped()).weights[evidence.kind]
    return float(1 / (1 + np.exp(-np.dot(weights, regressors(evidence)))))


def with_margins(
    evidence: Sequence[tuple[str, MatchEvidence]], twins: Twins = NO_TWINS
) -> list[tuple[str, MatchEvidence]]:
    """Fill in the similarity of the work and its margin of each (work, evidence).

    A work is as similar as the most similar of its references, and its margin is how much more similar it is than
    every other work that was checked, its `twins` aside. With no other work there is nothing to compare, and the
    margin stays 0.
    """
    nearest: dict[str, float] = {}
    for work, one in evidence:
        nearest[work] = max(one.similarity, nearest.get(work, -1.0))
    margins: dict[str, float] = {}
    for work, similarity in nearest.items():
        alike = {work, *twins.get(work, ())}
        others = [value for other, value in nearest.items() if other not in alike]
        margins[work] = similarity - max(others) if others else 0.0
    return [
        (work, replace(one, similarity=nearest[work], margin=margins[work]))
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
    twins: Twins = NO_TWINS,
) -> tuple[RankedWork | None, list[RankedWork]]:
    """Name a work, or refuse.

    `evidence`: (work, evidence) for each reference that was checked; a work's best reference speaks for it. `size`:
    of the frame (w, h). `accept`: the threshold. `twins`: as `with_margins` takes them. Returns the named work or None,
    and all works: those from `accept` on first, by prominence, then the others by confidence.
    """
    best: dict[str, RankedWork] = {}
    for work, one in with_margins(evidence, twins):
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
