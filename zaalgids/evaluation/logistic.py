"""Logistic regression, for a handful of facts: what calibration fits the decision with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def fit(
    facts: Floats,
    truth: NDArray[np.bool_],
    penalty: float = 3.0,
    rising: bool = True,
    turns: int = 100,
) -> Floats:
    """Weights (f) for `facts` (n × f, the first column the constant) so that σ(facts · weights) fits `truth` (n).

    Right and wrong cases weigh alike as wholes, however many there are of each: how often a visitor shows what is
    not there, no simulation knows. Newton's method; `penalty` (L2) is not laid on the constant, and on the others
    in units of their own spread.
    `rising`: no fact may speak against a work, so that one whose weight would be negative is given none.
    Raises ValueError where `truth` holds one kind only.
    """
    if truth.all() or not truth.any():
        raise ValueError("there must be right cases and wrong ones")
    shares = np.where(truth, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))
    used = np.ones(facts.shape[1], bool)
    while True:
        weights = np.zeros(facts.shape[1])
        weights[used] = _newton(facts[:, used], truth, shares, penalty, turns)
        against = used & (weights < 0)
        against[0] = False
        if not rising or not against.any():
            return weights
        used &= ~against


def probability(facts: Floats, weights: Floats) -> Floats:
    """σ(facts · weights) for each row."""
    return np.asarray(1 / (1 + np.exp(-np.clip(facts @ weights, -60, 60))))


def _newton(
    facts: Floats, truth: NDArray[np.bool_], shares: Floats, penalty: float, turns: int
) -> Floats:
    spread = np.maximum(facts.std(axis=0), 1e-6)
    spread[0] = 1.0
    scaled = facts / spread
    hold = np.full(facts.shape[1], penalty)
    hold[0] = 1e-6
    weights = np.zeros(facts.shape[1])
    for _ in range(turns):
        likely = probability(scaled, weights)
        slope = scaled.T @ (shares * (likely - truth)) + hold * weights
        curve = (scaled * (shares * likely * (1 - likely))[:, None]).T @ scaled + np.diag(hold)
        step = np.linalg.solve(curve, slope)
        size = float(np.abs(step).max())
        weights -= step / max(
            1.0, size / 5
        )  # nearly separable cases would throw a full step far out
        if size < 1e-8:
            break
    return np.asarray(weights / spread)
