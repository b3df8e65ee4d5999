"""A probability distribution of the number of people in a room, updated minute by minute.

A counted crossing is not exactly one crossing. Of a hundred, a few are missed and a few are invented, so "in minus out"
becomes less certain with every crossing; and a room never holds fewer than 0 people, or fewer than are in view. The
distribution over whole numbers follows

    people after = people before + in − out + U − D,
    U ~ Poisson(MISSED·in + INVENTED·out + unseen in),   D ~ Poisson(MISSED·out + INVENTED·in + unseen out),

and is then conditioned on people after ≥ max(0, in view): a Bayes filter on a grid (Thrun, Burgard, Fox, Probabilistic
Robotics, MIT Press 2005, section 4.1). U counts people who entered unnoticed and invented exits, D the reverse.

Note: clamping a mean at zero, or cutting a normal curve there each minute, uses the same knowledge again and again and
pushes an empty room's number upwards. Conditioning a distribution twice changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

# Shares of the crossings that are missed and invented. In our clips (50 crossings, from the side and from above) 2 to 4
# % were one or the other; vendors claim 0.5 to 2 %. Equal, so that the model itself has no bias. docs/decisions/0007
# has the errors at 3 % each.
MISSED = 0.03
INVENTED = 0.03
# By how much the shares may differ at a doorway without anybody knowing (what is known is in balance.py). All crossings
# of a doorway have this error in common, so it does not average out: it is a share of the people inside.
SYSTEMATIC = 0.03
LOW_QUANTILE, HIGH_QUANTILE = 0.05, 0.95  # the displayed range holds the truth nine times in ten
STANDARD_DEVIATIONS = 1.645  # of a normal curve on either side, between the same quantiles
NEGLIGIBLE = 1e-9  # tails below this share are cut; otherwise the grid would grow all day
CONTRADICTION = 1e-6  # below this probability the model is wrong, and the view is believed instead
# The distribution after a contradiction: n more people than are in view, for n = 0 … 7.
AFTER_CONTRADICTION = 0.4 ** np.arange(8)


class Estimate:
    """The distribution for one room, from the moment it was last known to be empty. Not thread-safe."""

    def __init__(self) -> None:
        self._in_view = 0  # in the last minute
        self._smallest = 0
        self._probabilities: NDArray[np.float64] = np.ones(1)  # of `_smallest`, `_smallest` + 1, …

    def add_minute(
        self,
        entered: int,
        left: int,
        in_view: int = 0,
        unseen_in: float = 0.0,
        unseen_out: float = 0.0,
        bias: float = 0.0,
    ) -> None:
        """Update by one minute: counted crossings, people in view, and crossings that no kiosk could see.

        `unseen_in`, `unseen_out`: the expected number of them, any number ≥ 0.
        `bias`: of equal traffic, by how much more is counted in than out, (in − out) / (in + out), between −1 and 1.
        A positive bias means that ins are invented and outs are missed, in equal effect.
        """
        self._smallest += entered - left
        up = MISSED * entered + INVENTED * left + unseen_in
        down = MISSED * left + INVENTED * entered + unseen_out
        if bias > 0:
            down += entered * bias / (1 + bias) + left * bias / (1 - bias)
        elif bias < 0:
            up += left * -bias / (1 - bias) + entered * -bias / (1 + bias)
        if up > 0:
            first, kernel = _poisson(up)
            self._probabilities = np.convolve(self._probabilities, kernel)
            self._smallest += first
        if down > 0:
            first, kernel = _poisson(down)
            self._probabilities = np.convolve(self._probabilities, kernel[::-1])
            self._smallest -= first + len(kernel) - 1
        self._condition_on_at_least(max(0, in_view))

    def median_and_range(self) -> tuple[int, int, int]:
        """Return (median, low, high): the truth lies between low and high nine times in ten."""
        low, median, high = self._quantiles(LOW_QUANTILE, 0.5, HIGH_QUANTILE)
        systematic = STANDARD_DEVIATIONS * SYSTEMATIC * median
        below, above = math.hypot(median - low, systematic), math.hypot(high - median, systematic)
        return median, max(self._in_view, round(median - below)), round(median + above)

    def _condition_on_at_least(self, in_view: int) -> None:
        self._in_view = in_view
        if in_view > self._smallest:
            self._probabilities = self._probabilities[in_view - self._smallest :]
            self._smallest = in_view
        mass = float(self._probabilities.sum())
        if mass < CONTRADICTION:
            self._smallest = in_view
            self._probabilities = AFTER_CONTRADICTION / AFTER_CONTRADICTION.sum()
            return
        kept = np.flatnonzero(self._probabilities > NEGLIGIBLE * mass)
        self._probabilities = self._probabilities[kept[0] : kept[-1] + 1] / mass
        self._smallest += int(kept[0])

    def _quantiles(self, *shares: float) -> Iterator[int]:
        sums = np.cumsum(self._probabilities)
        for share in shares:
            # Slightly less, because sums of fractions may come out slightly below a half.
            yield self._smallest + int(np.searchsorted(sums, (share - 1e-9) * sums[-1]))


def _poisson(mean: float) -> tuple[int, NDArray[np.float64]]:
    """Return the smallest number that is not negligible, and the probabilities from it on, for a mean > 0."""
    reach = 6.0 * math.sqrt(mean) + 4.0
    smallest = max(0, math.floor(mean - reach))
    numbers = np.arange(smallest + 1, math.ceil(mean + reach) + 1)
    # By logarithms, because e^−mean underflows from a mean of 745.
    first = smallest * math.log(mean) - mean - math.lgamma(smallest + 1)
    steps = np.cumsum(math.log(mean) - np.log(numbers))
    return smallest, np.exp(first + np.concatenate(([0.0], steps)))
