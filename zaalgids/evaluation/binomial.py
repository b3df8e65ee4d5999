"""Bounds the rate of rare events from a count of them.

scipy has this bound too. It is not used, because every museum's installation would contain it for these ten lines.
"""

from __future__ import annotations

from math import comb


def upper_bound(events: int, trials: int, certainty: float = 0.95) -> float:
    """Returns the upper bound, 0 to 1, of a rate of which `events` in `trials` were counted.

    One-sided, with `certainty` (Clopper and Pearson, 1934). No event in 62 trials gives 4.7 %. Raises ValueError for
    impossible counts.
    """
    if not 0 <= events <= trials or trials == 0:
        raise ValueError(f"{events} of {trials} can't be")
    if events == trials:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        below = sum(
            comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(events + 1)
        )
        low, high = (rate, high) if below > 1 - certainty else (low, rate)
    return high
