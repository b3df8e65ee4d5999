"""Draws orienteering instances with time windows, as Solomon drew his for vehicles, in the TOPTW format.

Solomon, "Algorithms for the vehicle routing and scheduling problems with time window constraints", Operations Research
35 (1987): points at random (r), in clusters (c) or both (rc); a short horizon (1) or a long one (2); a part of the
points with a window about a moment at which they can be reached.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

HORIZON = {"r1": 230, "rc1": 240, "c1": 1236, "r2": 1000, "rc2": 960, "c2": 3390}
"""The kinds, and until when the tour must be back; Solomon's own figures."""

SIDE = 100
CLUSTERS = 8
STAY = {"c1": 90, "c2": 90}
USUAL_STAY = 10


def solomon_like(kind: str, seed: int, points: int = 100) -> str:
    """Draw one instance of a kind of HORIZON. Returns the text of its file; the same seed gives the same text."""
    rng = np.random.default_rng([seed, *kind.encode()])
    places = _places(kind, rng, points)
    horizon, stay = HORIZON[kind], STAY.get(kind, USUAL_STAY)
    away = np.hypot(*(places - places.mean(axis=0)).T)
    share = rng.choice([0.25, 0.5, 0.75, 1.0])
    half = rng.choice([0.022, 0.065, 0.13, 0.26]) * horizon
    lines = [f"4 {points} {points} 1", "0 200"]
    middle = places.mean(axis=0)
    lines.append(f"0 {middle[0]:.2f} {middle[1]:.2f} 0.00 0.00 0 0 0 {horizon}")
    for index in range(points):
        earliest, latest = away[index] + 1, horizon - away[index] - stay - 1
        opens, closes = 0, int(latest)
        if rng.random() < share:
            centre = rng.uniform(earliest, max(earliest, latest))
            width = max(1.0, rng.normal(half, half / 4))
            opens, closes = int(max(earliest, centre - width)), int(min(latest, centre + width))
        value = max(1, round(rng.gamma(3.0, 5.0)))
        x, y = places[index]
        lines.append(
            f"{index + 1} {x:.2f} {y:.2f} {stay:.2f} {value:.2f} 1 1 1 {opens} {max(opens, closes)}"
        )
    return "\n".join(lines) + "\n"


def _places(kind: str, rng: Generator, points: int) -> NDArray[np.float64]:
    spread = np.round(rng.uniform(0, SIDE, (points, 2)))
    centres = rng.uniform(0.1 * SIDE, 0.9 * SIDE, (CLUSTERS, 2))
    close = np.round(centres[rng.integers(CLUSTERS, size=points)] + rng.normal(0, 4, (points, 2)))
    clustered = {"r": 0.0, "c": 1.0, "rc": 0.5}[kind[:-1]]
    return np.where((rng.random(points) < clustered)[:, None], close, spread)
