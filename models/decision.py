"""From evidence to a probability that this work is in view, and from that to a name or a refusal."""

from __future__ import annotations

import numpy as np

from models.geometric_check import Evidence

ACCEPT = 0.9


def probability(evidence: Evidence) -> float:
    """The chance that the reference is in the frame. Weights: to be calibrated."""
    if evidence.quad is None:
        return 0.0
    score = (
        -7.0
        + 2.2 * np.log2(max(evidence.inliers, 1) / 6)
        + 2.0 * evidence.spread
        + 8.0 * evidence.agreement
        + 2.0 * evidence.share
    )
    return float(1 / (1 + np.exp(-score)))
