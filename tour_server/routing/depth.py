"""How long and how deep a visitor stays at a stop: short, as usual, or with its deeper layer.

The value grows with the time, less and less: the second half of a stop is worth less than a first look at another work.
So a short visit has short stops, and more time buys depth.
"""

from __future__ import annotations

from enum import StrEnum


class Depth(StrEnum):
    """A way to see a work."""

    SHORT = "short"  # the first layer, and on
    USUAL = "usual"  # the first layer, and a look
    DEEPER = "deeper"  # the deeper layers too, and a second look


LOOKING_SECONDS = {Depth.SHORT: 5, Depth.USUAL: 27, Depth.DEEPER: 54}
"""Added to the listening: visitors look at a work for 27.2 s on average. J. K. Smith and L. F. Smith, "Spending Time on
Art", Empirical Studies of the Arts 19 (2001). Less where the stop is short; twice as long with its deeper layer."""

WORTH = {Depth.SHORT: 0.85, Depth.USUAL: 1.0, Depth.DEEPER: 1.25}
"""A share of the stop's value. Chosen so that, with the texts of the Museum of Pattern, another work is worth more than
the deeper layer of this one, and the deeper layer more than time left over."""
