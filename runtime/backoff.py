"""Exponential back-off with random jitter.

Without the jitter, forty kiosks that lost one server would all reconnect in the same second.
"""

from __future__ import annotations

import random


class Backoff:
    """Draws each pause between half of a span and the whole; the span doubles from `first` to `most` seconds."""

    def __init__(self, rng: random.Random, first: float = 1.0, most: float = 60.0) -> None:
        self._rng = rng
        self._first = first
        self._most = most
        self._span = first

    def next(self) -> float:
        """Return the seconds to wait now, and double the next span."""
        span = self._span
        self._span = min(self._most, span * 2)
        return span * self._rng.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Return to the first span; call it after a success."""
        self._span = self._first
