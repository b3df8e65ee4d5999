"""Fits a logistic regression with a handful of regressors, for the calibration of the decision.

scikit-learn is not used: `evaluate calibration` is part of the product, so that a museum can fit its own, and every
installation would contain scikit-learn and scipy for this file. Its weights cannot be kept non-negative either.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MAX_STEP = 5.0  # largest change of a weight in one iteration, in standard deviations of its input


def fit(
    inputs: Floats,
    truth: NDArray[np.bool_],
    penalty: float = 3.0,
    non_negative: bool = True,
    iterations: int = 100,
    shares: Floats | None = None,
) -> Floats:
    """Fit weights (f) so that σ(inputs · weights) approximates `truth` (n).

    `inputs`: n × f, the first column the constant 1. Right and wrong cases have the same total weight, because no
    simulation knows how often visitors show works that are not enrolled. Newton's method; the L2 `penalty` spares the
    constant and applies to the other inputs in units of their standard deviation. `non_negative`: an input whose
    weight would be negative gets weight 0. `shares` (n): how much a case counts among those of its class, 1 for the
    mean one; None counts all alike. Raises ValueError where `truth` has one class only.
    """
    if truth.all() or not truth.any():
        raise ValueError("there must be right cases and wrong ones")
    each = np.ones(len(truth)) if shares is None else shares
    right = each[truth].sum() / each.sum()
    balanced = each / each.mean() * np.where(truth, 0.5 / right, 0.5 / (1 - right))
    used = np.ones(inputs.shape[1], bool)
    while True:
        weights = np.zeros(inputs.shape[1])
        weights[used] = _newton(inputs[:, used], truth, balanced, penalty, iterations)
        negative = used & (weights < 0)
        negative[0] = False
        if not non_negative or not negative.any():
            return weights
        used &= ~negative


def probability(inputs: Floats, weights: Floats) -> Floats:
    """Returns σ(inputs · weights) for each row (n)."""
    return np.asarray(1 / (1 + np.exp(-np.clip(inputs @ weights, -60, 60))))


def _newton(
    inputs: Floats, truth: NDArray[np.bool_], shares: Floats, penalty: float, iterations: int
) -> Floats:
    """Minimise the penalised, weighted log loss. Returns the weights (f)."""
    spread = np.maximum(inputs.std(axis=0), 1e-6)
    spread[0] = 1.0
    scaled = inputs / spread
    penalties = np.full(inputs.shape[1], penalty)
    penalties[0] = 1e-6
    weights = np.zeros(inputs.shape[1])
    for _ in range(iterations):
        predicted = probability(scaled, weights)
        gradient = scaled.T @ (shares * (predicted - truth)) + penalties * weights
        hessian = (scaled * (shares * predicted * (1 - predicted))[:, None]).T @ scaled + np.diag(
            penalties
        )
        step = np.linalg.solve(hessian, gradient)
        size = float(np.abs(step).max())
        # A full step would diverge on nearly separable cases.
        weights -= step / max(1.0, size / _MAX_STEP)
        if size < 1e-8:
            break
    return np.asarray(weights / spread)
