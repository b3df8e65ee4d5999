"""`MatchEvidence`: what a geometric check found out about one reference in one frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class EvidenceKind(StrEnum):
    """Which check produced the evidence. Each kind has weights of its own in the calibration.

    The values are keys in calibration.json and in the output of `evaluate calibration`, so they stay as they are.
    """

    KEYPOINTS = "spots"  # models/keypoint_check.py
    QUAD = "outline"  # models/quad_check.py
    OBJECT_3D = "body"  # models/object_3d_check.py


@dataclass(frozen=True, slots=True)
class MatchEvidence:
    """How well one reference matches one frame.

    `inliers`: number of keypoint matches that the fitted map explains. `core_inliers`: those of them in the middle
    half of the reference, where its picture frame is not.
    `agreement`: by keypoints, the mean correlation of the reference's inner blocks with the rectified frame, −1 to 1;
    by quad, the same, discounted (models/self_similarity.py); of a three-dimensional object, the share of matches
    that are inliers, 0 to 1.
    `core_agreement`: share, 0 to 1, of the blocks of the middle half whose correlation is above 0.5.
    `quad`: the corners of the reference in pixels of the frame, 4 × 2, clockwise from the reference's upper left;
    None where the check did not find the reference.
    `similarity`: the reference's highest cosine with any crop of the frame, −1 to 1; the recogniser fills it in.
    """

    inliers: int
    core_inliers: int
    agreement: float
    core_agreement: float
    quad: NDArray[np.float32] | None
    kind: EvidenceKind = EvidenceKind.KEYPOINTS
    similarity: float = 0.0


NO_EVIDENCE = MatchEvidence(0, 0, 0.0, 0.0, None)
