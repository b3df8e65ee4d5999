"""How whoever was sent away comes back: after pauses that grow and scatter.

Without the scatter forty kiosks would come back in the same second, and be sent away again.
"""

from __future__ import annotations

import random


class Backoff:
    """Each pause is drawn between half and the whole of a span that doubles from `first` to `most` seconds."""

    def __init__(self, chance: random.Random, first: float = 1.0, most: float = 60.0) -> None:
        self._chance = chance
        self._first = first
        self._most = most
        self._span = first

    def next(self) -> float:
        """Seconds to wait now."""
        span = self._span
        self._span = min(self._most, span * 2)
        return span * self._chance.uniform(0.5, 1.0)

    def reset(self) -> None:
        """It went well: begin small again."""
        self._span = self._first
