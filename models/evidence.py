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


FEW_BLOCKS = 6  # of fewer blocks than these a share says little


@dataclass(frozen=True, slots=True)
class BlockAgreement:
    """How many blocks of a reference can tell something about a frame, and what they say (models/block_agreement.py).

    `seen`: blocks with structure that are in view and not covered. `agreeing`: those that correlate with the frame.
    `placed`: those of them that lie where one flat picture would put them.
    """

    seen: int
    agreeing: int
    placed: int

    @property
    def placed_share(self) -> float:
        """The share of the seen blocks that are placed, 0 to 1; fewer than FEW_BLOCKS count as that many."""
        return self.placed / max(self.seen, FEW_BLOCKS)


NOTHING_SEEN = BlockAgreement(0, 0, 0)


@dataclass(frozen=True, slots=True)
class MatchEvidence:
    """How well one reference matches one frame.

    `inliers`: number of keypoint matches that the fitted map explains.
    `agreement`: by keypoints, the share of the seen blocks that are placed, 0 to 1; by quad, the mean correlation of
    the reference's inner blocks with the rectified frame, −1 to 1, discounted (models/self_similarity.py); of a
    three-dimensional object, the share of matches that are inliers, 0 to 1.
    `core_agreement`: by quad, the share, 0 to 1, of the blocks of the middle half whose correlation is above 0.5.
    `quad`: the corners of the reference in pixels of the frame, 4 × 2, clockwise from the reference's upper left;
    None where the check did not find the reference.
    `similarity`: the reference's highest cosine with any crop of the frame, −1 to 1; the recogniser fills it in.
    `margin`: how much higher it is than that of every other work, 0 or negative for all but the most similar work;
    the decision fills it in.
    `inlier_cells`: cells of an 8 × 8 grid over the reference, without the outermost, that hold an inlier.
    """

    inliers: int
    agreement: float
    core_agreement: float
    quad: NDArray[np.float32] | None
    kind: EvidenceKind = EvidenceKind.KEYPOINTS
    similarity: float = 0.0
    margin: float = 0.0
    inlier_cells: int = 0
    blocks: BlockAgreement = NOTHING_SEEN


NO_EVIDENCE = MatchEvidence(0, 0.0, 0.0, None)
