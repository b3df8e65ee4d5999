"""How many people are in a room: a probability for each number, carried on minute by minute.

A counted crossing is not quite a crossing. Of a hundred, a few are missed and a few are none, so the number that
in minus out gives grows more doubtful with every crossing; and no room holds less than nobody, or less than the
people in view. Both are kept here as what they are: a distribution over whole numbers,

    people after = people before + in − out + U − D,
    U ~ Poisson(MISSED·in + FALSE·out + unseen in),   D ~ Poisson(MISSED·out + FALSE·in + unseen out),

then conditioned on people after ≥ max(0, in view) (a Bayes filter on a grid: Thrun, Burgard, Fox, Probabilistic
Robotics, MIT Press 2005, section 4.1). U are people who came uncounted and exits that were none, D the reverse.

The one thing a newcomer would get wrong: clamping a mean at zero, or cutting a normal curve there each minute, uses
the same knowledge again and again and pushes an empty room's number upwards. Conditioning a distribution does not:
done twice, it changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

# Of the crossings in our clips (50, from the side and from above) 1 to 2 were missed or invented: 2 to 4 %. A little
# above what vendors claim for themselves (0.5 to 2 %), on either side, so that in and out have no slant of their own.
MISSED = 0.03
FALSE = 0.03
# By how much missed and invented may differ at a doorway without anybody knowing (what is known: balance.py). All its
# crossings share it, so it does not average out: it is a share of the people inside, not of the crossings.
SHARED = 0.03
LOW, HIGH = 0.05, 0.95  # the range that is shown: nine times in ten the truth lies inside
DEVIATIONS = 1.645  # of a normal curve, to either side, hold as much as LOW to HIGH
NEGLIGIBLE = 1e-9  # tails below it are cut, or the grid would grow all day
CONTRADICTION = 1e-6  # what is seen was thought less likely than this: believe what is seen
ANEW = 0.4 ** np.arange(
    8
)  # then so many more than are seen, each half as likely as the last, about


class Estimate:
    """The people in one room since it was last known to be empty. Not for several threads."""

    def __init__(self) -> None:
        self._fewest = 0  # seen in the last minute
        self._least = 0
        self._chances: NDArray[np.float64] = np.ones(1)  # of `least`, `least` + 1, …

    def minute(
        self,
        entered: int,
        left: int,
        in_view: int = 0,
        unseen_in: float = 0.0,
        unseen_out: float = 0.0,
        lean: float = 0.0,
    ) -> None:
        """Carries on over one minute: crossings counted, people in view, and crossings that nobody could see.

        `unseen_in`, `unseen_out`: how many of them one must expect, from a kiosk's usual rate; any number ≥ 0.
        `lean`: how much more is counted in than out of what is equal, (in − out) / (in + out), −1 to 1 and neither:
        of what leans to "in" so many ins are none, and so many outs are missed, that both come to the same.
        """
        self._least += entered - left
        up = MISSED * entered + FALSE * left + unseen_in
        down = MISSED * left + FALSE * entered + unseen_out
        if lean > 0:
            down += entered * lean / (1 + lean) + left * lean / (1 - lean)
        elif lean < 0:
            up += left * -lean / (1 - lean) + entered * -lean / (1 + lean)
        if up > 0:
            self._chances = np.convolve(self._chances, _poisson(up))
        if down > 0:
            kernel = _poisson(down)
            self._chances = np.convolve(self._chances, kernel[::-1])
            self._least -= len(kernel) - 1
        self._hold_at_least(max(0, in_view))

    def _hold_at_least(self, fewest: int) -> None:
        self._fewest = fewest
        if fewest > self._least:
            self._chances = self._chances[fewest - self._least :]
            self._least = fewest
        mass = float(self._chances.sum())
        if mass < CONTRADICTION:
            self._least, self._chances = fewest, ANEW / ANEW.sum()
            return
        kept = np.flatnonzero(self._chances > NEGLIGIBLE * mass)
        self._chances = self._chances[kept[0] : kept[-1] + 1] / mass
        self._least += int(kept[0])

    def numbers(self) -> tuple[int, int, int]:
        """(the number it is as likely above as below, the least, the most): nine times in ten between those."""
        low, middle, high = self._quantiles(LOW, 0.5, HIGH)
        shared = DEVIATIONS * SHARED * middle
        below, above = math.hypot(middle - low, shared), math.hypot(high - middle, shared)
        return middle, max(self._fewest, round(middle - below)), round(middle + above)

    def _quantiles(self, *shares: float) -> Iterator[int]:
        sums = np.cumsum(self._chances)
        for share in shares:
            # A hair less, for sums of fractions that come out a hair under a half.
            yield self._least + int(np.searchsorted(sums, (share - 1e-9) * sums[-1]))


def _poisson(mean: float) -> NDArray[np.float64]:
    """Chances of 0, 1, 2 … for a Poisson number with this mean (> 0), as far as they matter."""
    most = math.ceil(mean + 6.0 * math.sqrt(mean) + 4.0)
    chances = np.empty(most + 1)
    # From the logarithm: e^−mean is nothing at all from a mean of 745 on.
    logarithm = -mean
    for number in range(most + 1):
        chances[number] = math.exp(logarithm)
        logarithm += math.log(mean / (number + 1))
    return chances
